import { channelError } from './errors.ts'
import type { Framework } from './framework.ts'
import type { Outgoing } from './outgoing.ts'

/** Tries the connection for the console: the app's own sign-in, and whether it is in each of `conversations` (ids of channels). One sentence for each thing that is missing. */
export const missingFor = async (
  { framework, outgoing }: { framework: () => Promise<Framework>; outgoing: Pick<Outgoing, 'members'> },
  conversations: readonly string[],
): Promise<string[]> => {
  try {
    await (await framework()).token()
  } catch (error) {
    return [channelError(error, 'sign-in', true).message]
  }
  const said: string[] = []
  for (const conversation of conversations) {
    try {
      await outgoing.members(conversation)
    } catch (error) {
      said.push(`${conversation}: ${channelError(error, 'members', true).message}`)
    }
  }
  return said
}

import { ChannelError } from '../../bots/channel.ts'
import { globalServiceUrl, isTrustedService, type TeamsAccount } from './account.ts'
import { type Activity, isPersonal, messageName, placeIn, tenantIn } from './activity.ts'
import { channelError } from './errors.ts'
import type { Framework } from './framework.ts'

const remembered = 10_000

export type Outgoing = ReturnType<typeof outgoingTo>

/**
 * Where things go: personal chats by user, and the address of Teams for each conversation, as they were last heard of. A process that has
 * heard nothing yet opens the chat anew (it is the same one) and uses the global address.
 */
export const outgoingTo = (account: TeamsAccount, framework: () => Promise<Framework>) => {
  const services = new Map<string, string>()
  const chats = new Map<string, Promise<string>>()
  let lately: string | undefined
  let tenant = account.tenantId

  const keep = <Value>(map: Map<string, Value>, key: string, value: Value) => {
    map.delete(key)
    map.set(key, value)
    if (map.size > remembered) map.delete(map.keys().next().value ?? '')
  }
  const serviceOf = (conversation: string) =>
    services.get(placeIn(conversation).channel) ?? lately ?? account.serviceUrl ?? globalServiceUrl

  const open = async (user: string) => {
    if (!tenant)
      throw new ChannelError('refused', 'tenant_unknown', 'Nobody can be written to before the tenant is known: set MicrosoftAppTenantId.')
    const serviceUrl = lately ?? account.serviceUrl ?? globalServiceUrl
    try {
      return await (await framework()).open(serviceUrl, { user, tenantId: tenant })
    } catch (error) {
      // The chat is there or it is made: asking twice opens the same one.
      throw channelError(error, 'open chat', true)
    }
  }
  const chatWith = (user: string) => {
    const found = chats.get(user)
    if (found) return found
    const opening = open(user)
    keep(chats, user, opening)
    opening.catch(() => chats.delete(user))
    return opening
  }

  return {
    /** Remembers where something came from. Only what was welcomed may be told. */
    heard(activity: Activity) {
      if (!isTrustedService(activity.serviceUrl, account)) return
      lately = activity.serviceUrl
      tenant ??= tenantIn(activity)
      keep(services, placeIn(activity.conversation.id).channel, activity.serviceUrl)
      const user = activity.from.aadObjectId
      if (user && isPersonal(activity)) keep(chats, user, Promise.resolve(activity.conversation.id))
    },
    /** The personal chat with somebody. Rejects with ChannelError. */
    chatWith,
    /** Posts, and gives our name of the message. Rejects with ChannelError. */
    async post(conversation: string, activity: object): Promise<string> {
      const ready = await framework()
      try {
        const id = await ready.post(serviceOf(conversation), conversation, activity)
        if (!id) throw new ChannelError('doubt', 'garbled_answer', 'send: the answer names no message.')
        return messageName(conversation, id)
      } catch (error) {
        throw channelError(error, 'send')
      }
    },
    async put(conversation: string, id: string, activity: object) {
      try {
        await (await framework()).put(serviceOf(conversation), conversation, id, activity)
      } catch (error) {
        throw channelError(error, 'update', true)
      }
    },
    async members(conversation: string) {
      try {
        return await (await framework()).members(serviceOf(conversation), conversation)
      } catch (error) {
        throw channelError(error, 'members', true)
      }
    },
  }
}

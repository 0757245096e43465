import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { ChannelError } from '../../bots/channel.ts'
import type { CloudAccount, Graph } from './graph.ts'

const Rows = z.object({ data: z.array(z.unknown()) })
const Numbers = z.object({ data: z.array(z.object({ id: z.coerce.string() })) })

/** Says in sentences what is missing before this number can work; empty when nothing is. Never rejects. */
export const checkAccount = async (account: CloudAccount, graph: Graph) => {
  const missing: string[] = []
  const look = async (path: string, query: Record<string, string>, problem: (error: ChannelError) => string) => {
    try {
      return await graph.get(path, query)
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error
      missing.push(error.code === 'unreachable' || error.code === 'no_answer' ? error.message : problem(error))
      return null
    }
  }

  const fields = { fields: 'id,display_phone_number,verified_name' }
  const number = await look(account.phoneNumberId, fields, ({ code, message }) =>
    code === '190'
      ? 'WhatsApp does not accept the access token (WHATSAPP_ACCESS_TOKEN): it is expired, withdrawn or mistyped.'
      : `The phone number id (WHATSAPP_PHONE_NUMBER_ID) cannot be read with this token. ${message}`,
  )
  if (!number) return missing

  // Graph checks this proof against the secret of the token's own app: the one way to learn that a secret is the right one.
  const proof = createHmac('sha256', account.appSecret).update(account.accessToken).digest('hex')
  const why =
    'The app secret (WHATSAPP_APP_SECRET) is not that of the app which the access token belongs to: webhooks would be turned away.'
  await look(account.phoneNumberId, { fields: 'id', appsecret_proof: proof }, () => why)

  const owner = account.businessAccountId
  if (!owner) {
    missing.push('Without WHATSAPP_BUSINESS_ACCOUNT_ID nobody can see whether webhooks are subscribed, or bring templates.')
    return missing
  }
  const unreadable = ({ message }: ChannelError) =>
    `The WhatsApp business account (WHATSAPP_BUSINESS_ACCOUNT_ID) cannot be read. ${message}`
  const numbers = Numbers.safeParse(await look(`${owner}/phone_numbers`, { fields: 'id', limit: '100' }, unreadable))
  if (numbers.success && !numbers.data.data.some(({ id }) => id === account.phoneNumberId))
    missing.push('The phone number does not belong to this WhatsApp business account (WHATSAPP_BUSINESS_ACCOUNT_ID).')
  const apps = Rows.safeParse(await look(`${owner}/subscribed_apps`, {}, unreadable))
  if (apps.success && !apps.data.data.length)
    missing.push('No app is subscribed to this WhatsApp business account: messages of customers would not arrive.')
  return [...new Set(missing)]
}

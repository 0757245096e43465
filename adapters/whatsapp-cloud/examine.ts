import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { ChannelError } from '../../bots/channel.ts'
import type { CloudAccount, Graph } from './graph.ts'
import { listTemplates, type TemplateState } from './templates.ts'

const PhoneNumber = z.object({
  display_phone_number: z.string().catch(''),
  verified_name: z.string().catch(''),
  quality_rating: z.string().catch(''),
})
const Rows = z.object({ data: z.array(z.unknown()) })
const Ids = z.object({ data: z.array(z.object({ id: z.coerce.string() })) })
const Debugged = z.object({
  data: z.object({ is_valid: z.boolean().optional(), expires_at: z.number().optional(), scopes: z.array(z.string()).optional() }),
})

/** What Meta says of a token. `expiresAt` null: never, or not said. */
export type Token = { isValid: boolean; expiresAt: Date | null; scopes: string[] | null }

/** An answer, or why there is none. */
type Found<Value> = { value: Value; error: null } | { value: null; error: ChannelError }

const found = async <Value>(asked: Promise<unknown>, shape: z.ZodType<Value>): Promise<Found<Value>> => {
  try {
    const read = shape.safeParse(await asked)
    if (read.success) return { value: read.data, error: null }
    return {
      value: null,
      error: new ChannelError('later', 'not_understood', 'WhatsApp answered in words that are not understood.', 60_000),
    }
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    return { value: null, error }
  }
}

/** The number as Meta shows it. Rejects with ChannelError. */
export const readNumber = (account: CloudAccount, graph: Graph) =>
  found(graph.get(account.phoneNumberId, { fields: 'id,display_phone_number,verified_name,quality_rating' }), PhoneNumber)

/** What Meta says of the token itself; null where it does not tell. */
export const readToken = async (account: CloudAccount, graph: Graph): Promise<Token | null> => {
  const { value } = await found(graph.get('debug_token', { input_token: account.accessToken }), Debugged)
  if (!value) return null
  const { is_valid = true, expires_at = 0, scopes = null } = value.data
  return { isValid: is_valid, expiresAt: expires_at > 0 ? new Date(expires_at * 1000) : null, scopes }
}

/** Whether the app secret is that of the app which the token belongs to: Graph checks this proof against it. */
export const isOwnSecret = async (account: CloudAccount, graph: Graph): Promise<boolean> => {
  const proof = createHmac('sha256', account.appSecret).update(account.accessToken).digest('hex')
  const { error } = await found(graph.get(account.phoneNumberId, { fields: 'id', appsecret_proof: proof }), z.unknown())
  return error?.kind !== 'refused'
}

/** Whether the number belongs to the business account, and whether any app hears its webhooks. */
export const readBusiness = async (account: CloudAccount, graph: Graph, businessAccountId: string) => {
  const numbers = await found(graph.get(`${businessAccountId}/phone_numbers`, { fields: 'id', limit: '100' }), Ids)
  const apps = await found(graph.get(`${businessAccountId}/subscribed_apps`, {}), Rows)
  return {
    error: numbers.error ?? apps.error,
    hasNumber: numbers.value?.data.some(({ id }) => id === account.phoneNumberId) ?? false,
    isSubscribed: (apps.value?.data.length ?? 0) > 0,
  }
}

/** The templates of the business account, or why they cannot be read. */
export const readTemplates = (graph: Graph, businessAccountId: string): Promise<Found<TemplateState[]>> =>
  found(listTemplates(graph, businessAccountId), z.custom<TemplateState[]>(Array.isArray))

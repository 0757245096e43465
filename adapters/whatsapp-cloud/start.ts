import type { Middleware } from 'koa'
import type { Doors } from '../../bots/channel.ts'
import type { Log } from '../../core/kernel/log.ts'
import { checkAccount } from './check.ts'
import { type CloudAccount, defaultGraphUrl, openGraph } from './graph.ts'
import { rememberProgress } from './progress.ts'
import { openChannel, type WhatsappCloudChannel } from './send.ts'
import { type Delivery, openWebhook } from './webhook.ts'

export type WhatsappCloud = {
  channel: WhatsappCloudChannel
  /** Serves GET and POST /webhooks/whatsapp and passes everything else on. It reads the raw body itself: put it before any body parser. */
  middleware: Middleware
  /** Whose request is it, where several numbers share the address? `mine`: signed with our secret and about our number; `known`: signed with it. */
  claims(delivery: Delivery): 'mine' | 'known' | 'foreign'
  /** What is missing at Meta's side, in sentences; empty when all is well. */
  check(): Promise<string[]>
  /** Turns new webhooks away with 503 and waits for those in work. */
  stop(): Promise<void>
}

/**
 * Starts one WhatsApp number on the Cloud API. No call is made yet; `check` makes the first.
 * Throws Error with one sentence where the account is not whole.
 */
export const startWhatsappCloud = (parts: {
  account: CloudAccount
  doors: Pick<Doors, 'receive' | 'report'>
  log: Pick<Log, 'info' | 'warn' | 'error'>
  /** How long Graph may take to answer, and a webhook's body to arrive, in milliseconds. (Default: 10,000 each) */
  timeouts?: { answerMs?: number; bodyMs?: number }
  now?: () => Date
}): WhatsappCloud => {
  const { account, doors, log, timeouts = {}, now } = parts
  demandWhole(account)
  const graph = openGraph(account, { timeoutMs: timeouts.answerMs })
  const progress = rememberProgress()
  const { middleware, claims, close, settled } = openWebhook({ account, doors, log, progress, bodyMs: timeouts.bodyMs, now })
  const stop = async () => {
    close()
    await settled()
  }
  return {
    channel: { ...openChannel(account, graph, progress), stop },
    middleware,
    claims,
    check: () => checkAccount(account, graph),
    stop,
  }
}

/** An empty app secret would sign anything and an empty verify token would match one: both stop the start. */
const demandWhole = (account: CloudAccount) => {
  const needed = {
    WHATSAPP_ACCESS_TOKEN: account.accessToken,
    WHATSAPP_PHONE_NUMBER_ID: account.phoneNumberId,
    WHATSAPP_APP_SECRET: account.appSecret,
    WHATSAPP_VERIFY_TOKEN: account.verifyToken,
  }
  for (const [name, value] of Object.entries(needed))
    if (!value?.trim()) throw new Error(`${name} is empty: the WhatsApp Cloud API needs it.`)
  const url = URL.parse(account.graphUrl ?? defaultGraphUrl)
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Error('WHATSAPP_GRAPH_URL should be an address like https://graph.facebook.com/v23.0.')
}

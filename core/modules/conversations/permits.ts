import { grant, type Permit } from '../../kernel/permit.ts'
import type { Message } from './messages.ts'
import type { Way } from './outgoing.ts'

const WINDOW_MS = 24 * 3_600_000
/** A message that leaves at the last moment would arrive after it. */
const MARGIN_MS = 60_000

/** May this message leave now? `hold` waits for the customer to write; `never` has a code that says why. */
export type Verdict = { kind: 'go'; permit: Permit } | { kind: 'hold' } | { kind: 'never'; code: string }

/** Is the platform's window open, in which anything may be said? */
export const isWindowOpen = (way: Pick<Way, 'accountKind' | 'lastInboundAt'>, now: Date) =>
  way.accountKind !== 'whatsapp-cloud' ||
  (way.lastInboundAt !== null && now.getTime() < way.lastInboundAt.getTime() + WINDOW_MS - MARGIN_MS)

/**
 * The check of consent and window, made when the message leaves. It alone makes permits. `template`: the content offers one
 * that the platform has approved.
 */
export const permitFor = (
  message: Pick<Message, 'id' | 'conversation_id' | 'purpose' | 'as_template'>,
  way: Way,
  offers: { template: boolean },
  now: Date,
): Verdict => {
  const free: Verdict = { kind: 'go', permit: grant(message.id, 'free') }
  if (!message.conversation_id) return free
  if (way.erasedAt) return { kind: 'never', code: 'erased' }
  if (message.purpose === 'marketing' && way.marketingStoppedAt) return { kind: 'never', code: 'marketing_stopped' }
  if (isWindowOpen(way, now) && !message.as_template) return free
  return offers.template ? { kind: 'go', permit: grant(message.id, 'template') } : { kind: 'hold' }
}

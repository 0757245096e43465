import { messageQuoted } from '../../core/modules/conversations/queries.ts'
import { history } from '../../core/modules/sales/queries.ts'
import { settingsOf, todayOf } from '../../core/modules/settings/queries.ts'
import type { InboundItem } from '../talk.ts'
import type { Intent, Pending } from '../understand/types.ts'
import { follow } from './follow.ts'
import { heldLines, takeBack } from './lines.ts'
import { goOn } from './questions.ts'
import { asksForReturn, returnAnswered } from './returns.ts'
import type { Contribution, Quoted, Turn } from './turn.ts'

/** Platforms stamp in whole seconds. */
const CLOCKS_DIFFER_MS = 1500
const MOST_REMEMBERED = 12
const LONGEST_REMEMBERED = 1000

/** Words that waited together are read together; those that answer different earlier messages are not. */
export const heard = async (turn: Turn, items: readonly InboundItem[]): Promise<void> => {
  const groups: InboundItem[][] = []
  for (const item of items) {
    const last = groups.at(-1)
    if (last?.[0]?.quotes === item.quotes) last.push(item)
    else groups.push([item])
  }
  for (const group of groups) {
    const quotes = group[0]!.quotes
    turn.quoted = quotes ? await quotedBy(turn, quotes) : null
    const pending = turn.quoted ? pendingOfQuoted(turn, turn.quoted) : pendingFor(turn, group.at(-1)!.at)
    const messages = group.map((item) => ({ id: item.messageId ?? item.id, text: item.text ?? '' }))
    await hear(turn, messages, pending)
    turn.quoted = null
  }
}

/** A message was changed after it was read: what the first version put on the draft makes room for what the second says. */
export const edited = async (turn: Turn, item: InboundItem): Promise<void> => {
  const original = item.quotes ?? item.messageId
  const put = turn.memory.put?.find(({ messages }) => messages.some(({ id }) => id === original))
  if (!put) return turn.say('edit_late')
  const messages = put.messages.map((one) => (one.id === original ? { ...one, text: item.text ?? '' } : one))
  turn.memory.put = turn.memory.put?.filter((one) => one !== put)
  await takeBack(turn, put)
  delete turn.memory.asked
  const touched = put.lines.length > 0 || put.open.length > 0
  await hear(turn, messages, null, touched)
}

const hear = async (turn: Turn, messages: Contribution['messages'], pending: Pending | null, isTouched = false): Promise<void> => {
  turn.text = messages.map(({ text }) => text).join('\n')
  turn.gathering = { messages: messages.map(({ id, text }) => ({ id, text: text.slice(0, LONGEST_REMEMBERED) })), lines: [], open: [] }
  const draft = await heldLines(turn)
  if (turn.memory.asked?.kind === 'return' && !turn.quoted && (await returnAnswered(turn))) return
  const reading = await turn.understand(turn.text, {
    language: turn.spoken,
    history: await history(turn.ctx, turn.clientId),
    ...(draft.length && { draft }),
    ...(turn.memory.topic && { topic: turn.memory.topic }),
    pending,
    today: todayOf(turn.ctx, await settingsOf(turn.ctx)),
  })
  if (reading.cut) turn.say('cut')
  let touched = isTouched
  // Goods that somebody wants to give back are never put on an order.
  const isReturn = asksForReturn(turn.text) && !reading.intents.some(({ kind }) => kind === 'cancel' || kind === 'human')
  const intents: readonly Intent[] = isReturn ? [{ kind: 'problem', said: turn.text }] : reading.intents
  for (const intent of intents) touched = (await follow(turn, intent, reading)) || touched
  if (turn.gathering) turn.memory.put = [...(turn.memory.put ?? []), turn.gathering].slice(-MOST_REMEMBERED)
  turn.gathering = null
  if (touched) await goOn(turn)
}

/** The question that is open for a message: never one that was asked after it was written. */
const pendingFor = (turn: Turn, at: Date): Pending | null => {
  const { asked, open } = turn.memory
  if (!asked || asked.kind === 'return' || at.getTime() < new Date(asked.at).getTime() - CLOCKS_DIFFER_MS) return null
  if (asked.kind === 'choice') return choiceAmong(asked.options)
  const line = open?.[0]
  if (line?.kind === 'which') return { kind: 'which', line }
  if (line?.kind === 'how_many') return { kind: 'how_many', line }
  if (line?.kind === 'inactive') return { kind: 'substitute', line }
  return null
}

/** Where there is one thing to press, a yes would press it: that is for the button alone. */
const choiceAmong = (options: Quoted['options']): Pending | null => (options.length > 1 ? { kind: 'choice', options, many: false } : null)

const quotedBy = async (turn: Turn, externalId: string): Promise<Quoted | null> => {
  const said = await messageQuoted(turn.ctx, turn.talk.conversation.id, externalId)
  if (!said) return null
  const options = said.choices.map(({ id, title, description }) => ({ id, words: description ? [title, description] : [title] }))
  const orderId = options.map(({ id }) => /^order\.[a-z_]+:([0-9a-f-]{36})/.exec(id)?.[1]).find(Boolean) ?? said.orderId
  return { options, orderId, reference: /\b(?:CMD|CPS|AVZ|CN)-\d+/.exec(said.text)?.[0] ?? null }
}

/** A question about a line that is open still is answered as such, and comes first; anything else is a choice. */
const pendingOfQuoted = (turn: Turn, { options }: Quoted): Pending | null => {
  const asked = options.flatMap(({ id }) => /^(?:which|sub):([0-9a-f-]{36})/.exec(id)?.[1] ?? [])
  const open = turn.memory.open ?? []
  const line = open.find(
    (one) =>
      (one.kind === 'which' && asked.length > 0 && asked.every((id) => one.candidates.includes(id))) ||
      (one.kind === 'inactive' && asked.length > 0 && asked.every((id) => one.substitutes.includes(id))),
  )
  if (!line) return choiceAmong(options)
  turn.memory.open = [line, ...open.filter((one) => one !== line)]
  return line.kind === 'which' ? { kind: 'which', line } : line.kind === 'inactive' ? { kind: 'substitute', line } : null
}

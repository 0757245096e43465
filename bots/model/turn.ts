import type { Choice } from '../channel.ts'
import type { Turn } from '../customer/turn.ts'
import { phrase } from '../phrases.ts'
import type { InboundItem } from '../talk.ts'
import { spentIn } from './guard.ts'
import { type MediaParts, readFile, toldBack } from './media.ts'
import type { Asker, Model, Spent } from './port.ts'
import type { AskedBack } from './reading.ts'
import { understand } from './understand.ts'
import { type ModelWord, sayOfModel } from './words.ts'

const MOST_FILES = 5

const askerOf = ({ talk }: Turn): Asker => ({ conversationId: talk.conversation.id, spent: spentIn(talk.dialog.state.model) })

/** Lets the model propose what the rules cannot read in this turn; without one the turn reads by the rules alone. */
export const readWith = (turn: Turn, model: Model | null): void => {
  if (!model) return
  const by = askerOf(turn)
  turn.understand = async (text, context) => {
    const { reading, meant } = await understand({ model, by }, text, turn.index, context)
    if (meant[0]) await askBack(turn, meant[0])
    return reading
  }
}

/** What a dialog keeps of how often its conversation asked today. */
export const spentOf = (turn: Turn, model: Model | null): { model?: Spent } => {
  const spent = model?.spentBy(turn.talk.conversation.id) ?? askerOf(turn).spent
  return spent ? { model: spent } : {}
}

/** What would act at once is asked back, with a button that does it. */
const askBack = async (turn: Turn, meant: AskedBack): Promise<void> => {
  const say = (key: ModelWord) => sayOfModel(key, {}, turn.language)
  const draft = meant === 'cancel' ? await turn.draft() : undefined
  const person = { id: 'talk.human', title: say('b_human') }
  const yes: Choice[] =
    meant === 'pay' ? [{ id: 'pay.how', title: say('b_pay') }] : draft ? [{ id: `order.cancel:${draft.id}`, title: say('b_cancel') }] : []
  turn.offer({ text: say(`meant_${meant}`), choices: [...yes, person, { id: 'keep', title: say('b_keep') }] })
}

/**
 * Voice notes, pictures and documents become words: what was read is told back, and then it is answered like a text. What cannot be read
 * stays what it was.
 */
export const withFilesRead = async (turn: Turn, items: readonly InboundItem[], parts: MediaParts | null): Promise<InboundItem[]> => {
  if (!parts) return [...items]
  const kinds = ['voice', 'image', 'document']
  const wanted = new Set(items.filter(({ kind, media }) => media && kinds.includes(kind)).slice(0, MOST_FILES))
  const asked = { accountId: turn.talk.conversation.accountId, language: turn.spoken, by: askerOf(turn) }
  const read = await Promise.all(
    items.map((item) => (wanted.has(item) ? readFile(parts, item, asked).catch((error: unknown) => unreadable(turn, error)) : null)),
  )
  return items.flatMap((item, at): InboundItem[] => {
    const found = read[at]
    const caption = item.text?.trim() ?? ''
    if (found && 'text' in found) {
      turn.reply({ text: sayOfModel(found.says, { said: toldBack(found.text) }, turn.language) })
      return [{ ...item, text: caption ? `${caption}\n${found.text}` : found.text }]
    }
    if (found && !caption) {
      turn.reply({ text: sayOfModel(found.nothing, {}, turn.language) })
      return []
    }
    if (caption && kinds.includes(item.kind)) turn.reply({ text: phrase('words_only', {}, turn.language) })
    return [item]
  })
}

/** A file that cannot be had is one that cannot be read; why is for the operator. */
const unreadable = ({ ctx, talk }: Turn, error: unknown) => {
  ctx.log.warn({ error, conversationId: talk.conversation.id }, 'a file that a customer sent could not be read')
  return null
}

import { type MediaParts, readableKinds } from '../model/media.ts'
import { readWith, spentOf, withFilesRead } from '../model/turn.ts'
import type { Customers, InboundItem, Talk } from '../talk.ts'
import { cart } from './cart.ts'
import { locationSent } from './delivery.ts'
import { edited, heard } from './heard.ts'
import type { PayLinks } from './pay.ts'
import { pressed } from './presses.ts'
import { openTurn, type Turn } from './turn.ts'
import { tellWhatWaits } from './waiting.ts'

/** Answers a customer: presses in their order, and all words that waited together as one message. */
export const customersWith = ({ payLinks, files }: { payLinks?: PayLinks; files?: MediaParts }): Customers => {
  const model = files?.model ?? null
  const answer = async (talk: Talk) => {
    const turn = await openTurn(talk, payLinks ?? null)
    readWith(turn, model)
    const words: InboundItem[] = []
    for (const item of await withFilesRead(turn, talk.items, files ?? null)) {
      const isWords = item.text?.trim() && ['text', 'image', 'document', 'video', 'voice'].includes(item.kind)
      if (isWords) {
        words.push(item)
        continue
      }
      await heard(turn, words.splice(0))
      await other(turn, item)
    }
    await heard(turn, words)
    await tellWhatWaits(turn, talk.items)
    talk.dialog.set({ ...turn.memory, ...spentOf(turn, model) })
  }
  return Object.assign(answer, files && { reads: readableKinds(files) })
}

/** The customer side without any way to pay online. */
export const customers: Customers = customersWith({})

const other = async (turn: Turn, item: InboundItem): Promise<void> => {
  const { kind } = item
  if (kind === 'choice' && item.choice) return pressed(turn, { choice: item.choice, press: item.messageId ?? item.id })
  if (kind === 'edit' && item.text?.trim()) return edited(turn, item)
  if (kind === 'cart' && item.cart?.length) return cart(turn, item)
  if (kind === 'location' && item.location) return locationSent(turn, item.location)
  if (kind === 'voice') return turn.say('voice')
  if (kind === 'image' || kind === 'video') return turn.say('image')
  if (kind === 'document') return turn.say('file')
  if (kind === 'sticker') return turn.say('sticker')
  if (kind === 'reaction' || kind === 'delete') return undefined
  return turn.say('unsupported')
}

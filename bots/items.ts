import type { InboundRow } from '../core/modules/conversations/incoming.ts'
import type { Inbound } from './channel.ts'
import type { InboundItem } from './talk.ts'

/** What of an inbound message is stored to be read again. */
export type StoredContent = Partial<Pick<Inbound, 'text' | 'choice' | 'location' | 'quotes' | 'media' | 'cart' | 'place' | 'user'>>

export const contentOf = ({ text, choice, location, quotes, media, cart, place, user }: Inbound): StoredContent => ({
  ...(text !== undefined && { text }),
  ...(choice !== undefined && { choice }),
  ...(location && { location }),
  ...(quotes !== undefined && { quotes }),
  ...(media && { media }),
  ...(cart && { cart }),
  ...(place && { place }),
  user,
})

/** A stored message as those who answer it see it. */
export const itemOf = (row: InboundRow): InboundItem => {
  const content = row.content as StoredContent
  return {
    id: row.id,
    kind: row.kind as Inbound['kind'],
    text: content.text ?? null,
    choice: content.choice ?? null,
    quotes: content.quotes ?? null,
    at: row.platform_at,
    media: content.media ?? null,
    location: content.location ?? null,
    cart: content.cart ?? null,
    messageId: row.message_id,
  }
}

import { Order } from '../../core/modules/sales/records.ts'
import type { DrawPicture } from '../chart.ts'
import type { Content, Contents } from '../contents.ts'
import { sayAtDesk } from '../texts/staff-desk.ts'
import { staffContents } from './contents.ts'
import { HOME, homeContent } from './home.ts'
import { decisionForYou } from './notice.ts'
import { todayContent } from './today.ts'

/** While something may still become of an order. */
const OPEN = new Set(['placed', 'offered', 'accepted'])

/** The card of an order with a way to everything else that may be done with it; who presses is asked for their rights then. */
const orderCardWithMore: Content = async (ctx, message) => {
  const card = await staffContents['order.card']!(ctx, message)
  const id = String(message.values.orderId ?? '')
  const order = card && (await ctx.rows(Order).where({ id }).first())
  if (!card || !order || !OPEN.has(order.state)) return card
  return { ...card, choices: [...(card.choices ?? []), { id: `more:order:${id}`, title: sayAtDesk('b_more', {}, message.language) }] }
}

/** What the desk sends beside its answers: pictures, pages of their own, and cards with all that may be done. */
export const deskContents = ({ drawPicture }: { drawPicture: DrawPicture }): Contents => ({
  'order.card': orderCardWithMore,
  'staff.today': todayContent(drawPicture),
  'approval.yours': decisionForYou,
  [HOME]: homeContent,
})

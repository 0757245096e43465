import { effect } from '../../kernel/effect.ts'
import { readyDeliveryNote } from './actions/notes.ts'
import { DeliveryNote, Reservation } from './records.ts'

/** Notes that waited for these goods, and for nothing else any more, become drafts. Those made ready before are not waiting, so twice is once. */
export const readyNotesWhenGoodsArrive = effect({
  name: 'delivery_note.ready_when_goods_arrive',
  when: ['incoming.arrived', 'incoming.arrived_in_part'],
  says: 'Open the delivery notes that waited for goods which have come in',
  async run(ctx, { id: eventId, recordId }) {
    const served = await ctx
      .facts(Reservation)
      .where({ incomingId: recordId, state: 'held', archivedAt: null })
      .whereNot('deliveryNoteId', null)
    const ids = [...new Set(served.flatMap(({ deliveryNoteId }) => deliveryNoteId ?? []))]
    const waiting = await ctx.facts(DeliveryNote).whereIn('id', ids).where({ state: 'waiting' }).orderBy('id')
    const short = new Set(
      (
        await ctx
          .facts(Reservation)
          .whereIn(
            'deliveryNoteId',
            waiting.map(({ id }) => id),
          )
          .where({ state: 'waiting', archivedAt: null })
      ).map(({ deliveryNoteId }) => deliveryNoteId),
    )
    for (const { id } of waiting)
      if (!short.has(id)) await ctx.perform(readyDeliveryNote, { id, key: `event ${eventId} makes ready ${id}` })
  },
})

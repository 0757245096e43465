import { isStaff, may } from '../../kernel/actor.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { type Day, localDate } from '../../language/calendar.ts'
import { formatQuantity } from '../../language/money.ts'
import type { AddressAsWritten, PartyAsWritten } from '../../language/party.ts'
import { settingsOf } from '../settings/queries.ts'
import { DeliveryNote, DeliveryNoteLine, type DeliveryNoteRow, Warehouse } from './records.ts'
import { type Available, availableOf } from './rules.ts'

/** May this person be told how much lies there? Colleagues of the warehouse or the catalogue; contacts where the house and their client allow it. */
export const seesStock = async (ctx: Ctx): Promise<boolean> => {
  if (isStaff(ctx.actor)) return may(ctx.actor, { room: 'warehouse', level: 'view' }) || may(ctx.actor, { room: 'catalog', level: 'view' })
  return may(ctx.actor, 'view_stock') && (await settingsOf(ctx)).client_sees_stock
}

/** What can be had of these products, as far as this person may know it: empty for those who may not. Contacts are not told which warehouse. */
export const stockFor = async (ctx: Ctx, productIds: readonly string[]): Promise<Map<string, Available>> => {
  if (!(await seesStock(ctx))) return new Map()
  const available = await availableOf(ctx, productIds)
  if (isStaff(ctx.actor)) return available
  return new Map([...available].map(([id, one]) => [id, { ...one, byWarehouse: [] }]))
}

/** The delivery notes of a source document that this person may see, oldest first. */
export const notesOf = (ctx: Ctx, sourceId: string): Promise<DeliveryNoteRow[]> =>
  Promise.resolve(ctx.rows(DeliveryNote).where({ sourceId }).orderBy('id'))

/** A delivery note as a printer takes it: everything in words, in the note's own language. */
export type PrintableDeliveryNote = {
  kind: 'delivery_note'
  language: 'en' | 'ro'
  number: string
  issuedOn: Day
  seller: PartyAsWritten
  buyer: PartyAsWritten
  deliveryOn: Day | null
  orderNumber: string | null
  reference: string | null
  deliverTo: AddressAsWritten | null
  warehouse: { name: string; addressLines: string[] }
  lines: { position: number; code: string; name: string; quantity: string; unit: string }[]
}

/** Throws NotFound for a note that this person may not see. */
export const deliveryNotePrintable = async (ctx: Ctx, noteId: string): Promise<PrintableDeliveryNote> => {
  const note = await ctx.rows(DeliveryNote).byId(noteId)
  const lines = await ctx.rows(DeliveryNoteLine).where({ deliveryNoteId: note.id }).orderBy('position')
  const warehouse = await ctx.rows(Warehouse).byId(note.warehouseId)
  const settings = await settingsOf(ctx)
  const language = note.language === 'ro' ? 'ro' : 'en'
  const town = [warehouse.postalCode, warehouse.city, warehouse.countyCode].filter(Boolean).join(' ')
  return {
    kind: 'delivery_note',
    language,
    number: note.number ?? '',
    issuedOn: localDate(note.approvedAt ?? note.createdAt, settings.timezone),
    seller: note.seller,
    buyer: note.buyer,
    deliveryOn: note.deliverOn,
    orderNumber: note.orderNumber,
    reference: note.reference,
    deliverTo: note.address,
    warehouse: {
      name: warehouse.name,
      addressLines: [warehouse.street, town, warehouse.country].filter((line): line is string => Boolean(line)),
    },
    lines: lines.map((line) => ({
      position: line.position,
      code: line.codeAsWritten,
      name: line.nameAsWritten,
      quantity: formatQuantity(line.quantityMilli, language),
      unit: line.unitAsWritten,
    })),
  }
}

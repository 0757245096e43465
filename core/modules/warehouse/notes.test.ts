import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { DeliveryNoteDocument } from '../../../adapters/pdf/document.ts'
import type { Actor } from '../../kernel/actor.ts'
import { Refusal } from '../../kernel/errors.ts'
import { drainOutbox } from '../../kernel/outbox.ts'
import { calls, colleague, testHouse } from '../../testing.ts'
import { catalog } from '../catalog/module.ts'
import { crm } from '../crm/module.ts'
import { people } from '../people/module.ts'
import { editSetting, settings } from '../settings/module.ts'
import { receiveGoods } from './actions/goods.ts'
import { approveDeliveryNote, confirmDelivery, discardDeliveryNote, draftDeliveryNote } from './actions/notes.ts'
import { changeReservations, releaseStock, reserveStock } from './actions/stock.ts'
import { carpath, hotel, type SmallWarehouse, smallWarehouse } from './cast.ts'
import { warehouse } from './module.ts'
import { deliveryNotePrintable, notesOf, stockFor } from './queries.ts'

const at = testHouse([settings, people, crm, catalog, warehouse])
let here: SmallWarehouse
beforeAll(async () => {
  here = await smallWarehouse(at.house)
})

const costel = calls(
  colleague(['delivery_note.approve', 'delivery_note.confirm', 'delivery_note.discard', 'stock.receive'], { warehouse: 'edit' }),
)
const contact = (clientId: string, permissions: string[], id: string = here.doina, seesWholeCompany = true): Actor => ({
  kind: 'contact',
  id,
  clientId,
  seesWholeCompany,
  name: 'Doina Marcu',
  language: 'ro',
  grants: { permissions: new Set(permissions), rooms: {} },
})
const as = (actor: Actor) => at.house.ctx(calls(actor, undefined, 'whatsapp'))

/** An order with these lines, reserved and with its delivery notes written. */
const order = async (lines: readonly { productId: string; quantityMilli: number }[]) => {
  const sourceId = randomUUID()
  const rows = lines.map((line) => ({ ...line, lineId: randomUUID(), shortage: 'wait' as const }))
  await at.house.perform(here.self, reserveStock, { input: { sourceRecord: 'order', sourceId, lines: rows } })
  const draft = () =>
    at.house.perform(here.self, draftDeliveryNote, {
      input: {
        sourceRecord: 'order',
        sourceId,
        clientId: here.client,
        contactId: here.doina,
        lines: rows.map(({ lineId }, index) => ({ lineId, code: `CODE-${index + 1}`, name: `Hârtie ${index + 1}`, unit: 'cutie' })),
        address: { name: 'Recepție', addressLines: ['Aleea Ghindei 4', '106100 Sinaia'], note: 'Sunați înainte.' },
        seller: carpath,
        buyer: hotel,
        language: 'ro',
        orderNumber: 'CMD-0007',
        reference: 'bucătărie',
        deliverOn: '2026-11-24',
      },
    })
  await draft()
  return { sourceId, draft, notes: () => notesOf(at.house.ctx(here.self), sourceId) }
}
const approve = (id: string) => at.house.perform(costel, approveDeliveryNote, { id })
const stockOf = async (productId: string) => {
  const rows: { on_hand_milli: number; reserved_milli: number; warehouse_id: string }[] = await at
    .db('stock')
    .where({ product_id: productId })
  return Object.fromEntries(
    rows.map((row) => [row.warehouse_id === here.brasov ? 'brasov' : 'bucuresti', [row.on_hand_milli, row.reserved_milli]]),
  )
}
const codeOf = async (attempt: Promise<unknown>) => {
  const error = await attempt.catch((why: unknown) => why)
  return error instanceof Refusal ? error.code : error
}

describe('delivery notes', () => {
  test('are written one per warehouse, and only once', async () => {
    const paper = await here.product('PAPER', 10_000, 5_000)
    const toner = await here.product('TONER', 5_000)
    const { notes, draft } = await order([
      { productId: paper, quantityMilli: 12_000 },
      { productId: toner, quantityMilli: 2_000 },
    ])
    await draft()
    const written = await notes()
    expect(written.map(({ warehouseId, state, number }) => [warehouseId, state, number])).toEqual([
      [here.brasov, 'draft', null],
      [here.bucuresti, 'draft', null],
    ])
    const lines = await at.db('delivery_note_lines').whereIn(
      'delivery_note_id',
      written.map(({ id }) => id),
    )
    expect(lines.map((line) => [line.code_as_written, line.quantity_milli]).sort()).toEqual([
      ['CODE-1', 10_000],
      ['CODE-1', 2_000],
      ['CODE-2', 2_000],
    ])
  })

  test('take the goods out of stock when they are approved, and then never again', async () => {
    const paper = await here.product('PAPER', 10_000)
    const { notes } = await order([{ productId: paper, quantityMilli: 4_000 }])
    const id = (await notes())[0]!.id
    const attempts = await Promise.allSettled(Array.from({ length: 6 }, () => approve(id)))
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await stockOf(paper)).toEqual({ brasov: [6_000, 0] })
    expect((await notes())[0]).toMatchObject({ state: 'approved', number: expect.stringMatching(/^AVZ-\d{4,}$/) })
    expect(await at.db('reservations').where({ delivery_note_id: id }).select('state')).toEqual([{ state: 'used' }])
    expect(await codeOf(at.house.perform(costel, discardDeliveryNote, { id }))).toBe('lifecycle.not_from_here')
    await at.house.perform(costel, confirmDelivery, { id, input: { note: 'the night porter took it' } })
    expect((await notes())[0]).toMatchObject({ state: 'delivered' })
  })

  test('are numbered without gaps, many at once and with failures between', async () => {
    const paper = await here.product('PAPER', 100_000)
    const ids: string[] = []
    for (let nth = 0; nth < 12; nth += 1) ids.push((await (await order([{ productId: paper, quantityMilli: 1_000 }])).notes())[0]!.id)
    const stranger = calls(colleague([], { warehouse: 'edit' }))
    await Promise.allSettled(
      ids.flatMap((id) => [approve(id), at.house.perform(stranger, approveDeliveryNote, { id }), approve(randomUUID())]),
    )
    const numbers: string[] = await at.db('delivery_notes').whereNotNull('number').orderBy('number').pluck('number')
    expect(numbers).toHaveLength(new Set(numbers).size)
    expect(numbers.map((number) => Number(number.slice(4)))).toEqual(numbers.map((_, index) => index + 1))
  })

  test('that are discarded give the goods back to their order, which may write another', async () => {
    const paper = await here.product('PAPER', 10_000)
    const { notes, draft, sourceId } = await order([{ productId: paper, quantityMilli: 4_000 }])
    const lines = [{ lineId: randomUUID(), productId: paper, quantityMilli: 1_000 }]
    const change = () => at.house.perform(here.self, changeReservations, { input: { sourceRecord: 'order', sourceId, lines } })
    expect(await codeOf(change())).toBe('reservation.on_delivery_note')
    await at.house.perform(costel, discardDeliveryNote, { id: (await notes())[0]!.id, input: { reason: 'wrong address' } })
    expect(await stockOf(paper)).toEqual({ brasov: [10_000, 4_000] })
    await draft()
    expect((await notes()).map(({ state }) => state)).toEqual(['discarded', 'draft'])
  })

  test('go with the goods when an order is given up, unless they are approved', async () => {
    const paper = await here.product('PAPER', 10_000, 10_000)
    const { notes, sourceId } = await order([{ productId: paper, quantityMilli: 14_000 }])
    await approve((await notes())[0]!.id)
    await at.house.perform(here.self, releaseStock, { input: { sourceId } })
    expect((await notes()).map(({ state }) => state)).toEqual(['approved', 'discarded'])
    expect(await stockOf(paper)).toEqual({ brasov: [0, 0], bucuresti: [10_000, 0] })
  })

  test('of goods that are coming wait for them, and are opened when they are all here', async () => {
    const gloves = await here.product('GLOVES', 3_000)
    const incoming = await here.expect(gloves, 10_000, '2026-11-27')
    const { notes } = await order([{ productId: gloves, quantityMilli: 5_000 }])
    expect((await notes()).map(({ state, deliverOn }) => [state, deliverOn])).toEqual([
      ['draft', '2026-11-24'],
      ['waiting', '2026-12-02'],
    ])
    const waiting = (await notes())[1]!.id
    expect(await codeOf(approve(waiting))).toBe('lifecycle.not_from_here')
    await at.house.perform(costel, receiveGoods, { id: incoming, input: { quantityMilli: 1_000 } })
    await drainOutbox(at.house)
    expect((await notes())[1]!.state).toBe('waiting')
    await at.house.perform(costel, receiveGoods, { id: incoming })
    await drainOutbox(at.house)
    expect((await notes())[1]!.state).toBe('draft')
    await approve(waiting)
    expect(await stockOf(gloves)).toEqual({ brasov: [11_000, 3_000] })
  })
})

describe('who may see what', () => {
  test('a note prints all that it holds, in its language', async () => {
    const paper = await here.product('PAPER', 10_500)
    const { notes } = await order([{ productId: paper, quantityMilli: 1_500 }])
    await approve((await notes())[0]!.id)
    const printed: DeliveryNoteDocument = await deliveryNotePrintable(
      as(contact(here.client, ['download_documents'])),
      (await notes())[0]!.id,
    )
    expect(printed).toMatchObject({
      kind: 'delivery_note',
      language: 'ro',
      number: (await notes())[0]!.number,
      issuedOn: '2026-11-23',
      orderNumber: 'CMD-0007',
      reference: 'bucătărie',
      seller: carpath,
      buyer: hotel,
      deliverTo: { name: 'Recepție', note: 'Sunați înainte.' },
      warehouse: { name: 'Brașov', addressLines: ['Șoseaua Cărărilor 100', '500440 Brașov BV', 'RO'] },
      lines: [{ position: 1, code: 'CODE-1', name: 'Hârtie 1', quantity: '1,5', unit: 'cutie' }],
    })
  })

  test('a contact sees its own approved notes, if it may download, and nobody else’s', async () => {
    const paper = await here.product('PAPER', 10_000)
    const { notes, sourceId } = await order([{ productId: paper, quantityMilli: 1_000 }])
    const [note] = await notes()
    const doina = contact(here.client, ['download_documents'])
    expect(await notesOf(as(doina), sourceId)).toEqual([])
    await approve(note!.id)
    expect(await notesOf(as(doina), sourceId)).toHaveLength(1)
    for (const other of [
      contact(here.client, ['order']),
      contact(randomUUID(), ['download_documents']),
      contact(here.client, ['download_documents'], randomUUID(), false),
    ]) {
      expect(await notesOf(as(other), sourceId)).toEqual([])
      await expect(deliveryNotePrintable(as(other), note!.id)).rejects.toMatchObject({ code: 'record.not_found' })
    }
  })

  test('stock is told to those who may know it, and to contacts without the place', async () => {
    const paper = await here.product('PAPER', 10_000, 5_000)
    expect(await stockFor(as(contact(here.client, ['view_stock'])), [paper])).toEqual(new Map())
    await at.house.perform(here.self, editSetting.create, { input: { key: 'client_sees_stock', value: '1' } })
    expect((await stockFor(as(contact(here.client, ['view_stock'])), [paper])).get(paper)).toMatchObject({
      availableMilli: 15_000,
      byWarehouse: [],
    })
    expect(await stockFor(as(contact(here.client, ['order'])), [paper])).toEqual(new Map())
    expect((await stockFor(at.house.ctx(costel), [paper])).get(paper)!.byWarehouse).toHaveLength(2)
    expect(await stockFor(at.house.ctx(calls(colleague([], { invoicing: 'edit' }))), [paper])).toEqual(new Map())
  })
})

import { beforeAll, describe, expect, test } from 'vitest'
import { clientCalled, demoHouse, looking } from '../../core/demo/testing.ts'
import { Order, OrderLine } from '../../core/modules/sales/records.ts'
import type { PressAnswer } from '../channel.ts'
import { atDesk, choicesOf, wordsOfAnswer } from './testing.ts'

const at = demoHouse()
type Seat = Awaited<ReturnType<typeof atDesk>>
let kim: Seat
let paul: Seat
let bianca: Seat
beforeAll(async () => {
  kim = await atDesk(at, 'kim')
  paul = await atDesk(at, 'paul')
  bianca = await atDesk(at, 'bianca')
})

const ordersOf = async (code: string) => {
  const ctx = looking(at)
  return ctx
    .facts(Order)
    .where({ clientId: (await clientCalled(ctx, code)).id })
    .whereNot('door', 'system')
    .orderBy('id', 'desc')
}
const linesOf = async (orderId: string) => {
  const lines = await looking(at).facts(OrderLine).where({ orderId }).orderBy('position')
  return Object.fromEntries(lines.map(({ codeAsWritten, quantityMilli }) => [codeAsWritten, quantityMilli / 1000]))
}
const titles = (answer: PressAnswer) => choicesOf(answer).map(({ title }) => title)

describe('an order that a colleague writes for a client', () => {
  test('is read in words, shown with its prices, and placed with a press, through the staff’s door', async () => {
    const summary = await kim.types('order new for zimbrul 12 kg espresso, 2 x SUG-BRN')
    const words = wordsOfAnswer(summary)
    for (const one of ['Order for Cafeneaua Zimbrul Treaz', 'RON 52.00 = RON 624.00', 'Total with VAT', 'Ilinca Stoian'])
      expect(words).toContain(one)
    expect((await ordersOf('CAF-ZIMB'))[0]).toMatchObject({ state: 'draft', door: 'slack' })
    const placed = await kim.presses(summary, 'Place')
    expect(wordsOfAnswer(placed)).toContain('Order CMD-0001 is placed')
    const [order] = await ordersOf('CAF-ZIMB')
    expect(order).toMatchObject({ state: 'placed', door: 'slack', number: 'CMD-0001' })
    expect(await linesOf(order!.id)).toEqual({ 'COF-ESP': 12, 'SUG-BRN': 2 })
  })

  test('asks what is not clear, one thing after the other, and keeps the amounts that were said', async () => {
    const which = await kim.types('comanda noua pentru corbul 10 cutii hartie A4, toner')
    expect(wordsOfAnswer(which)).toContain('Which “10 cutii hartie A4”? (10)')
    const toner = await kim.presses(which, 'PAP-A4-80')
    expect(wordsOfAnswer(toner)).toContain('Which “toner”?')
    const howMany = await kim.presses(toner, 'TON-410-K')
    expect(wordsOfAnswer(howMany)).toContain('How many Toner black')
    const form = await kim.presses(howMany, 'Say how many')
    expect((await kim.fills(form, { quantity: 'many' })).errors).toEqual({ quantity: 'Write a number like 12 or 2.5.' })
    const summary = await kim.fills(form, { quantity: '2' })
    expect(titles(summary)).toEqual(['Place the order', 'Change…', 'Drop it'])
    await kim.presses(summary, 'Place')
    expect(await linesOf((await ordersOf('HOT-CORB'))[0]!.id)).toEqual({ 'PAP-A4-80': 10, 'TON-410-K': 2 })
  })

  test('asks which client where several may be meant, and begins empty where no goods are named', async () => {
    const which = await kim.types('order new for ca')
    expect(titles(which).length).toBeGreaterThan(1)
    const empty = await kim.press(choicesOf(which)[0]!.id)
    expect(titles(empty)).toEqual(['Write the order…', 'Drop it'])
    const form = await kim.presses(empty, 'Write')
    expect((await kim.fills(form, { goods: '!!!', contact: 'nobody' })).errors).toHaveProperty('goods')
    const summary = await kim.fills(form, { goods: '4 x TP-3P', contact: 'nobody' })
    expect(wordsOfAnswer(summary)).toContain('Nobody at the client is told')
    await kim.presses(summary, 'Drop')
  })

  test('offers what there is, something else, or all of it later, where stock is short', async () => {
    const short = await paul.types('order new for corbul 5 cutii mănuși M')
    expect(wordsOfAnswer(short)).toContain('3 cutii')
    expect(titles(short)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Tot, pe/),
        expect.stringMatching(/^Ce este: 3/),
        expect.stringMatching(/^GLV-NIT-L/),
      ]),
    )
    const summary = await paul.presses(short, 'Tot, pe')
    expect(wordsOfAnswer(summary)).toContain('⏳')
    await paul.presses(summary, 'Renunț')
    expect((await ordersOf('HOT-CORB'))[0]).toMatchObject({ state: 'cancelled' })
    const other = await paul.presses(await paul.types('order new for corbul 5 cutii mănuși M'), 'GLV-NIT-L')
    expect(wordsOfAnswer(other)).toContain('Mănuși nitril L')
    const less = await paul.presses(await paul.types('order new for corbul 5 cutii mănuși M'), 'Ce este')
    expect(wordsOfAnswer(less)).toContain('*3 cutii*')
  })

  test('is changed in a form: other lines, another contact, a day and a reference', async () => {
    const summary = await kim.types('order new for corbul 4 x TP-3P')
    const form = await kim.presses(summary, 'Change')
    expect(form.form!.fields.find(({ name }) => name === 'goods')!.value).toBe('4 x TP-3P')
    const contacts = form.form!.fields.find(({ name }) => name === 'contact')!.options!
    const emil = contacts.find(({ title }) => title.startsWith('Emil'))!
    const changed = await kim.fills(form, { goods: '6 x TP-3P\n2 x SOP-5', contact: emil.id, wantedOn: '2026-12-07', reference: 'PO 77' })
    for (const one of ['Emil Toader', '7 December 2026', 'PO 77', '*6 packs*']) expect(wordsOfAnswer(changed)).toContain(one)
    await kim.presses(changed, 'Place')
    const [order] = await ordersOf('HOT-CORB')
    expect(order).toMatchObject({ state: 'placed', clientReference: 'PO 77', contactId: emil.id, wantedOn: '2026-12-07' })
    expect(await linesOf(order!.id)).toEqual({ 'TP-3P': 6, 'SOP-5': 2 })
  })

  test('a press on an older question is no answer to a newer one', async () => {
    const which = await kim.types('order new for corbul 10 cutii hartie A4, 3 x TP-3P')
    const summary = await kim.presses(which, 'PAP-A4-75')
    const again = await kim.presses(which, 'PAP-A4-100')
    expect(wordsOfAnswer(again)).toContain('answered already')
    expect(wordsOfAnswer(again)).toContain('75 g')
    expect(wordsOfAnswer(again)).not.toContain('100 g')
    expect(wordsOfAnswer(await kim.presses(summary, 'Place'))).toContain('answered already')
    await kim.presses(again, 'Place').catch(() => null)
  })

  test('is placed once, however often it is pressed', async () => {
    const before = (await ordersOf('HOT-CORB')).filter(({ state }) => state === 'placed').length
    const summary = await kim.types('order new for corbul 4 x TP-3P')
    await kim.presses(summary, 'Place')
    expect(wordsOfAnswer(await kim.presses(summary, 'Place'))).toContain('not being written any more')
    expect((await ordersOf('HOT-CORB')).filter(({ state }) => state === 'placed').length).toBe(before + 1)
  })

  test('belongs to the one who writes it', async () => {
    const summary = await kim.types('order new for corbul 4 x TP-3P')
    const place = choicesOf(summary).find(({ title }) => title === 'Place the order')!
    expect(wordsOfAnswer(await paul.press(place.id))).toContain('nu se mai scrie')
    expect(wordsOfAnswer(await kim.press(place.id))).toContain('is placed')
  })

  test('cannot be placed for a blocked client, nor below the minimum', async () => {
    const blocked = await kim.types('order new for bursucul 10 x TP-3P')
    expect(wordsOfAnswer(blocked)).toContain('⛔')
    expect(titles(blocked)).not.toContain('Place the order')
    const little = await kim.types('order new for coaja 5 l FLR-L')
    expect(wordsOfAnswer(little)).toContain('sold from 20 l on')
    expect(titles(little)).not.toContain('Place the order')
  })

  test('is not for those who may not order', async () => {
    expect(wordsOfAnswer(await bianca.types('order new for corbul 4 x TP-3P'))).toContain('order.place')
  })

  test('asks for a client that nobody knows', async () => {
    expect(wordsOfAnswer(await kim.types('order new for qwertz 4 x TP-3P'))).toContain('no client called')
  })
})

import { describe, expect, test } from 'vitest'
import { recordPayment } from '../../core/modules/invoicing/actions/payments.ts'
import { all, chatting, guest } from './testing.ts'
import { deskOf } from './testing-desk.ts'

const chat = chatting()
const { accepted, colleagues, delivered, invoiceOf, stockOf } = deskOf(chat)
const sorina = guest(chat, '+40700000151')

describe('a return', () => {
  test('is asked for in words, approved with a card, and brings stock, a credit note and an answer', async () => {
    const order = await accepted(sorina, 'PAP-A4-80 4 cutii, TON-410-K 1 buc')
    await delivered(order)
    const before = await stockOf('PAP-A4-80')
    const asked = await sorina.says(`vreau să returnez 2 cutii PAP-A4-80 din comanda ${order.number}`)
    expect(all(asked)).toMatch(/Până acum: 2 cutii Hârtie/)
    await sorina.presses('Atât')
    const summary = all(await sorina.says('sunt umede pe margine'))
    expect(summary).toMatch(/Retur din.*2 cutii Hârtie.*sunt umede pe margine/s)
    expect(all(await sorina.says('da'))).toMatch(/Apasă te rog butonul/)
    expect(await chat.db('order_returns').where({ order_id: order.id })).toEqual([])
    expect(all(await sorina.presses('Cer returul'))).toMatch(/RET-\d+/)
    expect(await stockOf('PAP-A4-80')).toBe(before)

    const card = chat.posted('orders').findLast(({ text }) => text.includes('RET-'))!
    expect(card.text).toMatch(/Atelierul Trei Rindele.*2 cutii.*sunt umede/s)
    const opened = await chat.press(colleagues.Ada!, 'Primesc înapoi')
    expect(opened.form?.fields.map(({ name }) => name)).toEqual(['restock', 'answer'])
    const sent = sorina.everything().length
    await chat.fill(colleagues.Ada!, opened.form!.id, { restock: 'yes', answer: 'Ne pare rău.' })
    expect(await stockOf('PAP-A4-80')).toBe(before + 2000)
    const told = sorina.everything().slice(sent)
    expect(all(told)).toMatch(/Primim înapoi \*RET-.*CN-\d+.*Ne pare rău/s)
    expect(told.flatMap(({ files }) => files)[0]).toMatch(/^Nota de credit CN-\d+\.pdf$/)
    // 2 × 90.00 and 21% of it, off what is owed.
    const invoice = await invoiceOf(order.id)
    expect(Number(invoice.paid_minor)).toBe(21_780)
    expect(invoice.state).toBe('partly_paid')
    expect(all(await sorina.says(`vreau să returnez din comanda ${order.number}`))).toMatch(/cel mult|Ce se întoarce/)
  })

  test('never takes more than was delivered, also over several returns', async () => {
    const order = await accepted(sorina, 'PAP-A4-80 3 cutii')
    await delivered(order)
    await sorina.says(`retur pentru comanda ${order.number}`)
    expect(all(await sorina.says('9 cutii PAP-A4-80'))).toMatch(/cel mult 3 cutii/)
    await sorina.presses('Tot')
    await sorina.presses('Nu mai e nevoie')
    await sorina.presses('Cer returul')
    expect(all(await sorina.says(`retur pentru comanda ${order.number}`))).toMatch(/Nu găsesc nicio comandă livrată/)
  })

  test('of what was paid is to be paid back, and finance hears of it', async () => {
    const order = await accepted(sorina, 'PAP-A4-80 2 cutii')
    await delivered(order)
    const invoice = await invoiceOf(order.id)
    const paid = Number(invoice.total_minor)
    await chat.house.perform(chat.house.self('test'), recordPayment, { id: invoice.id, input: { amountMinor: paid, method: 'bank' } })
    await sorina.says(`retur pentru comanda ${order.number}`)
    await sorina.presses('Tot')
    await sorina.presses('Deteriorată')
    await sorina.presses('Cer returul')
    const { form } = await chat.press(colleagues.Ada!, 'Primesc înapoi')
    await chat.fill(colleagues.Ada!, form!.id, { restock: 'no' })
    const [row] = await chat.db('order_returns').where({ order_id: order.id })
    expect({ state: row.state, refund: Number(row.refund_minor), restocked: row.restocked }).toEqual({
      state: 'approved',
      refund: paid,
      restocked: false,
    })
    expect(all(chat.posted('finance'))).toMatch(/De întors/)
  })

  test('is declined with a reason that the customer hears; a second press hears who was first', async () => {
    const order = await accepted(sorina, 'PAP-A4-80 2 cutii')
    await delivered(order)
    await sorina.says(`retur pentru comanda ${order.number}`)
    await sorina.presses('Tot')
    await sorina.presses('Nu mai e nevoie')
    await sorina.presses('Cer returul')
    const { form } = await chat.press(colleagues.Ada!, 'Refuz…')
    await chat.fill(colleagues.Ada!, form!.id, { reason: 'Au trecut 30 de zile.' })
    expect(sorina.last().text).toMatch(/Nu putem primi înapoi.*Au trecut 30 de zile/s)
    const late = await chat.fill(colleagues.Ada!, form!.id, { reason: 'Încă o dată.' })
    expect(late.whisper?.text).toMatch(/starea este|refuzat/)
  })

  test('is left with a word, and does not hold up anything else', async () => {
    const order = await accepted(sorina, 'PAP-A4-80 2 cutii')
    await delivered(order)
    await sorina.says(`retur pentru comanda ${order.number}`)
    expect(all(await sorina.says('anulează'))).toMatch(/Renunț la retur/)
    expect(all(await sorina.says('PAP-A4-75 2 cutii'))).toMatch(/O comand/)
  })
})

import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { recordPayment } from '../../core/modules/invoicing/actions/payments.ts'
import { approveDeliveryNote, confirmDelivery } from '../../core/modules/warehouse/actions/notes.ts'
import { all, chatting, guest } from './testing.ts'

const chat = chatting()
const doina = guest(chat, '+40700000101')
const emil = guest(chat, '+40700000102')
const silvia = guest(chat, '+40700000103')
const nelu = guest(chat, '+40700000131')
const sorina = guest(chat, '+40700000151')

type Row = { id: string; number: string; state: string; total_minor: number; paid_minor: number }
const orderOf = async (guestOf: { number: string }) =>
  (await chat
    .db('sales_orders')
    .join('contacts', 'contacts.id', 'sales_orders.contact_id')
    .where({ 'contacts.phone': guestOf.number })
    .orderBy('sales_orders.created_at', 'desc')
    .first('sales_orders.*')) as Row
const invoiceOf = async (orderId: string) => (await chat.db('invoices').where({ source_id: orderId, kind: 'invoice' }).first()) as Row
const stockOf = async (code: string) =>
  Number(
    (await chat.db('stock').join('products', 'products.id', 'stock.product_id').where({ code }).sum('on_hand_milli as milli'))[0]!.milli,
  )

const delivered = async (order: Row) => {
  for (const { id } of await chat.db('delivery_notes').where({ source_id: order.id, state: 'draft' }).select('id')) {
    await chat.house.perform(chat.house.self('test'), approveDeliveryNote, { id })
    await chat.house.perform(chat.house.self('test'), confirmDelivery, { id, input: {} })
  }
  await chat.settle()
}

let agent: Record<string, string>
beforeAll(async () => {
  agent = Object.fromEntries(
    (await chat.db('chat_identities').join('staff', 'staff.id', 'chat_identities.staff_id').select('first_name', 'external_user_id')).map(
      (row) => [row.first_name, row.external_user_id],
    ),
  )
})
beforeEach(async () => {
  chat.later(3_600_000)
  await chat.db('conversation_states').update({ dialog: '{}' })
  for (const { id } of await chat.db('sales_orders').where({ state: 'draft' }).select('id'))
    await chat.house.perform(chat.house.self('test'), 'order.cancel', { id, input: {} })
})

/** Accepts what waits, as the client's agent does from the card. */
const accept = async (order: Row) => {
  const { id } = (await chat.db('approvals').where({ record_id: order.id, state: 'waiting' }).first('id')) as { id: string }
  await chat.house.perform(await ada(), 'approval.approve', { id, input: { reason: 'known client' } })
  await chat.settle()
}
const ada = async () => {
  const { id } = (await chat.db('staff').where({ first_name: 'Ada' }).first('id')) as { id: string }
  return { ...chat.house.self('test'), actor: (await chat.house.hooks.actorFor(chat.db, { kind: 'staff', id }))! }
}
const accepted = async (who: typeof sorina, text: string) => {
  await who.says(text)
  await who.presses('Comandă')
  const order = await orderOf(who)
  await accept(order)
  return orderOf(who)
}

describe('where is my order', () => {
  test('is answered by number and by the own reference, with its delivery notes', async () => {
    const order = await accepted(sorina, 'PAP-A4-80 2 cutii, referința noastră T-11')
    expect(order.state).toBe('accepted')
    expect(all(await sorina.says(`unde e comanda ${order.number}?`))).toMatch(new RegExp(`${order.number}.*acceptată`))
    await delivered(order)
    const told = all(await sorina.says('unde e comanda T-11?'))
    expect(told).toMatch(/T-11/)
    expect(told).toMatch(/AVZ-\d+: la client/)
    expect(all(await sorina.says('unde e comanda CMD-9999?'))).toMatch(/Nu găsesc comanda/)
  })
})

describe('papers', () => {
  test('come by number, the last one, or all that are open, as files', async () => {
    const order = await accepted(sorina, 'PAP-A4-80 2 cutii')
    await delivered(order)
    const invoice = await invoiceOf(order.id)
    const byNumber = await sorina.says(`trimite-mi factura ${invoice.number}`)
    expect(byNumber.flatMap(({ files }) => files)).toEqual([`Factura ${invoice.number}.pdf`])
    expect((await sorina.says('trimite-mi ultima factură')).flatMap(({ files }) => files)).toEqual([`Factura ${invoice.number}.pdf`])
    expect((await sorina.says('vreau facturile')).flatMap(({ files }) => files)).toContain(`Factura ${invoice.number}.pdf`)
    expect((await sorina.says('trimite-mi avizul')).flatMap(({ files }) => files)[0]).toMatch(/^Aviz AVZ-\d+\.pdf$/)
    expect((await sorina.says('extras de cont')).flatMap(({ files }) => files)[0]).toMatch(/^Extras de cont .*\.pdf$/)
    expect(all(await sorina.says('trimite-mi factura CPS-9999'))).toMatch(/Nu găsesc factura/)
  })

  test('of others, or without the right, do not come', async () => {
    const invoice = (await chat.db('invoices').whereNotNull('number').where({ kind: 'invoice' }).first()) as Row
    const said = await doina.says(`trimite-mi factura ${invoice.number}`)
    expect(said.flatMap(({ files }) => files)).toEqual([])
    for (const wish of ['facturile', 'extras de cont', 'cât am de plată?', 'trimite avizul']) {
      const told = await emil.says(wish)
      expect(all(told)).toMatch(/Nu am voie/)
      expect(told.flatMap(({ files }) => files)).toEqual([])
    }
  })

  test('from the books of before are told, and have no file of ours', async () => {
    const told = await nelu.says('cât am de plată?')
    expect(all(told)).toMatch(/7\.318,40/)
    expect((await nelu.says('facturile')).flatMap(({ files }) => files)).toEqual([])
  })

  test('for somebody of two companies come after asking which', async () => {
    expect(all(await silvia.says('facturile'))).toMatch(/mai multe firme/)
    expect(all(await silvia.presses('Pensiunea'))).toMatch(/7\.318,40/)
  })
})

describe('cancelling', () => {
  test('what is placed needs its press: words show the button, and no keeps it', async () => {
    await sorina.says('PAP-A4-80 3 cutii')
    await sorina.presses('Comandă')
    const order = await orderOf(sorina)
    const asked = await sorina.says('anulează comanda')
    expect(all(asked)).toMatch(new RegExp(`Anulez comanda \\*${order.number}`))
    await sorina.says('da')
    await sorina.says('1')
    expect((await orderOf(sorina)).state).toBe('placed')
    await sorina.says('anulează comanda')
    expect(all(await sorina.presses('Las-o așa'))).toMatch(/totul rămâne/)
    await sorina.says(`anulează comanda ${order.number}`)
    expect(all(await sorina.presses('Da, anulează'))).toMatch(/este anulată/)
    expect((await orderOf(sorina)).state).toBe('cancelled')
  })

  test('what is accepted and billed takes the bill back; what has left is offered as a return', async () => {
    const order = await accepted(sorina, 'PAP-A4-80 3 cutii')
    expect((await invoiceOf(order.id)).state).toBe('issued')
    await sorina.says(`anulează comanda ${order.number}`)
    await sorina.presses('Da, anulează')
    expect((await orderOf(sorina)).state).toBe('cancelled')
    expect((await invoiceOf(order.id)).state).toBe('reversed')
    expect(await chat.db('reservations').where({ source_id: order.id }).whereNull('archived_at')).toEqual([])

    const other = await accepted(sorina, 'PAP-A4-80 3 cutii')
    await delivered(other)
    const told = await sorina.says(`anulează comanda ${other.number}`)
    expect(all(told)).toMatch(/a plecat deja/)
    expect(told.at(-1)!.choices.map(({ title }) => title)).toContain('Returnez marfă')
  })

  test('several on their way are chosen from', async () => {
    await sorina.says('PAP-A4-80 1 cutie')
    await sorina.presses('Comandă')
    await sorina.says('PAP-A4-75 1 cutie')
    await sorina.presses('Comandă')
    const asked = (await sorina.says('anulează comanda')).at(-1)!
    expect(asked.choices.length).toBeGreaterThanOrEqual(2)
    expect(all(await sorina.says('a doua'))).toMatch(/Anulez comanda/)
  })

  test('an old button cancels nothing twice, and another client’s order is not there', async () => {
    await sorina.says('PAP-A4-80 1 cutie')
    await sorina.presses('Comandă')
    const order = await orderOf(sorina)
    const choice = `order.cancel_placed:${order.id}:1`
    expect(all(await doina.sends({ kind: 'choice', choice }))).toMatch(/nu mai este deschisă/)
    expect(all(await sorina.sends({ kind: 'choice', choice }))).toMatch(/Anulez comanda/)
    expect((await orderOf(sorina)).state).toBe('placed')
  })
})

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
    const opened = await chat.press(agent.Ada!, 'Primesc înapoi')
    expect(opened.form?.fields.map(({ name }) => name)).toEqual(['restock', 'answer'])
    const sent = sorina.everything().length
    await chat.fill(agent.Ada!, opened.form!.id, { restock: 'yes', answer: 'Ne pare rău.' })
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
    const { form } = await chat.press(agent.Ada!, 'Primesc înapoi')
    await chat.fill(agent.Ada!, form!.id, { restock: 'no' })
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
    const { form } = await chat.press(agent.Ada!, 'Refuz…')
    await chat.fill(agent.Ada!, form!.id, { reason: 'Au trecut 30 de zile.' })
    expect(sorina.last().text).toMatch(/Nu putem primi înapoi.*Au trecut 30 de zile/s)
    const late = await chat.fill(agent.Ada!, form!.id, { reason: 'Încă o dată.' })
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

describe('an offer', () => {
  test('answered with yes in words is shown again, and its button alone takes it', async () => {
    await doina.says('PAP-A4-80 4 cutii')
    await doina.presses('Comandă')
    const order = await orderOf(doina)
    const [line] = await chat.db('sales_order_lines').where({ order_id: order.id })
    await chat.house.perform(await ada(), 'order.offer', {
      id: order.id,
      input: { lines: [{ productId: line.product_id, quantityMilli: 3000 }], reason: 'Doar trei sunt acum.' },
    })
    await chat.settle()
    for (const word of ['da', 'îmi convine']) expect(all(await doina.says(word)).length).toBeGreaterThan(0)
    expect((await orderOf(doina)).state).toBe('offered')
    expect(doina.everything().filter(({ text }) => text.includes('Doar trei sunt acum')).length).toBeGreaterThan(1)
    await doina.presses('Îmi convine')
    expect((await orderOf(doina)).state).toBe('accepted')
  })
})

describe('in English', () => {
  const fiona = guest(chat, '+40700000171')
  test('an order is followed, its papers are sent, and goods go back', async () => {
    expect(all(await fiona.says('how much is PAP-A4-80?'))).toMatch(/without VAT/)
    expect(all(await fiona.says('5 boxes PAP-A4-80, our PO 4711'))).toMatch(/your order.*4711/s)
    expect(all(await fiona.says('yes'))).toMatch(/Please press the button/)
    await fiona.presses('Order it')
    const order = await orderOf(fiona)
    await accept(order)
    await delivered(order)
    expect(all(await fiona.says('where is my order 4711?'))).toMatch(/with the customer/)
    expect((await fiona.says('send me the last invoice')).flatMap(({ files }) => files)[0]).toMatch(/^Invoice CPS-\d+\.pdf$/)
    expect((await fiona.says('statement of account please')).flatMap(({ files }) => files)[0]).toMatch(/^Statement .*\.pdf$/)
    expect(all(await fiona.says('what do we owe?'))).toMatch(/owes/)
    expect(all(await fiona.says('I want to return 2 boxes PAP-A4-80'))).toMatch(/Why does it go back/)
    expect(all(await fiona.presses('Damaged'))).toMatch(/Return of.*2 boxes.*Reason: Damaged/s)
    expect(all(await fiona.says('how much is bleach?'))).toMatch(/without VAT|Which one/)
    expect(all(await fiona.presses('Ask for return'))).toMatch(/RET-\d+/)
    expect(all(await fiona.says('who am I?'))).toMatch(/Fiona Ashdown of Quill & Otter.*ordering/s)
  })

  test('an order is cancelled by its press', async () => {
    await fiona.says('3 boxes PAP-A4-80')
    await fiona.presses('Order it')
    await fiona.says('cancel my order')
    await fiona.says('yes')
    expect((await orderOf(fiona)).state).toBe('placed')
    await fiona.presses('Cancel it')
    expect((await orderOf(fiona)).state).toBe('cancelled')
  })
})

describe('somebody without the right', () => {
  test('to order asks for no return and cancels nothing', async () => {
    await silvia.says('retur')
    const said = await silvia.presses('Hotel')
    expect(all(said)).toMatch(/Nu găsesc nicio comandă livrată/)
  })
})

import { describe, expect, test } from 'vitest'
import { all, chatting, guest } from './testing.ts'
import { deskOf } from './testing-desk.ts'

const chat = chatting()
const { ada, accept, accepted, delivered, invoiceOf, orderOf } = deskOf(chat)
const doina = guest(chat, '+40700000101')
const emil = guest(chat, '+40700000102')
const silvia = guest(chat, '+40700000103')
const nelu = guest(chat, '+40700000131')
const sorina = guest(chat, '+40700000151')

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
    const invoice = (await chat.db('invoices').whereNotNull('number').where({ kind: 'invoice' }).first()) as { number: string }
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

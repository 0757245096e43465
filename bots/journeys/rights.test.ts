import { expect, test } from 'vitest'
import { journey } from './journey.ts'

const { doina, emil, silvia, dan, mioara, paul, andreea, costel, house } = journey()

/** What a press on a button that was never shown on this phone would send. */
const forged = (from: { number: string }, choice: string) =>
  house().client.deliverWhatsApp({
    contacts: [{ profile: { name: 'Somebody' }, wa_id: from.number.slice(1) }],
    messages: [
      {
        from: from.number.slice(1),
        id: `wamid.forged.${Math.random()}`,
        timestamp: String(Math.floor(house().clock().getTime() / 1000)),
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: { id: choice, title: 'Comandă' } },
      },
    ],
  })
const orderCalled = async (number: string) =>
  (await house().house.db('sales_orders').where({ number }).first<{ id: string; version: number; state: string }>())!

test('Mioara may order: prices yes; stock, debts, invoices and documents no', async () => {
  await mioara.says('mai aveți clor?')
  await mioara.hears('Nu am voie să spun stocul')
  await mioara.says('5 canistre clor simplu')
  await mioara.hears('5 bucăți Clor 3%', '18,00 lei (promoție) = 90,00 lei')
  const number = await mioara.orders('108,90 lei')
  await andreea.sees('#orders', `Comanda ${number} · Brutăria Coaja Cântă`)
  await andreea.seesItSay('[Aprob]')
  await andreea.presses('Aprob')
  await mioara.hears(`Comanda *${number}* este confirmată: 108,90 lei`)
  await costel.commands(`deliver ${number}`)
  await costel.isTold('A plecat: AVZ-')
  await mioara.hears(`Marfa comenzii *${number}* a plecat. Ajunge pe 24 noiembrie 2026.`)
  await mioara.says('cât am de plată?')
  await mioara.hears('Nu am voie să-ți spun asta: contul tău la Brutăria Coaja Cântă nu o include.')
  await mioara.says('trimite-mi factura CPS-0001')
  await mioara.hears('Nu am voie să-ți spun asta')
  await mioara.hearsNothingMore()
  const { messages } = await mioara.look()
  expect(messages.filter(({ file }) => file)).toEqual([])
  expect(await mioara.everythingSaid()).not.toMatch(/CPS-\d|scaden/)
})

test('Dan, who sees the whole company, is not told of others: not by number, not by a forged press', async () => {
  await doina.says('10 baxuri hârtie igienică 3 straturi')
  await doina.hears('165,00 lei')
  const number = await doina.orders('199,65 lei')
  await paul.sees('#orders', `Comanda ${number}`)
  await paul.seesItSay('[Aprob]')
  const { id, version } = await orderCalled(number)
  const approval = await house().house.db('approvals').where({ record_id: id }).first<{ id: string }>()

  await dan.says(`unde e comanda ${number}?`)
  await dan.hears(/Nu (e|găsesc|există)/)
  for (const choice of [`order.cancel:${id}`, `order.place:${id}:${version}`, `order.take:${id}:${version}`, `order.change:${id}`]) {
    await forged(dan, choice)
    await house().settles()
  }
  await forged(dan, `approval.approve:${approval!.id}`)
  await house().settles()
  expect(await orderCalled(number)).toMatchObject({ version, state: 'placed' })
  expect(await dan.everythingSaid()).not.toMatch(/Corbul|199,65|plasată/)

  await paul.presses('Aprob')
  const { words } = await doina.gets(/^Factura/)
  const invoice = /CPS-\d+/.exec(words)![0]
  await dan.says(`trimite-mi factura ${invoice}`)
  await dan.hears(/Nu (e|sunt|găsesc|există)/)
  expect(await dan.everythingSaid()).not.toMatch(/Corbul|199,65/)
})

test('an accepted order whose goods have left is not cancelled by an old button', async () => {
  await doina.says('6 săpun lichid')
  await doina.hears('[Comandă]')
  const number = await doina.orders('195,29 lei')
  await paul.sees('#orders', `Comanda ${number}`)
  await paul.seesItSay('[Aprob]')
  await paul.presses('Aprob')
  await doina.hears('confirmată')
  await costel.commands(`deliver ${number}`)
  await costel.isTold('A plecat')
  await doina.presses('Anulează')
  await doina.hears(`Marfa comenzii *${number}* a plecat deja, așa că nu se mai poate anula. Se poate returna.`)
  expect(await orderCalled(number)).toMatchObject({ state: 'accepted' })
})

test('Emil sees his own orders and not those of his colleague', async () => {
  await emil.says('unde e comanda mea?')
  await emil.hears('Nu e nicio comandă pe drum')
})

test('Silvia keeps the books: she may not order, and is told so before any question', async () => {
  await silvia.says('10 cutii hârtie A4')
  await silvia.hears('Despre care este vorba?')
  await silvia.presses('Hotel')
  await silvia.hears('Contul tău la Hotel Corbul de Argint nu include comenzi.')
  await silvia.hearsNothingMore()
})

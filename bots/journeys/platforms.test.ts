import { expect, test } from 'vitest'
import { HOUR, journey, MINUTE } from './journey.ts'

const { doina, sorina, horia, ilinca, paul, andreea, violeta, ada, later, house } = journey()
const client = () => house().client
const ordersOf = async (code: string) => {
  const { rows } = await house().house.db.raw<{ rows: { number: string; state: string }[] }>(
    'select number, sales_orders.state from sales_orders join clients on clients.id = client_id where code = ? and door = ? order by number',
    [code, 'whatsapp'],
  )
  return rows
}

test('duplicated, reordered deliveries and a lost answer leave one order, one approval, one invoice', async () => {
  await client().misbehave({ platform: 'whatsapp', kind: 'duplicate' })
  await client().misbehave({ platform: 'slack', kind: 'duplicate' })
  await client().misbehave({ platform: 'whatsapp', kind: 'reorder', ms: 300 })
  await doina.says('30 baxuri hârtie igienică 3 straturi și 6 săpun lichid')
  await doina.hears('Fără TVA: 656,40 lei', '[Comandă]')
  const number = await doina.orders('794,24 lei')
  await paul.sees('#orders', `Comanda ${number}`)
  await paul.seesItSay('[Aprob]')
  await paul.presses('Aprob')
  await doina.hears(`Comanda *${number}* este confirmată`)
  await doina.gets(/^Factura/, '794,24')
  await doina.hearsNothingMore()
  expect(await ordersOf('HOT-CORB')).toEqual([{ number, state: 'accepted' }])
  expect(await paul.counts('#orders', `Comanda ${number}`)).toBe(1)
})

test('a double tap orders once', async () => {
  await doina.says('6 săpun lichid')
  await doina.hears('*Total: 195,29 lei*', '[Comandă]')
  await Promise.all([doina.presses('Comandă'), doina.presses('Comandă'), doina.presses('Comandă')])
  const words = await doina.hears('este la noi: 195,29 lei')
  await doina.hears('este deja plasată')
  await house().settles()
  expect((await ordersOf('HOT-CORB')).filter(({ state }) => state === 'placed')).toEqual([
    { number: /CMD-\d+/.exec(words)![0], state: 'placed' },
  ])
})

test('the app does not hear that its answer arrived: the same words at most once more, nothing twice in the books', async () => {
  await client().misbehave({ platform: 'whatsapp', kind: 'lose_answer', method: 'messages', count: 1 })
  await horia.says('PAP-A4-80 40 cutii')
  await horia.hears('3.440,00 lei', '[Comandă]')
  await later(2 * MINUTE)
  await house().settles()
  const said = (await horia.everythingSaid()).match(/3\.440,00 lei/g) ?? []
  expect([2, 4]).toContain(said.length)
  await client().misbehave({ platform: 'slack', kind: 'lose_answer', method: 'chat.postMessage', count: 1 })
  const number = await horia.orders('4.162,40 lei')
  await later(2 * MINUTE)
  await house().settles()
  expect(await ordersOf('TIP-CERN')).toEqual([{ number, state: 'placed' }])
  expect(await paul.counts('#orders', `Comanda ${number}`)).toBe(1)
})

test('a platform that is down for a while gets everything later, in order', async () => {
  await client().misbehave({ platform: 'whatsapp', kind: 'http_500', method: 'messages' })
  await sorina.says('mai aveți clor?')
  await later(5_000)
  await client().behave()
  await later(5 * MINUTE)
  await sorina.hears('Clor', 'pe stoc')
  await sorina.hearsNothingMore()
})

test('Slack says "slow down": the card comes when it allows', async () => {
  await client().misbehave({ platform: 'slack', kind: 'http_429', ms: 2000, count: 1 })
  await sorina.says('2 cutii TEA-GRN')
  await sorina.hears('[Comandă]')
  await sorina.presses('Comandă')
  await sorina.hears('este la noi')
  await later(MINUTE)
  await andreea.sees('#orders', 'Atelierul Trei Rindele')
})

test('after 24 hours of silence a template brings the news, and what has no template waits until she writes', async () => {
  await ilinca.says('2 kg espresso')
  await ilinca.hears('[Comandă]')
  const number = await ilinca.orders('122,10 lei')
  await andreea.sees('#orders', `Comanda ${number}`)
  await andreea.seesItSay('[Aprob]')
  await later(25 * HOUR)
  expect((await ilinca.look()).windowOpen).toBe(false)
  await andreea.presses('Aprob')
  await ilinca.hears('[template parley_order_decided]', number, '122,10 lei')
  await ilinca.gets(/^Factura/, '122,10')
  await violeta.commands('pay CPS-0002 22,10', '#finance')
  await violeta.isTold('22,10 lei')
  await ada.sees('#inbox', 'Un mesaj către Ilinca Stoian așteaptă')
  await ilinca.hearsNothingMore()
  await ilinca.says('bună')
  await ilinca.hears('Am primit 22,10 lei')
})

test('nobody decides in time: the order is shown to those who step in, then it ends and both sides are told', async () => {
  await doina.says('10 baxuri hârtie igienică 3 straturi')
  await doina.hears('[Comandă]')
  const number = await doina.orders('199,65 lei')
  await paul.sees('#orders', `Comanda ${number}`)
  await paul.seesItSay('[Aprob]')
  await later(25 * HOUR)
  await paul.readsUnder('a așteptat prea mult')
})

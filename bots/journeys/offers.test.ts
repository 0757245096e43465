import { expect, test } from 'vitest'
import { sweeps } from '../../core/sweeps.ts'
import { DAY, journey, MINUTE } from './journey.ts'

const { doina, gheorghe, sorina, paul, ada, andreea, house, later } = journey()

const sweep = async () => {
  for (const { run } of sweeps) await run(house().house, house().clock())
}

/** Ada presses something on the last card under an order's. */
const inThread = async (label: string) => {
  await house().settles()
  const slack = house().client.slack(ada.userId)
  const order = (await slack.channel('C0ORDERS01')).findLast((one) => JSON.stringify(one).includes('CMD-0002'))!
  const asked = (await slack.thread('C0ORDERS01', order.ts)).slice(1).findLast((one) => slack.buttons(one).includes(label))!
  return slack.press('C0ORDERS01', asked.ts, label)
}

test('an agent changes an order, fewer soaps at a discount; the customer sees what changed and takes it with a press', async () => {
  await doina.says('30 baxuri hârtie igienică 3 straturi și 6 săpun lichid')
  await doina.hears('comanda ta:')
  await doina.presses('Comandă')
  await doina.hears('Comanda *CMD-0001* este la noi')
  await paul.sees('#orders', 'CMD-0001')
  await paul.presses('Modific…')
  await paul.isAsked(
    'Modifică CMD-0001',
    '1 · Hârtie igienică 3 straturi, bax de 10 role, bax: cantitate',
    'acum 26,90 lei',
    'Ziua livrării',
  )
  expect(await paul.fills({ q1: '30', p1: 'ieftin' })).toEqual({ p1: expect.stringContaining('Scrie un preț') })
  expect(await paul.fills({ q1: '9000', p1: '' })).toEqual({ q1: expect.stringContaining('dar acum') })
  expect(await paul.fills({ q1: '0', q2: '0' })).toEqual({ q1: expect.stringContaining('Nu ar mai rămâne nimic') })
  expect(await paul.fills({ q1: '30', q2: '6' })).toEqual({ q1: expect.stringContaining('nimic modificat') })
  expect(await paul.fills({ q1: '30', q2: '4', p2: '-10%', reason: 'Atâtea mai avem.' })).toBeNull()
  await paul.isTold('CMD-0001 este oferită clientului')
  await doina.hears(
    'Putem livra comanda *CMD-0001* cu modificări:',
    'Săpun lichid de mâini, canistră de 5 l: 6 bucăți → *4 bucăți*, 26,90 lei → *24,21 lei* = 96,84 lei',
    '30 de baxuri Hârtie igienică 3 straturi',
    '„Atâtea mai avem.”',
  )
  await paul.seesItSay('ofertată', 'Ofertat în loc', '6 bucăți → *4 bucăți*', /modificată și ofertată: Paul Neagoe/)
  expect(await paul.canPress()).not.toContain('Aprob')
  await paul.readsUnder('Paul Neagoe a ofertat CMD-0001 modificată')
  await doina.presses('Îmi convine')
  await doina.hears('Comanda *CMD-0001* este confirmată')
  await paul.seesItSay('acceptată', 'modificată și acceptată de client')
  await paul.readsUnder('Doina Marcu a luat oferta')
  await doina.gets(/CPS-0001.*pdf/, '96,84')
})

test('a discount above ten per cent waits for the manager, whose card shows what is asked; a no leaves the order waiting, a yes offers it', async () => {
  await gheorghe.says('10 canistre de clor simplu')
  await gheorghe.hears('comanda ta:')
  await gheorghe.presses('Comandă')
  await gheorghe.hears('CMD-0002')
  await andreea.sees('#orders', 'CMD-0002')
  await andreea.presses('Modific…')
  await andreea.isAsked('Modifică CMD-0002')
  expect(await andreea.fills({ p1: '-20%' })).toBeNull()
  await andreea.isTold(/așteaptă o decizie \(A-\d+\): Ada Voicu/)
  await andreea.seesItSay('o ofertă cu modificări, cerută de Andreea Pop')
  await ada.sees('#orders', 'CMD-0002')
  await ada.readsUnder('ofertă pentru CMD-0002', 'Cerută de Andreea Pop', /19,00 lei → \*15,20 lei\*/, 'Pot decide: Ada Voicu')
  await gheorghe.hearsNothingMore()
  await inThread('Resping…')
  expect(await ada.fills({ reason: 'Prea mult pentru clor.' })).toBeNull()
  await andreea.readsUnder('Ada Voicu a respins A-', 'Prea mult pentru clor.')
  await andreea.seesItSay('plasată', 'Pot decide')
  await gheorghe.hearsNothingMore()
  await andreea.presses('Modific…')
  expect(await andreea.fills({ p1: '-20%' })).toBeNull()
  await andreea.isTold(/așteaptă o decizie/)
  await inThread('Aprob')
  await ada.isTold('Ai aprobat')
  await gheorghe.hears('Putem livra comanda *CMD-0002*', '19,00 lei → *15,20 lei*')
  await gheorghe.presses('Nu, mulțumesc')
  await gheorghe.hears('Bine, rămâne așa: comanda *CMD-0002* este închisă')
  await andreea.seesItSay('refuzată')
  await andreea.readsUnder('a refuzat oferta pentru CMD-0002')
})

test('an offer that nobody answers runs out after three days, and both are told', async () => {
  await sorina.says('10 cutii PAP-A4-80')
  await sorina.hears('comanda ta:')
  await sorina.presses('Comandă')
  await sorina.hears('CMD-0003')
  await ada.sees('#orders', 'CMD-0003')
  await ada.presses('Modific…')
  expect(await ada.fills({ q1: '5' })).toBeNull()
  await sorina.hears('Putem livra comanda *CMD-0003*')
  await later(3 * DAY + 2 * MINUTE)
  await sweep()
  await ada.seesItSay('expirată')
  await ada.readsUnder('Oferta pentru CMD-0003 a expirat')
  await sorina.hears('[template parley_order_decided]', 'CMD-0003', 'a expirat')
})

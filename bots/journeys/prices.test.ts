import { expect, test } from 'vitest'
import { setPrices } from '../../core/modules/catalog/actions.ts'
import { PriceListRecord, PriceRecord, Product } from '../../core/modules/catalog/records.ts'
import { journey } from './journey.ts'

const { sorina, horia, dan, mioara, doina, paul, andreea, house } = journey()

test('story 3, which paper? Three fit, with their prices; nothing is guessed and the pallet is not offered', async () => {
  await sorina.says('10 cutii hârtie A4')
  const asked = await sorina.hears(
    '10 × „cutii hârtie A4”: care anume?',
    '• PAP-A4-75: 79,50 lei/cutie · Hârtie copiator A4 75 g/mp, cutie cu 5 topuri',
    '• PAP-A4-80: 90,00 lei/cutie · Hârtie copiator A4 80 g/mp, cutie cu 5 topuri',
    '• PAP-A4-100: 129,00 lei/cutie · Hârtie premium A4 100 g/mp, cutie cu 4 topuri',
    '[PAP-A4-75]\n[PAP-A4-80]\n[PAP-A4-100]',
  )
  expect(asked).not.toMatch(/PAL-A4-80|PAP-A4-80-R|PAP-A3/)
  await sorina.presses('PAP-A4-80')
  await sorina.hears(
    '*Atelierul Trei Rindele*, comanda ta:',
    '10 cutii Hârtie copiator A4 80 g/mp, cutie cu 5 topuri: 90,00 lei (promoție) = 900,00 lei',
    'Fără TVA: 900,00 lei',
    '*Total: 1.089,00 lei*',
  )
  const number = await sorina.orders('1.089,00 lei')
  await andreea.sees('#orders', `Comanda ${number} · Atelierul Trei Rindele`)
  await andreea.seesItSay('[Aprob]')
  await andreea.presses('Aprob')
  await sorina.hears('confirmată')
  await sorina.gets(/^Factura/, '90,00', 'Total fără TVA 900,00 TVA 189,00 Total RON 1.089,00')
})

test('which paper, answered in words', async () => {
  await sorina.says('4 cutii hârtie A4')
  await sorina.hears('care anume?')
  await sorina.says('cea de 100 g')
  await sorina.hears('4 cutii Hârtie premium A4 100 g/mp, cutie cu 4 topuri: 134,00 lei = 536,00 lei')
  await sorina.says('anulează')
  await sorina.hears('Am renunțat la ciornă. Nu s-a comandat nimic.')
})

test('story 4, a contract: his own price for paper, the default for one toner, his own for two', async () => {
  await horia.says('PAP-A4-80 40 cutii, TON-410-K 1 buc')
  await horia.hears(
    '40 de cutii Hârtie copiator A4 80 g/mp, cutie cu 5 topuri: 86,00 lei = 3.440,00 lei',
    '1 bucată Toner negru pentru Nolvia 410: 305,00 lei = 305,00 lei',
    'Fără TVA: 3.745,00 lei',
  )
  await horia.says('pune 2 tonere')
  await horia.hears(
    '40 de cutii Hârtie copiator A4 80 g/mp, cutie cu 5 topuri: 86,00 lei = 3.440,00 lei',
    '2 bucăți Toner negru pentru Nolvia 410: 279,00 lei = 558,00 lei',
    'Fără TVA: 3.998,00 lei',
    '*Total: 4.837,58 lei*',
  )
  const number = await horia.orders('4.837,58 lei')
  await paul.sees('#orders', `Comanda ${number} · Tipografia Cerneală și Fii`)
  await paul.seesItSay('CLI-CERN', '[Aprob]')
  await paul.presses('Aprob')
  await horia.hears('confirmată: 4.837,58 lei')
  await horia.gets(/^Factura/, '279,00', 'Total RON 4.837,58')
})

test('story 5, leaflet and hierarchy: the leaflet for Dan, the dearer group price for Doina', async () => {
  await dan.says('cât costă detergentul de pardoseli?')
  await dan.hears('6,00 lei fără TVA (7,26 lei cu TVA)', 'de la 20 l', 'Promoție până pe 13 decembrie 2026')
  await dan.says('40 l și 10 canistre de clor simplu')
  await dan.hears(
    '40 l Detergent concentrat pentru pardoseli, la vrac, la litru: 6,00 lei (promoție) = 240,00 lei',
    '10 bucăți Clor 3% clor activ, canistră de 5 l: 18,00 lei (promoție) = 180,00 lei',
    'Fără TVA: 420,00 lei',
    '*Total: 508,20 lei*',
  )
  await dan.says('anulează')
  await doina.says('10 canistre de clor simplu')
  await doina.hears('10 bucăți Clor 3% clor activ, canistră de 5 l: 20,00 lei = 200,00 lei')
})

test('the price told is the price billed: a new price asks again before the press, and changes nothing after it', async () => {
  const setPrice = async (priceE4: number) => {
    const { house: rooms } = house()
    const ctx = rooms.ctx(rooms.self('test'))
    const list = (await ctx.facts(PriceListRecord).where({ code: 'GRP-HOTEL' }).first())!
    const product = (await ctx.facts(Product).where({ code: 'TP-3P' }).first())!
    const prices = [{ productId: product.id, minQuantityMilli: 0, priceE4, discountPermille: null }]
    const known = (await ctx.facts(PriceRecord).where({ priceListId: list.id, productId: product.id }))[0]!
    prices[0]!.minQuantityMilli = known.minQuantityMilli
    await rooms.perform(rooms.self('test'), setPrices, { id: list.id, input: { prices } })
  }
  await doina.says('anulează')
  await doina.hears('Am renunțat')
  await doina.says('10 baxuri hârtie igienică 3 straturi')
  await doina.hears('16,50 lei = 165,00 lei', '*Total: 199,65 lei*')
  await setPrice(170_000)
  await doina.presses('Comandă')
  await doina.hears('Comanda s-a schimbat după acel mesaj')
  await doina.hears('17,00 lei = 170,00 lei', '*Total: 205,70 lei*')
  const number = await doina.orders('205,70 lei')
  await setPrice(180_000)
  await paul.sees('#orders', `Comanda ${number}`)
  await paul.seesItSay('205,70 lei', '[Aprob]')
  await paul.presses('Aprob')
  await doina.hears(`Comanda *${number}* este confirmată: 205,70 lei`)
  await doina.gets(/^Factura/, '17,00', 'Total RON 205,70')
})

test('who may only order is told prices, and neither stock nor what is owed', async () => {
  await mioara.says('mai aveți clor?')
  await mioara.hears('Nu am voie să spun stocul')
  await mioara.says('cât am de plată?')
  await mioara.hears('Nu am voie să-ți spun asta')
})

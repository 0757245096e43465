import { expect, test } from 'vitest'
import { journey } from './journey.ts'

const { ilinca, sorina, stranger, doina, emil, dan, ada, andreea, costel, violeta, house } = journey()

/** Opens the page of a payment link as a browser would, and presses what it says. */
const payOn = async (link: string, deed: 'pay' | 'cancel') => {
  const page = await (await fetch(link)).text()
  const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
  const body = new URLSearchParams({ csrf, deed })
  const answer = await fetch(link, { method: 'POST', body, headers: { Origin: new URL(link).origin } })
  return { shown: page, answered: await answer.text() }
}

test('Ilinca pays what she owes on the page that the chat links to; finance hears of it, and nothing is owed twice', async () => {
  await ilinca.says('vreau să plătesc')
  const words = await ilinca.hears('Total', 'http')
  const link = /https?:\/\/\S+\/pay\/[\w.-]+/.exec(words)![0]
  const { shown, answered } = await payOn(link, 'pay')
  expect(shown).toContain('mediu de probă')
  expect(answered).toMatch(/plătit|mulțumim/i)
  await ilinca.hears(/plat|mulțumim/i)
  await violeta.sees('#finance', 'Cafeneaua Zimbrul Treaz')
  await ilinca.says('cât am de plată?')
  await ilinca.hears('nu are nimic de plată')
  expect((await payOn(link, 'pay')).answered).toMatch(/plătit|nimic/i)
  const { paid } = (await house().house.db('payments').count({ paid: '*' }).where({ method: 'online' }).first()) as { paid: number }
  const open = await house().house.db('invoices').whereIn('state', ['issued', 'partly_paid']).whereRaw('paid_minor >= total_minor')
  expect(Number(paid)).toBeGreaterThan(0)
  expect(open).toEqual([])
})

test('two boxes go back: asked for in words, taken back in Slack, with a credit note on the phone', async () => {
  await sorina.says('PAP-A4-80 4 cutii')
  const number = await sorina.orders('435,60 lei')
  await ada.sees('#orders', number)
  await ada.presses(/^Aprob/)
  await sorina.hears(/confirmată|acceptat/)
  await costel.sees('#orders', number)
  await costel.presses('Marfa a plecat')
  await sorina.gets(/^Aviz/, 'PAP-A4-80')
  await sorina.forgets()
  await sorina.says(`returnez 2 cutii PAP-A4-80 din ${number}`)
  await sorina.hears(/De ce/)
  await sorina.says('sunt umede pe margine')
  await sorina.hears('Retur din', 'sunt umede pe margine')
  await sorina.presses('Cer returul')
  const back = /RET-\d+/.exec(await sorina.hears(/RET-\d+/))![0]
  await ada.sees('#orders', back, 'sunt umede pe margine')
  await ada.presses('Primesc înapoi')
  expect(await ada.fills({ restock: 'yes', answer: 'Ne pare rău.' })).toBeNull()
  await sorina.gets(/^Nota de credit/, 'PAP-A4-80')
})

test('a number that nobody knows becomes the number of a contact, who hears it and orders at once', async () => {
  await stranger.says('Bună, sunt Nelu, vreau 10 cutii hârtie A4')
  await stranger.hears('Nu cunosc încă acest număr')
  await ada.sees('#inbox', stranger.number, 'vreau 10 cutii hârtie A4')
  await ada.presses(/[Cc]ontact nou/)
  await ada.isAsked('Firma')
  const asked = await ada.fills({ client: 'corbul', firstName: 'Nelu', lastName: 'Nou', language: 'ro' })
  expect(asked).toBeNull()
  await stranger.hears('Hotel Corbul de Argint')
  await stranger.says('10 baxuri hârtie igienică 3 straturi')
  await stranger.hears('Hotel Corbul de Argint', '10 baxuri Hârtie igienică 3 straturi')
})

test('the language is changed by its name, the summary follows, and Romanian comes back', async () => {
  await dan.says('6 săpun lichid')
  await dan.hears('[Comandă]')
  await dan.says('english')
  await dan.hears(/English/)
  await dan.says('make it 8')
  await dan.hears('Shall I order it?', '[Order it]')
  await dan.says('vorbește română')
  await dan.hears(/română/)
  await dan.says('anulează')
  await dan.hears('Am renunțat')
})

test('an edited message changes the draft that it made', async () => {
  const { id } = await emil.says('6 săpun lichid')
  await emil.hears('6 bucăți Săpun lichid')
  await emil.edits(id, '4 săpun lichid')
  await emil.hears('4 bucăți Săpun lichid', '[Comandă]')
  await emil.presses('Anulează')
  await emil.hears('Am renunțat')
})

test('a cart of the catalogue becomes a draft at her own prices', async () => {
  await doina.sendsCart([{ code: 'SOP-5', quantity: 6 }])
  expect(await doina.hears('Hotel Corbul de Argint', '[Comandă]')).toContain('26,90 lei')
  await doina.presses('Anulează')
  await doina.hears('Am renunțat')
})

test('the order is sent to another place, on a later day, with her own reference; then it is cancelled by its press', async () => {
  await dan.says('10 canistre de clor simplu')
  await dan.hears('Bakery', '[Comandă]')
  await dan.says('livrează la altă adresă')
  await dan.hears('Unde livrăm?')
  await dan.presses('Shop')
  await dan.hears('Shop', '[Comandă]')
  await dan.says('livrare poimâine')
  await dan.hears('nu mai devreme de 25 noiembrie 2026')
  await dan.says('referința noastră e PO-77')
  await dan.hears('Referința ta: PO-77', 'Shop', '25 noiembrie 2026')
  const number = await dan.orders('217,80 lei')
  await dan.says('unde e comanda mea?')
  await dan.hears(number, 'PO-77', '25 noiembrie 2026')
  await dan.says('anulează comanda')
  await dan.hears(`Anulez comanda *${number}*`)
  await dan.presses('Da, anulează')
  await dan.hears(`Comanda *${number}* este anulată`)
  await andreea.sees('#orders', number, 'anulată')
})

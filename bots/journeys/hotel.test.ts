import { expect, test } from 'vitest'
import { journey, MINUTE } from './journey.ts'

const { doina, emil, paul, ada, costel, violeta, bianca, house, later } = journey()

test("story 1, the hotel's morning: gloves that are short, group prices, one card, one press, an invoice", async () => {
  await doina.says('Bună dimineața! 30 baxuri hârtie igienică 3 straturi, 6 săpun lichid și 5 cutii mănuși M')
  await doina.hears(
    'Din Mănuși nitril M, cutie de 100 au mai rămas doar 3 cutii; ai cerut 5 cutii.',
    'Tot, până pe 2 dec.',
    'Cât este',
    '24,50 lei/cutie · Mănuși nitril L, cutie de 100',
    '24,50 lei/cutie · Mănuși nitril S, cutie de 100',
    'Fără acest produs',
  )
  await doina.presses('Tot, până pe 2 dec.')
  await doina.hears(
    '*Hotel Corbul de Argint*, comanda ta:',
    '30 de baxuri Hârtie igienică 3 straturi, bax de 10 role: 16,50 lei = 495,00 lei',
    '6 bucăți Săpun lichid de mâini, canistră de 5 l: 26,90 lei = 161,40 lei',
    '5 cutii Mănuși nitril M, cutie de 100: 24,50 lei = 122,50 lei\n  (toată cantitatea până pe 2 decembrie 2026)',
    'Fără TVA: 778,90 lei',
    'TVA 21 %: 163,57 lei',
    '*Total: 942,47 lei*',
  )
  await doina.presses('Comandă')
  await doina.hears('Comanda *CMD-0001* este la noi: 942,47 lei')

  await paul.sees('#orders', 'Comanda CMD-0001 · Hotel Corbul de Argint')
  await paul.seesItSay(
    'plasată',
    /Total cu TVA\*\n942,47 lei/,
    /Credit înainte → după\*\n9.800,00 lei → 10.742,47 lei/,
    /Limită\*\n40.000,00 lei/,
    'Doina Marcu',
    '*5 cutii* Mănuși nitril M',
    '⏳ așteaptă marfă',
    'Are nevoie de o decizie',
    /Pot decide: .*Paul Neagoe/,
  )
  await paul.presses('Aprob')
  await paul.isTold('Ai aprobat A-1')
  await paul.seesItSay('acceptată', '[Marfa a plecat]')
  expect(await paul.canPress()).toEqual(['Marfa a plecat', 'Mai mult…'])
  await paul.readsUnder('Paul Neagoe a acceptat CMD-0001')

  await doina.hears('Comanda *CMD-0001* este confirmată: 942,47 lei. Livrare: 2 decembrie 2026.')
  const { words } = await doina.gets(
    'Factura CPS-0001.pdf',
    'Factură CPS-0001',
    'Corbul de Argint Hospitality SRL CIF: RO99100270',
    '1 TP-3P Hârtie igienică 3 straturi, bax de 10 role 30 bax 16,50 21 % 495,00',
    'GLV-NIT-M Mănuși nitril M, cutie de 100 5 cutie 24,50 21 % 122,50',
    'Total fără TVA 778,90 TVA 163,57 Total RON 942,47',
    'Scadența 23.12.2026',
  )
  expect(words).toContain('Factura *CPS-0001* pentru comanda CMD-0001: 942,47 lei, scadentă pe 23 decembrie 2026.')
  await paul.readsUnder('Factura CPS-0001 emisă: 942,47 lei')
  await doina.hearsNothingMore()
})

test('the same summary pressed again tells where the order stands, and nothing else happens', async () => {
  const before = await house().client.counts()
  await doina.presses('Comandă')
  await doina.hears('Comanda *CMD-0001* este deja acceptată.')
  await doina.hearsNothingMore()
  const after = await house().client.counts()
  expect(after['call whatsapp messages']).toBe(before['call whatsapp messages']! + 1)
  expect(after['call slack chat.postMessage']).toBe(before['call slack chat.postMessage'])
})

test('the goods leave: what is there goes with its delivery note, the gloves wait for theirs', async () => {
  await costel.commands('deliver 1')
  await costel.isTold(/A plecat: AVZ-0001, AVZ-0002/)
  await doina.gets('Aviz AVZ-0001.pdf', 'Expediat din Brașov', 'Comanda CMD-0001', 'TP-3P', '30 bax', 'SOP-5', '6 bucată')
  await doina.gets('Aviz AVZ-0002.pdf', 'Expediat din București', 'GLV-NIT-M Mănuși nitril M, cutie de 100 3 cutie')
  await doina.hearsNothingMore()
  await costel.sees('#orders', 'Comanda CMD-0001')
  await costel.readsUnder('a trimis AVZ-')
})

test('where is my order? and what do I owe?', async () => {
  await doina.says('unde e comanda mea?')
  await doina.hears('*CMD-0001* din 23 noiembrie 2026: acceptată, livrată parțial, 942,47 lei, livrare pe 2 decembrie 2026.')
  await doina.says('cât am de plată?')
  await doina.hears('*Hotel Corbul de Argint* are de plată 10.742,47 lei', 'OPEN-HOT-1: 6.120,50 lei', 'CPS-0001: 942,47 lei')
})

test('a payment in part, then the rest: the invoice is paid and the customer is thanked', async () => {
  await violeta.commands('pay CPS-0001 442,47', '#finance')
  await violeta.isTold('442,47 lei pentru CPS-0001 s-a înregistrat. Mai rămân 500,00 lei de plată.')
  await doina.hears('Am primit 442,47 lei pentru factura CPS-0001. Mai rămân 500,00 lei de plată.')
  await violeta.commands('pay CPS-0001 500', '#finance')
  await violeta.isTold('500,00 lei pentru CPS-0001 s-a înregistrat. Este plătită integral.')
  await doina.hears('Am primit 500,00 lei pentru factura CPS-0001. Este plătită integral. Mulțumim!')
  await paul.sees('#orders', 'Comanda CMD-0001')
  await paul.readsUnder('CPS-0001 este plătită')
  await violeta.commands('pay CPS-0001 1', '#finance')
  await violeta.isTold('Nu există o factură deschisă „CPS-0001”')
  await doina.says('cât am de plată?')
  await doina.hears('are de plată 9.800,00 lei')
  await doina.hearsNothingMore()
})

test('Bianca may not decide and is told so privately; nothing happens to the order', async () => {
  await doina.says('10 baxuri hârtie igienică 3 straturi')
  await doina.hears('165,00 lei')
  await doina.presses('Comandă')
  await doina.hears('CMD-0002')
  await bianca.sees('#orders', 'Comanda CMD-0002')
  await bianca.seesItSay('Are nevoie de o decizie')
  await bianca.presses('Aprob')
  await bianca.isTold('Aici nu poți decide')
  await bianca.presses('Resping')
  await bianca.isTold('Aici nu poți decide')
  expect(await bianca.isAskedNothing()).toBe(true)
  await bianca.seesItSay('plasată')
})

test('Paul rejects with a reason, and the reason reaches the customer', async () => {
  await paul.sees('#orders', 'Comanda CMD-0002')
  await paul.presses('Resping')
  await paul.isAsked('De ce? Clientul primește acest motiv.')
  expect(await paul.fills({ reason: 'nu' })).not.toBeNull()
  expect(await paul.fills({ reason: 'Camionul e plin până vineri.' })).toBeNull()
  await paul.isTold('Ai respins A-2')
  await doina.hears('Nu putem accepta comanda *CMD-0002*: Camionul e plin până vineri.', 'Nu s-a comandat nimic.')
  await paul.seesItSay('refuzată', 'Camionul e plin până vineri.')
  expect(await paul.canPress()).toEqual([])
  await doina.hearsNothingMore()
})

test('a late click on a card that Slack did not bring up to date tells who decided it', async () => {
  await doina.says('10 baxuri hârtie igienică 3 straturi')
  await doina.hears('165,00 lei')
  await doina.presses('Comandă')
  await doina.hears('CMD-0003')
  await paul.sees('#orders', 'Comanda CMD-0003')
  await paul.seesItSay('Are nevoie de o decizie')
  await house().client.misbehave({ platform: 'slack', kind: 'http_500', method: 'chat.update' })
  await house().client.misbehave({ platform: 'teams', kind: 'http_500', method: 'update' })
  await paul.presses('Aprob')
  await paul.isTold('Ai aprobat')
  await doina.hears('CMD-0003', 'confirmată')
  await ada.sees('#orders', 'Comanda CMD-0003')
  await ada.presses('Aprob')
  await ada.isTold('A-3 este deja aprobată: Paul Neagoe, 23 noiembrie 2026 la 10:')
  await house().client.behave()
  await later(MINUTE)
  await ada.seesItSay('acceptată')
})

test('two who press at the same moment: one decides, the other is told who did', async () => {
  await doina.says('10 baxuri hârtie igienică 3 straturi')
  await doina.hears('165,00 lei')
  await doina.presses('Comandă')
  await doina.hears('CMD-0004')
  for (const one of [paul, ada]) {
    await one.sees('#orders', 'Comanda CMD-0004')
    await one.seesItSay('Are nevoie de o decizie')
  }
  await Promise.all([paul.presses('Aprob'), ada.presses('Aprob')])
  const [told, other] = await Promise.all([paul.isTold(/A-4/), ada.isTold(/A-4/)])
  expect([told, other].filter((words) => words.includes('Ai aprobat A-4'))).toHaveLength(1)
  expect(`${told} ${other}`).toMatch(/A-4 este deja aprobată: (Paul Neagoe|Ada Voicu), 23 noiembrie 2026 la 10:/)
  await doina.hears('CMD-0004', 'confirmată')
  await doina.gets(/^Factura/)
  await doina.hearsNothingMore()
})

test('Emil may order, but the invoice and what the hotel owes are not for him', async () => {
  await emil.says('10 baxuri hârtie igienică 3 straturi')
  await emil.hears('165,00 lei')
  await emil.presses('Comandă')
  await emil.hears('CMD-0005')
  await paul.sees('#orders', 'Comanda CMD-0005')
  await paul.seesItSay('Are nevoie de o decizie')
  await paul.presses('Aprob')
  await emil.hears('CMD-0005', 'confirmată')
  await emil.hearsNothingMore()
  await emil.says('cât am de plată?')
  await emil.hears('Nu am voie să-ți spun asta')
  await emil.says('trimite-mi facturile')
  await emil.hears('Nu am voie să-ți spun asta')
  await emil.says('unde e comanda mea?')
  expect(await emil.hears('*CMD-0005*')).not.toContain('CMD-0001')
  expect(await emil.everythingSaid()).not.toMatch(/CPS-|OPEN-HOT|9\.800/)
})

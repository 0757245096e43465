import { expect, test } from 'vitest'
import { journey } from './journey.ts'

const { ilinca, matei, ada, andreea, violeta } = journey()

test('story 2, the café at its limit: Andreea agrees to the order, Ada to the limit, with a reason', async () => {
  await ilinca.says('ca data trecută, dar 12 kg espresso')
  await ilinca.hears(
    '*Cafeneaua Zimbrul Treaz*, comanda ta:',
    '12 kg Cafea boabe amestec espresso',
    '20 de baxuri Pahare de carton 8 oz',
    '20 de baxuri Capace pentru pahare 8 oz',
    '2 cutii Zahăr brun',
    '6 baxuri Lapte UHT',
    'Fără TVA: 1.543,20 lei',
    '*Total: 1.755,67 lei*',
  )
  await ilinca.presses('Comandă')
  await ilinca.hears('Comanda *CMD-0001* este la noi: 1.755,67 lei')
  await ilinca.hears('Comanda *CMD-0001* așteaptă o decizie: trece peste limita contului tău.')

  await andreea.sees('#orders', 'Comanda CMD-0001 · Cafeneaua Zimbrul Treaz')
  await andreea.seesItSay(
    /Credit înainte → după\*\n2.450,00 lei → 4.205,67 lei/,
    /Limită\*\n3.000,00 lei/,
    '1.205,67 lei',
    /Pot decide: (?!.*Andreea).*Ada Voicu/,
    '[Aprob peste limită…]',
  )
  await andreea.presses('Aprob peste limită')
  await andreea.isTold('Ești de acord cu A-1. Mai este nevoie de', 'Ada Voicu')
  expect(await andreea.isAskedNothing()).toBe(true)
  await andreea.seesItSay('✅ Andreea Pop, 23 noiembrie 2026', 'plasată')
  await andreea.readsUnder('Andreea Pop este de acord cu A-1')

  await ada.commands('waiting')
  await ada.isTold(/A-1.*CMD-0001.*Cafeneaua Zimbrul Treaz.*1.755,67 lei/)
  await ada.sees('#credit', 'A-1: Cafeneaua Zimbrul Treaz peste limită', 'în așteptare')
  await ada.presses('Aprob peste limită')
  await ada.isAsked('Aprobă A-1', 'trece peste o regulă', 'Motiv (rămâne la comandă)')
  expect(await ada.fills({ reason: '' })).not.toBeNull()
  expect(await ada.fills({ reason: 'Plătește OPEN-CAF-1 vineri, am vorbit la telefon.' })).toBeNull()
  await ada.isTold('Ai aprobat A-1')
  await ada.seesItSay('aprobată', 'Ada Voicu', 'Plătește OPEN-CAF-1 vineri, am vorbit la telefon.')
  await andreea.seesItSay('acceptată')
  await andreea.readsUnder('Ada Voicu a acceptat CMD-0001. Motiv: Plătește OPEN-CAF-1 vineri, am vorbit la telefon.')

  await ilinca.hears('Comanda *CMD-0001* este confirmată: 1.755,67 lei.')
  await ilinca.gets('Factura CPS-0001.pdf', 'Total fără TVA 1.543,20', 'Total RON 1.755,67', 'Scadența 07.12.2026')
  expect(await ilinca.everythingSaid()).not.toContain('am vorbit la telefon')
  await ilinca.hearsNothingMore()
})

test('the next order waits as well, even a small one; Matei, who sees no invoices, is not told about the account', async () => {
  await matei.says('2 kg espresso')
  await matei.hears('2 kg Cafea boabe amestec espresso')
  await matei.presses('Comandă')
  await matei.hears('CMD-0002')
  await matei.hears('Comanda *CMD-0002* așteaptă decizia unui coleg. Primești răspunsul aici.')
  // Violeta may step over the limit, but the order itself is not hers to accept.
  await violeta.sees('#credit', 'A-2')
  await violeta.presses('Aprob peste limită')
  expect(await violeta.fills({ reason: 'Plătește mâine.' })).toBeNull()
  await violeta.isTold('Ești de acord cu A-2. Mai este nevoie de', 'Andreea Pop')
  await ada.sees('#orders', 'Comanda CMD-0002')
  await ada.presses('Resping')
  expect(await ada.fills({ reason: 'Întâi plata facturii CPS-0001, vă rugăm.' })).toBeNull()
  await matei.hears('Nu putem accepta comanda *CMD-0002*')
  await matei.hearsNothingMore()
})

test('once she has paid, a small order goes through the ordinary way', async () => {
  await violeta.commands('pay OPEN-CAF-1 2450', '#finance')
  await violeta.isTold('2.450,00 lei pentru OPEN-CAF-1')
  await ilinca.says('2 kg espresso')
  await ilinca.hears('2 kg Cafea boabe amestec espresso')
  await ilinca.presses('Comandă')
  await ilinca.hears('CMD-0003')
  await andreea.sees('#orders', 'Comanda CMD-0003')
  await andreea.seesItSay('[Aprob]')
  await andreea.presses('Aprob')
  await ilinca.hears('Comanda *CMD-0003* este confirmată')
})

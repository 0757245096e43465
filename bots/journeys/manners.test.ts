import { expect, test } from 'vitest'
import { journey } from './journey.ts'

const { doina, emil, dan, horia, fiona, bianca, ada, stranger, house } = journey()

test('hello, help, thanks', async () => {
  await doina.says('Bună ziua')
  await doina.hears('Bună, Doina!', 'ajutor')
  await doina.says('ajutor')
  await doina.hears('Poți să-mi scrii ca unui om', 'unde e comanda mea?', '*anulează*')
  await fiona.says('help')
  await fiona.hears('You can write to me as to a person', '“where is my order?”')
  await doina.says('mulțumesc')
  await doina.hears('Cu drag!')
  await doina.hearsNothingMore()
})

test('what is not understood is said to be not understood, with a way on', async () => {
  await doina.says('asdf qwer zxcv')
  await doina.hears(/Nu am (înțeles|găsit)/)
})

test('cancel drops the draft; its buttons are dead afterwards', async () => {
  await doina.says('6 săpun lichid')
  const summary = await doina.hearsMessage('Săpun lichid', '[Comandă]')
  await doina.says('anulează')
  await doina.hears('Am renunțat la ciornă. Nu s-a comandat nimic.')
  await doina.presses('Comandă', summary)
  await doina.hears(/anulată/)
  await doina.says('anulează')
  await doina.hears('Nu e nimic de anulat.')
  await doina.hearsNothingMore()
})

test('an old summary does not order what it no longer says: the draft has changed since', async () => {
  await doina.says('6 săpun lichid')
  const old = await doina.hearsMessage('6 bucăți Săpun lichid', '*Total: 195,29 lei*')
  await doina.says('pune 8 săpunuri')
  await doina.hears('8 bucăți Săpun lichid', '*Total: 260,39 lei*')
  await doina.presses('Comandă', old)
  await doina.hears('Comanda s-a schimbat după acel mesaj. Așa arată acum:')
  await doina.hears('8 bucăți Săpun lichid', '*Total: 260,39 lei*', '[Comandă]')
  const number = await doina.orders('260,39 lei')
  await bianca.sees('#orders', `Comanda ${number}`)
  await doina.hearsNothingMore()
})

test('yes in words does not bind, the press does', async () => {
  await horia.says('PAP-A4-80 40 cutii')
  await horia.hears('86,00 lei = 3.440,00 lei')
  await horia.says('da')
  await horia.hears('86,00 lei = 3.440,00 lei', '[Comandă]')
  await horia.presses('Modifică')
  await horia.hears('Spune-mi ce schimb')
  await horia.presses('Anulează')
  await horia.hears('Am renunțat la ciornă')
  await horia.hearsNothingMore()
})

test('back puts the open question aside', async () => {
  await horia.says('2 toner TON-410-K și 10 cutii hârtie A4')
  await horia.hears('care anume?')
  await horia.says('înapoi')
  const words = await horia.hears('Toner negru pentru Nolvia 410', '[Comandă]')
  expect(words).not.toContain('Hârtie')
  await horia.presses('Anulează')
  await horia.hears('Am renunțat la ciornă')
})

test('five quick messages become one order', async () => {
  await dan.saysAtOnce(
    'bună',
    '10 canistre de clor simplu',
    'și 40 l detergent pardoseli',
    'de fapt 12 canistre de clor simplu',
    'atât, mersi',
  )
  const words = await dan.hears('12 bucăți Clor 3%', '40 l Detergent concentrat pentru pardoseli', '[Comandă]')
  expect(words).toContain('Fără TVA: 456,00 lei')
  await dan.orders('551,76 lei')
  await house().settles()
  expect((await dan.everythingSaid()).match(/\[Comandă\]/g)).toHaveLength(1)
})

test('sticker, voice, picture, place, shared contact and the unreadable are never answered with silence', async () => {
  await emil.sendsSticker()
  await emil.hears(/./)
  await emil.sendsVoice()
  await emil.hears('mesaje vocale')
  await emil.sendsImage()
  await emil.hears('poze')
  await emil.sendsLocation()
  await emil.hears(/loc|adres/)
  await emil.sendsContact()
  await emil.hears('contact')
  await emil.sendsSomethingUnsupported()
  await emil.hears('acest fel de mesaj')
  await emil.hearsNothingMore()
})

test('a picture with words is answered by its words', async () => {
  await emil.sendsImage('10 baxuri hârtie igienică 3 straturi')
  await emil.hears('10 baxuri Hârtie igienică 3 straturi', '[Comandă]')
  await emil.presses('Anulează')
  await emil.hears('Am renunțat')
})

test('asking for a person: the staff is called, takes it, both sides talk, and the bot is back when it is handed back', async () => {
  await doina.says('vreau să vorbesc cu un om')
  await doina.hears('Chem un coleg')
  await bianca.sees('#inbox', 'Doina Marcu · Hotel Corbul de Argint', 'cere un om')
  await bianca.presses('Preiau eu')
  await bianca.seesItSay('Bianca Stan')
  await bianca.writesUnder('Bună, Doina, sunt Bianca. Cu ce te ajut?')
  await doina.hears('Bună, Doina, sunt Bianca. Cu ce te ajut?')
  await doina.says('Vreau să schimb adresa de facturare.')
  await bianca.readsUnder('Vreau să schimb adresa de facturare.')
  await bianca.writesUnder('note: o sun mâine')
  await house().settles()
  expect(await doina.everythingSaid()).not.toContain('o sun mâine')
  await bianca.presses('Înapoi la asistent')
  await bianca.seesItSay('Asistentul îi răspunde din nou')
  await doina.says('mai aveți clor?')
  await doina.hears('Clor', 'pe stoc')
})

test('an unknown number is asked who it is, once, and shown to the staff', async () => {
  await stranger.says('Bună, aș vrea o ofertă pentru 10 cutii de hârtie')
  await stranger.hears('Nu cunosc încă acest număr')
  await ada.sees('#inbox', '+40700000999', 'aș vrea o ofertă pentru 10 cutii de hârtie')
  await stranger.says('Sunt Ion de la Firma Nouă SRL')
  await ada.readsUnder('Sunt Ion de la Firma Nouă SRL')
  await stranger.hearsNothingMore()
  expect(await stranger.everythingSaid()).not.toMatch(/lei|Carpath.*client/)
  expect(await ada.counts('#inbox', '+40700000999')).toBe(1)
})

test('STOP ends offers and is answered once; orders go on; START takes it back', async () => {
  await emil.says('STOP')
  await emil.hears(/nu (îți|vă) mai trimitem oferte/, 'START')
  await emil.says('stop')
  await emil.hearsNothingMore()
  await emil.says('10 baxuri hârtie igienică 3 straturi')
  await emil.hears('[Comandă]')
  await emil.says('START')
  await emil.hears(/din nou ofertele/)
  await emil.hearsNothingMore()
})

import { beforeAll, describe, expect, test } from 'vitest'
import { demoHouse, looking } from '../../core/demo/testing.ts'
import { Staff } from '../../core/modules/people/records.ts'
import { atDesk, choicesOf, wordsOfAnswer } from './testing.ts'

const at = demoHouse()
type Seat = Awaited<ReturnType<typeof atDesk>>
const seats = ['kim', 'paul', 'ada', 'bianca', 'costel', 'violeta', 'tudor'] as const
const staff = {} as Record<(typeof seats)[number], Seat>
beforeAll(async () => {
  for (const name of seats) staff[name] = await atDesk(at, name)
})

const said = async (who: Seat, text: string) => wordsOfAnswer(await who.types(text))

describe('find', () => {
  test.for([
    ['hotel', 'Hotel Corbul de Argint', 'HOT-CORB'],
    ['a client with a slip in its name', 'cafenea zimbrl', 'CAF-ZIMB'],
    ['a client by its tax id', 'RO99100270', 'Hotel Corbul de Argint'],
    ['a contact by name', 'doina', '+40700000101'],
    ['a contact by phone, as it is dialled', '0700 000 111', 'Ilinca Stoian'],
    ['a contact by mail', 'doina.marcu@', 'Doina Marcu'],
    ['a product by code', 'pap-a4-80', 'A4 copy paper 80 g/m²'],
    ['a product by its Romanian name', 'hartie igienica', 'TP-3P'],
    ['an invoice by the number it had before', 'OPEN-HOT-1', '6,120.50'],
    ['a past order by the number it had before', 'PAST-PEN-1', 'Pensiunea Bursucul Adormit'],
  ])('%s', async ([, text, ...wanted]) => {
    const words = await said(staff.kim, `find ${text}`)
    for (const one of wanted) expect(words).toContain(one)
  })

  test('each hit can be pressed', async () => {
    const answer = await staff.kim.types('find zimbrul')
    expect(wordsOfAnswer(await staff.kim.presses(answer, 'Cafeneaua'))).toContain('RON 2,450.00 of RON 3,000.00')
    const goods = await staff.kim.types('find pap-a4-80')
    expect(wordsOfAnswer(await staff.kim.presses(goods, 'PAP-A4-80'))).toContain('570 boxes free')
  })

  test('what is nowhere is said to be nowhere, and nothing is no question', async () => {
    expect(await said(staff.kim, 'find xyzzyq')).toContain('nothing called “xyzzyq”')
    expect(await said(staff.kim, 'find ')).toContain('What shall I look for?')
    expect(await said(staff.kim, 'find %_')).toContain('What shall I look for?')
  })

  test('what was typed is never markup', async () => {
    expect(await said(staff.kim, 'find *zimbrul* `<!channel>`')).not.toContain('*zimbrul*')
  })
})

describe('price', () => {
  test('says what it costs a client, from which list, from which quantity on', async () => {
    const words = await said(staff.kim, 'price 12 kg espresso for zimbrul')
    expect(words).toContain('*RON 52.00* per kg without VAT, RON 57.72 with VAT')
    expect(words).toContain('12 kg: RON 624.00 without VAT, *RON 692.64* with VAT')
    expect(words).toContain('the group’s list “Cafés and pastry shops” (GRP-CAFE), from 10 on')
    expect(words).toContain('without any list: RON 62.00')
  })

  test('knows a client’s own list and the quantity that it asks for, in Romanian too', async () => {
    expect(await said(staff.paul, 'preț 40 cutii PAP-A4-80 pentru tipografie')).toContain('86,00 lei* pe cutie')
    expect(await said(staff.paul, 'pret PAP-A4-80 pentru tipografie')).toContain('88,00 lei* pe cutie')
  })

  test('without a client it is what anybody pays', async () => {
    expect(await said(staff.kim, 'price PAP-A4-80')).toMatch(/Prices for anybody[\s\S]*RON 90\.00/)
  })

  test('tells several that fit, and asks which client', async () => {
    const papers = await said(staff.kim, 'price hârtie A4 for trei rindele')
    for (const code of ['PAP-A4-75', 'PAP-A4-80', 'PAP-A4-100']) expect(papers).toContain(code)
    const answer = await staff.kim.types('price PAP-A4-80 for tavern pensiunea')
    expect(wordsOfAnswer(answer)).toContain('no client called')
    expect(await said(staff.kim, 'price PAP-A4-80 for nobody at all')).toContain('no client called “nobody at all”')
  })

  test('below the minimum it says from where on it is sold', async () => {
    expect(await said(staff.kim, 'price 5 l FLR-L for coaja')).toContain('⚠ sold from 20 l on')
  })

  test('an unknown product is said to be unknown', async () => {
    expect(await said(staff.kim, 'price unobtainium for zimbrul')).toContain('no product called “unobtainium”')
  })
})

describe('stock', () => {
  test('tells each warehouse, what is set aside and what is coming', async () => {
    const words = await said(staff.costel, 'stoc mănuși M')
    expect(words).toContain('București: 3 libere')
    expect(words).toContain('27 noiembrie 2026: vin 200 la Brașov')
  })

  test('those who look into the catalogue alone are told the sum', async () => {
    const words = await said(staff.violeta, 'stoc PAP-A4-80')
    expect(words).toContain('570 de cutii libere')
    expect(words).not.toContain('București')
  })

  test('an unknown product is said to be unknown', async () => {
    expect(await said(staff.kim, 'stock unobtainium')).toContain('no product called')
  })
})

describe('client', () => {
  test('shows how it stands', async () => {
    const words = await said(staff.kim, 'client bursucul')
    for (const one of [
      'blocked',
      'RON 7,318.40',
      'RON 7,318.40 of RON 5,000.00',
      'OPEN-PEN-1',
      '⏰ overdue',
      'Nelu Ciobotaru',
      'Paul Neagoe',
    ])
      expect(words).toContain(one)
  })

  test('a colleague without the books is shown the rest', async () => {
    const words = await said(staff.costel, 'client bursucul')
    expect(words).toContain('Nelu Ciobotaru')
    expect(words).not.toMatch(/7\.318|5\.000|OPEN-PEN/)
  })

  test('an unknown one is said to be unknown', async () => {
    expect(await said(staff.kim, 'client qqqq')).toContain('no client called “qqqq”')
  })
})

describe('invoice', () => {
  test('is shown with what may be done, to those who see the books', async () => {
    const answer = await staff.violeta.types('factura OPEN-HOT-1')
    expect(wordsOfAnswer(answer)).toContain('6.120,50 lei')
    expect(choicesOf(answer).map(({ title }) => title)).toContain('Înregistrează o plată')
    expect(choicesOf(await staff.kim.types('invoice OPEN-HOT-1')).map(({ title }) => title)).toEqual([])
  })

  test('a part of a number that several have is asked back', async () => {
    const answer = await staff.violeta.types('factura OPEN-HOT')
    expect(choicesOf(answer).map(({ title }) => title)).toEqual(expect.arrayContaining(['OPEN-HOT-1', 'OPEN-HOT-2']))
  })

  test('those who do not see the books are told so', async () => {
    expect(await said(staff.costel, 'factura OPEN-HOT-1')).toContain('invoicing')
    expect(await said(staff.violeta, 'factura NOPE-1')).toContain('Nu există o factură')
  })
})

describe('what is typed', () => {
  test('is understood with slips, and offered to be pressed', async () => {
    const answer = await staff.kim.types('clinet zimbrul')
    expect(wordsOfAnswer(answer)).toContain('Did you mean client?')
    expect(wordsOfAnswer(await staff.kim.presses(answer, '/parley client'))).toContain('CAF-ZIMB')
  })

  test('nothing at all is help, in groups, without what this person may not do', async () => {
    const words = await said(staff.costel, '')
    expect(words).toContain('/parley livrează')
    expect(words).not.toMatch(/plată|factura|așteaptă/)
    expect(await said(staff.violeta, 'ajutor')).toContain('/parley plată')
  })

  test('may be anything', async () => {
    for (const text of [
      '\u0000',
      '🙂'.repeat(300),
      'order new',
      'order new for',
      'do',
      'do x y',
      'away until never',
      `find ${'a'.repeat(3000)}`,
      'price for',
      'run:run:help',
    ])
      expect((await said(staff.kim, text)).length, text).toBeGreaterThan(5)
  })

  test('a press of what was never offered does nothing', async () => {
    for (const id of ['show:staff:1', 'show:order:x', 'new:x:1:place:1', 'do:order.expire:x', 'more:order_line:x', 'run:'])
      await expect(
        staff.kim.press(id).then(wordsOfAnswer, (error: Error) => error.message),
        id,
      ).resolves.toMatch(/\S/)
  })
})

describe('away', () => {
  const me = async () => (await looking(at).facts(Staff).where({ id: staff.paul.id }).first())!

  test('until a day, with somebody who stands in, and back', async () => {
    const answer = await staff.paul.types('absent până vineri înlocuitor @ada')
    expect(wordsOfAnswer(answer)).toContain('27 noiembrie 2026')
    expect(await me()).toMatchObject({ awayUntil: '2026-11-27', standInId: staff.ada.id })
    expect(await said(staff.paul, 'absent')).toContain('Ada Voicu')
    await staff.paul.presses(answer, 'M-am întors')
    expect(await me()).toMatchObject({ awayUntil: null, standInId: null })
  })

  test.for([
    ['a day that cannot be read', 'away until the cows come home', /cannot read/],
    ['more than a day', 'away until friday stnad-in kim', /cannot read/],
    ['somebody unknown', 'away until 2026-12-03 stand-in @nobody.here', /no colleague/],
    ['somebody who may not decide', 'away until 2026-12-03 stand-in costel', /may not decide/],
    ['oneself', 'away until 2026-12-03 stand-in kim', /other than you/],
  ] as const)('refuses %s', async ([, text, why]) => {
    await expect(staff.kim.types(text).then(wordsOfAnswer, (error: Error) => error.message)).resolves.toMatch(why)
  })
})

describe('today', () => {
  test('tells each person what they may see', async () => {
    expect(await said(staff.ada, 'azi')).toMatch(/7\.318,40 lei \(2 facturi\)[\s\S]*Imaginea vine/)
    const packing = await said(staff.costel, 'azi')
    expect(packing).toContain('Livrări de făcut')
    expect(packing).not.toMatch(/Restant|De încasat|Bani intrați/)
  })
})

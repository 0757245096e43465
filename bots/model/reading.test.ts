import { describe, expect, test } from 'vitest'
import { catalogueIndex } from '../understand/catalogue.ts'
import { read } from '../understand/read.ts'
import type { CatalogueProduct, ReadContext, WhichLine } from '../understand/types.ts'
import type { ProposalRequest } from './port.ts'
import type { Proposal, ProposedLine } from './proposal.ts'
import { readingOf } from './reading.ts'
import { MOST_CANDIDATES, shortlist } from './shortlist.ts'
import { understand } from './understand.ts'
import { sayOfModel, words } from './words.ts'

const product = (id: string, en: string, ro: string, more: Partial<CatalogueProduct> = {}): CatalogueProduct => ({
  id,
  code: id.toUpperCase(),
  barcode: null,
  names: { en, ro },
  aliases: { en: [], ro: [] },
  unit: 'box',
  packSize: 5,
  packUnit: 'ream',
  minQuantityMilli: 1000,
  stepQuantityMilli: 1000,
  active: true,
  substitutes: [],
  ...more,
})
const products = [
  product('pap-80', 'A4 copy paper 80 g', 'Hârtie copiator A4 80 g'),
  product('pap-100', 'A4 premium paper 100 g', 'Hârtie premium A4 100 g'),
  product('ton-k', 'Black toner', 'Toner negru', { unit: 'pc', packSize: null, packUnit: null }),
  product('old-1', 'Recycled paper', 'Hârtie reciclată', { active: false, substitutes: ['pap-80'] }),
]
const index = catalogueIndex(products)

const line = (more: Partial<ProposedLine>): ProposedLine => ({ said: '', deed: 'order', codes: [], quantity: null, unit: null, ...more })
const proposal = (more: Partial<Proposal>): Proposal => ({ wishes: [], reference: null, day: null, lines: [], ...more })

/** What a proposal makes of a text that the rules could not read. */
const readAs = (text: string, given: Partial<Proposal>, context: Partial<ReadContext> = {}, more: Partial<ProposalRequest> = {}) => {
  const whole: ReadContext = { language: 'en', today: '2026-11-23', ...context }
  const request: ProposalRequest = {
    text,
    language: whole.language,
    today: whole.today ?? null,
    unread: [],
    candidates: shortlist(text, index, whole),
    draft: [],
    earlier: [],
    question: null,
    ...more,
  }
  const rules = { ...read('zbrrr', index, whole), intents: [{ kind: 'unknown' as const }], lines: [] }
  return readingOf(proposal(given), { request, index, context: whole, rules })
}

describe('a proposed line', () => {
  const text = 'ten of the white stuff, reams I mean'
  const said = 'the white stuff'

  test.for([
    ['with a number that was said is sure', { quantity: 10 }, { kind: 'sure', productId: 'pap-80', quantityMilli: 10_000, said }],
    ['is converted where its unit was said', { quantity: 10, unit: 'ream' }, { kind: 'sure', productId: 'pap-80', quantityMilli: 2000 }],
    ['has no unit that was not said', { quantity: 10, unit: 'pallet' }, { kind: 'sure', quantityMilli: 10_000 }],
    ['without a number is a question', { quantity: null }, { kind: 'how_many', why: 'missing' }],
    ['with a guessed number is a question', { quantity: 12 }, { kind: 'how_many', why: 'vague' }],
    ['with a number below nothing is a question', { quantity: -10 }, { kind: 'how_many', why: 'missing' }],
    ['with a number without end is a question', { quantity: 1e300 }, { kind: 'how_many', why: 'missing' }],
    [
      'of several products is a question',
      { codes: ['PAP-80', 'PAP-100'], quantity: 10 },
      { kind: 'which', candidates: ['pap-80', 'pap-100'] },
    ],
    ['of a product that was not offered is not found', { codes: ['OTHER-1'], quantity: 10 }, { kind: 'unknown' }],
    ['of a product that is not sold any more is not found', { codes: ['OLD-1'], quantity: 10 }, { kind: 'unknown' }],
    ['by the id of a product is not found', { codes: ['pap-80'], quantity: 10 }, { kind: 'unknown' }],
    ['in words that were not said is told in those that were', { said: 'PAID IN FULL', quantity: 10 }, { kind: 'sure', said: text }],
  ] as const)('%s', ([, more, expected]) => {
    const { reading } = readAs(text, { lines: [line({ said, codes: ['PAP-80'], ...(more as Partial<ProposedLine>) })] })
    expect(reading.intents).toEqual([{ kind: 'order' }])
    expect(reading.lines).toMatchObject([expected])
  })

  test('counts as in the last order only where that was shown', () => {
    const given = { lines: [line({ said, codes: ['PAP-80'], quantity: 7 })] }
    expect(readAs(text, given, {}, { earlier: [{ code: 'PAP-80', quantity: 7 }] }).reading.lines).toMatchObject([
      { kind: 'sure', quantityMilli: 7000 },
    ])
    expect(readAs(text, given, {}, { earlier: [{ code: 'TON-K', quantity: 7 }] }).reading.lines).toMatchObject([{ kind: 'how_many' }])
  })
})

describe('a proposed change', () => {
  const draft = [{ productId: 'ton-k', quantityMilli: 1000 }]
  const given = {
    lines: [
      line({ said: 'black', deed: 'remove' as const, codes: ['TON-K', 'PAP-80'] }),
      line({ said: 'white', deed: 'add' as const, codes: ['PAP-80'], quantity: 2 }),
      line({ said: 'nothing', deed: 'remove' as const, codes: ['PAP-100'] }),
    ],
  }

  test('takes off only what is there', () => {
    expect(readAs('not the black one, 2 of the white', given, { draft }).reading.intents).toMatchObject([
      {
        kind: 'change',
        changes: [
          { deed: 'remove', about: { candidates: ['ton-k'] } },
          { deed: 'add', line: { kind: 'sure', productId: 'pap-80', quantityMilli: 2000 } },
        ],
      },
    ])
  })

  test('without a draft orders what was to be added, and no more', () => {
    expect(readAs('not the black one, 2 of the white', given).reading).toMatchObject({
      intents: [{ kind: 'order' }],
      lines: [{ productId: 'pap-80' }],
    })
  })
})

describe('an answer', () => {
  const open: WhichLine = {
    kind: 'which',
    candidates: ['pap-80', 'pap-100'],
    quantityMilli: 10_000,
    unit: null,
    said: '10 paper',
    amount: { milli: 10_000, unit: null, numbers: [10_000] },
  }
  const pending = { kind: 'which' as const, line: open }
  const answered = (codes: string[]) =>
    readAs('the posh one', { lines: [line({ said: 'the posh one', deed: 'answer', codes })] }, { pending })

  test('picks among what was offered', () => {
    expect(answered(['PAP-100']).reading.intents).toMatchObject([
      { kind: 'answer', answer: { kind: 'lines', lines: [{ kind: 'sure', productId: 'pap-100', quantityMilli: 10_000 }] } },
    ])
  })

  test.for([
    ['nothing of it', ['TON-K']],
    ['all of it', ['PAP-80', 'PAP-100']],
    ['nothing', []],
  ] as const)('of %s is none', ([, codes]) => {
    expect(answered([...codes]).reading.intents).toEqual([{ kind: 'unknown' }])
  })
})

describe('a wish', () => {
  test.for([
    ['an own number is followed', 'where is cmd-12?', 'CMD-12', 'CMD-12'],
    ['a number that was not said is not', 'where is it?', 'CMD-13', null],
    ['half a number is not', 'where is CMD-123?', 'CMD-12', null],
  ] as const)('with a reference: %s', ([, text, reference, expected]) => {
    expect(readAs(text, { wishes: ['where_is_my_order'], reference }).reading.intents).toEqual([
      { kind: 'where_is_my_order', reference: expected },
    ])
  })

  test.for([
    ['2026-11-27', '2026-11-27'],
    ['2026-11-22', null],
    ['2029-01-01', null],
    ['2026-02-31', null],
    ['soon', null],
  ] as const)('for a day: %s is %s', ([day, expected]) => {
    expect(readAs('when you can, later', { wishes: ['delivery_date'], day }).reading.intents).toMatchObject([
      { kind: 'delivery_date', day: expected },
    ])
  })

  test.for(['cancel', 'pay', 'human', 'problem'] as const)('to %s is only asked back', (wish) => {
    expect(readAs('well, you know', { wishes: [wish] })).toMatchObject({ meant: [wish], reading: { intents: [], lines: [] } })
  })

  test('to have the last order again is read from the own history', () => {
    const history = [{ productId: 'ton-k', quantityMilli: 3000, reference: 'CMD-1', day: '2026-11-01' }]
    expect(readAs('you know what I always take', { wishes: ['repeat'] }, { history }).reading).toMatchObject({
      intents: [{ kind: 'repeat', reference: 'CMD-1' }],
      lines: [{ productId: 'ton-k', quantityMilli: 3000 }],
    })
  })
})

describe('the shortlist', () => {
  test('holds at most sixty, active ones, the named one first', () => {
    const many = catalogueIndex(
      Array.from({ length: 500 }, (_, at) => product(`cup-${at}`, `Cup number ${at}`, `Pahar ${at}`, { active: at % 2 === 0 })),
    )
    const listed = shortlist('something like CUP-498 perhaps', many, { language: 'en' })
    expect(listed).toHaveLength(MOST_CANDIDATES)
    expect(listed[0]!.code).toBe('CUP-498')
    expect(listed.filter(({ code }) => Number(code.slice(4)) % 2 === 1)).toEqual([])
  })

  test('has what is spoken of: the draft, the last answer, the open question', () => {
    const listed = shortlist('that one', index, { language: 'ro', topic: ['ton-k'] })
    expect(listed[0]).toEqual({ code: 'TON-K', name: 'Toner negru', otherName: 'Black toner', unit: 'pc' })
  })
})

test('without a model the rules alone read', async () => {
  const context: ReadContext = { language: 'en' }
  for (const text of ['10 boxes A4 copy paper 80 g', 'zbrrr', '3 xyzqwv', 'thanks'])
    expect(await understand(null, text, index, context)).toEqual({ reading: read(text, index, context), meant: [] })
})

test('everything is said in both languages, buttons fit', () => {
  expect(Object.keys(words.ro)).toEqual(Object.keys(words.en))
  for (const language of ['en', 'ro'] as const)
    for (const [key, text] of Object.entries(words[language])) if (key.startsWith('b_')) expect([...text].length).toBeLessThanOrEqual(20)
  expect(sayOfModel('understood_voice', { said: 'a {b} *c*' }, 'ro')).toContain('a {b} *c*')
})

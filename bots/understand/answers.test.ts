import { describe, expect, test } from 'vitest'
import { readAnswer } from './answers.ts'
import { demoIndex, inWords } from './corpus/check.ts'
import { read } from './read.ts'
import type { Line, Pending } from './types.ts'

const pendingFor = (line: Line | undefined): Pending => {
  if (line?.kind === 'which') return { kind: 'which', line }
  if (line?.kind === 'how_many') return { kind: 'how_many', line }
  if (line?.kind === 'inactive') return { kind: 'substitute', line }
  throw new Error(`Nothing to ask about ${line?.kind}`)
}

/** Says the first, is asked, says the second; the lines that come of it, or null where it is no answer. */
const answered = (said: string, answer: string, language: 'en' | 'ro') => {
  const found = readAnswer(answer, pendingFor(read(said, demoIndex, { language }).lines[0]), demoIndex, language)
  return found?.kind === 'lines' ? found.lines.map(inWords).join('; ') : found
}

describe('an answer to "which one?"', () => {
  test.for([
    ['10 cutii hârtie A4', '2', 'PAP-A4-80 10'],
    ['10 cutii hârtie A4', 'a doua', 'PAP-A4-80 10'],
    ['10 cutii hârtie A4', 'prima', 'PAP-A4-75 10'],
    ['10 cutii hârtie A4', 'ultima', 'PAP-A4-100 10'],
    ['10 cutii hârtie A4', 'cea de 80 g', 'PAP-A4-80 10'],
    ['10 cutii hârtie A4', '80', 'PAP-A4-80 10'],
    ['10 cutii hârtie A4', 'PAP-A4-75', 'PAP-A4-75 10'],
    ['10 cutii hârtie A4', 'cea groasă', 'PAP-A4-100 10'],
    ['10 cutii hârtie A4', 'niciuna', ''],
    ['hârtie A4', '5 cutii de 80', 'PAP-A4-80 5'],
    ['10 topuri hârtie A4', '80 g', 'PAP-A4-80 2'],
    ['10 topuri hârtie A4', 'cea de 100', '#PAP-A4-100 inner_unit'],
    ['5 cutii mănuși', 'M', 'GLV-NIT-M 5'],
    ['5 cutii mănuși', '3 M și 2 L', 'GLV-NIT-M 3; GLV-NIT-L 2'],
    ['5 cutii mănuși', 'toate', '#GLV-NIT-S vague; #GLV-NIT-M vague; #GLV-NIT-L vague'],
    ['5 tonere', 'negru', '?TON-210-K|TON-410-K 5'],
    ['5 tonere', '210 negru', 'TON-210-K 5'],
    ['20 pahare', '12', 'CUP-12 20'],
    ['10 kg cafea', 'espresso', 'COF-ESP 10'],
  ] as const)('%s: %s', ([said, answer, lines]) => expect(answered(said, answer, 'ro')).toBe(lines))

  test.for([
    ['10 boxes A4 paper', 'the 80 g one', 'PAP-A4-80 10'],
    ['20 pens', 'the second one', 'PEN-BLK 20'],
    ['20 pens', 'both', '#PEN-BLU vague; #PEN-BLK vague'],
    ['20 pens', '5 blue and 3 black', 'PEN-BLU 5; PEN-BLK 3'],
    ['pens', '30', '?PEN-BLU|PEN-BLK 30'],
  ] as const)('%s: %s', ([said, answer, lines]) => expect(answered(said, answer, 'en')).toBe(lines))

  test.for(['vreau 5 mănuși M', 'ajutor', 'om', 'unde e comanda?', 'nu știu care', '75 și 80 de lei'] as const)('"%s" is none', (answer) =>
    expect(answered('10 cutii hârtie A4', answer, 'ro')).toBeNull(),
  )

  test('a number that is a place and describes another one narrows to both', () => {
    const line: Pending = {
      kind: 'which',
      line: {
        kind: 'which',
        candidates: ['CUP-12', 'WAT-2', 'CUP-8'],
        quantityMilli: 5000,
        unit: null,
        said: '5',
        amount: { milli: 5000, unit: null, numbers: [5000] },
      },
    }
    const found = readAnswer('2', { ...line, line: { ...line.line, candidates: ['WAT-2', 'WAT-05'] } }, demoIndex, 'ro')
    expect(found?.kind === 'lines' && found.lines.map(inWords)).toEqual(['?WAT-2|WAT-05 5'])
  })
})

describe('an answer to "how many?"', () => {
  test.for([
    ['mănuși M', '5', 'GLV-NIT-M 5'],
    ['mănuși M', '5 cutii', 'GLV-NIT-M 5'],
    ['mănuși M', 'cinci', 'GLV-NIT-M 5'],
    ['mănuși M', 'o cutie', 'GLV-NIT-M 1'],
    ['mănuși M', '5 mănuși', 'GLV-NIT-M 5'],
    ['mănuși M', '5, ba nu, 6', 'GLV-NIT-M 6'],
    ['mănuși M', '5-6', '#GLV-NIT-M range'],
    ['mănuși M', 'nu', ''],
    ['mănuși M', 'vreau și 3 capsatoare', null],
    ['7 topuri hârtie A4 80', '2', 'PAP-A4-80 2'],
    ['7 topuri hârtie A4 80', '10 topuri', 'PAP-A4-80 2'],
    ['10 role termice 57', '10 pachete', 'ROL-57 10'],
    ['10 role termice 57', '1 pachet', 'ROL-57 1'],
  ] as const)('%s: %s', ([said, answer, lines]) => expect(answered(said, answer, 'ro')).toBe(lines))
})

describe('an answer about a substitute', () => {
  test.for([
    ['5 cutii hârtie reciclată', 'da', 'PAP-A4-80 5'],
    ['5 cutii hârtie reciclată', '1', 'PAP-A4-80 5'],
    ['5 cutii hârtie reciclată', 'nu', ''],
    ['pahare de plastic', 'ok', '#CUP-8 missing'],
  ] as const)('%s: %s', ([said, answer, lines]) => expect(answered(said, answer, 'ro')).toBe(lines))
})

describe('an answer to a numbered choice', () => {
  const companies: Pending = {
    kind: 'choice',
    many: false,
    options: [
      { id: 'HOT', words: ['Hotel Corbul de Argint', 'hotelul'] },
      { id: 'PEN', words: ['Pensiunea Bursucul Adormit', 'pensiunea'] },
    ],
  }
  test.for([
    ['1', 'HOT'],
    ['a doua', 'PEN'],
    ['hotelul', 'HOT'],
    ['pentru Pensiunea Bursucul Adormit', 'PEN'],
    ['corbul', 'HOT'],
    ['3', null],
    ['10 cutii hârtie A4', null],
  ] as const)('%s', ([answer, id]) => expect(readAnswer(answer, companies, demoIndex, 'ro')).toEqual(id && { kind: 'picked', ids: [id] }))
})

test('an answer may be followed by more that is wanted', () => {
  const [line] = read('10 cutii hârtie A4', demoIndex, { language: 'ro' }).lines
  const reading = read('a doua, și 5 mănuși M', demoIndex, { language: 'ro', pending: pendingFor(line) })
  const [first] = reading.intents
  expect(first?.kind === 'answer' && first.answer.kind === 'lines' && first.answer.lines.map(inWords)).toEqual(['PAP-A4-80 10'])
  expect(reading.lines.map(inWords)).toEqual(['GLV-NIT-M 5'])
})

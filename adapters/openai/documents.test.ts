import { describe, expect, test } from 'vitest'
import { readDocument } from './documents.ts'
import { pdfOf } from './testing.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const read = (text: string | Uint8Array, { mime = 'text/plain', name = null as string | null } = {}) =>
  readDocument({ bytes: typeof text === 'string' ? bytes(text) : text, mime, name })

describe('a plain text', () => {
  test('is read line by line, without empty ones', async () => {
    expect(await read('10 cutii hârtie\r\n\r\n  2\ttonere \n')).toEqual(['10 cutii hârtie', '2 tonere'])
  })

  test('in the code page of an old machine keeps its letters', async () => {
    expect(await read(new Uint8Array([0x68, 0xe2, 0x72, 0x74, 0x69, 0x65, 0x20, 0xba, 0x69, 0x20, 0xe3]))).toEqual(['hârtie şi ă'])
  })

  test('by its ending alone, too', async () => {
    expect(await read('10 cutii', { mime: 'application/octet-stream', name: 'Comandă.TXT' })).toEqual(['10 cutii'])
  })

  test('with no end is read up to a bound', async () => {
    const lines = (await read('10 cutii\n'.repeat(100_000)))!
    expect(lines.length).toBeLessThanOrEqual(200)
    expect((await read('a'.repeat(1_000_000)))![0]!.length).toBeLessThanOrEqual(300)
  })

  test.for([
    ['a picture', new Uint8Array([0xff, 0xd8, 0xff]), 'image/jpeg', 'list.jpg'],
    ['a workbook', new Uint8Array([0x50, 0x4b, 3, 4]), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'list.xlsx'],
    ['bytes that call themselves text', new Uint8Array([1, 0, 2, 0]), 'text/plain', 'list.txt'],
  ] as const)('is not %s', async ([, given, mime, name]) => {
    expect(await readDocument({ bytes: given, mime, name })).toBeNull()
  })
})

describe('a table', () => {
  const csv = { mime: 'text/csv', name: 'order.csv' }
  test.for([
    ['code and quantity', 'code,quantity\nPAP-A4-80,10\nTON-410-K,1\n', ['10 PAP-A4-80', '1 TON-410-K']],
    ['semicolons, units and prices', 'Cod;Denumire;Cantitate;UM;Preț\nPAP-A4-80;Hârtie;10;cutii;90,00\n', ['10 cutii PAP-A4-80']],
    ['names alone', 'Produs\tCant.\nHârtie A4 80 g\t3\n', ['3 Hârtie A4 80 g']],
    ['nothing wanted of some', 'cod,cant\nA-1,0\nA-2,\nA-3,"2,5"\n', ['2,5 A-3']],
    ['no headings', 'PAP-A4-80;10\nTON-410-K;1\n', ['PAP-A4-80 10', 'TON-410-K 1']],
    ['a comma in a name', 'name,qty\n"Gloves, nitrile",5\n', ['5 Gloves, nitrile']],
    ['broken quotes', 'name,qty\n"Gloves,5\n', ['name,qty', '"Gloves,5']],
  ] as const)('with %s', async ([, text, lines]) => {
    expect(await read(text, csv)).toEqual(lines)
  })
})

describe('a PDF', () => {
  test('is read line by line', async () => {
    const pdf = await pdfOf(['10 boxes PAP-A4-80', '1 pc TON-410-K'])
    expect(await read(pdf, { mime: 'application/pdf', name: 'order.pdf' })).toEqual(['10 boxes PAP-A4-80', '1 pc TON-410-K'])
  })

  test('is known by what it is', async () => {
    expect(await read(await pdfOf(['10 boxes']), { mime: 'text/plain', name: 'order.txt' })).toEqual(['10 boxes'])
  })

  test.for([
    ['broken', bytes('%PDF-1.7\ngarbage that goes on')],
    [
      'too large',
      (() => {
        const large = new Uint8Array(11 * 1024 * 1024)
        large.set(bytes('%PDF-1.7'))
        return large
      })(),
    ],
  ] as const)('that is %s cannot be read', async ([, given]) => {
    expect(await read(given, { mime: 'application/pdf' })).toBeNull()
  })

  test('with no words on it has no lines', async () => {
    expect(await read(await pdfOf([]), { mime: 'application/pdf' })).toEqual([])
  })
})

import { expect, test } from 'vitest'
import { faultOfFile, linesWithMistakes, remapped, samplesOf, unfilled } from './import.ts'

test('a file is known by its name and its size', () => {
  expect(['a.CSV', 'b.xlsx', 'c.xls', 'd.csv.exe'].map((name) => faultOfFile({ name, size: 1 }))).toEqual([
    null,
    null,
    'wrongKind',
    'wrongKind',
  ])
  expect(faultOfFile({ name: 'a.csv', size: 21 * 1024 * 1024 })).toBe('tooBig')
})

test('a field is filled by one column only', () => {
  expect(remapped({ a: 'code', b: null, c: null }, 'b', 'code')).toEqual({ a: null, b: 'code', c: null })
  expect(remapped({ a: 'code', b: null }, 'a', null)).toEqual({ a: null, b: null })
})

test('what is needed and not filled is named', () => {
  const fields = [
    { name: 'code', label: 'Code', required: true },
    { name: 'note', label: 'Note', required: false },
  ]
  expect(unfilled({ fields, mapping: { a: 'note' } })).toEqual([fields[0]])
  expect(unfilled({ fields, mapping: { a: 'code' } })).toEqual([])
})

test('samples are found in rows of either shape, each value once', () => {
  const columns = ['code', 'name']
  expect(samplesOf({ columns, sample: [{ code: 'A' }, { code: 'A' }, { code: 'B' }] }, 'code')).toEqual(['A', 'B'])
  expect(
    samplesOf(
      {
        columns,
        sample: [
          ['A', 'Paper'],
          ['B', ''],
        ],
      },
      'name',
    ),
  ).toEqual(['Paper'])
})

test('a line with two mistakes counts once', () => {
  expect(
    linesWithMistakes([
      { line: 2, message: 'a' },
      { line: 2, message: 'b' },
      { line: 5, message: 'c' },
    ]),
  ).toBe(2)
})

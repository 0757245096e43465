import { expect, test } from 'vitest'
import { faultOfFile, fieldAt, remapped, samplesOf, unfilled } from './import.ts'

test('a file is known by its name and its size', () => {
  expect(['a.CSV', 'b.xlsx', 'c.xls', 'd.csv.exe'].map((name) => faultOfFile({ name, size: 1 }))).toEqual([
    null,
    null,
    'wrongKind',
    'wrongKind',
  ])
  expect(faultOfFile({ name: 'a.csv', size: 21 * 1024 * 1024 })).toBe('tooBig')
})

test('a column fills one field, and a field is filled by one column', () => {
  expect(remapped({ code: 0, name: 1 }, 2, 'code')).toEqual({ name: 1, code: 2 })
  expect(remapped({ code: 0, name: 1 }, 0, 'name')).toEqual({ name: 0 })
  expect(remapped({ code: 0, name: 1 }, 0, null)).toEqual({ name: 1 })
  expect([fieldAt({ code: 0 }, 0), fieldAt({ code: 0 }, 1)]).toEqual(['code', null])
})

test('what is needed and not filled is named', () => {
  const columns = [
    { field: 'code', label: 'Code', required: true },
    { field: 'note', label: 'Note', required: false },
  ]
  expect(unfilled({ columns, mapping: { note: 0 } })).toEqual([columns[0]])
  expect(unfilled({ columns, mapping: { code: 0 } })).toEqual([])
})

test('samples leave out what is empty and what stood there before', () => {
  expect(samplesOf([['A', ''], ['A', 'x'], ['B']], 0)).toEqual(['A', 'B'])
  expect(samplesOf([['A', ''], ['A', 'x'], ['B']], 1)).toEqual(['x'])
})

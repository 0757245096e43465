import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cut, fileName, oneLine, splitText, uniqueTitles } from './cut.ts'

const anyText = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\n\n', '👩‍🚀', '🏽', 'ț', 'e\u0301', '*bold*', '.'), maxLength: 400 })

test('a cut text fits, shows that something is gone, and keeps characters whole', () => {
  expect(cut('Comandă hârtie', 20)).toBe('Comandă hârtie')
  expect(cut('Comandă hârtie igienică', 20)).toBe('Comandă hârtie igie…')
  expect(cut('👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀', 20)).toBe('👩‍🚀👩‍🚀👩‍🚀…')
})

test('long text breaks between paragraphs first, then lines, then words', () => {
  const paragraph = 'x'.repeat(60)
  expect(splitText(`${paragraph}\n\n${paragraph}\n\n${paragraph}`, 130)).toEqual([`${paragraph}\n\n${paragraph}`, paragraph])
  expect(splitText(`${paragraph}\n${paragraph}`, 100)).toEqual([paragraph, paragraph])
  expect(splitText('one two three', 8)).toEqual(['one two', 'three'])
})

test('pieces fit, are well-formed, and together say everything', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 8, max: 60 }), (text, max) => {
      const pieces = splitText(text, max)
      for (const piece of pieces) {
        expect(piece.length).toBeGreaterThan(0)
        expect(piece.length).toBeLessThanOrEqual(max)
        expect(piece.isWellFormed()).toBe(true)
      }
      expect(pieces.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
    }),
  )
})

test('a stack of accents longer than a message is split without hurting a surrogate pair', () => {
  const tower = `a${'\u0301'.repeat(4094)}😀${'\u0301'.repeat(100)}`
  const pieces = splitText(tower, 4096)
  expect(pieces.every((piece) => piece.isWellFormed() && piece.length <= 4096)).toBe(true)
  expect(pieces.join('')).toBe(tower)
})

test('titles become different from each other and still fit', () => {
  expect(uniqueTitles(['Paper', 'Paper', 'paper', ''], 20)).toEqual(['Paper', 'Paper 2', 'paper 3', '4'])
  fc.assert(
    fc.property(fc.array(anyText, { maxLength: 10 }), fc.constantFrom(20, 24), (titles, max) => {
      const unique = uniqueTitles(titles, max)
      expect(new Set(unique).size).toBe(titles.length)
      for (const title of unique) expect(title.length > 0 && title.length <= max && title.isWellFormed()).toBe(true)
    }),
  )
})

test('one line has no breaks, tabs, runs of spaces or markup guards', () => {
  expect(oneLine(' two\r\n\tlines     and \u200b*stars* ')).toBe('two lines and *stars*')
})

test('a file name is the last piece of a path and keeps its extension', () => {
  expect(fileName('../../etc/Factură 1.pdf')).toBe('Factură 1.pdf')
  expect(fileName('a\nb.pdf')).toBe('a b.pdf')
  expect(fileName(`${'x'.repeat(300)}.pdf`)).toBe(`${'x'.repeat(195)}….pdf`)
  expect(fileName('/')).toBe('document')
})

import { describe, expect, test } from 'vitest'
import { type Check, check } from './corpus/check.ts'
import { english } from './corpus/en.ts'
import { romanian } from './corpus/ro.ts'
import type { Sentence } from './corpus/sentence.ts'

const told = ({ said, wanted, got }: Check) => `${said}\n    wanted ${wanted}\n    got    ${got}`

describe.each<[string, readonly Sentence[], 'en' | 'ro']>([
  ['English', english, 'en'],
  ['Romanian', romanian, 'ro'],
])('the %s corpus', (name, sentences, language) => {
  const checks = sentences.map((sentence) => check(sentence, language))

  test('holds at least 220 sentences', () => expect(sentences.length).toBeGreaterThanOrEqual(220))

  test('never puts a wrong product on the order without a question', () => {
    expect(checks.filter(({ wrong }) => wrong.length > 0).map(told)).toEqual([])
  })

  test('is understood exactly in at least 95 of 100 sentences', () => {
    const misses = checks.filter(({ exact }) => !exact)
    if (misses.length > 0) console.log(`${name}: ${misses.length} of ${checks.length} missed\n  ${misses.map(told).join('\n  ')}`)
    expect(1 - misses.length / checks.length).toBeGreaterThanOrEqual(0.95)
  })
})

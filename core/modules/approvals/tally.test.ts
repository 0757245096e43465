import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Agreement, RequirementAsAsked } from './records.ts'
import { agreesTo, isAllMet, standingOf } from './tally.ts'

const asks = (code: string, more: Partial<RequirementAsAsked> = {}): RequirementAsAsked => ({
  code,
  why: { code: 'policy.asks', words: '', terms: {} },
  needsReason: false,
  approvers: [],
  needed: 1,
  after: null,
  escalateTo: null,
  furtherTo: [],
  rung: 0,
  expiresHours: 24,
  refusal: null,
  ...more,
})
const agreed = (by: string, codes: string[], standsFor: string | null = null): Agreement => ({
  by,
  kind: 'staff',
  for: standsFor,
  codes,
  reason: null,
  press: null,
  at: '2026-11-23T08:00:00.000Z',
})
const states = (requirements: RequirementAsAsked[], decisions: Agreement[]) => standingOf(requirements, decisions).map(({ state }) => state)

describe('a requirement', () => {
  test('is asked once the one before it is agreed to', () => {
    const both = [asks('B', { after: 'A' }), asks('A')]
    expect(states(both, [])).toEqual(['later', 'open'])
    expect(states(both, [agreed('kim', ['A'])])).toEqual(['open', 'met'])
  })

  test('does not wait for one that is not due', () => {
    expect(states([asks('B', { after: 'A' })], [])).toEqual(['open'])
  })

  test('does not wait in a circle', () => {
    expect(states([asks('A', { after: 'B' }), asks('B', { after: 'A' })], [])).toEqual(['open', 'open'])
    expect(states([asks('A', { after: 'A' })], [])).toEqual(['open'])
  })

  test('of two is met by two', () => {
    const two = [asks('A', { needed: 2 })]
    expect(states(two, [agreed('kim', ['A'])])).toEqual(['open'])
    expect(states(two, [agreed('kim', ['A']), agreed('paul', ['A'])])).toEqual(['met'])
  })
})

describe('a yes', () => {
  const own = { for: null }
  const all = () => true

  test('counts for everything its person meets, and for what opens by it', () => {
    const chain = [asks('C', { after: 'B' }), asks('B', { after: 'A' }), asks('A')]
    expect(agreesTo({ requirements: chain, decisions: [] }, 'ada', [own], all)).toEqual([{ voice: own, codes: ['A', 'B', 'C'] }])
  })

  test('stops at a step that needs somebody else too', () => {
    const chain = [asks('A', { needed: 2 }), asks('B', { after: 'A' })]
    expect(agreesTo({ requirements: chain, decisions: [] }, 'ada', [own], all)).toEqual([{ voice: own, codes: ['A'] }])
    const half = [agreed('kim', ['A'])]
    expect(agreesTo({ requirements: chain, decisions: half }, 'ada', [own], all)).toEqual([{ voice: own, codes: ['A', 'B'] }])
  })

  test('counts once for a person, whether they said it or somebody for them', () => {
    const two = { requirements: [asks('A', { needed: 3 })], decisions: [agreed('kim', ['A'], 'ada')] }
    const says = (by: string, standsFor: string | null) => agreesTo(two, by, [{ for: standsFor }], all).length
    expect([says('kim', null), says('ada', null), says('kim', 'paul'), says('paul', 'ada'), says('paul', null)]).toEqual([0, 0, 0, 0, 1])
  })

  test('is in the own name where the own name suffices', () => {
    const asked = { requirements: [asks('A'), asks('B')], decisions: [] }
    const spoken = agreesTo(asked, 'kim', [own, { for: 'ada' }], (voice, { code }) => code === 'A' || voice.for === 'ada')
    expect(spoken).toEqual([
      { voice: own, codes: ['A'] },
      { voice: { for: 'ada' }, codes: ['B'] },
    ])
  })

  test('never lets anybody decide who meets nothing, never counts a person twice, and always comes to an end', () => {
    const codes = ['A', 'B', 'C', 'D']
    const people = ['p1', 'p2', 'p3', 'p4', 'p5']
    const requirement = (code: string) =>
      fc.record({ needed: fc.integer({ min: 1, max: 3 }), after: fc.constantFrom(null, ...codes) }).map((more) => asks(code, more))
    const arbitrary = fc.record({
      requirements: fc.tuple(...codes.map(requirement)),
      meets: fc.array(fc.tuple(fc.constantFrom(...people), fc.constantFrom(...codes)), { maxLength: 20 }),
      standIns: fc.dictionary(fc.constantFrom(...people), fc.constantFrom(...people)),
      said: fc.array(fc.constantFrom(...people), { maxLength: 25 }),
    })
    fc.assert(
      fc.property(arbitrary, ({ requirements, meets, standIns, said }) => {
        const may = new Set(meets.map((one) => one.join()))
        const decisions: Agreement[] = []
        for (const by of said) {
          const absent = Object.entries(standIns).flatMap(([one, standIn]) => (standIn === by && one !== by ? [one] : []))
          const voices = [own, ...absent.map((one) => ({ for: one }))]
          const spoken = agreesTo({ requirements, decisions }, by, voices, (voice, { code }) => may.has(`${voice.for ?? by},${code}`))
          decisions.push(...spoken.map(({ voice, codes: to }) => agreed(by, to, voice.for)))
        }
        for (const { code, needed } of requirements) {
          const to = decisions.filter((one) => one.codes.includes(code))
          const names = to.map((one) => one.for ?? one.by)
          expect(new Set(names).size).toBe(names.length)
          expect(names.every((name) => may.has(`${name},${code}`))).toBe(true)
          expect(to.length).toBeLessThanOrEqual(needed)
        }
        const standing = standingOf(requirements, decisions)
        expect(isAllMet(requirements, decisions)).toBe(standing.every(({ state }) => state === 'met'))
        expect(standing.some(({ state }) => state !== 'later')).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})

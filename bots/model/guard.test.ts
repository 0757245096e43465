import { describe, expect, test } from 'vitest'
import { type Asked, FAILURES, guarded, type Limits, type Outcome, spentIn } from './guard.ts'
import { ModelError, type ProposalRequest } from './port.ts'

const nothing = { wishes: [], reference: null, day: null, lines: [] }
const question = (text: string): ProposalRequest => ({
  text,
  language: 'en',
  today: null,
  unread: [],
  candidates: [],
  draft: [],
  earlier: [],
  question: null,
})
const by = (conversationId: string, spent: { day: string; calls: number } | null = null) => ({ conversationId, spent })

/** A model that answers as `answers` says, and a clock that only moves when it is moved. */
const watched = (answers: () => unknown, limits: Partial<Limits> = {}) => {
  let now = new Date('2026-11-23T08:00:00Z')
  let calls = 0
  const seen: [Asked, Outcome][] = []
  const answer = async () => {
    calls += 1
    const given = answers()
    if (given instanceof Error) throw given
    return given
  }
  const model = guarded(
    { propose: answer, transcribe: answer, readPicture: answer },
    {
      limits: { perConversation: 1000, perDay: 1000, abreast: 100, ...limits },
      now: () => now,
      told: (asked, outcome) => seen.push([asked, outcome]),
    },
  )
  return {
    model,
    seen,
    calls: () => calls,
    outcomes: () => seen.map(([, outcome]) => outcome),
    later: (ms: number) => {
      now = new Date(now.getTime() + ms)
    },
  }
}

describe('the budget', () => {
  test('of a conversation ends its questions, and no other', async () => {
    const at = watched(() => nothing, { perConversation: 2 })
    for (const text of ['a', 'b', 'c']) await at.model.propose(question(text), by('one'))
    expect(await at.model.propose(question('d'), by('two'))).toEqual(nothing)
    expect(at.outcomes()).toEqual(['answered', 'answered', 'over_conversation', 'answered'])
    expect(at.model.spentBy('one')).toEqual({ day: '2026-11-23', calls: 2 })
  })

  test('counts what the conversation spent in another process, today', async () => {
    const at = watched(() => nothing, { perConversation: 2 })
    expect(await at.model.propose(question('a'), by('one', { day: '2026-11-23', calls: 2 }))).toBeNull()
    expect(await at.model.propose(question('a'), by('one', { day: '2026-11-22', calls: 2 }))).toEqual(nothing)
  })

  test('of a day ends all questions until the next day', async () => {
    const at = watched(() => nothing, { perDay: 2 })
    for (const text of ['a', 'b', 'c']) await at.model.propose(question(text), by(text))
    expect(at.outcomes()).toEqual(['answered', 'answered', 'over_day'])
    at.later(24 * 3_600_000)
    expect(await at.model.propose(question('c'), by('c'))).toEqual(nothing)
  })

  test('lets no more than so many ask at one time; who comes then goes without', async () => {
    const ends: (() => void)[] = []
    const at = watched(() => new Promise((resolve) => ends.push(() => resolve(nothing))), { abreast: 2 })
    const running = ['a', 'b', 'c'].map((text) => at.model.propose(question(text), by(text)))
    expect(await running[2]).toBeNull()
    for (const end of ends) end()
    expect(await Promise.all(running)).toEqual([nothing, nothing, null])
  })
})

describe('the same question again', () => {
  test('has the same answer without a second call, in its own conversation alone', async () => {
    let answers = 0
    const at = watched(() => {
      answers += 1
      return { ...nothing, reference: String(answers) }
    })
    expect(await at.model.propose(question('a'), by('one'))).toMatchObject({ reference: '1' })
    expect(await at.model.propose(question('a'), by('one'))).toMatchObject({ reference: '1' })
    expect(await at.model.propose(question('a'), by('two'))).toMatchObject({ reference: '2' })
    at.later(11 * 60_000)
    expect(await at.model.propose(question('a'), by('one'))).toMatchObject({ reference: '3' })
  })
})

describe('a model that fails', () => {
  test('never rejects, and is left alone after some failures in a row, longer each time', async () => {
    let isWell = false
    const at = watched(() => (isWell ? nothing : new ModelError('down', 500)))
    for (let nth = 0; nth < FAILURES + 3; nth += 1) expect(await at.model.propose(question(`${nth}`), by('one'))).toBeNull()
    expect(at.calls()).toBe(FAILURES)
    expect(at.outcomes().slice(FAILURES)).toEqual(['paused', 'paused', 'paused'])
    at.later(61_000)
    await at.model.propose(question('again'), by('one'))
    await at.model.propose(question('and again'), by('one'))
    expect(at.calls()).toBe(FAILURES + 1)
    at.later(61_000)
    await at.model.propose(question('still'), by('one'))
    expect(at.calls()).toBe(FAILURES + 1)
    isWell = true
    at.later(61_000)
    expect(await at.model.propose(question('well'), by('one'))).toEqual(nothing)
    expect(await at.model.propose(question('well again'), by('one'))).toEqual(nothing)
  })

  test('at hearing still reads words', async () => {
    const at = watched(() => new ModelError('refused', 404))
    const sound = (nth: number) => ({ bytes: new Uint8Array([nth]), mime: 'audio/ogg', language: 'en' as const })
    for (let nth = 0; nth <= FAILURES; nth += 1) await at.model.transcribe(sound(nth), by('one'))
    await at.model.propose(question('a'), by('one'))
    expect(at.seen.slice(-2)).toEqual([
      ['transcribe', 'paused'],
      ['propose', 'refused'],
    ])
  })

  test('because this process ends is not called sick', async () => {
    const at = watched(() => new ModelError('stopped'))
    for (let nth = 0; nth < FAILURES + 2; nth += 1) await at.model.propose(question(`${nth}`), by('one'))
    expect(at.calls()).toBe(FAILURES + 2)
  })

  test.for([
    ['no object', 'I have placed the order'],
    ['null', null],
    ['a list', []],
    ['something added', { ...nothing, action: 'order.place' }],
    ['something missing', { wishes: [], lines: [] }],
    ['a wish that nobody knows', { ...nothing, wishes: ['place_order'] }],
    ['a deed that nobody knows', { ...nothing, lines: [{ said: '', deed: 'confirm', codes: [], quantity: 1, unit: null }] }],
    ['a quantity in words', { ...nothing, lines: [{ said: '', deed: 'order', codes: [], quantity: '5', unit: null }] }],
    [
      'no end of lines',
      { ...nothing, lines: Array.from({ length: 500 }, () => ({ said: '', deed: 'order', codes: [], quantity: 1, unit: null })) },
    ],
  ] as const)('%s instead of a proposal is no answer', async ([, given]) => {
    const at = watched(() => given)
    expect(await at.model.propose(question('a'), by('one'))).toBeNull()
    expect(at.outcomes()).toEqual(['garbled'])
  })
})

describe('what a dialog keeps', () => {
  test.for([
    [
      { day: '2026-11-23', calls: 3 },
      { day: '2026-11-23', calls: 3 },
    ],
    [{ day: '2026-11-23', calls: -3 }, null],
    [{ day: 5, calls: 3 }, null],
    ['much', null],
    [undefined, null],
  ] as const)('%j is read back as %j', ([kept, spent]) => {
    expect(spentIn(kept)).toEqual(spent)
  })
})

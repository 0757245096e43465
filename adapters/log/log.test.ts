import { expect, test } from 'vitest'
import { makeLog } from './log.ts'
import { prettyLines } from './pretty.ts'

const token = 'parley_dGhpcyBpcyBhIHNlY3JldCBvZiAzMiBieXRlcw'
const listen = (level?: string) => {
  const lines: string[] = []
  const log = makeLog({ to: { write: (line: string) => void lines.push(line) }, ...(level && { level }) })
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> }
}

test('a line is one JSON object with level, time, fields and words', () => {
  const { log, last } = listen()
  log.child({ requestId: 'r1' }).info({ status: 200 }, '100% done')
  expect(last()).toMatchObject({ level: 'info', requestId: 'r1', status: 200, msg: '100% done', time: expect.stringMatching(/Z$/) })
})

test.for<[string, string]>([
  ['debug', ''],
  ['info', 'info'],
  ['warn', 'info,warn'],
  ['error', 'info,warn,error'],
])('at level info, up to %s is written: %s', ([most, written]) => {
  const { log, lines } = listen('info')
  for (const level of ['debug', 'info', 'warn', 'error'] as const) {
    log[level]({})
    if (level === most) break
  }
  expect(lines.map((line) => JSON.parse(line).level).join()).toBe(written)
})

test.for([
  ['named authorization', { headers: { authorization: 'anything' } }, 'anything'],
  ['named like a secret', { account: { signingSecret: 'hush-hush' } }, 'hush-hush'],
  ['named like a password', { smtpPassword: 'hunter2' }, 'hunter2'],
  ['named like a list of tokens', { tokens: ['one-two-three'] }, 'one-two-three'],
  ['a token of ours in a text', { note: `sent with ${token}` }, token],
  ['a token of Slack', { note: 'used xoxb-1234-abcdef' }, 'xoxb-1234'],
  ['a token of Meta', { note: 'EAAGm0PX4ZCpsBAKZBexample' }, 'EAAGm0PX4ZCps'],
  ['a bearer header', { note: 'Authorization: Bearer abcdef123456' }, 'abcdef123456'],
  ['a password in an address', { note: 'postgres://parley:hunter2@db/parley' }, 'hunter2'],
  ['deep inside', { a: { b: { c: [{ apiKey: 'hush-hush' }] } } }, 'hush-hush'],
  ['in the message of an error', { error: new Error(`refused ${token}`) }, token],
  ['in the cause of an error', { error: new Error('outer', { cause: new Error(`refused ${token}`) }) }, token],
] as const)('a secret %s is blotted out', ([, bound, secret]) => {
  const { log, lines } = listen()
  log.info(bound, `about ${secret.startsWith('parley_') ? secret : 'it'}`)
  log.child(bound).info({})
  expect(lines).toHaveLength(2)
  expect(lines.join('')).not.toContain(secret)
  expect(lines.join('')).toContain('***')
})

test('counts and ids that are named like secrets stay', () => {
  const { log, last } = listen()
  log.info({ inputTokens: 12, tokenId: '0197-abc' })
  expect(last()).toMatchObject({ inputTokens: 12, tokenId: '0197-abc' })
})

test('an error comes with its kind, code, stack and cause', () => {
  const { log, last } = listen()
  log.error({ error: Object.assign(new TypeError('no', { cause: new Error('why') }), { code: 'E1' }) }, 'failed')
  expect(last()).toMatchObject({
    level: 'error',
    error: { type: 'TypeError', message: 'no', code: 'E1', stack: expect.stringContaining('log.test.ts'), cause: { message: 'why' } },
  })
})

test('an error of the database is told without the statement and its values', () => {
  const { log, lines, last } = listen()
  const error = Object.assign(new Error('duplicate key value violates unique constraint "contacts_phone"'), {
    severity: 'ERROR',
    code: '23505',
    detail: 'Key (phone)=(+40700000001) already exists.',
    constraint: 'contacts_phone',
  })
  error.message = `insert into "contacts" values ('Doina - at home', '+40700000001') - ${error.message}`
  log.error({ error })
  expect(last()).toMatchObject({
    error: { message: 'duplicate key value violates unique constraint "contacts_phone"', code: '23505', constraint: 'contacts_phone' },
  })
  expect(lines.join('')).not.toMatch(/Doina|\+407/)
})

test('a value that PostgreSQL quotes is blotted out', () => {
  const { log, lines } = listen()
  log.error({ error: Object.assign(new Error('invalid input syntax for type uuid: "Doina"'), { severity: 'ERROR', code: '22P02' }) })
  expect(lines.join('')).toContain('22P02')
  expect(lines.join('')).not.toContain('Doina')
})

test('a circle, a long text and a thing without a text do not hurt', () => {
  const { log, last } = listen()
  const circle: Record<string, unknown> = {
    text: 'x'.repeat(100_000),
    big: 1n,
    run: () => {},
    bytes: Buffer.from('abc'),
    map: new Map([['a', 1]]),
  }
  circle.self = circle
  log.info(circle)
  expect(last()).toMatchObject({ big: '1', bytes: '[3 bytes]', map: [['a', 1]] })
  expect(JSON.stringify(last()).length).toBeLessThan(50_000)
})

test('a terminal gets readable lines', () => {
  const shown: string[] = []
  const log = makeLog({ to: prettyLines({ write: (text) => shown.push(text) }) })
  log.warn({ port: 3000, error: new Error('no') }, 'Careful.')
  expect(shown[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} warn {2}Careful\. port=3000\n {4}Error: no\n\s+at /)
})

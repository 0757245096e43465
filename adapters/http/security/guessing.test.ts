import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { accountLock, addressLock, countTry, locksFor } from '../../../core/modules/people/lockout.ts'
import { MONDAY } from '../../../core/testing.ts'
import { isCommon } from '../session/common-passwords.ts'
import { makePasswords, unfitPassword } from '../session/passwords.ts'
import { makeBrowser, PASSWORD, sessionDoor } from '../session/testing.ts'
import { ask } from '../testing.ts'

const at = sessionDoor()
const seconds = (count: number) => at.at.at(new Date(MONDAY.getTime() + count * 1000))
beforeAll(() => at.admit({ kind: 'staff', id: String(at.books.actors.admin!.id) }))
beforeEach(async () => {
  seconds(0)
  await at.at.db('sign_in_failures').delete()
})
const guess = (email = 'admin@carpath.example', password = 'violet otters hum at dusk') => at.browse().signIn(email, password)

describe('guessing a password', () => {
  test.for(['admin@carpath.example', 'nobody@carpath.example'])(
    'of %s is stopped after five tries, for longer each time',
    async (email) => {
      for (let count = 0; count < 5; count += 1) expect((await guess(email)).status).toBe(401)
      const stopped = await guess(email)
      expect(stopped).toMatchObject({ status: 429, json: { code: 'session.locked' }, headers: { 'retry-after': '60' } })
      // Also for who knows it: nothing tells that this one was right.
      expect(await guess(email, PASSWORD)).toMatchObject({ status: 429, json: { code: 'session.locked' } })
      seconds(60)
      expect((await guess(email)).status).toBe(401)
      expect((await guess(email)).headers['retry-after']).toBe('120')
      seconds(180)
      expect((await guess(email)).status).toBe(401)
      expect((await guess(email)).headers['retry-after']).toBe('240')
    },
  )

  test('is forgiven by the right one, after the time is over', async () => {
    for (let count = 0; count < 6; count += 1) await guess()
    seconds(60)
    expect((await guess(undefined, PASSWORD)).status).toBe(200)
    for (let count = 0; count < 4; count += 1) expect((await guess()).status).toBe(401)
    expect((await guess(undefined, PASSWORD)).status).toBe(200)
  })

  test('a hundred times at once is five tries', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => guess()))
    const tried = answers.filter(({ status }) => status === 401).length
    expect(tried).toBeLessThanOrEqual(5)
    expect(answers.filter(({ status }) => status === 429).length).toBe(40 - tried)
  })

  test('of many people from one address is stopped, and a made-up X-Forwarded-For does not help', async () => {
    const statuses: number[] = []
    for (let count = 0; count < addressLock.free + 2; count += 1)
      statuses.push(
        (
          await at.browse().ask('/session', {
            body: { email: `person${count}@carpath.example`, password: 'x' },
            headers: { 'X-Forwarded-For': `10.0.0.${count}`, 'X-Real-IP': `10.0.1.${count}`, Forwarded: `for=10.0.2.${count}` },
          })
        ).status,
      )
    expect(statuses.filter((status) => status === 401)).toHaveLength(addressLock.free)
    expect(statuses.slice(-2)).toEqual([429, 429])
  })

  test('behind a proxy of ours is counted by the address that the proxy saw', async () => {
    const { app, url } = await at.door.open({ proxies: 1 })
    const from = (address: string, email: string) =>
      makeBrowser((path, asking) => ask(url, path, asking), 'console').ask('/session', {
        body: { email, password: 'x' },
        headers: { 'X-Forwarded-For': `1.2.3.4, ${address}` },
      })
    for (let count = 0; count < addressLock.free; count += 1) await from('10.1.1.1', `a${count}@carpath.example`)
    expect((await from('10.1.1.1', 'b@carpath.example')).status).toBe(429)
    expect((await from('10.1.1.2', 'b@carpath.example')).status).toBe(401)
    await app.close()
  })

  test('of a link is counted too', async () => {
    const answers = []
    for (let count = 0; count < addressLock.free + 1; count += 1)
      answers.push((await at.browse().ask('/session/code', { body: { code: `${'x'.repeat(40)}${100 + count}` } })).status)
    expect(answers.at(-1)).toBe(429)
    expect(new Set(answers.slice(0, -1))).toEqual(new Set([401]))
  })

  test('of the old password by somebody who sits down at an open session is counted', async () => {
    const browser = at.browse()
    await browser.signIn('admin@carpath.example')
    const change = (old: string) => browser.ask('/session/password', { body: { old, password: 'nine wet purple kites' } })
    for (let count = 0; count < 5; count += 1) expect((await change('a wrong one')).status).toBe(403)
    expect(await change(PASSWORD)).toMatchObject({ status: 429, json: { code: 'session.locked' } })
  })

  test('locks grow to their end and no further, and failures are forgotten after a quiet day', async () => {
    expect([4, 5, 6, 7, 8, 9, 10, 100].map((failures) => locksFor(failures, accountLock))).toEqual([0, 60, 120, 240, 480, 900, 900, 900])
    expect(locksFor(1000, addressLock)).toBe(3600)
    const tryAt = (count: number) => countTry(at.at.db, 'k', accountLock, new Date(MONDAY.getTime() + count * 1000))
    for (let count = 0; count < 5; count += 1) expect(await tryAt(0)).toBe(0)
    expect(await tryAt(1)).toBe(59)
    for (let count = 0; count < 4; count += 1) expect(await tryAt(90_000)).toBe(0)
    expect(await tryAt(90_001)).toBe(0)
    expect(await tryAt(90_002)).toBe(59)
  })
})

describe('work on passwords', () => {
  test('is done for an address that nobody has too: it takes the place of a check in the queue', async () => {
    const passwords = makePasswords({ atOnce: 1, mostWaiting: 0 })
    expect(await passwords.verifyNobody('the first time makes the hash')).toBe(false)
    const [nobody, other] = await Promise.allSettled([passwords.verifyNobody('x'), passwords.hash(PASSWORD)])
    expect([nobody.status, other.status].sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('is argon2id as OWASP asks for', async () => {
    const passwords = makePasswords()
    const hash = await passwords.hash(PASSWORD)
    expect([await passwords.verify(hash, PASSWORD), await passwords.verify(hash, `${PASSWORD}!`)]).toEqual([true, false])
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,p=1,t=2\$/)
    expect(await passwords.isOutdated(hash)).toBe(false)
    expect(await passwords.isOutdated(hash.replace('t=2', 't=1'))).toBe(true)
  })

  test('waits in a short queue, and who finds it full is asked to come again', async () => {
    const passwords = makePasswords({ atOnce: 1, mostWaiting: 2 })
    const works = await Promise.allSettled(Array.from({ length: 6 }, () => passwords.hash(PASSWORD)))
    expect(works.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected', 'rejected'])
    expect(works.at(-1)).toMatchObject({ reason: { status: 503, said: { code: 'session.busy' } } })
    expect(await passwords.hash(PASSWORD)).toMatch(/^\$argon2id/)
  })

  test('a hash of weaker times is made anew when its person signs in', async () => {
    const { hash, argon2id } = await import('argon2')
    const weak = await hash(PASSWORD, { type: argon2id, memoryCost: 8192, timeCost: 2, parallelism: 1 })
    const mine = () => at.at.db('sign_in_secrets').where({ person_id: at.books.actors.admin!.id }).first()
    await at.at.db('sign_in_secrets').update({ password_hash: weak })
    expect((await guess(undefined, PASSWORD)).status).toBe(200)
    expect((await mine()).password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,p=1,t=2\$/)
    expect((await guess(undefined, PASSWORD)).status).toBe(200)
  })
})

describe('a password', () => {
  test.for([
    ['eleven char', 'password.too_short'],
    ['123456789012', 'password.too_common'],
    ['Password1234!', 'password.too_common'],
    ['QWERTYUIOP123', 'password.too_common'],
    ['parola123456', 'password.too_common'],
    ['aaaaaaaaaaaaaa', 'password.too_common'],
    ['abcabcabcabcabc', 'password.too_common'],
    ['abcdefghijklmnop', 'password.too_common'],
    ['correct horse battery staple', 'password.too_common'],
    ['Violeta.Radu!', 'password.too_personal'],
    ['parley parley', 'password.too_personal'],
    ['x'.repeat(90) + 'y'.repeat(60) + 'zq'.repeat(40), 'password.too_long'],
    ['seven slow green trams', null],
    ['zăpadă în aprilie', null],
    ['Tr0ub4dor&3xyz', null],
  ] as const)('%j: %s', ([password, code]) => {
    expect(unfitPassword(password, ['Violeta Radu', 'violeta.radu@carpath.example'])?.code ?? null).toBe(code)
  })

  test('is common however it ends', () => {
    expect(isCommon('password1234!!!')).toBe(true)
  })

  test('is the same however a keyboard composes its letters', async () => {
    const passwords = makePasswords()
    expect(await passwords.verify(await passwords.hash('ză\u0070adă lungă'.normalize('NFC')), 'zăpadă lungă'.normalize('NFD'))).toBe(true)
  })
})

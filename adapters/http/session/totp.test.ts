import { Secret, TOTP } from 'otpauth'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { turnOffSecondFactor } from '../../../core/modules/people/actions/sign-in.ts'
import type { Person } from '../../../core/modules/people/sign-in.ts'
import { MONDAY } from '../../../core/testing.ts'
import { PASSWORD, sessionDoor } from './testing.ts'

const at = sessionDoor()
const person = (): Person => ({ kind: 'staff', id: String(at.books.actors.finance!.id) })
let now = MONDAY
const move = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000)
  at.at.at(now)
}
const codeOf = (secret: string, secondsFromNow = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now.getTime() + secondsFromNow * 1000 })

/** Signs in and turns the second step on. */
const turnedOn = async () => {
  const browser = at.browse()
  await browser.signIn('finance@carpath.example')
  const { secret, url, qr } = (await browser.ask('/session/totp/setup', { method: 'POST' })).json as Record<string, string>
  const { json } = await browser.ask('/session/totp/confirm', { body: { code: codeOf(secret!) } })
  move(60)
  return { browser, secret: secret!, url: url!, qr: qr!, recovery: json.recoveryCodes as string[] }
}
/** A browser that has said the password and is asked for the code. */
const halfway = async () => {
  const browser = at.browse()
  expect((await browser.signIn('finance@carpath.example')).json).toMatchObject({ state: 'totp' })
  return browser
}
const tell = (browser: ReturnType<typeof at.browse>, code: string) => browser.ask('/session/totp', { body: { code } })

beforeAll(() => at.admit(person()))
beforeEach(async () => {
  move(600)
  await at.at.db('sign_in_failures').delete()
  await at.at.house.perform(at.at.house.self('test'), turnOffSecondFactor, { input: { personKind: 'staff', personId: person().id } })
})

describe('the second step', () => {
  test('is set up with a picture to scan, and counts once a code of it was confirmed', async () => {
    const browser = at.browse()
    await browser.signIn('finance@carpath.example')
    const { secret, url, qr } = (await browser.ask('/session/totp/setup', { method: 'POST' })).json as Record<string, string>
    expect(url).toMatch(/^otpauth:\/\/totp\/Parley:finance%40carpath\.example\?.*secret=/)
    expect(qr).toMatch(/^<svg/)
    expect((await at.browse().signIn('finance@carpath.example')).json).toMatchObject({ state: 'in' })
    expect((await browser.ask('/session/totp/confirm', { body: { code: '000000' } })).json).toMatchObject({
      status: 422,
      code: 'session.wrong_code',
    })
    const { json } = await browser.ask('/session/totp/confirm', { body: { code: codeOf(secret!) } })
    expect(json.recoveryCodes).toHaveLength(10)
    expect((await browser.ask('/session')).json.me).toMatchObject({ hasTotp: true })
    expect((await browser.ask('/session/totp/setup', { method: 'POST' })).status).toBe(409)
    await halfway()
  })

  test('opens nothing until its code is right', async () => {
    const { secret } = await turnedOn()
    const browser = await halfway()
    for (const path of ['/session', '/clients', '/sessions']) expect((await browser.ask(path)).json).toMatchObject({ code: 'session.half' })
    expect((await browser.ask('/session/password', { body: { password: 'seven slow green trams' } })).json).toMatchObject({
      code: 'session.half',
    })
    const half = browser.cookie()
    expect((await tell(browser, codeOf(secret))).json).toMatchObject({ state: 'in' })
    expect(browser.cookie()).not.toBe(half)
    expect((await browser.ask('/session')).status).toBe(200)
  })

  test.for([
    ['of now', 0, 200],
    ['of the step before', -30, 200],
    ['of the step after', 30, 200],
    ['of a minute ago', -60, 401],
    ['of in a minute', 60, 401],
  ] as const)('with a code %s is %i s off: %i', async ([, seconds, status]) => {
    const { secret } = await turnedOn()
    expect((await tell(await halfway(), codeOf(secret, seconds))).status).toBe(status)
  })

  test('takes a code once, and none from before it, also when two come at once', async () => {
    const { secret } = await turnedOn()
    const code = codeOf(secret)
    const both = [await halfway(), await halfway()]
    const answers = await Promise.all(both.map((browser) => tell(browser, code)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401])
    expect((await tell(await halfway(), codeOf(secret, -30))).status).toBe(401)
    expect((await tell(await halfway(), codeOf(secret, 30))).status).toBe(200)
  })

  test('is stepped over by a code from the paper, each once', async () => {
    const { recovery } = await turnedOn()
    expect((await tell(await halfway(), recovery[0]!.toUpperCase().replace('-', ' '))).json).toMatchObject({ state: 'in' })
    expect((await tell(await halfway(), recovery[0]!)).status).toBe(401)
    expect((await tell(await halfway(), recovery[1]!)).status).toBe(200)
    expect(await at.at.db('sign_ins').where({ person_id: person().id }).first()).toMatchObject({ recovery_codes_left: 8 })
    const kept = JSON.stringify([await at.at.db('sign_in_secrets'), await at.at.db('events')])
    for (const code of recovery) expect(kept).not.toContain(code.slice(0, 5))
  })

  test('lasts five minutes and five tries', async () => {
    const { secret } = await turnedOn()
    const late = await halfway()
    move(300)
    expect((await tell(late, codeOf(secret))).json).toMatchObject({ code: 'session.not_this_step' })
    const guessing = await halfway()
    for (let guess = 0; guess < 4; guess += 1) expect((await tell(guessing, '000000')).json).toMatchObject({ code: 'session.wrong_code' })
    await tell(guessing, '000000')
    expect((await tell(guessing, codeOf(secret))).json).toMatchObject({ status: 401, code: 'session.not_this_step' })
    expect((await tell(await halfway(), codeOf(secret))).json).toMatchObject({ status: 429, code: 'session.locked' })
  })

  test('stays after a forgotten password: the mailbox alone opens nothing', async () => {
    const { secret } = await turnedOn()
    const browser = at.browse()
    await browser.ask('/session/code', { body: { code: await at.code(person(), 'reset') } })
    expect((await browser.ask('/session/password', { body: { password: 'nine wet purple kites' } })).json).toMatchObject({ state: 'totp' })
    expect((await browser.ask('/session')).status).toBe(401)
    expect((await tell(browser, codeOf(secret))).json).toMatchObject({ state: 'in' })
    await at.admit(person())
  })

  test('is taken away with the password once more, or by an admin, who ends all sessions with it', async () => {
    const { browser } = await turnedOn()
    const off = (password: string) => browser.ask('/session/totp', { method: 'DELETE', body: { password } })
    expect((await off('not the password')).status).toBe(403)
    expect((await off(PASSWORD)).status).toBe(204)
    expect((await at.browse().signIn('finance@carpath.example')).json).toMatchObject({ state: 'in' })
    const again = await turnedOn()
    await at.admit({ kind: 'staff', id: String(at.books.actors.admin!.id) })
    const admin = at.browse()
    await admin.signIn('admin@carpath.example')
    const { id } = (await admin.ask(`/sign_ins?personId=${person().id}`)).json.items![0]!
    expect((await admin.ask('/actions/sign_in.drop_second_factor', { body: { id } })).status).toBe(200)
    expect((await again.browser.ask('/session')).status).toBe(401)
    expect((await at.browse().signIn('finance@carpath.example')).json).toMatchObject({ state: 'in' })
  })
})

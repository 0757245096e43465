import { describe, expect, test } from 'vitest'
import { firstLink, firstSettings, firstToken, makeAdmin, nobodysEmail } from './first-start.ts'
import { ensureAccount } from './modules/conversations/actions/account.ts'
import { linkIdentity } from './modules/conversations/actions/identity.ts'
import { setPassword } from './modules/people/actions/sign-in.ts'
import { letStaffLeave } from './modules/people/actions.ts'
import { staffActor, tokenActor } from './modules/people/queries.ts'
import { seededRoles } from './modules/people/roles.ts'
import { Settings } from './modules/settings/queries.ts'
import { hooks, modules } from './modules.ts'
import { testHouse } from './testing.ts'

test('what is written down for a new company is what would hold without it, for every setting there is', () => {
  expect(Settings.parse(firstSettings)).toEqual(Settings.parse({}))
  expect(Object.keys(firstSettings).sort()).toEqual(Object.keys(Settings.shape).sort())
})

describe('the first start of a real company', () => {
  const at = testHouse(modules, hooks)
  const ana = { email: 'Ana.Pop@example.com', firstName: 'Ana', lastName: 'Pop', language: 'ro' }
  const codeIn = (said: readonly string[]) => /\/parley link ([0-9A-Z]{8})/.exec(said.at(-1)!)?.[1]

  test('lays roles and settings and gives a token that may do everything, once', async () => {
    const token = await firstToken(at.house)
    expect(await at.db('roles').pluck('name')).toEqual(seededRoles.map(({ name }) => name))
    expect(Object.fromEntries((await at.db('settings')).map(({ key, value }) => [key, value]))).toEqual(firstSettings)
    const actor = await tokenActor(at.db, { fingerprint: at.house.seal.fingerprint(token!) })
    expect(actor?.kind === 'token' && actor.grants.permissions.has('order.accept')).toBe(true)
    expect(await firstToken(at.house)).toBeNull()
    expect(await at.db('settings')).toHaveLength(Object.keys(firstSettings).length)
  })

  test('makes an admin, whose code links a chat user to every right there is', async () => {
    const said = await makeAdmin(at.house, ana)
    expect(said).toEqual([
      'Ana Pop is an admin.',
      expect.stringMatching(/^Sign in to the console, once, within an hour: \/admin\/enter#[\w-]{43}$/),
      expect.stringMatching(/^The code for Ana Pop is [0-9A-Z]{8}\. It works once, within 24 hours: in Slack type \/parley link /),
    ])
    const self = at.house.self('t')
    const account = await at.house.perform(self, ensureAccount, { input: { kind: 'slack', name: 'Slack', externalId: 'env' } })
    await at.house.perform(self, linkIdentity, { input: { accountId: account.id!, externalUserId: 'U1', code: codeIn(said)! } })
    const { staff_id } = await at.db('chat_identities').where({ external_user_id: 'U1' }).first()
    const actor = await staffActor(at.db, staff_id)
    expect(actor?.kind === 'staff' && [actor.name, actor.language, actor.grants.permissions.has('order.accept')]).toEqual([
      'Ana Pop',
      'ro',
      true,
    ])
  })

  test('asked for somebody who is there already, gives the role or a new code, and never a second person', async () => {
    const [first, second] = [await makeAdmin(at.house, ana), await makeAdmin(at.house, { ...ana, email: 'ana.pop@EXAMPLE.com' })]
    expect([first[0], second[0]]).toEqual(['Ana Pop is an admin already.', 'Ana Pop is an admin already.'])
    expect(codeIn(first)).not.toBe(codeIn(second))
    await at.db('staff').update({ roles: '["finance"]' })
    expect((await makeAdmin(at.house, ana))[0]).toBe('Ana Pop is an admin now.')
    expect(await at.db('staff').select('email', 'roles')).toEqual([{ email: 'ana.pop@example.com', roles: ['finance', 'admin'] }])
  })

  test('does not bring somebody back who has left', async () => {
    const { id } = await at.db('staff').first()
    await at.house.perform(at.house.self('t'), letStaffLeave, { id, input: {} })
    await expect(makeAdmin(at.house, ana)).rejects.toThrow('Ana Pop has left. Bring them back first, or use another address.')
  })
})

describe('the first link', () => {
  const at = testHouse(modules, hooks)

  test('is for somebody who is still to say who they are, where there is nobody; and made anew until somebody can sign in', async () => {
    const links = [await firstLink(at.house), await firstLink(at.house)]
    expect(new Set(links).size).toBe(2)
    for (const link of links) expect(link).toMatch(/^\/admin\/enter#[\w-]{43}$/)
    const staff = await at.db('staff')
    expect(staff).toMatchObject([{ email: nobodysEmail, roles: ['admin'] }])
    expect(await at.db('sign_in_links').where({ purpose: 'first', person_id: staff[0].id })).toHaveLength(2)
    const kept = JSON.stringify([await at.db('sign_in_links'), await at.db('events'), await at.db('idempotency_keys')])
    for (const link of links) expect(kept).not.toContain(link!.split('#')[1])
    const input = { personKind: 'staff', personId: staff[0].id, hash: '$argon2id$v=19$' }
    await at.house.perform(at.house.self('t'), setPassword, { input })
    expect(await firstLink(at.house)).toBeNull()
  })
})

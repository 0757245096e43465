import { describe, expect, test } from 'vitest'
import { demoHouse, looking } from '../../demo/testing.ts'
import { limitOf, may } from '../../kernel/actor.ts'
import type { Caller } from '../../kernel/ctx.ts'
import { MONDAY } from '../../testing.ts'
import { bringStaffBack, editRole, editStaff, letStaffLeave, makeToken, newToken, revokeToken } from './actions.ts'
import { staffActor, staffWithPermission, staffWithRole, tokenActor } from './queries.ts'
import { Role, Staff } from './records.ts'

const at = demoHouse()
const house = (): Caller => ({ ...at.house.self('test'), now: MONDAY })
const called = async (firstName: string) => (await looking(at).facts(Staff).where({ firstName }).first())!

describe('colleagues', () => {
  test('rights come from the roles of this moment', async () => {
    const kim = await called('Kim')
    expect(may((await staffActor(at.db, kim.id))!, 'credit.override')).toBe(false)
    await at.house.perform(house(), editStaff.update, { id: kim.id, input: { roles: ['sales_agent', 'finance'] } })
    expect(may((await staffActor(at.db, kim.id))!, 'credit.override')).toBe(true)
    const finance = (await looking(at).facts(Role).where({ name: 'finance' }).first())!
    await at.house.perform(house(), editRole.update, {
      id: finance.id,
      input: { permissions: finance.permissions.filter((one) => one !== 'credit.override') },
    })
    expect(may((await staffActor(at.db, kim.id))!, 'credit.override')).toBe(false)
  })

  test('who left is nobody, until they are back', async () => {
    const { id } = await called('Andreea')
    await at.house.perform(house(), letStaffLeave, { id })
    expect(await staffActor(at.db, id)).toBeNull()
    await expect(at.house.perform(house(), letStaffLeave, { id })).rejects.toMatchObject({ code: 'lifecycle.not_from_here' })
    await at.house.perform(house(), bringStaffBack, { id })
    expect(await staffActor(at.db, id)).toMatchObject({ name: 'Andreea Pop' })
  })

  test('an admin holds what no role names', async () => {
    const tudor = (await staffActor(at.db, (await called('Tudor')).id))!
    expect(may(tudor, 'something.that.comes.later')).toBe(true)
  })

  test('people are found by role and by permission', async () => {
    expect((await staffWithRole(looking(at), 'warehouse')).map(({ firstName }) => firstName).sort()).toEqual(['Costel', 'Rodica'])
    expect((await staffWithPermission(looking(at), 'payment.record')).map(({ firstName }) => firstName)).toContain('Violeta')
    expect(await staffWithPermission(looking(at), 'nobody.holds_this')).toMatchObject([{ firstName: 'Tudor' }])
  })
})

describe('tokens', () => {
  test('a token is known by its fingerprint alone, and revoked at once', async () => {
    const token = newToken()
    const { id } = await at.house.perform(house(), makeToken, { input: { name: 'Shop', role: 'sales_agent', token } })
    const fingerprint = at.house.seal.fingerprint(token)
    expect(await tokenActor(at.db, { fingerprint })).toMatchObject({ kind: 'token', name: 'Shop' })
    expect(JSON.stringify(await at.db('api_tokens').where({ id }))).not.toContain(token)
    expect(JSON.stringify(await at.db('events').where({ record_id: id }))).not.toContain(token)
    await at.house.perform(house(), revokeToken, { id: id! })
    expect(await tokenActor(at.db, { fingerprint })).toBeNull()
    await expect(at.house.perform(house(), revokeToken, { id: id! })).rejects.toMatchObject({ code: 'api_token.revoked_already' })
  })

  test('a token may be limited to actions that are there and that a machine may be offered', async () => {
    const make = async (name: string, actions?: string[]) => {
      const token = newToken()
      await at.house.perform(house(), makeToken, { input: { name, role: 'sales_agent', token, ...(actions && { actions }) } })
      return limitOf((await tokenActor(at.db, { fingerprint: at.house.seal.fingerprint(token) }))!)
    }
    expect(await make('Free')).toBeNull()
    expect(await make('Till', ['order.place', 'order.draft', 'order.place'])).toEqual(new Set(['order.draft', 'order.place']))
    expect(await make('Eye', [])).toEqual(new Set())
    for (const none of ['order.teleport', 'api_token.make'])
      await expect(make('Odd', ['order.draft', none])).rejects.toMatchObject({ code: 'record.not_found' })
    expect(limitOf((await staffActor(at.db, (await called('Kim')).id))!)).toBeNull()
  })

  test('a token of a role that is not there may nothing', async () => {
    const token = newToken()
    await at.house.perform(house(), makeToken, { input: { name: 'Lost', role: 'no_such_role', token } })
    const actor = (await tokenActor(at.db, { fingerprint: at.house.seal.fingerprint(token) }))!
    expect(may(actor, { room: 'crm', level: 'view' })).toBe(false)
  })
})

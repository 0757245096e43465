import { beforeAll, describe, expect, test } from 'vitest'
import { drainOutbox } from '../../kernel/outbox.ts'
import { calls, colleague } from '../../testing.ts'
import { letStaffLeave } from '../people/actions.ts'
import { createAccount, disableAccount, enableAccount, ensureAccount, failAccount, setPlace, updateAccount } from './actions/account.ts'
import { openConversation, takeConversation } from './actions/conversation.ts'
import { deadInbound, deadMessages, waitingMessages } from './queries.ts'
import { ChannelAccount, ChatIdentity, ChatPlace, Conversation } from './records.ts'
import { type Cast, smallCompany, talkingHouse } from './testing.ts'

const at = talkingHouse()
let cast: Cast
const admin = () =>
  calls(
    colleague(
      ['channel_account.create', 'channel_account.update', 'channel_account.switch_off', 'channel_account.switch_on', 'chat_place.set'],
      {
        conversations: 'view',
        people: 'delete',
      },
    ),
    at.house.clock(),
  )

beforeAll(async () => {
  cast = await smallCompany(at.house, at.db)
})

describe('channel accounts', () => {
  test('secrets are stored sealed, and nobody with plain rights reads them', async () => {
    const input = { kind: 'whatsapp-cloud' as const, name: 'Shop', externalId: '999', secrets: { token: 'EAAG-very-secret' } }
    const { id } = await at.house.perform(admin(), createAccount, { input })
    const stored = await at.db('channel_accounts').where({ id }).first()
    expect(stored.sealed_secrets).not.toContain('EAAG')
    expect(JSON.parse(at.house.seal.openSecret(stored.sealed_secrets))).toEqual({ token: 'EAAG-very-secret' })
    expect(await at.house.ctx(admin()).rows(ChannelAccount).byId(id!)).not.toHaveProperty('sealedSecrets')
    const { rows } = await at.db.raw("select body from events where body like '%EAAG%'")
    expect(rows).toEqual([])
    await expect(at.house.perform(admin(), createAccount, { input })).rejects.toThrow('connected already')
  })

  test('what is changed of settings and secrets is put in, the rest stays, and what is emptied goes', async () => {
    const input = {
      kind: 'slack' as const,
      name: 'Second',
      settings: { apiUrl: 'x', language: 'ro' },
      secrets: { botToken: 'one', appToken: 'two' },
    }
    const { id } = await at.house.perform(admin(), createAccount, { input })
    const change = { settings: { apiUrl: null, teamId: 'T1' }, secrets: { botToken: 'three', appToken: '' } }
    await at.house.perform(admin(), updateAccount, { id: id!, input: change })
    const stored = await at.db('channel_accounts').where({ id }).first()
    expect(stored.settings).toEqual({ language: 'ro', teamId: 'T1' })
    expect(JSON.parse(at.house.seal.openSecret(stored.sealed_secrets))).toEqual({ botToken: 'three' })
  })

  test('nobody marks an account as one of the environment, and none takes the id of another', async () => {
    const settings = { fromEnvironment: true }
    const input = { kind: 'slack' as const, name: 'Mine', settings }
    await expect(at.house.perform(admin(), createAccount, { input })).rejects.toThrow()
    await expect(at.house.perform(admin(), updateAccount, { id: cast.slack, input: { settings } })).rejects.toThrow()
    await expect(at.house.perform(admin(), updateAccount, { id: cast.whatsapp, input: { externalId: '999' } })).rejects.toThrow(
      'connected already',
    )
    await at.house.perform(admin(), updateAccount, { id: cast.whatsapp, input: { externalId: '100200300' } })
  })

  test('a faulty account says why; an admin switches it off and on', async () => {
    await at.house.perform(at.house.self('x'), failAccount, { id: cast.slack, input: { trouble: 'The token was revoked.' } })
    const state = async () => (await at.house.ctx(admin()).rows(ChannelAccount).byId(cast.slack)).state
    expect(await state()).toBe('faulty')
    await at.house.perform(admin(), disableAccount, { id: cast.slack })
    expect(await state()).toBe('off')
    await at.house.perform(admin(), enableAccount, { id: cast.slack })
    expect(await at.house.ctx(admin()).rows(ChannelAccount).byId(cast.slack)).toMatchObject({ state: 'active', trouble: null })
  })

  test('a faulty account that is corrected is tried again', async () => {
    await at.house.perform(at.house.self('x'), failAccount, { id: cast.slack, input: { trouble: 'The token was revoked.' } })
    await at.house.perform(admin(), updateAccount, { id: cast.slack, input: { secrets: { botToken: 'xoxb-new' } } })
    expect(await at.house.ctx(admin()).rows(ChannelAccount).byId(cast.slack)).toMatchObject({ state: 'active', trouble: null })
  })

  test('the account of the environment is known once and cannot be changed by people', async () => {
    const input = { kind: 'slack' as const, name: 'env', externalId: 'env' }
    const known = await Promise.all([1, 2].map(() => at.house.perform(at.house.self('x'), ensureAccount, { input })))
    expect(known[0]!.id).toBe(known[1]!.id)
    await expect(at.house.perform(admin(), updateAccount, { id: known[0]!.id!, input: { name: 'mine' } })).rejects.toThrow(
      'environment variables',
    )
  })

  test('a place is moved, not doubled', async () => {
    const place = (externalId: string) => ({ input: { accountId: cast.slack, purpose: 'credit' as const, externalId, name: '#credit' } })
    await at.house.perform(admin(), setPlace, place('C0CREDIT'))
    await at.house.perform(admin(), setPlace, place('C0MOVED'))
    expect(await at.house.ctx(admin()).rows(ChatPlace).where({ purpose: 'credit' })).toMatchObject([{ externalId: 'C0MOVED' }])
  })
})

describe('people', () => {
  test('who leaves is unlinked, and the customers they answered wait for somebody else', async () => {
    const self = at.house.self('x')
    const { id } = await at.house.perform(self, openConversation, {
      input: { accountId: cast.whatsapp, externalUserId: '40700000101', phone: '+40700000101', contactId: cast.doina },
    })
    const bianca = calls((await at.house.hooks.actorFor(at.db, { kind: 'staff', id: cast.bianca }))!)
    await at.house.perform(bianca, takeConversation, { id: id! })
    await at.house.perform(admin(), letStaffLeave, { id: cast.bianca })
    await drainOutbox(at.house)
    const ctx = at.house.ctx(self)
    expect(await ctx.rows(ChatIdentity).where({ staffId: cast.bianca, endedAt: null })).toEqual([])
    expect(await ctx.rows(Conversation).byId(id!)).toMatchObject({ handling: 'waiting', handlerId: null })
  })

  test('what waits and what died is shown to the staff and to no contact', async () => {
    await at.db('messages').update({ state: 'dead' })
    const doina = await at.house.hooks.actorFor(at.db, { kind: 'contact', id: cast.doina })
    const [staff, contact] = [at.house.ctx(admin()), at.house.ctx(calls(doina!))]
    expect((await deadMessages(staff)).length).toBeGreaterThan(0)
    for (const shown of [deadMessages, waitingMessages, deadInbound]) expect(await shown(contact)).toEqual([])
  })
})

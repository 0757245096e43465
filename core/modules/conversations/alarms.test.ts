import { beforeAll, describe, expect, test } from 'vitest'
import { drainOutbox } from '../../kernel/outbox.ts'
import { inEnglish } from '../../kernel/sentence.ts'
import { sweeps } from '../../sweeps.ts'
import { calls, colleague } from '../../testing.ts'
import { createAccount, enableAccount, failAccount } from './actions/account.ts'
import { alarmSaid, alarmsDue, openAlarms } from './alarms.ts'
import { forgetPulse, isMineToAsk, notePulse, noteToken, pulsesOf } from './pulses.ts'
import { channelsSeen } from './queries.ts'
import { type Cast, smallCompany, talkingHouse } from './testing.ts'
import { claimWebSession, tellWebSession, type WebState, webSession } from './web-sessions.ts'

const at = talkingHouse()
const MINUTE = 60_000
let cast: Cast
let now: Date
const minute = (minutes: number) => new Date(now.getTime() + minutes * MINUTE)
const sweep = async (when: Date) => {
  await sweeps.find(({ name }) => name === 'channels.alarms')!.run(at.house, when)
  await drainOutbox(at.house, () => when)
}
const nothing = { inboundAt: null, heardAt: null, sentAt: null, unheardSince: null }
const told = () => at.db('messages').where({ content_key: 'channel.alarm' }).orderBy('seq').select('account_id', 'place', 'subject_id')
const codes = async (when: Date) => (await alarmsDue(at.db, when, 'Europe/Bucharest')).map(({ code }) => code)

beforeAll(async () => {
  cast = await smallCompany(at.house, at.db)
  now = at.house.clock()
})

describe('what is noticed of an account', () => {
  test('is kept by its latest, in whatever order processes write it down', async () => {
    await notePulse(at.db, cast.whatsapp, { inboundAt: minute(2), heardAt: minute(3), sentAt: minute(1), unheardSince: null })
    await notePulse(at.db, cast.whatsapp, { inboundAt: minute(1), heardAt: minute(1), sentAt: minute(2), unheardSince: minute(2) })
    expect((await pulsesOf(at.db, [cast.whatsapp])).get(cast.whatsapp)).toMatchObject({
      inboundAt: minute(2),
      heardAt: minute(3),
      sentAt: minute(2),
      // What left before the platform was heard elsewhere is not waited for.
      unheardSince: null,
    })
    await notePulse(at.db, cast.whatsapp, { ...nothing, sentAt: minute(5), unheardSince: minute(5) })
    await notePulse(at.db, cast.whatsapp, { ...nothing, sentAt: minute(6), unheardSince: minute(6) })
    expect((await pulsesOf(at.db, [cast.whatsapp])).get(cast.whatsapp)).toMatchObject({ unheardSince: minute(5) })
    await notePulse(at.db, cast.whatsapp, { ...nothing, heardAt: minute(7) })
    expect((await pulsesOf(at.db, [cast.whatsapp])).get(cast.whatsapp)).toMatchObject({ unheardSince: null })
  })

  test('one process of many asks the platform', async () => {
    const asked = await Promise.all([1, 2, 3].map(() => isMineToAsk(at.db, cast.slack, now, 10 * MINUTE)))
    expect(asked.filter(Boolean)).toHaveLength(1)
    expect(await isMineToAsk(at.db, cast.slack, minute(9), 10 * MINUTE)).toBe(false)
    expect(await isMineToAsk(at.db, cast.slack, minute(10), 10 * MINUTE)).toBe(true)
  })
})

describe('alarms', () => {
  test('a webhook that is silent for thirty minutes while messages go out', async () => {
    await notePulse(at.db, cast.whatsapp, { ...nothing, sentAt: minute(10), unheardSince: minute(10) })
    expect(await codes(minute(39))).toEqual([])
    expect(await codes(minute(40))).toEqual(['silent'])
    // Slack does not report: nobody pressing anything for a night is no alarm.
    await notePulse(at.db, cast.slack, { ...nothing, sentAt: minute(10), unheardSince: minute(10) })
    expect(await codes(minute(600))).toEqual(['silent'])
  })

  test('the staff is told once, at an account that works, and sees when it is over', async () => {
    await sweep(minute(40))
    await sweep(minute(41))
    const [alarm, ...more] = await openAlarms(at.db)
    expect([alarm, more]).toMatchObject([{ accountId: cast.whatsapp, code: 'silent' }, []])
    expect(await told()).toEqual([{ account_id: cast.slack, place: 'C0INBOX', subject_id: alarm!.id }])
    const seen = await channelsSeen(at.house.ctx(calls(colleague([], { conversations: 'view' }), minute(41))))
    expect(seen.accounts.find(({ id }) => id === cast.whatsapp)).toMatchObject({ alarms: [{ code: 'silent', since: minute(40) }] })

    await at.db('messages').where({ content_key: 'channel.alarm' }).update({ state: 'sent', sent_revision: 1 })
    await notePulse(at.db, cast.whatsapp, { ...nothing, heardAt: minute(42) })
    await sweep(minute(42))
    expect(await openAlarms(at.db)).toEqual([])
    expect(await told()).toHaveLength(1)
    expect(await at.db('messages').where({ content_key: 'channel.alarm' }).first('wanted_revision')).toEqual({ wanted_revision: 2 })
  })

  test('a token that is refused, or that ends within two weeks', async () => {
    const inDays = (days: number) => new Date(now.getTime() + days * 24 * 60 * MINUTE)
    await noteToken(at.db, cast.slack, { refused: null, tokenExpiresAt: inDays(15) })
    expect(await codes(now)).toEqual([])
    await noteToken(at.db, cast.slack, { refused: null, tokenExpiresAt: inDays(13) })
    expect(await codes(now)).toEqual(['token_expires'])
    await noteToken(at.db, cast.slack, { refused: 'Slack says: token_revoked.', tokenExpiresAt: inDays(13) })
    expect(await codes(now)).toEqual(['token_refused'])
    await forgetPulse(at.db, cast.slack)
    expect(await codes(now)).toEqual([])
  })

  test('an account that was switched off because it does not work, until it is switched on', async () => {
    const self = at.house.self('x')
    await at.house.perform(self, failAccount, { id: cast.whatsapp, input: { trouble: 'The token is expired.' } })
    expect(await alarmsDue(at.db, now, 'Europe/Bucharest')).toEqual([
      { accountId: cast.whatsapp, code: 'faulty', terms: { why: 'The token is expired.' } },
    ])
    await at.house.perform(self, enableAccount, { id: cast.whatsapp })
    expect(await alarmsDue(at.db, now, 'Europe/Bucharest')).toEqual([])
  })

  test('a number that was signed out of WhatsApp Web, or has no browser; one that was never linked is no alarm', async () => {
    const input = { kind: 'whatsapp-web' as const, name: 'Web', externalId: 'web', settings: {} }
    const id = (await at.house.perform(at.house.self('x'), createAccount, { input })).id!
    const fence = (await claimWebSession(at.db, { accountId: id, owner: 'process 1', living: ['process 1'], now }))!
    const stands = async (state: WebState, number: string | null) => {
      await tellWebSession(at.db, { accountId: id, fence }, { state, number }, now)
      return (await alarmsDue(at.db, now, 'Europe/Bucharest')).map(({ terms }) => terms)
    }
    expect(await stands('scan', null)).toEqual([])
    expect(await stands('ready', '40700000000')).toEqual([])
    expect(await stands('scan', '40700000000')).toEqual([{ state: 'scan' }])
    expect(await stands('conflict', '40700000000')).toEqual([{ state: 'conflict' }])
    expect(inEnglish(alarmSaid('not_linked', { state: 'scan' }, 'Shop'))).toContain('scan the code in the console')
    expect(await claimWebSession(at.db, { accountId: id, owner: 'process 2', living: ['process 1', 'process 2'], now })).toBeNull()
    expect(await claimWebSession(at.db, { accountId: id, owner: 'process 2', living: ['process 2'], now })).toBe(fence + 1)
    await tellWebSession(at.db, { accountId: id, fence }, { state: 'scan' }, now)
    expect((await webSession(at.db, id))?.state).toBe('conflict')
    await at.db('channel_accounts').where({ id }).update({ state: 'off' })
  })

  test('no place for orders, which is told where there is any place at all', async () => {
    await at.db('chat_places').where({ purpose: 'orders' }).update({ archived_at: now })
    await sweep(minute(60))
    expect(await openAlarms(at.db)).toMatchObject([{ accountId: null, code: 'no_place' }])
    expect((await told()).length).toBe(2)
    await at.db('chat_places').where({ purpose: 'inbox' }).update({ archived_at: now })
    await at.db('channel_alarms').update({ cleared_at: now })
    await sweep(minute(61))
    expect(await openAlarms(at.db)).toHaveLength(1)
    expect((await told()).length).toBe(2)
    await at.db('chat_places').update({ archived_at: null })
    await sweep(minute(62))
    expect(await openAlarms(at.db)).toEqual([])
  })

  test('say what is wrong and what to do', () => {
    expect(inEnglish(alarmSaid('token_expires', { day: '2026-12-01' }, 'Shop'))).toBe(
      'Shop: the token expires on 2026-12-01. Make a new one and put it into the account before.',
    )
    expect(inEnglish(alarmSaid('no_place', {}, ''))).toContain('say that orders go there')
  })
})

import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { seedChannels } from '../../core/demo/seed.ts'
import { demoHouse, looking } from '../../core/demo/testing.ts'
import { drainOutbox } from '../../core/kernel/outbox.ts'
import { approve, reject } from '../../core/modules/approvals/actions/decide.ts'
import { ensureAccount } from '../../core/modules/conversations/actions/account.ts'
import { letStaffLeave } from '../../core/modules/people/actions.ts'
import { castOf, phones } from '../../core/testing-decisions.ts'
import { makeDelivery } from '../deliver.ts'
import { type RecordingChannel, recordingChannel } from '../testing.ts'
import { staffContents } from './contents.ts'
import { deskContents } from './desk-contents.ts'
import { atDesk, wordsOfAnswer, wordsOfReply } from './testing.ts'

const MORNING = new Date('2026-11-23T08:00:00Z')
const NIGHT = new Date('2026-11-23T20:30:00Z')
const SEVEN = new Date('2026-11-24T05:00:00Z')

const at = demoHouse(MORNING)
const cast = castOf(at)
const users = { ada: 'U0CARP0002', paul: 'U0CARP0004', costel: 'U0CARP0007', violeta: 'U0CARP0009' } as const
let account = ''
let slack: RecordingChannel
let drawn = 0

beforeAll(async () => {
  const input = { kind: 'slack' as const, name: 'Slack', externalId: 'sandbox', settings: { language: 'ro' } }
  account = (await at.house.perform(at.house.self('test'), ensureAccount, { input })).id!
  await seedChannels(at.house, { slackAccountId: account })
})
beforeEach(() => {
  slack = recordingChannel('slack', account, { find: true, update: true })
})
afterEach(async () => {
  at.at(MORNING)
  await at.db('messages').whereNot({ state: 'sent' }).update({ state: 'dropped' })
})

const contents = {
  ...staffContents,
  ...deskContents({
    drawPicture: async () => {
      drawn += 1
      return new Uint8Array([1])
    },
  }),
}
const settle = async () => {
  const delivery = makeDelivery({
    house: at.house,
    channels: new Map([[account, slack]]),
    contents,
    now: at.house.clock,
    paces: { slack: { perSecond: 1000, burst: 1000 } },
  })
  for (let did = 1; did > 0; ) did = (await drainOutbox(at.house)) + (await delivery.drain())
}
const directly = (user: string) => slack.sent.filter(({ to }) => 'user' in to && to.user === user)
const pages = (user: string) => slack.sent.filter(({ to }) => 'home' in to && to.home === user)

describe('a decision that waits', () => {
  test('is written to each who may take it, once, and shown as decided to all of them', async () => {
    const order = await cast.orders(phones.doina, [['TP-3P', 4]])
    await settle()
    expect(directly(users.paul)).toHaveLength(1)
    expect(directly(users.ada)).toHaveLength(1)
    expect(directly(users.costel)).toHaveLength(0)
    const [told] = directly(users.paul)
    expect(wordsOfReply(told!.reply)).toContain('Hotel Corbul de Argint')
    expect(told!.reply.choices?.map(({ id }) => id.split(':')[0])).toContain('approval.approve')
    const { id } = await cast.waiting(order)
    await (await cast.colleague('Paul')).perform(approve, { id, input: {} })
    await settle()
    for (const user of [users.paul, users.ada]) {
      expect(directly(user)).toHaveLength(1)
      expect(directly(user)[0]!.updates.at(-1)!.choices ?? []).toEqual([])
    }
  })

  test('is not written at night, but in the morning', async () => {
    at.at(NIGHT)
    await cast.orders(phones.doina, [['TP-3P', 4]])
    await settle()
    expect(directly(users.paul)).toHaveLength(0)
    at.at(new Date(SEVEN.getTime() - 1000))
    await settle()
    expect(directly(users.paul)).toHaveLength(0)
    at.at(SEVEN)
    await settle()
    expect(directly(users.paul)).toHaveLength(1)
  })

  test('does not hold up what else is written to the same person meanwhile', async () => {
    at.at(NIGHT)
    await cast.orders(phones.doina, [['TP-3P', 4]])
    const paul = await atDesk(at, 'paul')
    await paul.types('today', { accountId: account })
    await settle()
    expect(directly(users.paul).map(({ reply }) => reply.files?.length)).toEqual([1])
  })

  test('that is taken in the night is not written about in the morning', async () => {
    at.at(NIGHT)
    const order = await cast.orders(phones.doina, [['TP-3P', 4]])
    await settle()
    const { id } = await cast.waiting(order)
    await (await cast.colleague('Ada')).perform(reject, { id, input: { reason: 'we are closed' } })
    await settle()
    at.at(SEVEN)
    await settle()
    expect(directly(users.paul)).toHaveLength(0)
    expect(directly(users.ada)).toHaveLength(0)
  })

  test('is written once, also when it is asked about again', async () => {
    const order = await cast.orders(phones.doina, [['TP-3P', 4]])
    await settle()
    const { id } = await cast.waiting(order)
    await at.db('outbox').insert(
      (await at.db('events').where({ record: 'approval', record_id: id })).map((event) => ({
        event_id: event.id,
        subscriber: 'approval.tell_deciders',
        due_at: MORNING,
        attempts: 0,
      })),
    )
    await settle()
    expect(directly(users.paul)).toHaveLength(1)
  })
})

describe('who chooses how to be told', () => {
  test('is told so, changes it in a form, and gets nothing where they want nothing', async () => {
    const paul = await atDesk(at, 'paul')
    const now = await paul.types('anunță')
    expect(wordsOfAnswer(now)).toContain('Între 20:00 și 07:00')
    const form = await paul.presses(now, 'Schimb')
    expect((await paul.fills(form, { approvalsDirectly: 'no', quietFrom: '25:00', quietUntil: '07:00' })).errors).toHaveProperty(
      'quietFrom',
    )
    expect((await paul.fills(form, { approvalsDirectly: 'no', quietFrom: '22:00' })).errors).toEqual({
      approvalsDirectly: expect.stringContaining('Spune-le pe amândouă'),
    })
    expect(wordsOfAnswer(await paul.fills(form, { approvalsDirectly: 'no' }))).toContain('S-a notat')
    await cast.orders(phones.doina, [['TP-3P', 4]])
    await settle()
    expect(directly(users.paul)).toHaveLength(0)
    expect(directly(users.ada)).toHaveLength(1)
    await paul.fills(form, { approvalsDirectly: 'yes', quietFrom: '09:00', quietUntil: '11:00' })
    expect(wordsOfAnswer(await paul.types('anunță'))).toContain('Între 09:00 și 11:00')
    await cast.orders(phones.doina, [['TP-3P', 4]])
    await settle()
    expect(directly(users.paul)).toHaveLength(0)
    at.at(new Date('2026-11-23T09:00:00Z'))
    await settle()
    expect(directly(users.paul)).toHaveLength(1)
  })
})

describe('a page of one’s own', () => {
  const opens = async (name: 'ada' | 'violeta' | 'costel') => {
    const seat = await atDesk(at, name)
    await seat.opensHome(account)
    await settle()
  }

  test('is made when it is opened, and is one, however often it is opened', async () => {
    await opens('ada')
    expect(pages(users.ada)).toHaveLength(1)
    await opens('ada')
    expect(pages(users.ada)).toHaveLength(1)
    expect(pages(users.ada)[0]!.updates.length).toBeGreaterThan(0)
    expect(directly(users.ada)).toHaveLength(0)
  })

  test('shows what waits with its buttons, and no more once it is decided', async () => {
    await opens('violeta')
    const order = await cast.orders(phones.ilinca, [['PAP-A4-100', 10]])
    await settle()
    const page = pages(users.violeta)[0]!
    const { id, number } = await cast.waiting(order)
    const before = page.updates.at(-1)!
    expect(wordsOfReply(before)).toContain(number)
    expect(before.card!.sections!.flatMap(({ choices = [] }) => choices.map((one) => one.id))).toContain(`approval.reject:${id}`)
    await (await cast.colleague('Ada')).perform(reject, { id, input: { reason: 'over the limit' } })
    await settle()
    expect(wordsOfReply(page.updates.at(-1)!)).not.toContain(number)
  })

  test('of those who never opened it is not made', async () => {
    await cast.orders(phones.doina, [['TP-3P', 4]])
    await settle()
    expect(slack.sent.filter(({ to }) => 'home' in to)).toEqual([])
  })
})

test('a picture of the day comes as a message, with what its reader may see, and not to one who left', async () => {
  const ada = await atDesk(at, 'ada')
  const before = drawn
  await ada.types('azi', { accountId: account })
  await settle()
  const [sent] = directly(users.ada).filter(({ reply }) => reply.files?.length)
  expect(sent!.reply.files![0]).toMatchObject({ name: 'parley-2026-11-23.png', mime: 'image/png' })
  await sent!.reply.files![0]!.load()
  expect(drawn).toBe(before + 1)
  const costel = await atDesk(at, 'costel')
  await costel.types('azi', { accountId: account })
  await at.house.perform(at.house.self('test'), letStaffLeave, { id: costel.id, input: {} })
  await settle()
  expect(directly(users.costel)).toEqual([])
  expect((await looking(at).db('messages').where({ content_key: 'staff.today' })).length).toBeGreaterThan(1)
})

import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { system } from '../core/kernel/actor.ts'
import type { Ctx } from '../core/kernel/ctx.ts'
import { openConversation, stopMarketing } from '../core/modules/conversations/actions/conversation.ts'
import { resendMessage } from '../core/modules/conversations/actions/message.ts'
import { enqueue, type Intent, type Message, refresh } from '../core/modules/conversations/messages.ts'
import { takeReport } from '../core/modules/conversations/reports.ts'
import { type Cast, smallCompany, talkingHouse } from '../core/modules/conversations/testing.ts'
import { MONDAY } from '../core/testing.ts'
import { ChannelError } from './channel.ts'
import type { Contents } from './contents.ts'
import { type DeliveryParts, makeDelivery } from './deliver.ts'
import { type RecordingChannel, recordingChannel } from './testing.ts'

const at = talkingHouse()
let cast: Cast
let phone: RecordingChannel
let slack: RecordingChannel
let now = MONDAY
let colour = 'red'
let nth = 0

const contents: Contents = {
  'order.card': async (_ctx, { values, isUpdate }) => ({ text: `Card ${values.number} is ${colour}${isUpdate ? ', updated' : ''}` }),
  'order.line': async (_ctx, { values }) => ({ text: `Line ${values.number}` }),
  'order.decided': async (_ctx, { values, language }) => ({
    text: `Decided ${values.number} in ${language}, ${colour}`,
    template: { name: 'decision', language, values: [String(values.number)] },
  }),
  'message.held': async (_ctx, { values }) => ({ text: `Held: ${values.contentKey}` }),
  nothing: async () => null,
  broken: async () => {
    throw new Error('this content is broken')
  },
}
const parts = (more: Partial<DeliveryParts> = {}): DeliveryParts => ({
  house: at.house,
  channels: new Map([
    [cast.whatsapp, phone],
    [cast.slack, slack],
  ]),
  contents,
  now: () => now,
  paces: { slack: { perSecond: 100, burst: 1000 } },
  ...more,
})
const drain = (more: Partial<DeliveryParts> = {}) => makeDelivery(parts(more)).drain()
const ctx = (): Ctx => at.house.ctx({ actor: system(), door: 'system', requestId: 'test', now })
const later = (ms: number) => {
  now = new Date(now.getTime() + ms)
}
const row = async (id: string): Promise<Message> => at.db('messages').where({ id }).first()
const states = async (ids: string[]) => Promise.all(ids.map(async (id) => (await row(id)).state))
const queue = (intent: Partial<Intent> & Pick<Intent, 'to'>) => {
  nth += 1
  return enqueue(ctx(), { uniqueKey: `test ${nth}`, contentKey: 'order.card', values: { number: nth }, purpose: 'order', ...intent })
}
const say = (conversationId: string, text: string, more: Partial<Intent> = {}) =>
  queue({ contentKey: 'reply', values: { reply: { text } }, purpose: 'service', to: { conversationId }, ...more })

let doina = ''
const wroteAt = (conversationId: string, at_: Date | null) =>
  at.db('conversation_states').where({ conversation_id: conversationId }).update({ last_inbound_at: at_ })

beforeAll(async () => {
  cast = await smallCompany(at.house, at.db)
  const opened = await at.house.perform(at.house.self('cast'), openConversation, {
    input: { accountId: cast.whatsapp, externalUserId: '40700000101', phone: '+40700000101', contactId: cast.doina },
  })
  doina = opened.id!
})
beforeEach(async () => {
  await at.db('messages').whereNotIn('state', ['sent']).update({ state: 'dropped' })
  phone = recordingChannel('whatsapp-cloud', cast.whatsapp)
  slack = recordingChannel('slack', cast.slack, { find: true, update: true })
  colour = 'red'
  await wroteAt(doina, now)
})

describe('queueing', () => {
  test('the same key twice is one message', async () => {
    const intent = { uniqueKey: 'once', to: { place: 'orders' as const } }
    const [one, other] = await Promise.all([queue(intent), queue(intent)])
    expect(await queue(intent)).toBe(one)
    expect(other).toBe(one)
    await drain()
    expect(slack.sent).toHaveLength(1)
  })

  test('a contact is reached where they wrote last, and by phone where they never wrote', async () => {
    const toDoina = await queue({ contentKey: 'order.decided', to: { contactId: cast.doina } })
    const toSilvia = await queue({ contentKey: 'order.decided', to: { contactId: cast.silviaHotel } })
    await drain()
    expect((await row(toDoina)).conversation_id).toBe(doina)
    expect(phone.sent.find(({ messageId }) => messageId === toDoina)).toMatchObject({ to: { user: '40700000101' }, mode: 'free' })
    expect(phone.sent.find(({ messageId }) => messageId === toSilvia)).toMatchObject({ to: { user: '40700000103' }, mode: 'template' })
  })

  test('a contact with a new number is not written to at the old one', async () => {
    await at.db('contacts').where({ id: cast.doina }).update({ phone: '+40700000555' })
    const id = await queue({ contentKey: 'order.decided', to: { contactId: cast.doina } })
    await drain()
    await at.db('contacts').where({ id: cast.doina }).update({ phone: '+40700000101' })
    expect(phone.sent.find(({ messageId }) => messageId === id)).toMatchObject({ to: { user: '40700000555' }, mode: 'template' })
  })

  test('a message queued by an action that fails is not there', async () => {
    const before = await at.db('messages').count()
    await expect(
      at.db.transaction(async (trx) => {
        await enqueue(
          { ...ctx(), db: trx },
          { uniqueKey: 'undone', contentKey: 'order.card', values: {}, purpose: 'order', to: { place: 'orders' } },
        )
        throw new Error('undone')
      }),
    ).rejects.toThrow('undone')
    expect(await at.db('messages').count()).toEqual(before)
  })

  test('a colleague is reached in a direct chat, and one without a link becomes a dead letter that can be sent again', async () => {
    const linked = await queue({ to: { staffId: cast.bianca } })
    const unlinked = await queue({ to: { staffId: cast.kim } })
    await drain()
    expect(slack.sent).toMatchObject([{ messageId: linked, to: { user: 'U0BIANCA' } }])
    expect(await row(unlinked)).toMatchObject({ state: 'dead', error_code: 'not_linked' })
    await expect(at.house.perform(at.house.self('test'), resendMessage, { input: { messageId: unlinked } })).rejects.toThrow('no way')
  })
})

describe('the window and consent', () => {
  test('inside the window anything may be said, a minute before its end nothing free any more', async () => {
    await wroteAt(doina, new Date(now.getTime() - 24 * 3_600_000 + 61_000))
    const open = await queue({ contentKey: 'order.decided', to: { conversationId: doina } })
    await drain()
    later(2_000)
    const closed = await queue({ contentKey: 'order.decided', to: { conversationId: doina } })
    await drain()
    expect(phone.sent.map(({ messageId, mode }) => [messageId, mode])).toEqual([
      [open, 'free'],
      [closed, 'template'],
    ])
  })

  test('without a template a message is held and the staff is told', async () => {
    await wroteAt(doina, null)
    const held = await say(doina, 'Are you there?')
    await drain()
    expect(await states([held])).toEqual(['held'])
    expect(slack.texts()).toEqual(['Held: reply'])
    expect(phone.sent).toEqual([])
  })

  test('who stopped marketing gets orders but no offers', async () => {
    const { id } = await at.house.perform(at.house.self('test'), openConversation, {
      input: { accountId: cast.whatsapp, externalUserId: '40700000999', phone: '+40700000999' },
    })
    await wroteAt(id!, now)
    await at.house.perform(at.house.self('test'), stopMarketing, { id: id! })
    const offer = await say(id!, 'Offer!', { purpose: 'marketing' })
    const order = await say(id!, 'Your order', { purpose: 'order' })
    await drain()
    expect(await row(offer)).toMatchObject({ state: 'dropped', error_code: 'marketing_stopped' })
    expect(phone.texts()).toEqual(['Your order'])
    expect(await states([order])).toEqual(['sent'])
  })

  test('a late 131047 puts a message back once, as template', async () => {
    const id = await queue({ contentKey: 'order.decided', to: { conversationId: doina } })
    await drain()
    const refusal = (externalId: string) =>
      takeReport(
        at.db,
        { accountId: cast.whatsapp, externalId, messageId: id, state: 'failed', at: now, error: { code: '131047', title: 'Window' } },
        now,
      )
    await refusal(phone.sent[0]!.externalId)
    await refusal(phone.sent[0]!.externalId)
    await drain()
    expect(phone.sent.map(({ mode }) => mode)).toEqual(['free', 'template'])
    await refusal(phone.sent[0]!.externalId)
    await drain()
    expect(phone.sent).toHaveLength(2)
    expect(await states([id])).toEqual(['sent'])
  })
})

describe('faster than the answer', () => {
  test('a failure that was told before the answer of the send stands', async () => {
    const known = phone.send
    phone.send = async (permit, to, reply) => {
      const answer = await known(permit, to, reply)
      const { externalId } = answer
      const error = { code: permit.mode === 'free' ? '131047' : '131026', title: 'No' }
      const report = { accountId: cast.whatsapp, externalId, messageId: permit.messageId, state: 'failed' as const, at: now, error }
      await takeReport(at.db, report, now)
      return answer
    }
    const id = await queue({ contentKey: 'order.decided', to: { conversationId: doina } })
    await drain()
    expect(phone.sent.map(({ mode }) => mode)).toEqual(['free', 'template'])
    expect(await row(id)).toMatchObject({ state: 'failed', error_code: '131026' })
  })

  test('a status that was told before the answer of the send is kept', async () => {
    const known = phone.send
    phone.send = async (permit, to, reply) => {
      const answer = await known(permit, to, reply)
      await takeReport(at.db, { accountId: cast.whatsapp, ...answer, messageId: permit.messageId, state: 'delivered', at: now }, now)
      return answer
    }
    const id = await say(doina, 'hello')
    await drain()
    expect(await row(id)).toMatchObject({ state: 'sent', external_id: phone.sent[0]!.externalId, delivered_at: now, sent_revision: 1 })
  })
})

describe('order', () => {
  test('a later message does not overtake an earlier one that must wait', async () => {
    phone.next.push(new ChannelError('later', '429', 'Slowly.', 5_000))
    const ids = [await say(doina, 'one'), await say(doina, 'two'), await say(doina, 'three')]
    await drain()
    expect(phone.texts()).toEqual([])
    expect(await states(ids)).toEqual(['queued', 'queued', 'queued'])
    later(5_000)
    await drain()
    expect(phone.texts()).toEqual(['one', 'two', 'three'])
  })

  test('two processes keep the order of a conversation and send nothing twice', async () => {
    const texts = Array.from({ length: 12 }, (_, index) => `part ${index}`)
    for (const text of texts) await say(doina, text)
    await Promise.all([drain(), drain(), drain()])
    expect(phone.texts()).toEqual(texts)
  })

  test('a thread reply waits for its card and goes under it; a reply to a reply goes under the same card', async () => {
    const subject = { record: 'order', id: cast.hotel }
    slack.next.push(new ChannelError('later', '500', 'Not now.', 1_000))
    const card = await queue({ to: { place: 'orders' }, subject })
    const line = await queue({
      contentKey: 'order.line',
      to: { place: 'orders' },
      subject,
      threadOf: { subject, contentKey: 'order.card' },
    })
    const under = await queue({ contentKey: 'order.line', to: { place: 'orders' }, threadOf: { subject, contentKey: 'order.line' } })
    await drain()
    expect(slack.sent).toEqual([])
    later(1_000)
    await drain()
    const [posted] = slack.sent
    expect(posted).toMatchObject({ messageId: card, to: { channel: 'C0ORDERS' } })
    const thread = posted!.externalId.split(':')[1]
    expect(slack.sent.slice(1).map(({ messageId, to }) => [messageId, to])).toEqual([
      [line, { channel: 'C0ORDERS', thread }],
      [under, { channel: 'C0ORDERS', thread }],
    ])
  })

  test('three at once go to a Slack channel, the rest one a second', async () => {
    const slowly = { paces: { slack: { perSecond: 1, burst: 3 } } }
    for (let count = 0; count < 5; count += 1) await queue({ to: { place: 'orders' } })
    const delivery = makeDelivery(parts(slowly))
    await delivery.drain()
    expect(slack.sent).toHaveLength(3)
    later(1_000)
    await delivery.drain()
    expect(slack.sent).toHaveLength(4)
    later(1_000)
    await delivery.drain()
    expect(slack.sent).toHaveLength(5)
  })
})

describe('doubt', () => {
  test('a Slack message whose answer was lost is found and not posted twice', async () => {
    slack.next.push('lost')
    const id = await queue({ to: { place: 'orders' } })
    await drain()
    expect(await states([id])).toEqual(['in_doubt'])
    later(1_000)
    await drain()
    expect(slack.sent).toHaveLength(1)
    expect(await row(id)).toMatchObject({ state: 'sent', external_id: slack.sent[0]!.externalId })
  })

  test('a card that is found after its answer was lost shows what was said then, so it is brought up to date', async () => {
    const subject = { record: 'order', id: cast.guestHouse }
    slack.next.push('lost')
    const id = await queue({ to: { place: 'orders' }, subject, values: { number: 7 } })
    await drain()
    colour = 'green'
    await refresh(ctx(), subject)
    later(1_000)
    await drain()
    await drain()
    expect(slack.sent.map(({ reply }) => reply.text)).toEqual(['Card 7 is red'])
    expect(slack.sent[0]!.updates.map(({ text }) => text)).toEqual(['Card 7 is green, updated'])
    const { sent_revision, wanted_revision } = await row(id)
    expect(sent_revision).toBe(wanted_revision)
  })

  test('a Slack message that never arrived is posted again', async () => {
    slack.next.push('vanished')
    const id = await queue({ to: { place: 'orders' } })
    await drain()
    later(1_000)
    await drain()
    expect(slack.sent).toHaveLength(1)
    expect(await states([id])).toEqual(['sent'])
  })

  test('a WhatsApp message whose answer was lost is proved by its status and not sent twice', async () => {
    phone.next.push('lost')
    const id = await say(doina, 'hello')
    await drain()
    const { externalId, messageId } = phone.sent[0]!
    await takeReport(at.db, { accountId: cast.whatsapp, externalId, messageId, state: 'sent', at: now }, now)
    later(60_000)
    await drain()
    expect(phone.texts()).toEqual(['hello'])
    expect(await row(id)).toMatchObject({ state: 'sent', external_id: externalId })
  })

  test('without a status within a minute it is sent again, in the words of the first try, before what came later', async () => {
    phone.next.push('vanished')
    await queue({ contentKey: 'order.decided', values: { number: 7 }, to: { conversationId: doina } })
    await say(doina, 'after it')
    await drain()
    colour = 'blue'
    later(59_000)
    await drain()
    expect(phone.texts()).toEqual([])
    later(1_000)
    await drain()
    expect(phone.texts()).toEqual(['Decided 7 in en, red', 'after it'])
  })

  test('where Slack does not let us look it is posted again', async () => {
    slack.next.push('vanished')
    slack.find = () => Promise.reject(new ChannelError('refused', 'missing_scope', 'The app may not read history.'))
    const id = await queue({ to: { place: 'orders' } })
    await drain()
    later(1_000)
    await drain()
    expect(await states([id])).toEqual(['sent'])
  })

  test('an offer in doubt is not sent twice', async () => {
    phone.next.push('vanished')
    const id = await say(doina, 'Offer!', { purpose: 'marketing' })
    await drain()
    later(60_000)
    await drain()
    expect(phone.sent).toEqual([])
    expect(await row(id)).toMatchObject({ state: 'failed', error_code: 'doubt' })
  })

  test('a process that dies while sending leaves a doubt, not a loss', async () => {
    const id = await say(doina, 'hello')
    await at
      .db('messages')
      .where({ id })
      .update({ state: 'sending', attempts: 1, locked_until: new Date(now.getTime() + 90_000) })
    await drain()
    expect(phone.sent).toEqual([])
    later(90_001)
    await drain()
    expect(phone.texts()).toEqual(['hello'])
    expect(await states([id])).toEqual(['sent'])
  })
})

describe('trouble', () => {
  test('what the platform refuses is failed with its reason, and can be sent again by a person', async () => {
    phone.next.push(new ChannelError('refused', '131026', 'Not on WhatsApp.'))
    const id = await say(doina, 'hello')
    await drain()
    expect(await row(id)).toMatchObject({ state: 'failed', error_code: '131026', error_text: 'Not on WhatsApp.' })
    await at.house.perform(at.house.self('test'), resendMessage, { input: { messageId: id } })
    await drain()
    expect(await states([id])).toEqual(['sent'])
    await expect(at.house.perform(at.house.self('test'), resendMessage, { input: { messageId: id } })).rejects.toThrow('got through')
  })

  test('after twenty tries it is a dead letter', async () => {
    const id = await queue({ contentKey: 'broken', to: { place: 'orders' } })
    for (let tries = 0; tries < 20; tries += 1) {
      await drain()
      later(600_000)
    }
    expect(await row(id)).toMatchObject({ state: 'dead', error_code: 'bug', attempts: 20 })
  })

  test('nothing to say any more is dropped without a word', async () => {
    const id = await queue({ contentKey: 'nothing', to: { place: 'orders' } })
    await drain()
    expect(await states([id])).toEqual(['dropped'])
    expect(slack.sent).toEqual([])
  })
})

describe('cards', () => {
  test('a posted card is brought up to date in place, from the state of things as it is then', async () => {
    const subject = { record: 'order', id: cast.guestHouse }
    await queue({ to: { place: 'orders' }, subject, values: { number: 1 } })
    await drain()
    colour = 'green'
    await refresh(ctx(), subject)
    await refresh(ctx(), subject)
    slack.next.push(new ChannelError('later', '429', 'Slowly.', 1_000))
    await drain()
    later(1_000)
    await drain()
    await drain()
    expect(slack.sent).toHaveLength(1)
    expect(slack.sent[0]!.updates.map(({ text }) => text)).toEqual(['Card 1 is green, updated'])
  })
})

describe('reports', () => {
  const tell = (externalId: string, state: 'sent' | 'delivered' | 'read' | 'failed') =>
    takeReport(
      at.db,
      { accountId: cast.whatsapp, externalId, state, at: now, ...(state === 'failed' && { error: { code: '1', title: 'No' } }) },
      now,
    )

  test('the highest state wins, in whatever order they come', async () => {
    const id = await say(doina, 'hello')
    await drain()
    const { externalId } = phone.sent[0]!
    for (const state of ['read', 'sent', 'failed', 'delivered'] as const) await tell(externalId, state)
    const told = await row(id)
    expect(told.state).toBe('sent')
    expect([told.read_at, told.delivered_at]).toEqual([now, now])
  })

  test('one that comes before we know the id is kept aside and taken up', async () => {
    const known = phone.send
    phone.send = async (...given) => {
      const answer = await known(...given)
      expect(await tell(answer.externalId, 'delivered')).toBe('stray')
      return answer
    }
    const id = await say(doina, 'hello')
    await drain()
    expect((await row(id)).delivered_at).toEqual(now)
    expect(await tell('wamid.of.nobody', 'read')).toBe('stray')
  })
})

import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { creation } from '../core/kernel/action.ts'
import { Refusal } from '../core/kernel/errors.ts'
import { drainOutbox } from '../core/kernel/outbox.ts'
import { refuse, sentence } from '../core/kernel/sentence.ts'
import { catalogueProblems } from '../core/language/words.ts'
import { handBack, openConversation, takeConversation } from '../core/modules/conversations/actions/conversation.ts'
import { beginTurn, endTurn, forgetOld, leaseConversations } from '../core/modules/conversations/incoming.ts'
import { enqueue } from '../core/modules/conversations/messages.ts'
import { deadInbound, linesOf } from '../core/modules/conversations/queries.ts'
import { Conversation } from '../core/modules/conversations/records.ts'
import { type Cast, smallCompany, talkingHouse } from '../core/modules/conversations/testing.ts'
import { Setting } from '../core/modules/settings/records.ts'
import { calls, MONDAY } from '../core/testing.ts'
import type { Doors, Inbound } from './channel.ts'
import { drainConversations } from './converse.ts'
import { makeDelivery } from './deliver.ts'
import { phrases } from './phrases.ts'
import { makeDoors } from './receive.ts'
import type { Customers, Desk } from './talk.ts'
import { fromPhone, fromSlack, type RecordingChannel, recordingChannel, sayPlainly } from './testing.ts'
import type { ConverseParts } from './working.ts'

const at = talkingHouse()
const DOINA = '+40700000101'
const SILVIA = '+40700000103'
const NOBODY = '+40700000777'

const jot = creation(Setting, {
  name: 'jot.make',
  says: 'Jot something down',
  needs: 'order',
  input: z.object({ key: z.string(), value: z.string() }),
  touches: ['setting'],
  async run(ctx, input) {
    const row = await ctx.create(Setting, input)
    return { said: sentence('jot.made', 'Jotted.'), row }
  },
})

let cast: Cast
let phone: RecordingChannel
let slack: RecordingChannel
let doors: Doors
let now = MONDAY
let customers: Customers
const echo: Customers = async (talk) => {
  talk.dialog.set({
    ...talk.dialog.state,
    heard: [...((talk.dialog.state.heard as string[]) ?? []), ...talk.items.map(({ text }) => text)],
  })
  talk.say({ text: `${talk.conversation.clientName}: ${talk.items.map(({ kind, text, choice }) => choice ?? text ?? kind).join(' + ')}` })
}
const desk: Desk = {
  choice: async (_ctx, { id }) => ({ whisper: { text: `pressed ${id}` } }),
  form: async () => ({}),
  command: async (ctx, { text }) => ({ whisper: { text: `${ctx.actor.name} asked: ${text}` } }),
}
const parts = (more: Partial<ConverseParts> = {}): ConverseParts => ({
  house: at.house,
  customers: (talk) => customers(talk),
  desk,
  sayExpected: sayPlainly,
  now: () => now,
  ...more,
})
const work = async (more: Partial<ConverseParts> = {}) => {
  await drainConversations(parts(more))
  await drainOutbox(at.house, () => now)
  const line = async (what: string, text: unknown) => ({ text: `${what}: ${text}` })
  await makeDelivery({
    house: at.house,
    channels: new Map([
      [cast.whatsapp, phone],
      [cast.slack, slack],
    ]),
    contents: {
      'conversation.card': (_ctx, { values }) => line('card', values.reason),
      'conversation.unknown': () => line('unknown', ''),
      'message.held': (_ctx, { values }) => line('held', values.contentKey),
      'conversation.line': async (ctx, { values }) => {
        const { content, kind } = await ctx.db('inbound').where({ id: values.inboundId }).first()
        return line('line', content.text ?? kind)
      },
    },
    now: () => now,
    paces: { slack: { perSecond: 1000, burst: 1000 } },
  }).drain()
}
const write = async (from: string, more: Partial<Inbound> | string) => {
  later(1_000)
  const inbound = fromPhone(cast.whatsapp, from, { at: now, ...(typeof more === 'string' ? { text: more } : more) })
  await doors.receive(inbound)
  return inbound
}
const hear = async (from: string, more: Partial<Inbound> | string) => {
  const before = phone.sent.length
  await write(from, more)
  await work()
  return phone.texts().slice(before)
}
const later = (ms: number) => {
  now = new Date(now.getTime() + ms)
  at.at(now)
}
const conversationOf = async (from: string) =>
  (await at.db('conversations').where({ phone: from }).first()) as { id: string; handling: string; contact_id: string | null }

beforeAll(async () => {
  cast = await smallCompany(at.house, at.db)
  doors = makeDoors({ house: at.house, desk, sayExpected: sayPlainly })
})
beforeEach(async () => {
  later(3_600_000)
  phone = recordingChannel('whatsapp-cloud', cast.whatsapp)
  slack = recordingChannel('slack', cast.slack, { find: true, update: true })
  customers = echo
  await at.db('conversation_states').update({ dialog: '{}', retry_at: null, lease_until: null })
  await at.db('inbound').whereNull('handled_at').update({ handled_at: now })
  await at.db('messages').whereIn('state', ['queued', 'held', 'in_doubt']).update({ state: 'dropped' })
  for (const { id } of await at.db('conversations').whereNot({ handling: 'bot' }).select('id'))
    await at.house.perform(at.house.self('test'), handBack, { id })
  await drainOutbox(at.house, () => now)
})

describe('one conversation', () => {
  test('a contact is known by phone and answered in their own language and right', async () => {
    expect(await hear(DOINA, 'hello')).toEqual(['Hotel Corbul de Argint: hello'])
    expect(await conversationOf(DOINA)).toMatchObject({ contact_id: cast.doina, handling: 'bot' })
  })

  test('the same delivery five times at once is one message and one answer', async () => {
    const inbound = fromPhone(cast.whatsapp, DOINA, { at: now, text: 'once' })
    const seen = await Promise.all(Array.from({ length: 5 }, () => doors.receive(inbound)))
    expect(seen.filter(Boolean)).toHaveLength(1)
    await Promise.all([work(), work(), work()])
    expect(phone.texts()).toEqual(['Hotel Corbul de Argint: once'])
    expect(await doors.receive(inbound)).toBe(false)
  })

  test('what waits together is handed over together, by the time it was written', async () => {
    const second = fromPhone(cast.whatsapp, DOINA, { at: new Date(now.getTime() + 2_000), text: 'second' })
    const first = fromPhone(cast.whatsapp, DOINA, { at: new Date(now.getTime() + 1_000), text: 'first' })
    await doors.receive(second)
    await doors.receive(first)
    later(3_000)
    await work()
    expect(phone.texts()).toEqual(['Hotel Corbul de Argint: first + second'])
  })

  test('first messages of somebody new at the same time open one conversation', async () => {
    await Promise.all(['a', 'b', 'c'].map((text) => doors.receive(fromPhone(cast.whatsapp, '+40700000888', { at: now, text }))))
    await Promise.all([work(), work()])
    expect(await at.db('conversations').where({ phone: '+40700000888' })).toHaveLength(1)
    expect(await at.db('inbound').whereNull('handled_at')).toEqual([])
  })

  test('hostile characters are stored and answered like others', async () => {
    expect(await hear(DOINA, `null \0 and half \ud800 a pair`)).toHaveLength(1)
  })

  test('three workers on many conversations answer each message once and in order', async () => {
    const phones = [DOINA, SILVIA.replace('103', '104'), NOBODY]
    const spoken: string[] = []
    customers = async (talk) => {
      for (const item of talk.items) spoken.push(item.text!)
      talk.say({ text: 'ok' })
    }
    for (let round = 0; round < 6; round += 1) {
      for (const from of phones) await write(from, `${from} ${round}`)
      await Promise.all([drainConversations(parts()), drainConversations(parts()), drainConversations(parts())])
    }
    const doinas = spoken.filter((text) => text.startsWith(DOINA))
    expect(doinas).toEqual(Array.from({ length: 6 }, (_, round) => `${DOINA} ${round}`))
  })

  test('three processes, messages arriving all the while: each is answered once, in the order of its conversation', async () => {
    const phones = Array.from({ length: 8 }, (_, index) => `+4070000060${index}`)
    await at.db('contacts').insert(
      phones.map((number, index) => ({
        id: `00000000-0000-7000-8000-00000000060${index}`,
        version: 1,
        created_at: now,
        custom: '{}',
        client_id: cast.hotel,
        first_name: 'Guest',
        last_name: String(index),
        phone: number,
        language: 'en',
        permissions: '[]',
      })),
    )
    customers = async (talk) => {
      for (const item of talk.items) talk.say({ text: item.text! })
    }
    const said = (number: string) => Array.from({ length: 10 }, (_, index) => `${number} says ${index}`)
    const writing = phones.map(async (number) => {
      for (const [index, text] of said(number).entries())
        await doors.receive(fromPhone(cast.whatsapp, number, { at: new Date(now.getTime() + index * 1_000), text }))
    })
    const working = Array.from({ length: 3 }, async () => {
      for (let round = 0; round < 6; round += 1) await work()
    })
    await Promise.all([...writing, ...working])
    await work()
    for (const number of phones) expect(phone.texts().filter((text) => text.startsWith(number))).toEqual(said(number))
  })
})

describe('failing and dying', () => {
  test('a first message is answered with a second one that has found the conversation sooner', async () => {
    await write(DOINA, 'before')
    await work()
    await write(DOINA, 'first')
    await at.db('inbound').whereNull('handled_at').update({ conversation_id: null })
    await write(DOINA, 'second')
    const [lease] = await leaseConversations(at.db, { now, room: 5, owner: 'quick' })
    const turn = await beginTurn(at.db, lease!, now)
    expect(turn!.rows.map(({ content }) => content.text)).toEqual(['first', 'second'])
    expect(await endTurn(at.db, lease!, turn!, { dialog: {}, said: [], contactId: null }, now)).toBe(true)
    expect(await at.db('inbound').whereNull('handled_at')).toEqual([])
  })

  test('a turn that fails after an action is tried again with the same messages, and the action happens once', async () => {
    let tries = 0
    const seen: string[][] = []
    customers = async (talk) => {
      tries += 1
      seen.push(talk.items.map(({ text }) => text!))
      await talk.ctx.perform(jot, { input: { key: `jot ${talk.items[0]!.id}`, value: talk.items.map(({ text }) => text).join() } })
      talk.say({ text: 'jotted' })
      talk.dialog.set({ tries })
      if (tries === 1) throw new Error('power cut')
    }
    await write(DOINA, 'first')
    await work()
    await write(DOINA, 'while it failed')
    later(5_000)
    await work()
    expect(seen).toEqual([['first'], ['first'], ['while it failed']])
    expect(phone.texts()).toEqual(['jotted', 'jotted'])
    expect(await at.db('settings').whereLike('key', 'jot%')).toHaveLength(2)
  })

  test('a worker that lost its lease writes nothing, however late it comes', async () => {
    await write(DOINA, 'who answers?')
    const [stalled] = await leaseConversations(at.db, { now, room: 5, owner: 'stalled' })
    const turn = (await beginTurn(at.db, stalled!, now))!
    await work()
    expect(phone.sent).toEqual([])
    later(30_001)
    await work()
    expect(phone.texts()).toEqual(['Hotel Corbul de Argint: who answers?'])
    const said = [{ uniqueKey: 'late', values: { reply: { text: 'too late' } }, purpose: 'service' as const }]
    expect(await endTurn(at.db, stalled!, turn, { dialog: { late: true }, said, contactId: null }, now)).toBe(false)
    await work()
    expect(phone.texts()).toEqual(['Hotel Corbul de Argint: who answers?'])
    const { dialog } = await at.db('conversation_states').where({ conversation_id: stalled!.conversationId }).first()
    expect(dialog.late).toBeUndefined()
  })

  test('after five tries the customer gets a calm sentence and the message is a dead letter', async () => {
    let tries = 0
    customers = async () => {
      tries += 1
      throw new Error('always')
    }
    await write(DOINA, 'poison')
    for (let round = 0; round < 7; round += 1) {
      await work()
      later(60_000)
    }
    expect(tries).toBe(5)
    expect(phone.texts()).toHaveLength(1)
    expect(phone.texts()[0]).toMatch(/^Sorry, something went wrong here .* \(number [0-9a-f]{8}\)/)
    const watcher = at.house.ctx(
      calls({ kind: 'system', id: null, name: 'x', language: 'en', grants: { permissions: new Set(), rooms: {} }, onBehalfOf: null }, now),
    )
    expect((await deadInbound(watcher)).map(({ content }) => content.text)).toContain('poison')
    customers = echo
    expect(await hear(DOINA, 'again')).toEqual(['Hotel Corbul de Argint: again'])
  })

  test('a message over which the process died each time is given up', async () => {
    await write(DOINA, 'deadly')
    await drainConversations(parts({ customers: () => Promise.reject(new Error('first')) }))
    await at.db('inbound').whereNull('handled_at').update({ attempts: 20 })
    later(60_000)
    let tried = false
    customers = async () => {
      tried = true
    }
    await work()
    expect(tried).toBe(false)
    expect(phone.texts()).toEqual([expect.stringContaining('something went wrong')])
  })

  test('a user that no conversation can be opened for hinders nobody else', async () => {
    await doors.receive(fromPhone(cast.whatsapp, '+', { at: now, text: 'ghost' }))
    expect(await hear(DOINA, 'hello')).toEqual(['Hotel Corbul de Argint: hello'])
    expect(await at.db('inbound').where({ user_id: '' }).first()).toMatchObject({ dead: true })
  })

  test('an error for the person is said in words', async () => {
    customers = async () => {
      throw new Refusal(refuse('order.no', 'You cannot order {what}.', { what: 'the moon' }))
    }
    expect(await hear(DOINA, 'the moon please')).toEqual(['You cannot order the moon.'])
  })

  test('held messages leave before the answer once the customer writes', async () => {
    const { id } = await conversationOf(DOINA)
    await at.db('conversation_states').where({ conversation_id: id }).update({ last_inbound_at: null })
    const ctx = at.house.ctx(at.house.self('test'))
    await enqueue(ctx, {
      uniqueKey: `held ${now}`,
      contentKey: 'reply',
      values: { reply: { text: 'news' } },
      purpose: 'service',
      to: { conversationId: id },
    })
    await work()
    expect(phone.texts()).toEqual([])
    expect(slack.texts()).toEqual(['held: reply'])
    // Also one that the platform had sent back for a template.
    await at.db('messages').where({ state: 'held' }).update({ as_template: true })
    expect(await hear(DOINA, 'hello')).toEqual(['news', 'Hotel Corbul de Argint: hello'])
  })
})

describe('who it is', () => {
  test('a number at two clients is asked for which, then answered; it is remembered for eight hours', async () => {
    expect(await hear(SILVIA, 'invoices please')).toEqual(['You write for several companies. Which one is this about?'])
    const { choices } = phone.sent.at(-1)!.reply
    expect(choices!.map(({ title }) => title)).toEqual(['Hotel Corbul de Argint', 'Pensiunea Bursucul'])
    expect(await hear(SILVIA, { kind: 'choice', choice: choices![1]!.id, text: 'Pensiunea Bursucul' })).toEqual([
      'Pensiunea Bursucul: invoices please',
    ])
    later(7 * 3_600_000)
    expect(await hear(SILVIA, 'and the last one')).toEqual(['Pensiunea Bursucul: and the last one'])
    later(3_600_000)
    expect(await hear(SILVIA, 'more')).toHaveLength(1)
    expect(await hear(SILVIA, '1')).toEqual(['Hotel Corbul de Argint: more'])
  })

  test('a press on somebody else’s client is no answer', async () => {
    later(9 * 3_600_000)
    expect(await hear(SILVIA, { kind: 'choice', choice: `who:${cast.doina}`, text: 'Me' })).toEqual([
      'You write for several companies. Which one is this about?',
    ])
  })

  test('what was said about one client is forgotten when they write for the other', async () => {
    later(9 * 3_600_000)
    const states: unknown[] = []
    customers = async (talk) => {
      states.push(talk.dialog.state)
      talk.dialog.set({ draftOf: talk.conversation.clientName })
    }
    await hear(SILVIA, 'order')
    await hear(SILVIA, 'hotel corbul')
    await hear(SILVIA, { kind: 'choice', choice: `who:${cast.silviaGuest}` })
    await hear(SILVIA, 'order')
    expect(states).toEqual([{}, {}])
  })

  test('somebody unknown is asked once a day who they are, and the staff sees every line', async () => {
    expect(await hear(NOBODY, 'hi')).toEqual([expect.stringContaining('asistentul de comenzi')])
    expect(await hear(NOBODY, 'I am Ion')).toEqual([])
    const [card, ...lines] = slack.sent
    expect(card!.reply.text).toBe('unknown: ')
    expect(lines.map(({ to, reply }) => [to, reply.text])).toEqual([
      [{ channel: 'C0INBOX', thread: card!.externalId.split(':')[1] }, 'line: hi'],
      [{ channel: 'C0INBOX', thread: card!.externalId.split(':')[1] }, 'line: I am Ion'],
    ])
    later(24 * 3_600_000)
    expect(await hear(NOBODY, 'hello?')).toHaveLength(1)
  })

  test('a contact that was put away is nobody', async () => {
    await at.db('contacts').where({ id: cast.doina }).update({ archived_at: now })
    const answers = await hear(DOINA, 'hello')
    await at.db('contacts').where({ id: cast.doina }).update({ archived_at: null })
    expect(answers).toEqual([expect.stringContaining('Nu cunosc încă acest număr')])
  })
})

describe('consent', () => {
  test('STOP ends offers, is answered once, and reaches nobody else; START begins again', async () => {
    expect(await hear(DOINA, ' stop. ')).toEqual([expect.stringContaining('no more offers')])
    expect(await hear(DOINA, 'STOP')).toEqual([])
    expect(await at.db('conversations').where({ phone: DOINA }).first('marketing_stopped_at')).toMatchObject({
      marketing_stopped_at: expect.any(Date),
    })
    expect(await hear(DOINA, 'please stop the order')).toEqual(['Hotel Corbul de Argint: please stop the order'])
    expect(await hear(DOINA, 'start')).toEqual([expect.stringContaining('Welcome back')])
    expect(await hear(DOINA, 'start')).toEqual(['Hotel Corbul de Argint: start'])
  })

  test('START takes back also what the same person said elsewhere', async () => {
    await at.db('contacts').where({ id: cast.doina }).update({ marketing_stopped_at: now })
    expect(await hear(DOINA, 'start')).toEqual([expect.stringContaining('Welcome back')])
    expect(await at.db('contacts').where({ id: cast.doina }).first('marketing_stopped_at')).toEqual({ marketing_stopped_at: null })
  })
})

test('every phrase is there in both languages, with the same places', () => {
  expect(catalogueProblems(phrases)).toEqual([])
})

describe('kinds that are not text', () => {
  test.for([
    ['voice', {}, 'I cannot listen to voice notes yet'],
    ['image', {}, 'I cannot read pictures yet'],
    ['document', {}, 'I cannot read documents yet'],
    ['video', {}, 'I cannot watch videos yet'],
    ['sticker', {}, 'Nice one!'],
    ['contacts', { text: 'Ion +40' }, 'I cannot use shared contacts'],
    ['reaction', { text: '👍' }, 'I saw your reaction'],
    ['edit', { text: 'x', quotes: 'wamid.of.before' }, 'Hotel Corbul de Argint: x'],
    ['delete', { quotes: 'wamid.of.before' }, 'You deleted a message that I had read'],
    ['unsupported', {}, 'I cannot read this kind of message'],
    ['location', { location: { latitude: 1, longitude: 2 } }, 'Hotel Corbul de Argint: location'],
    ['cart', { cart: [{ code: 'A', quantity: 1 }] }, 'Hotel Corbul de Argint: cart'],
  ] as [Inbound['kind'], Partial<Inbound>, string][])('%s is answered', async ([kind, more, words]) => {
    expect(await hear(DOINA, { kind, ...more })).toEqual([expect.stringContaining(words)])
  })

  test('a picture with words is answered by its words, with a remark', async () => {
    expect(await hear(DOINA, { kind: 'image', text: '5 of these', media: { id: 'm', mime: 'image/png' } })).toEqual([
      'I go by your words; what you attached I cannot read yet.',
      'Hotel Corbul de Argint: 5 of these',
    ])
  })

  test('a message changed or deleted before anybody read it is simply that', async () => {
    const wrong = await write(DOINA, '5 boxes')
    const gone = await write(DOINA, 'and a cat')
    await write(DOINA, { kind: 'edit', text: '6 boxes', quotes: wrong.messageId! })
    await write(DOINA, { kind: 'delete', quotes: gone.messageId! })
    await work()
    expect(phone.texts()).toEqual(['You deleted a message before I read it; I leave it aside.', 'Hotel Corbul de Argint: 6 boxes'])
  })

  test('groups get no answer, and a reaction taken back none either', async () => {
    expect(await hear(DOINA, { kind: 'group', text: 'hi all', place: { channel: 'g1' } })).toEqual([])
    expect(await hear(DOINA, { kind: 'reaction', quotes: 'x' })).toEqual([])
  })
})

describe('a person takes over', () => {
  const ask: Customers = async (talk) => {
    if (talk.items.some(({ text }) => text === 'human')) {
      await talk.handOver('asked for a person')
      talk.say({ text: 'A colleague comes.' })
    } else return echo(talk)
  }

  test('asked for, a card appears with the lines under it; a colleague’s line reaches the customer and the bot keeps silent', async () => {
    customers = ask
    expect(await hear(DOINA, 'human')).toEqual(['A colleague comes.'])
    const [card, line] = slack.sent
    expect([card!.reply.text, line!.reply.text]).toEqual(['card: asked for a person', 'line: human'])
    const thread = card!.externalId.split(':')[1]!
    expect(line!.to).toEqual({ channel: 'C0INBOX', thread })

    const inThread = (text: string) => {
      later(1_000)
      const place = { channel: 'C0INBOX', thread }
      return doors.receive(fromSlack(cast.slack, 'U0BIANCA', { at: now, text, place, quotes: card!.externalId }))
    }
    await inThread('Note: he is a good customer')
    await inThread('Hello, *how* can I help?')
    await work()
    expect(phone.texts().slice(1)).toEqual([expect.stringMatching(/^Hello, .*how.* can I help\?$/)])
    expect(await conversationOf(DOINA)).toMatchObject({ handling: 'person', handler_id: cast.bianca })

    expect(await hear(DOINA, 'where is my order?')).toEqual([])
    expect(slack.sent.at(-1)).toMatchObject({ to: { channel: 'C0INBOX', thread }, reply: { text: 'line: where is my order?' } })
    expect(await hear(DOINA, { kind: 'choice', choice: 'order:yes' })).toEqual(['Hotel Corbul de Argint: order:yes'])
    expect(await hear(DOINA, { kind: 'sticker' })).toEqual([])

    await at.house.perform(calls(at.house.self('x').actor, now), handBack, { id: (await conversationOf(DOINA)).id })
    expect(await hear(DOINA, 'hello bot')).toEqual(['Hotel Corbul de Argint: hello bot'])
  })

  test('a colleague who may not answer customers is told so, and the customer hears nothing', async () => {
    customers = ask
    await hear(DOINA, 'human')
    const card = slack.sent[0]!
    const place = { channel: 'C0INBOX', thread: card.externalId.split(':')[1]! }
    await at.db('roles').update({ permissions: '[]' })
    await doors.receive(fromSlack(cast.slack, 'U0BIANCA', { at: now, text: 'hello', place, quotes: card.externalId }))
    await work()
    await at.db('roles').update({ permissions: JSON.stringify(['conversation.take', 'conversation.hand_back', 'link_code.make']) })
    expect(phone.texts()).toEqual(['A colleague comes.'])
    expect(slack.sent.at(-1)).toMatchObject({ to: place, reply: { text: expect.stringContaining('conversation.take') } })
  })

  test('history shows both sides in the order they were said', async () => {
    await hear(DOINA, 'first line')
    const { id } = await conversationOf(DOINA)
    const lines = await linesOf(at.house.ctx(at.house.self('test')), id, 2)
    expect(lines.map(({ direction, text }) => [direction, text])).toEqual([
      ['in', 'first line'],
      ['out', 'Hotel Corbul de Argint: first line'],
    ])
    const stranger = await at.house.hooks.actorFor(at.db, { kind: 'contact', id: cast.silviaGuest })
    expect(await linesOf(at.house.ctx(calls(stranger!, now)), id)).toEqual([])
  })
})

describe('colleagues in chat', () => {
  const dm = (user: string, text: string) => doors.receive(fromSlack(cast.slack, user, { at: now, text }))

  test('a command in a direct chat is answered there; chatter in threads is not ours', async () => {
    await dm('U0BIANCA', 'orders')
    await doors.receive(
      fromSlack(cast.slack, 'U0BIANCA', { at: now, text: 'lunch?', place: { channel: 'C0ORDERS', thread: '9.9' }, quotes: 'C0ORDERS:9.9' }),
    )
    await work()
    expect(slack.sent.map(({ to, reply }) => [to, reply.text])).toEqual([[{ user: 'U0BIANCA' }, 'Bianca Stan asked: orders']])
  })

  test('a mention is answered in its thread', async () => {
    const place = { channel: 'C0ORDERS', thread: '5.5' }
    await doors.receive(
      fromSlack(cast.slack, 'U0BIANCA', { at: now, text: 'stock A4', place, key: 'C0ORDERS:5.6', messageId: 'C0ORDERS:5.6' }),
    )
    await work()
    expect(slack.sent).toMatchObject([{ to: place, reply: { text: 'Bianca Stan asked: stock A4' } }])
  })

  test('somebody unknown is told once a day how to link', async () => {
    await dm('U0WHO', 'hello')
    await work()
    await dm('U0WHO', 'hello?')
    await work()
    expect(slack.texts()).toEqual([expect.stringContaining('/parley link CODE')])
  })
})

describe('what is kept', () => {
  test('the platform’s own words go after thirty days, ours stay', async () => {
    await hear(DOINA, 'remember this')
    await forgetOld(at.db, new Date(now.getTime() + 31 * 24 * 3_600_000))
    const row = await at.db('inbound').whereRaw("content ->> 'text' = 'remember this'").first()
    expect(row.raw).toBeNull()
  })

  test('a colleague cannot take a conversation twice', async () => {
    const { id } = await conversationOf(DOINA)
    const bianca = calls((await at.house.hooks.actorFor(at.db, { kind: 'staff', id: cast.bianca }))!, now)
    await at.house.perform(bianca, takeConversation, { id })
    await expect(at.house.perform(bianca, takeConversation, { id })).rejects.toThrow('already')
    expect(await at.house.ctx(bianca).rows(Conversation).where({ handlerId: cast.bianca }).count()).toBe(1)
    await at.house.perform(bianca, handBack, { id })
  })

  test('opening twice gives the same conversation', async () => {
    const input = { accountId: cast.whatsapp, externalUserId: '40711111111', phone: '+40711111111' }
    const opened = await Promise.all([1, 2, 3].map(() => at.house.perform(at.house.self('x'), openConversation, { input })))
    expect(new Set(opened.map(({ id }) => id)).size).toBe(1)
  })
})

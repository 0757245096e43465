import { expect, test } from 'vitest'
import type { Inbound } from '../../bots/channel.ts'
import { typedText } from './markup.ts'
import { inboundsOf } from './receive.ts'

const us = { userId: 'U0BOT', botId: 'B0BOT', teamId: 'T1' }
const heard = (event: object) => inboundsOf('slack-1', us, { token: 'legacy', event_id: 'Ev1', event })
const message = (more: object = {}) => ({
  type: 'message',
  channel: 'D1',
  channel_type: 'im',
  user: 'U1',
  text: 'hello',
  ts: '1700000000.000100',
  ...more,
})
const inChannel = { channel: 'C1', channel_type: 'channel' }

test('a direct message has no place and the time of its own stamp', () => {
  expect(heard(message())).toEqual([
    {
      accountId: 'slack-1',
      key: 'Ev1',
      messageId: 'D1:1700000000.000100',
      user: { id: 'U1' },
      at: new Date(1700000000000),
      kind: 'text',
      text: 'hello',
      raw: expect.objectContaining({ event_id: 'Ev1' }),
    },
  ])
})

test('the old verification token is not kept', () => {
  expect(JSON.stringify(heard(message()))).not.toContain('legacy')
})

test('a reply in a thread of a channel is heard, with place and quoted message', () => {
  expect(heard(message({ ...inChannel, thread_ts: '1699.000001' }))[0]).toMatchObject({
    key: 'Ev1',
    place: { channel: 'C1', thread: '1699.000001' },
    quotes: 'C1:1699.000001',
  })
})

test('a reply in a thread of a direct chat quotes without a place', () => {
  const [inbound] = heard(message({ thread_ts: '1699.000001' }))
  expect(inbound).toMatchObject({ quotes: 'D1:1699.000001' })
  expect(inbound).not.toHaveProperty('place')
})

test('a mention is told twice by Slack and has the same key both times', () => {
  const text = '<@U0BOT> what is open?'
  const [first] = heard(message({ ...inChannel, text }))
  const [second] = heard(message({ type: 'app_mention', channel: 'C1', channel_type: undefined, text }))
  expect(first).toMatchObject({ key: 'C1:1700000000.000100', text: 'what is open?', place: { channel: 'C1', thread: '1700000000.000100' } })
  expect(second?.key).toBe(first?.key)
})

test.for<[string, object]>([
  ['chatter in a channel', message(inChannel)],
  ['our own message', message({ user: 'U0BOT', bot_id: 'B0BOT' })],
  ['a message of another bot', message({ bot_id: 'B9' })],
  ['a bot_message', message({ subtype: 'bot_message', bot_id: 'B9', user: undefined })],
  ['somebody joining', message({ subtype: 'channel_join' })],
  [
    'an update of our card',
    message({
      subtype: 'message_changed',
      user: undefined,
      message: { user: 'U0BOT', bot_id: 'B0BOT', ts: '1.1', text: 'new', edited: {} },
    }),
  ],
  [
    'a link preview',
    message({
      subtype: 'message_changed',
      user: undefined,
      message: { user: 'U1', ts: '1.1', text: 'a' },
      previous_message: { user: 'U1', ts: '1.1', text: 'a' },
    }),
  ],
  [
    'the deletion of our card',
    message({
      subtype: 'message_deleted',
      user: undefined,
      deleted_ts: '1.1',
      previous_message: { user: 'U0BOT', bot_id: 'B0BOT', ts: '1.1' },
    }),
  ],
  ['our own reaction', { type: 'reaction_added', user: 'U0BOT', reaction: 'eyes', item: { type: 'message', channel: 'C1', ts: '1.1' } }],
  ['a reaction to a file', { type: 'reaction_added', user: 'U1', reaction: 'eyes', item: { type: 'file' } }],
  ['an event without a message', { type: 'message' }],
  ['a stranger of an event', { type: 'team_join' }],
])('%s is not for us', ([, event]) => {
  expect(heard(event)).toEqual([])
})

test.for([[null], ['text'], [{}], [{ event_id: 1, event: { type: 'message' } }], [{ event_id: 'E', event: 'x' }]])(
  'a body like %j is nothing',
  ([body]) => {
    expect(inboundsOf('slack-1', us, body)).toEqual([])
  },
)

test('an edit brings the new text under the id of the edited message', () => {
  const event = message({
    subtype: 'message_changed',
    user: undefined,
    ts: '1700000009.000000',
    message: { user: 'U1', ts: '1700000000.000100', text: '3 boxes', edited: { user: 'U1' } },
    previous_message: { user: 'U1', ts: '1700000000.000100', text: '2 boxes' },
  })
  expect(heard(event)).toMatchObject([
    { kind: 'edit', messageId: 'D1:1700000000.000100', text: '3 boxes', user: { id: 'U1' }, at: new Date(1700000009000) },
  ])
})

test.for<[string, object]>([
  ['a deletion', { subtype: 'message_deleted', deleted_ts: '1700000000.000100' }],
  ['a deletion that leaves a tombstone', { subtype: 'message_changed', message: { subtype: 'tombstone', ts: '1700000000.000100' } }],
])('%s names the deleted message and its writer', ([, more]) => {
  const event = message({ user: undefined, ts: '1700000009.000000', previous_message: { user: 'U1', ts: '1700000000.000100' }, ...more })
  expect(heard(event)).toMatchObject([{ kind: 'delete', messageId: 'D1:1700000000.000100', user: { id: 'U1' } }])
})

test('a reaction names the message it is on', () => {
  const event = {
    type: 'reaction_added',
    user: 'U1',
    reaction: '+1',
    item: { type: 'message', channel: 'C1', ts: '1.1' },
    event_ts: '1700000000.0',
  }
  expect(heard(event)).toMatchObject([{ kind: 'reaction', text: '+1', quotes: 'C1:1.1', place: { channel: 'C1' } }])
})

test.for<[string, object, Inbound['kind']]>([
  ['a picture', { mimetype: 'image/png' }, 'image'],
  ['a voice note', { mimetype: 'video/mp4', subtype: 'slack_audio' }, 'voice'],
  ['sound', { mimetype: 'audio/mpeg' }, 'voice'],
  ['a film', { mimetype: 'video/mp4' }, 'video'],
  ['a PDF', { mimetype: 'application/pdf' }, 'document'],
  ['a file of no kind', {}, 'document'],
])('%s is heard with its media', ([, file, kind]) => {
  const [inbound] = heard(message({ subtype: 'file_share', files: [{ id: 'F1', name: 'a', ...file }] }))
  expect(inbound).toMatchObject({ kind, text: 'hello', media: { id: 'F1', name: 'a' } })
})

test('several files are several inbounds with keys of their own, the text with the first', () => {
  const both = heard(
    message({
      subtype: 'file_share',
      files: [
        { id: 'F1', mimetype: 'image/png' },
        { id: 'F2', mimetype: 'image/png' },
      ],
    }),
  )
  expect(both.map(({ key, text, media }) => [key, text, media?.id])).toEqual([
    ['Ev1', 'hello', 'F1'],
    ['Ev1:1', undefined, 'F2'],
  ])
})

test.for<[string, string]>([
  ['a &amp; b &lt;c&gt;', 'a & b <c>'],
  ['<@U0BOT> hi', 'hi'],
  ['<@U0BOT|parley>: hi', 'hi'],
  ['ask <@U7> or <@U8|ana>', 'ask @U7 or @ana'],
  ['<!here> in <#C1|orders>', '@here in #orders'],
  ['<!subteam^S1|@sales>', '@sales'],
  ['<mailto:a@b.ro|a@b.ro> <tel:+40700|0700>', 'a@b.ro 0700'],
  ['<https://a.ro/x|a.ro/x> <https://a.ro>', 'a.ro/x https://a.ro'],
  ['<https://evil.ro|my bank>', 'my bank (https://evil.ro)'],
  ['&lt;@U0BOT&gt;', '<@U0BOT>'],
])('%s was typed as %s', ([sent, typed]) => {
  expect(typedText(sent, 'U0BOT')).toBe(typed)
})

import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { ChannelError, type Reply } from '../../bots/channel.ts'
import { grant } from '../../core/kernel/permit.ts'
import { problemsOfView } from '../sandbox/slack/blocks.ts'
import { renderHome, renderReply } from './render.ts'
import { scriptedApp } from './scripted-app.ts'
import { json } from './scripted-slack.ts'

const app = await scriptedApp()
const { pressed, received, behaviour, far } = app
const published = () => far.calls.filter(({ method }) => method === 'views.publish').map(({ body }) => body)

beforeEach(app.again)
afterAll(app.close)

const opened = (more: object = {}, id = 'Ev9') => ({
  json: {
    type: 'event_callback',
    team_id: 'T1',
    event_id: id,
    authorizations: [{ team_id: 'T1', user_id: 'U0BOT', is_bot: true, is_enterprise_install: false, enterprise_id: null }],
    event: { type: 'app_home_opened', user: 'U1', channel: 'D1', tab: 'home', event_ts: '1700000000.000100', ...more },
  },
})
const page: Reply = {
  text: 'Hello',
  card: {
    title: 'Hello, Ada',
    sections: [
      { lines: ['Type or press'], choices: [{ id: 'run:help', title: 'Help' }] },
      {
        heading: 'A-1',
        lines: ['over the limit'],
        choices: [
          { id: 'approval.approve:1', title: 'Approve', tone: 'primary' },
          { id: 'approval.reject:1', title: 'Reject', tone: 'danger' },
        ],
      },
    ],
  },
}

test('an opened home tab is a press of its person, with the event as its key', async () => {
  expect(await app.send(opened())).toMatchObject({ status: 200 })
  expect(pressed).toEqual([{ accountId: 'slack-1', key: 'Ev9', user: { id: 'U1' }, at: new Date(1_700_000_000_000), kind: 'home' }])
  expect(received).toEqual([])
  expect(published()).toEqual([])
})

test('the messages tab, and another workspace, are nobody’s press', async () => {
  await app.send(opened({ tab: 'messages' }))
  const elsewhere = opened()
  elsewhere.json.authorizations[0]!.team_id = 'T2'
  await app.send(elsewhere)
  expect(pressed).toEqual([])
})

test('what would be whispered stands on the page', async () => {
  behaviour.press = async () => ({ whisper: { text: 'I do not know you yet.\nAsk an admin.' } })
  await app.send(opened())
  await vi.waitUntil(() => published().length === 1)
  expect(published()[0]).toMatchObject({ user_id: 'U1', view: { type: 'home', blocks: [{ type: 'section' }] } })
})

test('a failure is acknowledged, and says nothing', async () => {
  behaviour.press = async () => Promise.reject(new Error('the database is away'))
  expect(await app.send(opened())).toMatchObject({ status: 200 })
  expect(published()).toEqual([])
})

test('a page is sent and replaced whole, and is never looked for', async () => {
  const { channel } = app.slack
  const permit = grant('m-1', 'free')
  expect(await channel.send(permit, { home: 'U1' }, page)).toEqual({ externalId: 'home:U1' })
  await channel.update(permit, { home: 'U1' }, 'home:U1', { text: 'new' })
  expect(published()).toHaveLength(2)
  expect(far.methods()).not.toContain('chat.postMessage')
  expect(far.methods()).not.toContain('conversations.open')
  expect(await channel.find({ home: 'U1' }, 'm-1')).toBeNull()
})

test('a lost answer is tried again later: a page that is there twice is there once', async () => {
  far.answers.set('views.publish', (request) => void request.socket.destroy())
  const why = await app.slack.channel.send(grant('m-1', 'free'), { home: 'U1' }, page).catch((error: unknown) => error)
  expect(why).toBeInstanceOf(ChannelError)
  expect(why).toMatchObject({ kind: 'later' })
  far.answers.set('views.publish', json(200, { ok: false, error: 'not_enabled' }))
  await expect(app.slack.channel.send(grant('m-1', 'free'), { home: 'U1' }, page)).rejects.toMatchObject({
    kind: 'refused',
    code: 'not_enabled',
  })
})

test('choices stand under their section, each under a name of its own', () => {
  const view = renderHome(page)
  expect(problemsOfView(view)).toEqual([])
  expect(view.blocks.map(({ type }) => type)).toEqual(['header', 'section', 'actions', 'section', 'actions'])
  const buttons = view.blocks.flatMap((block) => ('elements' in block ? (block.elements as unknown[]) : [])) as {
    action_id: string
    value: string
  }[]
  expect(buttons.map(({ action_id }) => action_id)).toEqual(['choice:0:0', 'choice:1:0', 'choice:1:1'])
  expect(buttons.map(({ value }) => value)).toEqual(['run:help', 'approval.approve:1', 'approval.reject:1'])
})

test('a page is never too long', () => {
  const sections = Array.from({ length: 90 }, (_, index) => ({
    heading: `${index}`,
    lines: ['x'.repeat(4000)],
    choices: [{ id: `${index}`, title: 'y'.repeat(200) }],
  }))
  expect(problemsOfView(renderHome({ text: 'long', card: { title: 'long', sections } }))).toEqual([])
  expect(renderReply({ text: 'long', card: { title: 'long', sections } }).blocks.length).toBeLessThanOrEqual(50)
  expect(problemsOfView(renderHome({ text: '' }))).toEqual([])
})

test('a press on the page has no place, and is read by its own name', async () => {
  const payload = {
    type: 'block_actions',
    user: { id: 'U1', username: 'ada' },
    team: { id: 'T1' },
    trigger_id: 'tr-9',
    container: { type: 'view', view_id: 'V1' },
    view: { id: 'V1', type: 'home' },
    actions: [{ action_id: 'choice:1:0', block_id: 'b4', type: 'button', value: 'approval.approve:1', action_ts: '1700000001.000000' }],
  }
  await app.send({ form: { payload: JSON.stringify(payload) } })
  expect(pressed).toMatchObject([{ kind: 'choice', choice: 'approval.approve:1', user: { id: 'U1' } }])
  expect(pressed[0]).not.toHaveProperty('place')
})

import { randomUUID } from 'node:crypto'
import type { Answer } from '../deliver.ts'
import type { Fields } from '../wire.ts'
import { fieldsOf, jsonOf, Refused, rowsOf, textOf } from '../wire.ts'
import { elementsOf } from './blocks.ts'
import type { Desk } from './desk.ts'
import { channelType, dressed } from './desk.ts'
import { BOT, TEAM } from './team.ts'
import type { Given } from './values.ts'
import { actionOf, stateValues } from './values.ts'
import type { Workspace } from './workspace.ts'

/** A press: where (a message's channel and time stamp, the open modal, or the App Home), on what, with what. */
export type PressWish = {
  user: string
  channel?: string
  ts?: string
  where?: 'message' | 'modal' | 'home'
  /** The action id or the words on the button. */
  press: string
  /** For selects, dates and the like. */
  value?: Given
  /** What is filled in elsewhere in the same message or modal. */
  values?: Record<string, Given>
}

const user = (space: Workspace, id: string) => {
  const person = space.personCalled(id)
  if (!person) throw new Refused(404, `Nobody in this workspace has the id ${id}.`)
  const handle = person.email.split('@')[0] ?? id
  return { id, username: handle, name: handle, team_id: TEAM.id }
}

const words = (element: Fields) => textOf(fieldsOf(element.text).text) || textOf(fieldsOf(element.placeholder).text)

/** What people do in the Slack window, each delivered to the app exactly as Slack would. */
export const createPeople = (space: Workspace, desk: Desk) => {
  const { emulator, views } = space
  const base = {
    token: 'sandbox',
    api_app_id: BOT.appId,
    team: { id: TEAM.id, domain: TEAM.domain },
    enterprise: null,
    is_enterprise_install: false,
  }

  const failed = (who: string, channel: string, answer: Answer, what: string) => {
    if (answer.status >= 200 && answer.status < 300) return false
    if (answer.error === 'held' || answer.error === 'dropped') return true
    const why = answer.error === 'timeout' ? 'operation_timeout' : answer.error ? 'dispatch_failed' : `http_${answer.status}`
    space.whisper({ ts: space.stamp(), channel, user: who, text: `${what} failed with the error "${why}"`, from: 'slackbot' })
    return true
  }

  /** A person writes in a channel, a thread or (channel `D…` or the bot's user id) to the app. */
  const say = async (who: string, channel: string, given: string, thread?: string) => {
    user(space, who)
    const text = given.replace(new RegExp(`@${BOT.handle}\\b`, 'gi'), `<@${BOT.userId}>`)
    const fields = { channel, text, ...(thread ? { thread_ts: thread } : {}) }
    const reply = await emulator.call('chat.postMessage', fields, who)
    if (reply.ok !== true) throw new Refused(400, `Slack would refuse this message: ${textOf(reply.error)}.`)
    const at = textOf(reply.channel)
    const message = { ...dressed(fieldsOf(reply.message), false), client_msg_id: randomUUID() }
    const ts = textOf(reply.ts)
    space.feed.tell({ platform: 'slack', what: 'message', channel: at, ts, user: who, ...(thread ? { thread } : {}) })
    const event = { ...message, channel: at, event_ts: ts }
    const parent = thread ? await space.message(at, thread, who) : undefined
    const first = space.event({
      ...event,
      type: 'message',
      channel_type: channelType(at),
      ...(parent ? { parent_user_id: parent.user } : {}),
    })
    if (text.includes(`<@${BOT.userId}>`) && channelType(at) !== 'im') void space.event({ ...event, type: 'app_mention' })
    const links = [...text.matchAll(/<?(https?:\/\/[^\s|>]+)/g)]
      .map((match) => match[1] ?? '')
      .filter((url) => URL.canParse(url) && new URL(url).host === new URL(space.appUrl).host)
    if (links.length > 0) {
      const shared = links.map((url) => ({ url, domain: new URL(url).hostname }))
      void space.event({
        type: 'link_shared',
        user: who,
        channel: at,
        message_ts: ts,
        links: shared,
        event_ts: ts,
        source: 'conversations_history',
      })
    }
    await first
    return { channel: at, ts }
  }

  const respond = (who: string, channel: string, answer: Fields) => {
    const blocks = Array.isArray(answer.blocks) ? { blocks: answer.blocks } : {}
    const text = textOf(answer.text)
    if (answer.response_type === 'in_channel') return desk.post({ channel, text, ...blocks })
    space.whisper({ ts: space.stamp(), channel, user: who, text, from: 'app', ...(answer.blocks ? { blocks: rowsOf(answer.blocks) } : {}) })
  }

  /** A slash command. */
  const command = async (who: string, channel: string, name: string, text: string) => {
    const room = space.seed.channels.find((one) => one.id === channel)
    const answer = await space.form(
      'command',
      {
        token: 'sandbox',
        team_id: TEAM.id,
        team_domain: TEAM.domain,
        channel_id: channel,
        channel_name: room?.name ?? 'directmessage',
        user_id: who,
        user_name: user(space, who).name,
        command: name,
        text,
        api_app_id: BOT.appId,
        is_enterprise_install: 'false',
        response_url: space.replyUrl({ channel, user: who, whisper: true }),
        trigger_id: views.trigger(who),
      },
      channel,
    )
    if (failed(who, channel, answer, name)) return { status: answer.status }
    const said = fieldsOf(jsonOf(answer.text))
    if (said.text !== undefined || said.blocks !== undefined) await respond(who, channel, said)
    else if (answer.text.trim() !== '' && jsonOf(answer.text) === undefined) await respond(who, channel, { text: answer.text })
    return { status: answer.status }
  }

  const find = (blocks: unknown, wanted: string) => {
    const all = rowsOf(blocks).flatMap((block) => elementsOf(block).map((element) => ({ block, element })))
    const found = all.find(({ element }) => element.action_id === wanted) ?? all.find(({ element }) => words(element) === wanted)
    if (found) return found
    const offered = all.map(({ element }) => words(element) || textOf(element.action_id)).join(', ')
    throw new Refused(404, offered ? `There is no "${wanted}" to press here. There are: ${offered}.` : 'There is nothing to press here.')
  }

  /** A person presses a button, or picks from a select, in a message, a whisper, a modal or the App Home. */
  const press = async (wish: PressWish) => {
    const who = user(space, wish.user)
    const where = wish.where ?? 'message'
    const shown = where === 'message' ? await seen(wish) : seenView(wish)
    const { block, element } = find(shown.blocks, wish.press)
    const values = { ...wish.values, ...(wish.value === undefined ? {} : { [textOf(element.action_id)]: wish.value }) }
    const action = {
      action_id: element.action_id,
      block_id: block.block_id,
      ...actionOf(element, wish.value),
      action_ts: (space.clock.now() / 1_000).toFixed(6),
    }
    const state = { values: stateValues(shown.blocks, values) }
    const payload = {
      type: 'block_actions',
      user: who,
      ...base,
      trigger_id: views.trigger(who.id),
      ...shown.payload(state),
      actions: [action],
    }
    const answer = await space.interaction(payload, wish.channel)
    failed(who.id, wish.channel ?? '', answer, words(element) || 'This')
    return { status: answer.status }
  }

  const seenView = (wish: PressWish) => {
    const view = wish.where === 'home' ? views.home(wish.user) : views.top(wish.user)
    if (!view) throw new Refused(404, wish.where === 'home' ? 'The App Home is empty.' : 'No modal is open.')
    return {
      blocks: view.blocks,
      payload: (state: Fields) => ({ container: { type: 'view', view_id: view.id }, view: { ...view, state } }),
    }
  }

  const seen = async (wish: PressWish) => {
    const channel = wish.channel ?? ''
    const ts = wish.ts ?? ''
    const room = { id: channel, name: space.seed.channels.find((one) => one.id === channel)?.name ?? 'directmessage' }
    const whisper = space.whispers(wish.user, channel).find((one) => one.ts === ts)
    const message = whisper ? undefined : await space.message(channel, ts, wish.user)
    if (!whisper && !message) throw new Refused(404, `There is no message ${ts} in ${channel} that ${wish.user} can see.`)
    const response_url = space.replyUrl({ channel, user: wish.user, ts, whisper: whisper !== undefined })
    const thread = textOf(message?.thread_ts) || whisper?.thread_ts
    return {
      blocks: whisper ? whisper.blocks : message?.blocks,
      payload: (state: Fields) => ({
        container: {
          type: 'message',
          message_ts: ts,
          channel_id: channel,
          is_ephemeral: whisper !== undefined,
          ...(thread ? { thread_ts: thread } : {}),
        },
        channel: room,
        ...(message ? { message: dressed(message, true) } : {}),
        state,
        response_url,
      }),
    }
  }

  /** A person opens the app's Home tab or its Messages tab. */
  const openHome = async (who: string, tab: 'home' | 'messages' = 'home') => {
    user(space, who)
    const opened = await emulator.call('conversations.open', { users: BOT.userId }, who)
    const view = views.home(who)
    const stamp = space.stamp()
    await space.event({
      type: 'app_home_opened',
      user: who,
      channel: textOf(fieldsOf(opened.channel).id),
      tab,
      event_ts: stamp,
      ...(view && tab === 'home' ? { view } : {}),
    })
    return { channel: textOf(fieldsOf(opened.channel).id) }
  }

  return { say, command, press, openHome, user: (id: string) => user(space, id), base }
}

export type People = ReturnType<typeof createPeople>

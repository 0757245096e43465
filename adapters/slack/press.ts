import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Press } from '../../bots/channel.ts'
import { type FormOrigin, readForm } from './form.ts'
import { timeOf } from './receive.ts'

/** A press with what is needed to answer it. */
export type Pressed = {
  press: Press
  /** Opens forms for three seconds, once. */
  triggerId?: string
  /** Where an answer to the presser alone goes. */
  origin: FormOrigin
  /** The thread the presser sees the pressed message in. */
  seenIn?: string
  /** The fields of a submitted form. */
  fields?: string[]
}

const User = z.object({ id: z.string(), name: z.string().optional(), username: z.string().optional() })

const Actions = z.object({
  trigger_id: z.string(),
  response_url: z.string().optional(),
  user: User,
  channel: z.object({ id: z.string() }).optional(),
  container: z
    .object({ message_ts: z.string().optional(), thread_ts: z.string().optional(), is_ephemeral: z.boolean().optional() })
    .optional(),
  message: z.object({ ts: z.string().optional(), thread_ts: z.string().optional() }).nullish(),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        action_ts: z.string().optional(),
        value: z.string().nullish(),
        selected_option: z.object({ value: z.string() }).nullish(),
      }),
    )
    .min(1),
})

const Command = z.object({
  command: z.string(),
  text: z.string().default(''),
  user_id: z.string(),
  user_name: z.string().optional(),
  channel_id: z.string(),
  trigger_id: z.string(),
  response_url: z.string().optional(),
})

const Submission = z.object({ user: User, view: z.looseObject({ id: z.string(), hash: z.string().optional() }) })

/** Reads a button press or a choice from a menu in a message of ours. Null for anything else. */
export const pressedChoice = (accountId: string, body: unknown, now: Date): Pressed | null => {
  const read = Actions.safeParse(body)
  if (!read.success) return null
  const { trigger_id: triggerId, response_url: answerUrl, user, channel, container, message, actions } = read.data
  const action = actions.find(({ action_id }) => action_id.startsWith('choice:'))
  const choice = action?.selected_option?.value ?? action?.value
  if (!action || !choice) return null
  const ts = container?.message_ts ?? message?.ts
  const thread = container?.thread_ts ?? message?.thread_ts
  // A message shown to one person alone cannot be updated by its id.
  const messageId = channel && ts && !container?.is_ephemeral ? `${channel.id}:${ts}` : undefined
  const place = channel ? { channel: channel.id, ...(thread ? { thread } : {}), ...(messageId ? { messageId } : {}) } : undefined
  return {
    press: {
      accountId,
      key: triggerId,
      user: named(user),
      ...(place ? { place } : {}),
      at: action.action_ts ? timeOf(action.action_ts) : now,
      kind: 'choice',
      choice,
    },
    triggerId,
    origin: { ...(place ? { place } : {}), ...(answerUrl ? { answerUrl } : {}) },
    ...(thread && thread !== ts ? { seenIn: thread } : {}),
  }
}

/** Reads a slash command. Null for anything else. */
export const pressedCommand = (accountId: string, body: unknown, now: Date): Pressed | null => {
  const read = Command.safeParse(body)
  if (!read.success) return null
  const { command, text, user_id: id, user_name: name, channel_id: channel, trigger_id: triggerId, response_url: answerUrl } = read.data
  return {
    press: {
      accountId,
      key: triggerId,
      user: { id, ...(name ? { name } : {}) },
      place: { channel },
      at: now,
      kind: 'command',
      command,
      text: unescaped(text).trim(),
    },
    triggerId,
    origin: { place: { channel }, ...(answerUrl ? { answerUrl } : {}) },
  }
}

const Opened = z.object({
  event_id: z.string(),
  event: z.object({ type: z.literal('app_home_opened'), user: z.string(), tab: z.string().optional(), event_ts: z.string().optional() }),
})

/** Reads that a person opened our Home tab. Null for anything else, such as our Messages tab. */
export const openedHome = (accountId: string, body: unknown, now: Date): Pressed | null => {
  const read = Opened.safeParse(body)
  if (!read.success || read.data.event.tab !== 'home') return null
  const { event_id: key, event } = read.data
  return {
    press: { accountId, key, user: { id: event.user }, at: event.event_ts ? timeOf(event.event_ts) : now, kind: 'home' },
    origin: {},
  }
}

const Shared = z.object({
  event_id: z.string(),
  event: z.object({
    type: z.literal('link_shared'),
    user: z.string(),
    channel: z.string(),
    message_ts: z.string(),
    unfurl_id: z.string().optional(),
    source: z.string().optional(),
    links: z.array(z.object({ url: z.string().max(3000) })).max(50),
  }),
})

/** A message in which somebody shows others addresses of ours. */
export type SharedLinks = {
  /** What Slack wants to hear again with the cards. */
  about: { channel: string; ts: string }
  links: { url: string; press: Press }[]
}

const MOST_LINKS = 5

/** Reads that addresses of ours were shown. Null for anything else, such as a draft that nobody has sent yet. */
export const sharedLinks = (accountId: string, body: unknown, now: Date): SharedLinks | null => {
  const read = Shared.safeParse(body)
  if (!read.success || read.data.event.source === 'composer') return null
  const { event_id, event } = read.data
  const urls = [...new Set(event.links.map(({ url }) => url))].filter((url) => URL.canParse(url)).slice(0, MOST_LINKS)
  const links = urls.map((url, nth) => ({
    url,
    press: { accountId, key: `${event_id} ${nth}`, user: { id: event.user }, at: now, kind: 'link' as const, path: new URL(url).pathname },
  }))
  return links.length ? { about: { channel: event.channel, ts: event.message_ts }, links } : null
}

/**
 * Reads a submitted form of ours. Null for anything else. Slack keeps view id and hash when a form stays open with errors at its
 * fields, so a digest of what was typed tells the corrected submission from the first; the same one twice has the same key.
 */
export const pressedForm = (accountId: string, body: unknown, now: Date): Pressed | null => {
  const read = Submission.safeParse(body)
  const form = read.success ? readForm(read.data.view) : null
  if (!read.success || !form) return null
  const { user, view } = read.data
  const { place } = form.origin
  return {
    press: {
      accountId,
      key: `${view.id}:${view.hash ?? ''}:${digestOf(form.values)}`,
      user: named(user),
      ...(place ? { place } : {}),
      at: now,
      kind: 'form',
      form: form.form,
      values: form.values,
    },
    origin: form.origin,
    fields: form.fields,
    ...(place?.thread && place.messageId !== `${place.channel}:${place.thread}` ? { seenIn: place.thread } : {}),
  }
}

const digestOf = (values: Record<string, string>) => {
  const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16)
}

const named = ({ id, name, username }: z.infer<typeof User>) => {
  const shown = name ?? username
  return { id, ...(shown ? { name: shown } : {}) }
}

const unescaped = (text: string) => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&')

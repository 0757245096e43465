import type { Line } from './client.ts'
import type { Submitted } from './slack/modals.ts'
import type { Given } from './slack/values.ts'
import type { View } from './slack/views.ts'
import type { Whisper } from './slack/workspace.ts'
import type { Fields } from './wire.ts'
import { fieldsOf, rowsOf, textOf } from './wire.ts'

/** A message as `conversations.history` shows it. */
export type SlackMessage = Fields & {
  ts: string
  user: string
  text: string
  thread_ts?: string
  reply_count?: number
  bot_id?: string
  blocks?: Fields[]
  attachments?: Fields[]
  files?: { id: string; name: string; mimetype: string; url_private: string }[]
  edited?: { user: string; ts: string }
}

type Wanted = string | RegExp
const matches = (text: string, wanted: Wanted) => (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text))

const wordsIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(wordsIn)
  const fields = fieldsOf(value)
  return Object.entries(fields).flatMap(([name, one]) => {
    if (['text', 'alt_text', 'title', 'label', 'hint', 'name'].includes(name) && typeof one === 'string') return [one]
    if (typeof one !== 'object' || one === null || name === 'metadata') return []
    return fields.type === 'button' && name === 'text' ? [`[${wordsIn(one).join('')}]`] : wordsIn(one)
  })
}

/** Everything readable in a message, whisper or view: texts of its blocks, buttons as `[Label]`, file names. */
export const wordsOfBlocks = (seen: { text?: string; blocks?: unknown; files?: unknown; title?: unknown; attachments?: unknown }) =>
  [seen.text ?? '', ...wordsIn([seen.title]), ...wordsIn(seen.blocks), ...wordsIn(seen.attachments), ...wordsIn(seen.files)]
    .filter(Boolean)
    .join('\n')

export type SlackClient = ReturnType<typeof slackClient>

/** One colleague's Slack window. A channel is its id, or `'im'` for the direct messages with the app. */
export const slackClient = (line: Line, userId: string) => {
  const at = `/slack/${encodeURIComponent(userId)}`
  const channel = async (id: string) => (await line.get<{ messages: SlackMessage[] }>(`${at}/channels/${id}`)).messages
  const thread = async (id: string, ts: string) =>
    (await line.get<{ messages: SlackMessage[] }>(`${at}/channels/${id}/threads/${ts}`)).messages
  const whispers = (id?: string) => line.get<Whisper[]>(`${at}/whispers${id ? `?channel=${id}` : ''}`)
  const modal = async () => (await line.get<{ view: View | null }>(`${at}/modal`)).view
  const home = async () => (await line.get<{ view: View | null }>(`${at}/home`)).view
  const newest = (messages: SlackMessage[], wanted: Wanted) => messages.findLast((one) => matches(wordsOfBlocks(one), wanted))

  const waitForMessage = (id: string, wanted: Wanted, ms?: number) =>
    line.until(
      () => channel(id),
      (messages) => newest(messages, wanted),
      `${wanted} in ${id}, as ${userId} sees it`,
      ms,
    )
  const waitForModal = (wanted: Wanted = '', ms?: number) =>
    line.until(modal, (view) => view !== null && matches(wordsOfBlocks(view), wanted) && view, `a modal ${wanted} for ${userId}`, ms)

  return {
    userId,
    /** A slash command, as `/parley` and `waiting`. Resolves when the app has answered it. */
    command: (command: string, text: string, id: string) => line.post<{ status: number }>(`${at}/command`, { command, text, channel: id }),
    /** Writes in a channel, or (with `thread`) in a thread. */
    post: (id: string, text: string, options: { thread?: string } = {}) =>
      line.post<{ channel: string; ts: string }>(`${at}/say`, { channel: id, text, ...options }),
    /** Writes in a channel with the app mentioned in front. */
    mention: (id: string, text: string, options: { thread?: string } = {}) =>
      line.post<{ channel: string; ts: string }>(`${at}/say`, { channel: id, text: `@parley ${text}`, ...options }),
    /** Writes to the app directly. */
    dm: (text: string, options: { thread?: string } = {}) =>
      line.post<{ channel: string; ts: string }>(`${at}/say`, { channel: 'im', text, ...options }),
    /** Presses a button (or picks `value` in a select) of a message or whisper, by its label or action id. */
    press: (id: string, ts: string, label: string, value?: Given) =>
      line.post<{ status: number }>(`${at}/press`, { channel: id, ts, press: label, ...(value === undefined ? {} : { value }) }),
    /** The same in the open modal. */
    pressInModal: (label: string, options: { value?: Given; values?: Record<string, Given> } = {}) =>
      line.post<{ status: number }>(`${at}/press`, { where: 'modal', press: label, ...options }),
    /** The same in the App Home. */
    pressAtHome: (label: string, value?: Given) =>
      line.post<{ status: number }>(`${at}/press`, { where: 'home', press: label, ...(value === undefined ? {} : { value }) }),
    /** The modal on top, or null. */
    modal,
    /** Submits the modal: values by block id, action id or label; options by value or words. */
    submit: (values: Record<string, Given> = {}) => line.post<Submitted>(`${at}/submit`, { values }),
    /** Closes the modal on top, or (`all`) every one. */
    close: (all = false) => line.post<{ open: boolean }>(`${at}/close`, { all }),
    /** The messages of a channel (not those inside threads), oldest first; at most the last 200. */
    channel,
    /** A thread with its first message in front. */
    thread,
    /** The direct messages with the app. */
    im: () => channel('im'),
    /** What only this person sees. */
    whispers,
    home,
    /** Opens the App Home (or its Messages tab); the app is told. */
    openHome: (tab: 'home' | 'messages' = 'home') => line.post<{ channel: string }>(`${at}/home`, { tab }),
    /** Waits for the newest message in a channel whose words match (buttons count as `[Label]`), and returns it. */
    waitForMessage,
    /** The same in a thread. */
    waitForReply: (id: string, ts: string, wanted: Wanted, ms?: number) =>
      line.until(
        () => thread(id, ts),
        (messages) => newest(messages, wanted),
        `${wanted} in the thread ${ts} of ${id}`,
        ms,
      ),
    /** The same for something only this person sees. */
    waitForWhisper: (wanted: Wanted, ms?: number) =>
      line.until(
        () => whispers(),
        (all) => all.findLast((one) => matches(wordsOfBlocks(one), wanted)),
        `a whisper ${wanted} to ${userId}`,
        ms,
      ),
    /** Waits for a modal (with these words in it). */
    waitForModal,
    /** Waits until no modal is open. */
    waitForNoModal: (ms?: number) => line.until(modal, (view) => view === null, `the modal of ${userId} to close`, ms),
    waitForHome: (wanted: Wanted, ms?: number) =>
      line.until(
        home,
        (view) => view !== null && matches(wordsOfBlocks(view), wanted) && view,
        `${wanted} in the App Home of ${userId}`,
        ms,
      ),
    /** Waits until `see` finds something in a channel, and returns it. */
    waitFor: <T>(id: string, see: (messages: SlackMessage[]) => T | undefined | null | false, ms?: number) =>
      line.until(() => channel(id), see, `something in ${id}, as ${userId} sees it`, ms),
    /** The labels of what can be pressed in a message. */
    buttons: (message: { blocks?: Fields[] }) =>
      rowsOf(message.blocks).flatMap((block) =>
        [...rowsOf(block.elements), fieldsOf(block.accessory)]
          .filter((one) => one.type === 'button')
          .map((one) => textOf(fieldsOf(one.text).text)),
      ),
    /** The bytes of a file in a message. */
    download: async (message: SlackMessage, index = 0) => {
      const file = message.files?.[index]
      if (!file) throw new Error('This message has no such file.')
      const response = await fetch(`${line.url}/control${at}/files/${file.id}/${encodeURIComponent(file.name)}`)
      if (!response.ok) throw new Error(`The file ${file.name} is gone.`)
      return { name: file.name, mime: file.mimetype, bytes: new Uint8Array(await response.arrayBuffer()) }
    },
  }
}

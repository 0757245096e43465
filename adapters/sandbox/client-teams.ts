import type { Line } from './client.ts'
import { actionsOf, inputsOf } from './teams/fill.ts'
import type { TeamsMessage, TeamsWhisper } from './teams/tenant.ts'
import type { Fields } from './wire.ts'
import { fieldsOf, rowsOf, textOf } from './wire.ts'

/** A message as one person sees it. */
export type SeenInTeams = TeamsMessage & { name: string; card: Fields | null; shared: Fields | null; isView: boolean; replies: number }

type Wanted = string | RegExp
const matches = (text: string, wanted: Wanted) => (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text))

const wordsIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(wordsIn)
  const fields = fieldsOf(value)
  const type = textOf(fields.type)
  if (type.startsWith('Action.')) return [`[${textOf(fields.title)}]`]
  if (type.startsWith('Input.'))
    return [textOf(fields.label), textOf(fields.value), ...rowsOf(fields.choices).map(({ title }) => textOf(title))]
  return Object.entries(fields).flatMap(([name, one]) => {
    if (['text', 'altText'].includes(name) && typeof one === 'string') return [one]
    if (name === 'facts') return rowsOf(one).map(({ title, value: said }) => `*${textOf(title)}*\n${textOf(said)}`)
    return ['body', 'items', 'actions', 'columns'].includes(name) ? wordsIn(one) : []
  })
}

/** Markdown as a reader reads it: bold as `*bold*`, no escapes, single line breaks. */
const read = (text: string) =>
  text
    .replace(/\*\*/g, '*')
    .replace(/\[([^\]]+)\]\(https?:[^)]*\)/g, '$1')
    .replace(/\\([*_~`])/g, '$1')
    .replace(/\n\n/g, '\n')
    .replace(/\u200b/g, '')

/** Everything readable in a message or card: texts, facts, buttons as `[Label]`, fields. */
export const wordsOfTeams = (seen: { text?: string; card?: Fields | null }) =>
  read([seen.text ?? '', ...wordsIn(seen.card)].filter(Boolean).join('\n'))

export type TeamsClient = ReturnType<typeof teamsClient>

/** One colleague's Teams window. A conversation is the id of a channel, or `'chat'` for the personal chat with the app. */
export const teamsClient = (line: Line, user: string) => {
  const at = `/teams/${encodeURIComponent(user)}`
  const history = async (conversation: string) =>
    (await line.get<{ messages: SeenInTeams[] }>(`${at}/conversations/${encodeURIComponent(conversation)}`)).messages
  const thread = async (conversation: string, root: string) =>
    (await line.get<{ messages: SeenInTeams[] }>(`${at}/conversations/${encodeURIComponent(conversation)}/threads/${root}`)).messages
  const whispers = () => line.get<TeamsWhisper[]>(`${at}/whispers`)
  const newest = (messages: SeenInTeams[], wanted: Wanted) => messages.findLast((one) => matches(wordsOfTeams(one), wanted))

  return {
    user,
    history,
    thread,
    whispers,
    /** Writes to the app directly. */
    write: (text: string) => line.post<{ id: string; status: number }>(`${at}/say`, { conversation: 'chat', text }),
    /** Writes in a channel, or (with `thread`) in a thread of it. */
    post: (conversation: string, text: string, options: { thread?: string; mention?: boolean } = {}) =>
      line.post<{ id: string; status: number }>(`${at}/say`, { conversation, text, ...options }),
    /** The same with the app mentioned in front. */
    mention: (conversation: string, text: string, options: { thread?: string } = {}) =>
      line.post<{ id: string; status: number }>(`${at}/say`, { conversation, text, mention: true, ...options }),
    sendFile: (file: { name: string; mime: string; base64: string; text?: string }) =>
      line.post<{ id: string; status: number }>(`${at}/file`, file),
    /** Presses a button of a card by its words, with the fields filled in by name or label. */
    press: (conversation: string, id: string, label: string, options: { values?: Record<string, string>; asSubmit?: boolean } = {}) =>
      line.post<{ status: number; trouble?: string; url?: string }>(`${at}/press`, { conversation, id, press: label, ...options }),
    /** The card comes into view, so that Teams asks how this person is to see it. */
    look: (conversation: string, id: string) => line.post<{ status: number }>(`${at}/look`, { conversation, id }),
    /** Types into the search of the message extension. */
    search: (text: string) =>
      line.post<{ status: number; message: string; results: { content: Fields; preview: Fields }[] }>(`${at}/search`, { text }),
    share: (conversation: string, card: Fields, thread?: string) =>
      line.post<{ id: string }>(`${at}/share`, { conversation, card, ...(thread ? { thread } : {}) }),
    edit: (conversation: string, id: string, text: string) => line.post<{ status: number }>(`${at}/edit`, { conversation, id, text }),
    remove: (conversation: string, id: string) => line.post<{ status: number }>(`${at}/remove`, { conversation, id }),
    react: (conversation: string, id: string, type: string) => line.post<{ status: number }>(`${at}/react`, { conversation, id, type }),
    install: () => line.post<{ status: number }>(`${at}/install`),
    /** Delivers an activity with any token: for what must be refused. */
    raw: (token: 'none' | 'good' | 'forged' | 'garbage', claims: Fields = {}, over: Fields = {}) =>
      line.post<{ status: number }>(`${at}/raw`, { token, claims, over }),
    buttons: ({ card }: Pick<SeenInTeams, 'card'>) => actionsOf(card).map(({ title }) => textOf(title)),
    fields: ({ card }: Pick<SeenInTeams, 'card'>) => inputsOf(card).map(({ id }) => textOf(id).replace(/^f:/, '')),
    waitFor: <T>(conversation: string, see: (messages: SeenInTeams[]) => T | undefined | null | false, ms?: number) =>
      line.until(() => history(conversation), see, `something in ${conversation}, as ${user} sees it`, ms),
    waitForMessage: (conversation: string, wanted: Wanted, ms?: number) =>
      line.until(
        () => history(conversation),
        (messages) => newest(messages, wanted),
        `${wanted} in ${conversation}, as ${user} sees it`,
        ms,
      ),
    waitForReply: (conversation: string, root: string, wanted: Wanted, ms?: number) =>
      line.until(
        () => thread(conversation, root),
        (messages) => newest(messages, wanted),
        `${wanted} in the thread ${root} of ${conversation}`,
        ms,
      ),
    waitForWhisper: (wanted: Wanted, ms?: number) =>
      line.until(whispers, (all) => all.findLast(({ text }) => matches(read(text), wanted)), `a whisper ${wanted} to ${user}`, ms),
  }
}

import { randomUUID } from 'node:crypto'
import type { Answer, Courier } from '../deliver.ts'
import { type Fields, fieldsOf, jsonOf, Refused, rowsOf, textOf } from '../wire.ts'
import { createActivities } from './activities.ts'
import { problemsOfCard, sizeOf } from './cards.ts'
import { actionsOf, filledIn, inputsOf, toldIn } from './fill.ts'
import { BOT_NAME, chatOf, TENANT, type TeamsMessage, type Tenant } from './tenant.ts'
import type { Tokens } from './tokens.ts'

const CARD = 'application/vnd.microsoft.card.adaptive'
const TURN_MS = 15_000

export type Hands = ReturnType<typeof createTeamsHands>

/** What people do in Teams, delivered to the bot as Teams would: activities with a signed token. */
export const createTeamsHands = (parts: {
  tenant: Tenant
  tokens: Tokens
  courier: Courier
  appUrl: string
  appId: string
  publicUrl: () => string
  files: Map<string, { mime: string; bytes: Buffer }>
}) => {
  const { tenant, tokens, courier, appId } = parts
  const serviceUrl = () => `${parts.publicUrl()}/teams/connector/`
  const { activityOf, mentioned } = createActivities({ tenant, appId, serviceUrl })

  /** `chat` is the personal chat with the bot. */
  const placeOf = (user: string, conversation: string) => {
    if (conversation === 'chat') return chatOf(user)
    if (conversation !== chatOf(user) && !tenant.channel(conversation))
      throw new Refused(404, `There is no conversation ${conversation} here.`)
    return conversation
  }
  const isChat = (conversation: string) => tenant.chatOwner(conversation) !== undefined

  const deliver = (name: string, activity: Fields, channel: string): Promise<Answer> =>
    courier.deliver({
      platform: 'teams',
      name,
      url: `${parts.appUrl}/api/messages`,
      body: JSON.stringify(activity),
      seen: activity,
      timeoutMs: TURN_MS,
      retryMs: [],
      channel,
      headers: () => ({ 'content-type': 'application/json', authorization: `Bearer ${tokens.sign({ serviceurl: serviceUrl() })}` }),
    })

  const sharedCard = (message: TeamsMessage): Fields | null => {
    const attached = rowsOf(message.attachments).find(({ contentType }) => contentType === CARD)
    return attached ? fieldsOf(attached.content) : null
  }
  /** The card of a message as this person sees it. */
  const cardOf = (user: string, message: TeamsMessage): Fields | null => tenant.view(user, message) ?? sharedCard(message)

  const messageAt = (user: string, conversation: string, id: string) => {
    const message = tenant.message(placeOf(user, conversation), id)
    if (!message) throw new Refused(404, 'There is no such message.')
    return message
  }

  /** What the bot answered to an invoke, shown to this person. */
  const heard = (user: string, message: TeamsMessage, { status, text }: Answer, wasAt: number, isAutomatic: boolean) => {
    const body = fieldsOf(jsonOf(text))
    const about = { conversation: message.conversation, message: message.id }
    // What Teams asks by itself fails quietly: the card stays as it is.
    if (isAutomatic && body.type !== CARD) return
    if (status !== 200)
      return tenant.whisper(user, { text: `Something went wrong. Please try again. (${status || 'no answer'})`, ...about })
    if (body.type === CARD) {
      const problems = problemsOfCard(body.value)
      if (problems.length > 0 || sizeOf(body.value) > 40 * 1024)
        throw new Refused(502, `Teams would not show this card: ${problems[0] ?? 'it is too large'}.`)
      // The card has changed for everybody meanwhile: that is newer than this answer. A form is shown in any case.
      if (message.version === wasAt || inputsOf(body.value).length > 0) tenant.setView(user, message, fieldsOf(body.value))
      const told = toldIn(body.value)
      if (told) tenant.whisper(user, { text: told, ...about, inCard: true })
      return
    }
    if (body.type === 'application/vnd.microsoft.activity.message') {
      if (textOf(body.value) !== '✓') tenant.whisper(user, { text: textOf(body.value), ...about })
    } else if (body.type === 'application/vnd.microsoft.error')
      tenant.whisper(user, { text: textOf(fieldsOf(body.value).message), ...about })
  }

  const invoke = async (user: string, message: TeamsMessage, action: Fields, trigger: 'manual' | 'automatic') => {
    const { fallback: _, ...plain } = action
    const activity = activityOf(user, message.conversation, {
      type: 'invoke',
      name: 'adaptiveCard/action',
      replyToId: message.id,
      ...(isChat(message.conversation) ? {} : { thread: message.thread ?? message.id }),
      value: { action: { type: plain.type, title: plain.title, verb: plain.verb, data: plain.data }, trigger },
    })
    const wasAt = message.version
    const answer = await deliver('adaptiveCard/action', activity, message.conversation)
    heard(user, message, answer, wasAt, trigger === 'automatic')
    return { status: answer.status }
  }

  return {
    cardOf,
    messageAt,
    placeOf,
    /** Writes: to the bot, in a channel, or in a thread of one. */
    async say(
      user: string,
      conversation: string,
      text: string,
      options: { thread?: string; mention?: boolean; attachments?: Fields[] } = {},
    ) {
      const place = placeOf(user, conversation)
      const said = options.mention ? mentioned(text) : { text }
      const activity = activityOf(user, place, {
        type: 'message',
        textFormat: 'plain',
        ...said,
        ...(options.attachments ? { attachments: options.attachments } : {}),
      })
      const id = textOf(activity.id)
      const thread = options.thread
      tenant.add({
        id,
        conversation: place,
        ...(thread ? { thread } : {}),
        from: user,
        at: Number(id),
        text: options.mention ? `@${BOT_NAME} ${text}` : text,
        textFormat: 'plain',
      })
      if (!isChat(place)) fieldsOf(activity.conversation).id = `${place};messageid=${thread ?? id}`
      const { status } = await deliver('message', activity, place)
      return { id, conversation: place, status }
    },
    /** Sends a picture (as Teams puts it inline) or a file (as it lies in the sender's store). */
    async sendFile(user: string, file: { name: string; mime: string; bytes: Buffer; text: string }) {
      const key = randomUUID()
      parts.files.set(key, { mime: file.mime, bytes: file.bytes })
      const contentUrl = `${parts.publicUrl()}/teams/files/${key}`
      const inline = file.mime.startsWith('image/')
      const attachment = inline
        ? { contentType: file.mime, contentUrl, name: file.name }
        : {
            contentType: 'application/vnd.microsoft.teams.file.download.info',
            name: file.name,
            content: { downloadUrl: contentUrl, fileType: file.name.split('.').at(-1) },
          }
      return this.say(user, 'chat', file.text, { attachments: [attachment] })
    },
    /**
     * Presses a button of a card by its words, with what was filled in. `trouble`: what the client itself says, and then nothing was sent.
     * `asSubmit`: from a client that does not know Action.Execute.
     */
    async press(
      user: string,
      conversation: string,
      id: string,
      label: string,
      options: { values?: Record<string, string>; asSubmit?: boolean } = {},
    ) {
      const message = messageAt(user, conversation, id)
      const said = ({ title, verb }: Fields) => title === label || verb === label
      // Whoever presses in the moment in which their view changes has pressed what they saw.
      const card = [cardOf(user, message), sharedCard(message)].find((one) => actionsOf(one).some(said))
      const action = actionsOf(card).find(said)
      if (!action) throw new Refused(404, `There is nothing to press that says ${label}.`)
      if (action.type === 'Action.OpenUrl') return { status: 200, url: textOf(action.url) }
      const takes = action.associatedInputs !== 'none'
      const { values, missing, unknown } = filledIn(card, options.values ?? {})
      if (takes && missing.length > 0) return { status: 0, trouble: `Fill in: ${missing.join(', ')}` }
      if (takes && unknown.length > 0) return { status: 0, trouble: `There is no field ${unknown.join(', ')}.` }
      const pressed = { ...action, data: { ...fieldsOf(action.data), ...(takes ? values : {}) } }
      if (!options.asSubmit && action.type === 'Action.Execute') return invoke(user, message, pressed, 'manual')
      const fallback = fieldsOf(action.type === 'Action.Execute' ? action.fallback : action)
      const activity = activityOf(user, message.conversation, {
        type: 'message',
        replyToId: message.id,
        ...(isChat(message.conversation) ? {} : { thread: message.thread ?? message.id }),
        value: { ...fieldsOf(fallback.data), ...(takes ? values : {}) },
      })
      return { status: (await deliver('message', activity, message.conversation)).status }
    },
    /** A card comes into view: Teams asks the bot how this person is to see it. */
    async look(user: string, conversation: string, id: string) {
      const message = messageAt(user, conversation, id)
      const refresh = fieldsOf(fieldsOf(cardOf(user, message)).refresh)
      if (tenant.view(user, message) || !refresh.action) return { status: 204 }
      return invoke(user, message, fieldsOf(refresh.action), 'automatic')
    },
    /** Types into the search of the message extension; gives what it offers. */
    async search(user: string, text: string) {
      const activity = activityOf(user, chatOf(user), {
        type: 'invoke',
        name: 'composeExtension/query',
        value: { commandId: 'find', parameters: [{ name: 'query', value: text }], queryOptions: { skip: 0, count: 25 } },
      })
      const { status, text: body } = await deliver('composeExtension/query', activity, chatOf(user))
      const answer = fieldsOf(fieldsOf(jsonOf(body)).composeExtension)
      const results = rowsOf(answer.attachments)
      for (const { content } of results) {
        const [problem] = problemsOfCard(content)
        if (problem) throw new Refused(502, `Teams would not show this card: ${problem}.`)
      }
      return { status, message: textOf(answer.text), results }
    },
    /** Puts a found card into a conversation, as its sender's own message. */
    share(user: string, conversation: string, card: Fields, thread?: string) {
      const place = placeOf(user, conversation)
      const id = tenant.stamp()
      tenant.add({
        id,
        conversation: place,
        ...(thread ? { thread } : {}),
        from: user,
        at: Number(id),
        attachments: [{ contentType: CARD, content: card }],
      })
      return { id }
    },
    async edit(user: string, conversation: string, id: string, text: string) {
      const message = messageAt(user, conversation, id)
      tenant.change(message, { text, textFormat: 'plain' }, true)
      const activity = activityOf(user, message.conversation, {
        type: 'messageUpdate',
        text,
        channelData: { tenant: { id: TENANT }, eventType: 'editMessage' },
      })
      const thread = isChat(message.conversation)
        ? {}
        : { conversation: { ...fieldsOf(activity.conversation), id: `${message.conversation};messageid=${message.thread ?? id}` } }
      return { status: (await deliver('messageUpdate', { ...activity, ...thread, id }, message.conversation)).status }
    },
    async remove(user: string, conversation: string, id: string) {
      const message = messageAt(user, conversation, id)
      tenant.remove(message)
      const activity = activityOf(user, message.conversation, {
        type: 'messageDelete',
        channelData: { tenant: { id: TENANT }, eventType: 'softDeleteMessage' },
      })
      return { status: (await deliver('messageDelete', { ...activity, id }, message.conversation)).status }
    },
    async react(user: string, conversation: string, id: string, type: string) {
      const message = messageAt(user, conversation, id)
      message.reactions = [...(message.reactions ?? []), { type, user }]
      const activity = activityOf(user, message.conversation, { type: 'messageReaction', reactionsAdded: [{ type }], replyToId: id })
      return { status: (await deliver('messageReaction', activity, message.conversation)).status }
    },
    /** Adds the app for this person. */
    async install(user: string) {
      const activity = activityOf(user, chatOf(user), { type: 'installationUpdate', action: 'add' })
      return { status: (await deliver('installationUpdate', activity, chatOf(user))).status }
    },
    /** Adds the app to the team; the first of its people says in each channel what is posted there. */
    async join() {
      const [admin] = tenant.seed.users
      if (!admin) throw new Refused(404, 'Nobody is in this team.')
      tenant.join()
      for (const { id, name } of tenant.seed.channels) await this.say(admin.aadObjectId, id, `here ${name}`, { mention: true })
      return { ok: true }
    },
    /** Delivers anything with any token: for tests of what must be refused. */
    raw: (user: string, over: Fields, authorization: string | null) =>
      fetch(`${parts.appUrl}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(authorization === null ? {} : { authorization }) },
        body: JSON.stringify({ ...activityOf(user, chatOf(user), { type: 'message', text: 'help' }), ...over }),
      }).then((answer) => ({ status: answer.status })),
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { Doors, PressAnswer, Reply } from '../../bots/channel.ts'
import type { Log } from '../../core/kernel/log.ts'
import { type Activity, conversationOf, placeIn, userIn } from './activity.ts'
import { type Card, cardType } from './card.ts'
import { renderForm } from './form.ts'
import type { InvokeAnswer } from './framework.ts'
import type { Outgoing } from './outgoing.ts'
import type { Pressed } from './press.ts'
import { renderCard, renderFound } from './render.ts'
import { activityOf, type Writing } from './send.ts'
import type { TeamsWords } from './words.ts'

type Outcome = { answer: PressAnswer } | { failed: true }

export type LaneParts = {
  accountId: string
  doors: Doors
  log: Log
  outgoing: Outgoing
  keepFile: Writing['keepFile']
  wordsIn: (locale: unknown) => TeamsWords
  /** Teams waits a few seconds; after this many milliseconds the press is answered with "working on it". */
  budgetMs: number
}

/** The press lane: hands a press to the doors and brings the answer to the presser, in the card itself where it can stand there. */
export const pressLane = (parts: LaneParts) => {
  const { doors, log, outgoing, keepFile } = parts
  const underWay = new Set<Promise<unknown>>()

  const inBackground = (work: Promise<unknown>) => {
    const watched = work.catch((error: unknown) =>
      log.warn({ error: error instanceof Error ? error.message : 'unknown' }, 'An answer to a press in Teams was lost.'),
    )
    underWay.add(watched)
    watched.finally(() => underWay.delete(watched))
  }

  const perform = async (press: NonNullable<Pressed['press']>): Promise<Outcome> => {
    try {
      return { answer: await doors.press(press) }
    } catch (error) {
      log.error({ error, key: press.key }, 'A press in Teams could not be handled.')
      return { failed: true }
    }
  }

  const cardNow = async (pressed: Pressed, user: string): Promise<Reply | null> =>
    pressed.message && doors.show
      ? doors.show({ accountId: parts.accountId, messageId: pressed.message, userId: user }).catch((error: unknown) => {
          log.error({ error }, 'A card could not be shown anew in Teams.')
          return null
        })
      : null

  const say = async (user: string, reply: Reply, words: TeamsWords) =>
    outgoing.post(await outgoing.chatWith(user), await activityOf(reply, { words, keepFile, isShared: false }))

  /** The answer in the place of the card: a form, what is wrong with one, or the card as it is now with what is said to the presser. */
  const view = async (pressed: Pressed, activity: Activity, outcome: Outcome, words: TeamsWords): Promise<InvokeAnswer> => {
    const user = userIn(activity).id
    const shared = { words, message: pressed.message, isShared: !pressed.isPersonal }
    const inCard = async (told: string) => {
      const reply = await cardNow(pressed, user)
      return reply ? asCard(renderCard(reply, { ...shared, ...(told ? { told } : {}) })) : asMessage(told || '✓')
    }
    if ('failed' in outcome) return pressed.asked ? asCard(formAgain(pressed, { '': words.failed }, words)) : inCard(words.failed)
    const { form, errors, whisper } = outcome.answer
    if (errors && Object.keys(errors).length > 0)
      return pressed.asked ? asCard(formAgain(pressed, errors, words)) : inCard(Object.values(errors).join('\n'))
    if (form) return asCard(renderForm(form, { words, message: pressed.message, canGoBack: pressed.message !== undefined }))
    if (!whisper || isPlain(whisper)) return inCard(whisper?.text ?? '')
    inBackground(say(user, whisper, words))
    return inCard(pressed.isPersonal ? '' : words.inYourChat)
  }

  /** What comes too late for the request, or where there is no request to answer: in the presser's own chat, forms where they were asked for. */
  const tell = async (pressed: Pressed, activity: Activity, outcome: Outcome, words: TeamsWords) => {
    const user = userIn(activity).id
    if ('failed' in outcome) return say(user, { text: words.failed }, words)
    const { form, errors, whisper } = outcome.answer
    const card =
      errors && Object.keys(errors).length > 0 && pressed.asked
        ? formAgain(pressed, errors, words)
        : form
          ? renderForm(form, { words, message: pressed.message })
          : null
    if (card)
      await outgoing.post(pressed.isPersonal ? activity.conversation.id : await outgoing.chatWith(user), {
        type: 'message',
        attachments: [{ contentType: cardType, content: card }],
      })
    else if (errors && Object.keys(errors).length > 0) await say(user, { text: Object.values(errors).join('\n') }, words)
    if (whisper) await say(user, whisper, words)
  }

  const inTime = async (pressed: Pressed, activity: Activity, words: TeamsWords): Promise<Outcome | null> => {
    const work = perform(pressed.press!)
    const patience = new AbortController()
    const tooLate = sleep(parts.budgetMs, null, { signal: patience.signal }).catch(() => null)
    const outcome = await Promise.race([work, tooLate])
    patience.abort()
    if (!outcome) inBackground(work.then((late) => tell(pressed, activity, late, words)))
    return outcome
  }

  return {
    /** An invoke of a card: pressed, chosen, filled in, or looked at. */
    async invoked(pressed: Pressed, activity: Activity): Promise<InvokeAnswer> {
      const words = parts.wordsIn(activity.locale)
      if (!pressed.press) {
        const reply = await cardNow(pressed, userIn(activity).id)
        if (reply) return asCard(renderCard(reply, { words, message: pressed.message, isShared: !pressed.isPersonal }))
        return pressed.isAutomatic ? asError('NotFound', words.gone) : asMessage(words.gone)
      }
      const outcome = await inTime(pressed, activity, words)
      return outcome ? view(pressed, activity, outcome, words) : asMessage(words.working)
    },

    /** The same from a client that sends what is pressed as a message: there is no request to answer. */
    async submitted(pressed: Pressed, activity: Activity) {
      if (!pressed.press) return
      const words = parts.wordsIn(activity.locale)
      const outcome = await inTime(pressed, activity, words)
      if (outcome) inBackground(tell(pressed, activity, outcome, words))
    },

    /** They typed into the search of the message extension. */
    async searched(press: Extract<NonNullable<Pressed['press']>, { kind: 'search' }>, activity: Activity): Promise<InvokeAnswer> {
      const words = parts.wordsIn(activity.locale)
      const outcome = await perform(press)
      const found = 'answer' in outcome ? (outcome.answer.found ?? []) : []
      const said = 'failed' in outcome ? words.failed : found.length === 0 ? outcome.answer.whisper?.text : undefined
      if (said) return { status: 200, body: { composeExtension: { type: 'message', text: said } } }
      const attachments = found.map(({ title, text, reply }) => ({
        contentType: cardType,
        content: renderFound(reply, words),
        preview: { contentType: 'application/vnd.microsoft.card.thumbnail', content: { title, text } },
      }))
      return { status: 200, body: { composeExtension: { type: 'result', attachmentLayout: 'list', attachments } } }
    },

    /** They asked for their own card, or installed us. */
    async home(press: NonNullable<Pressed['press']>, activity: Activity) {
      const outcome = await perform(press)
      if ('answer' in outcome && outcome.answer.whisper)
        await outgoing.post(
          conversationOf(placeIn(activity.conversation.id)),
          await activityOf(outcome.answer.whisper, { words: parts.wordsIn(activity.locale), keepFile, isShared: false }),
        )
    },

    /** Waits for the answers that are still on their way. */
    async stop() {
      await Promise.all(underWay)
    },
  }
}

const isPlain = ({ card, choices, files, form }: Reply) => !card && !choices?.length && !files?.length && !form

const formAgain = (pressed: Pressed, errors: Record<string, string>, words: TeamsWords): Card =>
  renderForm(pressed.asked!.form, {
    words,
    message: pressed.message,
    errors,
    values: pressed.asked!.values,
    canGoBack: pressed.message !== undefined,
  })

const asCard = (value: Card): InvokeAnswer => ({ status: 200, body: { statusCode: 200, type: cardType, value } })
const asMessage = (value: string): InvokeAnswer => ({
  status: 200,
  body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value },
})
const asError = (code: string, message: string): InvokeAnswer => ({
  status: 200,
  body: { statusCode: 404, type: 'application/vnd.microsoft.error', value: { code, message } },
})

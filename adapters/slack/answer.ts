import { setTimeout as sleep } from 'node:timers/promises'
import type { types, webApi } from '@slack/bolt'
import type { Doors, Form, PressAnswer, Reply } from '../../bots/channel.ts'
import { channelError } from './errors.ts'
import { renderForm } from './form.ts'
import type { Log } from './log.ts'
import type { Pressed, SharedLinks } from './press.ts'
import { renderHome, renderReply } from './render.ts'
import { whispers } from './whisper.ts'
import type { SlackWords } from './words.ts'

type Said = { response_type: 'ephemeral'; text: string; blocks?: types.KnownBlock[] }
type ViewAnswer = { response_action: 'errors'; errors: Record<string, string> } | { response_action: 'update'; view: types.ModalView }

/** Answers Slack's request: with nothing, with words for the presser (commands), or with what becomes of the form (submissions). */
type Acknowledge<Body = never> = (body?: Body) => Promise<void>

type Outcome = { answer: PressAnswer } | { failed: true }

/** The press lane: hands a press to the doors and brings the answer to the presser, in the same response where Slack allows it. */
export const pressLane = (parts: {
  client: webApi.WebClient
  doors: Doors
  log: Log
  words: SlackWords
  /** Slack waits three seconds; after this many milliseconds the press is acknowledged with "working on it". */
  budgetMs: number
  directOf: (user: string) => Promise<string>
}) => {
  const { client, doors, log, words } = parts
  const { whisper, ephemeral, sendFiles } = whispers(parts)
  const underWay = new Set<Promise<unknown>>()

  const inBackground = (work: Promise<unknown>) => {
    const watched = work.catch((error: unknown) => log.warn({ error: sentenceOf(error) }, 'An answer to a press in Slack was lost.'))
    underWay.add(watched)
    watched.finally(() => underWay.delete(watched))
  }

  const perform = async (pressed: Pressed): Promise<Outcome> => {
    try {
      return { answer: await doors.press(pressed.press) }
    } catch (error) {
      log.error({ err: error, key: pressed.press.key }, 'A press in Slack could not be handled.')
      return { failed: true }
    }
  }

  const open = async (pressed: Pressed, form: Form) => {
    try {
      await client.views.open({ trigger_id: pressed.triggerId ?? '', view: renderForm(form, pressed.origin) })
    } catch (error) {
      const { code, message } = channelError(error, 'views.open')
      // The same press delivered twice: the form is open already.
      if (code === 'exchanged_trigger_id' || code === 'trigger_exchanged') return
      log.warn({ code }, message)
      await whisper(pressed, { text: code.includes('trigger') ? words.pressAgain : words.failed })
    }
  }

  /** The answer, with its form already open; null when the budget ran out, and then `late` gets it in the background. */
  const inTime = async (pressed: Pressed, late: (outcome: Outcome) => Promise<unknown>) => {
    const work = perform(pressed).then(async (outcome) => {
      if (pressed.triggerId && 'answer' in outcome && outcome.answer.form) await open(pressed, outcome.answer.form)
      return outcome
    })
    const patience = new AbortController()
    const tooLate = sleep(parts.budgetMs, null, { signal: patience.signal }).catch(() => null)
    const outcome = await Promise.race([work, tooLate])
    patience.abort()
    if (!outcome) inBackground(work.then(late))
    return outcome
  }

  const sayLate = (pressed: Pressed, told: Promise<unknown>) => async (outcome: Outcome) => {
    // First "working on it", then the answer.
    await told.catch(() => {})
    if ('failed' in outcome) return whisper(pressed, { text: words.failed })
    const { form, errors, whisper: said } = outcome.answer
    // A submitted form brings no trigger along, and by now Slack would refuse it anyway.
    if (form && !pressed.triggerId) await whisper(pressed, { text: words.pressAgain })
    if (hasAny(errors)) await whisper(pressed, { text: Object.values(errors).join('\n') })
    if (said) await whisper(pressed, said)
  }

  /** What the form is told; words for the presser where the form has no field to show them at. */
  const viewAnswer = (pressed: Pressed, outcome: Outcome): { view?: ViewAnswer; said?: Reply } => {
    const [first] = pressed.fields ?? []
    const atFields = (errors: Record<string, string>) =>
      first === undefined
        ? { said: { text: Object.values(errors).join('\n') } }
        : { view: { response_action: 'errors' as const, errors: placedErrors(errors, pressed.fields ?? [], first) } }
    // The form stays open, so that nothing that was typed is lost.
    if ('failed' in outcome) return atFields({ '': words.failed })
    const { form, errors, whisper: said } = outcome.answer
    if (hasAny(errors)) return { ...(said ? { said } : {}), ...atFields(errors) }
    if (!form) return said ? { said } : {}
    try {
      return { view: { response_action: 'update', view: renderForm(form, pressed.origin) }, ...(said ? { said } : {}) }
    } catch (error) {
      log.error({ error: sentenceOf(error) }, 'A form does not fit into Slack.')
      return atFields({ '': words.failed })
    }
  }

  return {
    /** A pressed button or a choice from a menu; resolves when Slack's request is answered, within the budget. */
    async choice(pressed: Pressed, acknowledge: Acknowledge) {
      const told = Promise.withResolvers<void>()
      const outcome = await inTime(pressed, sayLate(pressed, told.promise))
      await acknowledge()
      if (!outcome) inBackground(whisper(pressed, { text: words.working }).finally(told.resolve))
      else if ('failed' in outcome) inBackground(whisper(pressed, { text: words.failed }))
      else if (outcome.answer.whisper) inBackground(whisper(pressed, outcome.answer.whisper))
    },

    /** A slash command: what is whispered stands in the response itself. */
    async command(pressed: Pressed, acknowledge: Acknowledge<Said>) {
      const outcome = await inTime(pressed, sayLate(pressed, Promise.resolve()))
      if (!outcome) return acknowledge({ response_type: 'ephemeral', text: words.working })
      if ('failed' in outcome) return acknowledge({ response_type: 'ephemeral', text: words.failed })
      const said = outcome.answer.whisper
      await acknowledge(said ? { response_type: 'ephemeral', ...ephemeral(said) } : undefined)
      if (said?.files?.length) inBackground(sendFiles(pressed, said.files))
    },

    /** A submitted form: errors stand at its fields and it stays open, another form takes its place, anything else closes it. */
    async form(pressed: Pressed, acknowledge: Acknowledge<ViewAnswer>) {
      const told = Promise.withResolvers<void>()
      const outcome = await inTime(pressed, sayLate(pressed, told.promise))
      if (!outcome) {
        await acknowledge()
        return inBackground(whisper(pressed, { text: words.working }).finally(told.resolve))
      }
      const { view, said } = viewAnswer(pressed, outcome)
      await acknowledge(view)
      if (said) inBackground(whisper(pressed, said))
    },

    /** Addresses of ours in somebody's message: under each stands its card. Nobody asked us, so what fails is not said. */
    async links({ about, links }: SharedLinks) {
      const unfurls: Record<string, { blocks: types.KnownBlock[] }> = {}
      for (const { url, press } of links) {
        const { found } = await doors.press(press)
        if (found?.[0]) unfurls[url] = { blocks: renderReply(asCard(found[0].reply), words).blocks }
      }
      if (Object.keys(unfurls).length) inBackground(client.chat.unfurl({ ...about, unfurls }))
    },

    /** An opened Home tab: what would be whispered stands on it. Nobody pressed anything, so a failure is not said. */
    async home(pressed: Pressed) {
      const outcome = await perform(pressed)
      const said = 'answer' in outcome ? outcome.answer.whisper : undefined
      if (said) inBackground(client.views.publish({ user_id: pressed.press.user.id, view: renderHome(said, words) }))
    },

    /** Waits for the answers that are still on their way. */
    async stop() {
      await Promise.all(underWay)
    },
  }
}

const hasAny = (errors: PressAnswer['errors']): errors is Record<string, string> => !!errors && Object.keys(errors).length > 0

/** Slack refuses errors for fields the form does not have: those stand at its first field. */
const placedErrors = (errors: Record<string, string>, fields: readonly string[], first: string) => {
  const placed: Record<string, string> = {}
  for (const [name, sentence] of Object.entries(errors)) {
    const at = fields.includes(name) ? name : first
    placed[at] = placed[at] ? `${placed[at]} ${sentence}` : sentence
  }
  return placed
}

const sentenceOf = (error: unknown) => (error instanceof Error ? error.message : 'unknown')

/** A reply without a card has no blocks; under an address there are only blocks. */
const asCard = (reply: Reply): Reply =>
  reply.card
    ? reply
    : { ...reply, card: { title: reply.text.split('\n')[0]!.slice(0, 150), sections: [{ lines: reply.text.split('\n') }] } }

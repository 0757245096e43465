import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Actor } from '../core/kernel/actor.ts'
import { Expected, Invalid } from '../core/kernel/errors.ts'
import { linkIdentity } from '../core/modules/conversations/actions/identity.ts'
import { keepAnswer, pressCalled, storeInbound } from '../core/modules/conversations/incoming.ts'
import { staffIdOf } from '../core/modules/conversations/queries.ts'
import { ChannelAccount } from '../core/modules/conversations/records.ts'
import type { Press, PressAnswer } from './channel.ts'
import { linkCodeIn } from './linking.ts'
import { phrase, spoken } from './phrases.ts'
import type { DoorParts } from './receive.ts'
import type { DeskPlace } from './talk.ts'

/** How long a repeated press waits for the answer of the first one. */
const TWIN_WAIT_MS = 1_500
const TWIN_LOOK_MS = 50

/**
 * The press lane: stores, does the deed, answers. The same press again gets the stored answer; nothing that goes wrong leaks,
 * an error for the person is whispered in their language.
 */
export const pressLane = (parts: DoorParts) => {
  const { house } = parts
  return async (press: Press): Promise<PressAnswer> => {
    const now = house.clock()
    let language = 'en'
    try {
      const key = `press:${press.key}`
      const content = contentOf(press)
      const arrived = { accountId: press.accountId, key, lane: 'press' as const, messageId: press.place?.messageId ?? null }
      const stored = await storeInbound(
        house.db,
        { ...arrived, userId: press.user.id, kind: press.kind, content, raw: null, at: press.at },
        now,
      )
      const id = stored ?? (await pressCalled(house.db, press.accountId, key))!.id
      const twin = stored ? null : await answerOfTwin(parts, press.accountId, key)
      if (twin) return twin
      const account = await ChannelAccount.model.query(house.db).findById(press.accountId)
      const { settings, kind } = account as unknown as { settings: { language?: string }; kind: string }
      const actor = await presser(parts, press)
      language = actor?.language ?? spoken(settings.language)
      // Done again after a crash it is the same: its keys come from the stored press.
      const answer = await inWords(parts, press, language, () =>
        deed(parts, press, { id, actor, language, now, door: kind === 'teams' ? 'teams' : 'slack' }),
      )
      await keepAnswer(house.db, id, answer, now)
      return answer
    } catch (error) {
      const number = randomUUID().slice(0, 8)
      house.log.error({ error, number, kind: press.kind, accountId: press.accountId }, 'a press failed')
      return { whisper: { text: phrase('press_went_wrong', { number }, spoken(language)) } }
    }
  }
}

const contentOf = (press: Press): Record<string, unknown> => {
  const place = press.place ? { place: press.place } : {}
  if (press.kind === 'choice') return { ...place, choice: press.choice }
  if (press.kind === 'form') return { ...place, form: press.form, values: press.values }
  if (press.kind === 'home') return place
  if (press.kind === 'search') return { text: press.text }
  if (press.kind === 'link') return { path: press.path }
  return { ...place, command: press.command, text: press.text }
}

/** The answer that the same press got; null where the first one died and this one must do it. */
const answerOfTwin = async ({ house }: DoorParts, accountId: string, key: string): Promise<PressAnswer | null> => {
  for (let waited = 0; waited <= TWIN_WAIT_MS; waited += TWIN_LOOK_MS) {
    const twin = await pressCalled(house.db, accountId, key)
    if (twin?.answer) return twin.answer as PressAnswer
    await sleep(TWIN_LOOK_MS)
  }
  return null
}

const presser = async ({ house }: DoorParts, press: Press): Promise<(Actor & { kind: 'staff' }) | null> => {
  const id = await staffIdOf(house.db, press.accountId, press.user.id)
  const actor = id ? await house.hooks.actorFor(house.db, { kind: 'staff', id }) : null
  return actor?.kind === 'staff' ? actor : null
}

type With = { id: string; actor: (Actor & { kind: 'staff' }) | null; language: string; now: Date; door: 'slack' | 'teams' }

const deed = async (parts: DoorParts, press: Press, { id, actor, language, now, door }: With): Promise<PressAnswer> => {
  const { house, desk } = parts
  const code = press.kind === 'command' ? linkCodeIn(press.text) : null
  if (code) {
    const input = { accountId: press.accountId, externalUserId: press.user.id, code }
    const { said } = await house.perform({ ...house.self(`press ${id}`), now, door }, linkIdentity, { input, key: `link ${id}` })
    const linked = await presser(parts, press)
    return { whisper: { text: parts.saySentence(said, linked?.language ?? language) } }
  }
  // A link is shown without its card where nobody is known; nobody asked us anything.
  if (press.kind === 'link')
    return actor ? ((await desk.link?.(house.ctx({ actor, door, requestId: `press ${id}`, now }), { path: press.path })) ?? {}) : {}
  if (!actor) return { whisper: { text: phrase('not_linked', {}, language) } }
  const ctx = house.ctx({ actor, door, requestId: `press ${id}`, now }, `press ${id}`)
  const place: DeskPlace = {
    accountId: press.accountId,
    channel: press.place?.channel ?? null,
    thread: press.place?.thread ?? null,
    messageId: press.place?.messageId ?? null,
  }
  if (press.kind === 'choice') return desk.choice(ctx, { id: press.choice, place })
  if (press.kind === 'form') return desk.form(ctx, { id: press.form, values: press.values, place })
  if (press.kind === 'home') return (await desk.home?.(ctx, { place })) ?? {}
  if (press.kind === 'search') return (await desk.search?.(ctx, { text: press.text })) ?? {}
  return desk.command(ctx, { text: press.text, place })
}

/** An error for the person: at the fields of their form where it is about those, else whispered. */
const inWords = async (
  { sayExpected }: DoorParts,
  press: Press,
  language: string,
  work: () => Promise<PressAnswer>,
): Promise<PressAnswer> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Expected)) throw error
    if (press.kind === 'form' && error instanceof Invalid) {
      const errors = Object.fromEntries(
        error.issues.flatMap(({ path, message }) => {
          const field = path.map(String).find((part) => Object.hasOwn(press.values, part))
          return field ? [[field, message]] : []
        }),
      )
      if (Object.keys(errors).length) return { errors }
    }
    return { whisper: { text: sayExpected(error, language) } }
  }
}

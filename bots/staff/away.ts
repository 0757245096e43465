import type { Ctx } from '../../core/kernel/ctx.ts'
import { isDay } from '../../core/language/calendar.ts'
import { formatDate } from '../../core/language/money.ts'
import { comeBack, setAway } from '../../core/modules/people/actions.ts'
import { Staff } from '../../core/modules/people/records.ts'
import { settingsOf, todayOf } from '../../core/modules/settings/queries.ts'
import { type PressAnswer, plain } from '../channel.ts'
import { sayInChat } from '../say.ts'
import { dateIn } from '../understand/dates.ts'
import { tokenize } from '../understand/tokens.ts'
import { scoreOf, wordsIn } from './search.ts'
import { asTyped, commandChoice, cutTo, type Say, whisper, wordsFor } from './words.ts'

const LEADS = new Set(['until', 'till', 'to', 'on', 'the', 'pana', 'pe', 'in', 'la'])

/** The day in "until 3 December", "până vineri", "2026-12-03"; null where none can be read, or where more is said than a day. */
export const dayIn = (said: string, today: string): string | null => {
  const iso = /^\D*(\d{4}-\d{2}-\d{2})\s*$/.exec(said)?.[1]
  if (iso) return isDay(iso) ? iso : null
  // A date that stands alone is read as one that is spoken of.
  const tokens = tokenize(`until ${said}`)
  const found = dateIn(tokens, today)
  const isMore = tokens.some(
    (token, at) =>
      found && (at < found.from || at >= found.to) && token.kind !== 'mark' && !(token.kind === 'word' && LEADS.has(token.text)),
  )
  return isMore ? null : (found?.day ?? null)
}

type Person = { id: string; name: string; email: string }

/** Who is meant: by name, by the part of the mail address that chats show, with or without the @. */
const personMeant = async (ctx: Ctx, said: string): Promise<Person[]> => {
  const people = (await ctx.rows(Staff).where({ state: 'active' }).orderBy('lastName')).map((one) => ({
    id: one.id,
    name: Staff.title(one),
    email: one.email,
  }))
  const wanted = said.replace(/^[\s@]+/, '').replace(/[.,;]+$/, '')
  const asked = wordsIn(wanted)
  if (!asked.length) return []
  const scored = people
    .map((person) => ({ person, score: scoreOf(asked, wordsIn(`${person.name} ${person.email.split('@')[0]}`)) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
  const [first, second] = scored
  return first && (!second || first.score >= second.score + 2) ? [first.person] : scored.map(({ person }) => person)
}

/** `/parley away until 3 December stand-in @Kim`, `/parley away off`, `/parley away`. */
export const goAway = async (ctx: Ctx, said: string): Promise<PressAnswer> => {
  const say = wordsFor(ctx)
  const me = ctx.actor.id!
  if (/^\s*(off|back|over|gata|inapoi|înapoi)\s*$/i.test(said))
    return whisper(sayInChat((await ctx.perform(comeBack, { id: me, input: {} })).said, ctx.actor.language))
  if (!said.trim()) return howItStands(ctx, say)
  const [when = '', who = ''] = said.split(/(?:^|\s+)(?:stand[\s-]?in|înlocuitor|inlocuitor)(?:\s+|:\s*)/i)
  const until = dayIn(when, todayOf(ctx, await settingsOf(ctx)))
  if (!until) return whisper(say('away_no_day', { said: asTyped(when) || '–' }))
  if (!who.trim()) return perform(ctx, until, null)
  const people = await personMeant(ctx, who)
  if (people.length === 1) return perform(ctx, until, people[0]!.id)
  if (!people.length) return whisper(say('away_unknown', { said: asTyped(who) }))
  return whisper({
    text: say('away_which', { said: asTyped(who) }),
    choices: people.flatMap(({ name, email }) =>
      commandChoice(`away until ${until} stand-in ${email.split('@')[0]}`, cutTo(plain(name), 60)),
    ),
    choicesLabel: say('choose'),
  })
}

const perform = async (ctx: Ctx, until: string, standInId: string | null) => {
  const { said } = await ctx.perform(setAway, { id: ctx.actor.id!, input: { until, standInId } })
  const say = wordsFor(ctx)
  return whisper({ text: sayInChat(said, ctx.actor.language), choices: commandChoice('away off', say('b_back')) })
}

const howItStands = async (ctx: Ctx, say: Say): Promise<PressAnswer> => {
  const me = await ctx.rows(Staff).byId(ctx.actor.id!)
  const today = todayOf(ctx, await settingsOf(ctx))
  if (!me.awayUntil || me.awayUntil < today) return whisper(say('away_how'))
  const standIn = me.standInId ? await ctx.rows(Staff).where({ id: me.standInId }).first() : undefined
  return whisper({
    text: say('away_now', { day: formatDate(me.awayUntil, ctx.actor.language), who: standIn ? plain(Staff.title(standIn)) : 'nobody' }),
    choices: commandChoice('away off', say('b_back')),
  })
}

import type { AnyAction } from '../../core/kernel/action.ts'
import { may } from '../../core/kernel/actor.ts'
import type { Ctx } from '../../core/kernel/ctx.ts'
import { Invalid, NotFound, Refusal } from '../../core/kernel/errors.ts'
import { notOnTimetable, type Rule } from '../../core/kernel/lifecycle.ts'
import type { RecordType } from '../../core/kernel/record.ts'
import type { Refused } from '../../core/kernel/sentence.ts'
import { editDistance } from '../../core/language/fold.ts'
import { balanceMinor } from '../../core/modules/invoicing/rules.ts'
import { settingsOf } from '../../core/modules/settings/queries.ts'
import { type Choice, type Form, type PressAnswer, plain } from '../channel.ts'
import { sayInChat } from '../say.ts'
import { labelOfAction } from '../texts/labels.ts'
import { canBeAsked, fieldsOf, rowCalled } from './fields.ts'
import { asTyped, commandChoice, cutTo, whisper, wordsFor } from './words.ts'

type Row = Record<string, unknown> & { id: string; version: number }

/** Deeds with a hand-made way of their own: the derived one steps aside. */
export const HAND_MADE: ReadonlySet<string> = new Set([
  'approval.approve',
  'approval.reject',
  'conversation.take',
  'conversation.hand_back',
  // What a customer does with a press of their own.
  'payment.pay_online',
])

/** May this person begin this from a form at all? Inner actions never. */
const isOffered = (ctx: Ctx, action: AnyAction) =>
  !action.inner && !HAND_MADE.has(action.name) && may(ctx.actor, action.needs) && canBeAsked(action.input)

/** What this person may do to this row as it stands: rights, timetable and the rules that look at the row alone allow it. The road looks again. */
export const deedsFor = async (ctx: Ctx, record: RecordType, row: Row): Promise<AnyAction[]> => {
  const deeds: AnyAction[] = []
  for (const action of ctx.house.actions.values())
    if (!action.creates && action.record.name === record.name && isOffered(ctx, action) && !(await refusedFor(ctx, action, row)))
      deeds.push(action)
  return deeds
}

/** Why the timetable or a rule that asks nothing of the input says no, now. A rule that can be stepped over does not. */
const refusedFor = async (ctx: Ctx, action: AnyAction, row: Row): Promise<Refused | null> => {
  const offTable = action.moves && notOnTimetable(action.moves.lifecycle, row, action.moves.move)
  if (offTable) return offTable
  for (const rule of action.unless as readonly Rule<Row>[]) {
    const refused = rule.length < 3 && (await rule(row, ctx, {}))
    if (refused && !refused.overridableBy) return refused
  }
  return null
}

const choiceOf = (ctx: Ctx, action: AnyAction, id: string): Choice => ({
  id: `do:${action.name}:${id}`,
  title: cutTo(labelOfAction(action, ctx.actor.language), 75),
})

/** Buttons for what may be done, the first ones beside a card; `More…` for the rest, empty where nothing may be done. */
export const deedChoices = async (
  ctx: Ctx,
  record: RecordType,
  row: Row,
  most: number,
  first: readonly string[] = [],
): Promise<Choice[]> => {
  const deeds = await deedsFor(ctx, record, row)
  const shown = first.flatMap((name) => deeds.find((deed) => deed.name === name) ?? []).slice(0, most)
  const rest = deeds.length > shown.length
  const more = { id: `more:${record.name}:${row.id}`, title: wordsFor(ctx)('b_more') }
  return [...shown.map((deed) => choiceOf(ctx, deed, row.id)), ...(rest ? [more] : [])]
}

const recordCalled = (ctx: Ctx, name: string): RecordType => {
  const record = ctx.house.records.get(name)
  if (!record || record.of) throw new NotFound('record', name)
  return record
}

/** "More…": everything this person may do to a record as it stands. */
export const showDeeds = async (ctx: Ctx, recordName: string, id: string): Promise<PressAnswer> => {
  const record = recordCalled(ctx, recordName)
  const row = (await ctx.rows(record).byId(id)) as Row
  const deeds = await deedsFor(ctx, record, row)
  const say = wordsFor(ctx)
  const what = plain(record.title(row as never))
  if (!deeds.length) return whisper(say('deeds_none', { what }))
  return whisper({
    text: say('deeds_title', { what, count: deeds.length }),
    choices: deeds.map((deed) => choiceOf(ctx, deed, id)),
    choicesLabel: say('choose'),
  })
}

/** What a form begins with where the row itself does not hold it: what is usually meant. */
const usual: Readonly<Record<string, (row: Row) => Record<string, unknown>>> = {
  'payment.record': (row) => ({ amountMinor: balanceMinor(row as never), method: 'bank' }),
}

const currencyOf = async (ctx: Ctx, row: Row | null) =>
  typeof row?.currency === 'string' ? row.currency : (await settingsOf(ctx)).currency

/** The form of a deed: a confirmation where nothing is asked. Says in words why there is none. */
export const openDeed = async (ctx: Ctx, name: string, id: string | null): Promise<PressAnswer> => {
  const action = ctx.house.actions.get(name)
  const say = wordsFor(ctx)
  if (!action || !isOffered(ctx, action)) return unknownDeed(ctx, name)
  const row = action.creates ? null : ((await ctx.rows(action.record).byId(id ?? '')) as Row)
  const refused = row && (await refusedFor(ctx, action, row))
  if (refused) return whisper(sayInChat(refused, ctx.actor.language))
  const currency = await currencyOf(ctx, row)
  const fields = await fieldsOf(action.input, { ctx, action: name, currency, row: row && { ...row, ...usual[name]?.(row) } })
  if (!fields) return unknownDeed(ctx, name)
  const title = labelOfAction(action, ctx.actor.language)
  const what = row ? plain(action.record.title(row as never)) : ''
  const confirm = row && 'confirm' in action && action.confirm ? sayInChat(action.confirm(row as never), ctx.actor.language) : ''
  const form: Form = {
    id: `do:${name}:${row?.id ?? ''}:${row?.version ?? ''}`,
    title: cutTo(row ? what : title, 24),
    submit: say('submit'),
    cancel: say('cancel'),
    intro: [row ? `*${plain(title)}*: ${what}` : `*${plain(title)}*`, ...(confirm ? [confirm] : [])].join('\n'),
    fields: fields.map(({ field }) => field),
  }
  return { form }
}

/** Performs what a form asked, through the road with the person's rights of this moment. Faults stand at their fields. */
export const doDeed = async (ctx: Ctx, formId: string, values: Record<string, string>): Promise<PressAnswer> => {
  const [, name = '', id = '', version = ''] = formId.split(':')
  const action = ctx.house.actions.get(name)
  if (!action || !isOffered(ctx, action)) return unknownDeed(ctx, name)
  const row = action.creates ? null : ((await ctx.rows(action.record).byId(id)) as Row)
  const fields = (await fieldsOf(action.input, { ctx, action: name, currency: await currencyOf(ctx, row), row })) ?? []
  const input: Record<string, unknown> = {}
  const errors: Record<string, string> = {}
  // `x.update` takes any part of a record: what stands as it stood is not said again.
  const isUpdate = name.endsWith('.update')
  for (const { name: field, field: asked, empty, read: readField } of fields) {
    const said = values[field]?.trim() ?? ''
    if (isUpdate && said === (asked.value ?? '')) continue
    if (!said) {
      if (isUpdate || empty === null) input[field] = null
      continue
    }
    const taken = await readField(said)
    if ('fault' in taken) errors[field] = taken.fault
    else input[field] = taken.value
  }
  if (Object.keys(errors).length) return { errors }
  const call = { ...(row && { id: row.id }), ...(version && { version: Number(version) }), input }
  try {
    const { said } = await ctx.perform(action as never, call as never)
    return whisper(sayInChat(said, ctx.actor.language))
  } catch (error) {
    const [first] = fields
    // The form stays open, so that nothing that was typed is lost.
    if (error instanceof Refusal && first) return { errors: { [first.name]: sayInChat(error.refused, ctx.actor.language) } }
    const faults = error instanceof Invalid ? atFields(error, new Set(fields.map(({ name: field }) => field))) : {}
    if (!Object.keys(faults).length) throw error
    return { errors: faults }
  }
}

/** What the action says against its input, at the fields that it speaks of. */
const atFields = ({ issues }: Invalid, known: ReadonlySet<string>): Record<string, string> =>
  Object.fromEntries(issues.flatMap(({ path: [first], message }) => (known.has(String(first)) ? [[String(first), message]] : [])))

/** `/parley do ACTION ID`: the action by its name, the record by its number, code or id. */
export const typedDeed = async (ctx: Ctx, said: string): Promise<PressAnswer> => {
  const say = wordsFor(ctx)
  const [name = '', ...rest] = said.trim().split(/\s+/)
  if (!name) return whisper(say('do_how'))
  const action = ctx.house.actions.get(name)
  if (!action || !isOffered(ctx, action)) return unknownDeed(ctx, name)
  if (action.creates) return openDeed(ctx, name, null)
  const called = rest.join(' ')
  const id = called ? await rowCalled(ctx, action.record, called) : null
  if (!id) return whisper(say('do_which', { what: plain(action.record.name.replaceAll('_', ' ')), said: asTyped(called) || '–' }))
  return openDeed(ctx, name, id)
}

const unknownDeed = (ctx: Ctx, name: string): PressAnswer => {
  const say = wordsFor(ctx)
  const near = [...ctx.house.actions.values()]
    .filter((action) => isOffered(ctx, action))
    .map((action) => ({ action, distance: editDistance(name, action.name, 4) }))
    .filter(({ action, distance }) => distance <= 4 || action.name.startsWith(`${name.split('.')[0]}.`))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 5)
  return whisper({
    text: say('do_unknown', { said: asTyped(name), near: near.map(({ action }) => action.name).join(', ') || 'none' }),
    choices: near
      .filter(({ action }) => action.creates)
      .flatMap(({ action }) => commandChoice(`do ${action.name}`, cutTo(labelOfAction(action, ctx.actor.language), 60))),
  })
}

import { labelOfChoice, labelOfField, recordLabel } from '../../../../bots/texts/labels.ts'
import { needsInWords } from '../../../../core/kernel/actor.ts'
import type { EventRow } from '../../../../core/kernel/effect.ts'
import { NotAllowed, NotFound } from '../../../../core/kernel/errors.ts'
import { openEvent } from '../../../../core/kernel/events.ts'
import type { House } from '../../../../core/kernel/house.ts'
import { isUuid } from '../../../../core/kernel/reads.ts'
import type { RecordType } from '../../../../core/kernel/record.ts'
import { settingsOf } from '../../../../core/modules/settings/queries.ts'
import { actorIn } from '../caller.ts'
import { shownEvent } from '../event-log.ts'
import { unfit } from '../fields.ts'
import { answers, jsonContent, parameter } from '../openapi/common.ts'
import { refTo } from '../openapi/schemas.ts'
import { listsOf, maySee, roomOf } from '../sight.ts'
import { titlesFor } from '../titles.ts'
import { inWords } from '../values.ts'
import { type Asked, inLanguage, type OwnParts, type OwnRoute, readsOf } from './route.ts'

const AT_ONCE = 50

type Values = Record<string, unknown>
type Seen = { before: Values; after: Values; children?: Record<string, { added: object[]; changed: object[]; removed: object[] }> }

/** What happened, as the title of a line: the state that came, or that it was made, changed or put away. */
export const eventWords = (house: House, record: RecordType | undefined, name: string, language: string): string => {
  const own = record ? Object.entries(record.events).find(([, event]) => event === name)?.[0] : undefined
  if (own) return happened[own as keyof typeof happened][language === 'ro' ? 'ro' : 'en']
  for (const { lifecycles } of house.modules)
    for (const { record: of, field, moves } of lifecycles)
      for (const { event, to } of Object.values(moves)) if (event === name) return capital(labelOfChoice(of.name, field, to, language))
  return capital(name.split('.').at(-1)!.replaceAll('_', ' '))
}

const happened = {
  created: { en: 'Added', ro: 'Adăugat' },
  changed: { en: 'Changed', ro: 'Modificat' },
  archived: { en: 'Archived', ro: 'Arhivat' },
} as const
const moreWords = {
  added: { en: 'added', ro: 'adăugate' },
  changed: { en: 'changed', ro: 'modificate' },
  removed: { en: 'removed', ro: 'scoase' },
} as const
const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)

/** The names of who did something, as far as this reader may see them. */
export const actorNames = async (reads: ReturnType<House['ctx']>, events: readonly EventRow[], language: string) => {
  const records = { staff: 'staff', contact: 'contact', token: 'api_token' } as const
  const names = new Map<string, string>()
  for (const [kind, name] of Object.entries(records)) {
    const record = reads.house.records.get(name)
    const ids = [...new Set(events.flatMap(({ actorKind, actorId }) => (actorKind === kind && actorId ? [actorId] : [])))]
    if (!record || !ids.length || !maySee(reads.actor, record)) continue
    for (const row of await reads.rows(record).whereIn('id' as never, ids)) names.set(row.id, record.title(row as never))
  }
  return ({ actorKind, actorId }: EventRow) => ({
    kind: actorKind,
    id: actorId,
    name: names.get(actorId ?? '') ?? capital(labelOfChoice('event', 'actorKind', actorKind, language)),
  })
}

const reasonOf = ({ body }: EventRow): string | null => {
  const given = (body.with ?? {}) as { override?: { reason?: string }; reason?: string }
  return given.override?.reason ?? given.reason ?? null
}

/** `GET /{plural}/{id}/timeline`: what happened to a record, newest first, in words. */
const timeline = async (parts: OwnParts, ctx: Asked) => {
  const { house } = parts
  const record = listsOf(house).get(ctx.params.plural ?? '')
  if (!record || record.of) throw new NotFound('list', ctx.params.plural ?? '')
  const actor = actorIn(ctx)
  if (!maySee(actor, record)) throw new NotAllowed(needsInWords({ room: roomOf(record), level: 'view' }))
  const reads = readsOf(parts, ctx)
  const language = inLanguage(ctx)
  const row = await reads.rows(record).byId(ctx.params.id ?? '')
  const after = ctx.query.after === undefined ? null : Number(ctx.query.after)
  if (after !== null && !(Number.isSafeInteger(after) && after > 0)) throw unfit('after', 'the value of `next` in the page before')
  const stored: Parameters<typeof openEvent>[0][] = await house
    .db('events')
    .where({ record: record.name, record_id: row.id })
    .modify((query) => void (after !== null && query.where('seq', '<', after)))
    .orderBy('seq', 'desc')
    .limit(AT_ONCE + 1)
  const events = stored.slice(0, AT_ONCE).map(openEvent)
  const seen = (await Promise.all(events.map((event) => shownEvent(house, actor, event)))) as (Seen | null)[]
  const titles = await titlesFor(
    reads,
    record,
    seen.flatMap((one) => (one ? [one.before as never, one.after as never] : [])),
    language,
  )
  const nameOf = await actorNames(reads, events, language)
  const settings = await settingsOf(reads)
  const currency = String((row as Values).currency ?? settings.currency)
  ctx.body = {
    items: events.flatMap((event, index) => {
      const one = seen[index]
      if (!one) return []
      const words = { language, currency, titles, zone: settings.timezone }
      const reason = actor.kind === 'contact' ? null : reasonOf(event)
      return [
        {
          id: event.id,
          seq: event.seq,
          at: event.at.toISOString(),
          name: event.name,
          says: eventWords(house, record, event.name, language),
          action: event.action,
          actor: nameOf(event),
          door: event.door,
          changes: [...fieldChanges(record, one, words), ...childChanges(one, language)],
          ...(reason && { reason }),
        },
      ]
    }),
    next: stored.length > AT_ONCE ? String(events.at(-1)!.seq) : null,
  }
}

const fieldChanges = (record: RecordType, { before, after }: Seen, words: Parameters<typeof inWords>[3]) =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => !isUuid(String(after[field] ?? before[field] ?? '')) || words.titles.has(String(after[field] ?? before[field])))
    .map((field) => ({
      field,
      label: labelOfField(record.name, field, words.language),
      before: before[field] ?? null,
      after: after[field] ?? null,
      beforeText: inWords(record, field, before[field], words),
      afterText: inWords(record, field, after[field], words),
    }))

const childChanges = ({ children = {} }: Seen, language: 'en' | 'ro') =>
  Object.entries(children).map(([name, lists]) => ({
    field: name,
    label: recordLabel(name, language).many,
    before: null,
    after: null,
    beforeText: null,
    afterText: (['added', 'changed', 'removed'] as const)
      .flatMap((how) => (lists[how].length ? [`${moreWords[how][language]}: ${lists[how].length}`] : []))
      .join(', '),
  }))

/** A timeline for each record that has one. */
export const timelineRoute: OwnRoute = {
  method: 'get',
  path: '/{plural}/{id}/timeline',
  operation: {
    operationId: 'timeline',
    tags: ['API'],
    summary: 'What happened to one record, newest first, in words',
    description: 'Only the fields that the caller may see. Lines of documents are counted.',
    parameters: [
      { name: 'plural', in: 'path', required: true, description: 'The name of its list.', schema: { type: 'string' } },
      parameter('id'),
      parameter('after'),
      parameter('Accept-Language'),
    ],
    responses: {
      '200': {
        description: 'A page.',
        content: jsonContent({
          type: 'object',
          properties: { items: { type: 'array', items: refTo('happening') }, next: { type: ['string', 'null'] } },
          required: ['items', 'next'],
        }),
      },
      ...answers('400', '401', '403', '404', '429', '503'),
    },
  },
  run: timeline,
}

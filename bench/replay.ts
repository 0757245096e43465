import { inOneSession, type Statement } from './capture.ts'
import type { Person } from './ground.ts'

/** Where the numbers that the database draws stand before the order is captured, so that they are known again wherever they are used. */
export const MARKED = { event: 7_000_000_000_001, series: 7_000_001 }

/** A person's own ids, which the script of another person has in their place. */
export type Own = { person: Person; conversationId: string; fence: number }

// What belongs to no order: the look, each second, for what dead processes hold; and what a new connection says.
const NOT_OF_AN_ORDER = /pg_locks|"?(locked_by|lease_owner)"? like|^set |^select pg_advisory/i

/**
 * A pgbench script that does again what one captured order did, for `other` in the place of `own`, as often as it is run: every id that was
 * new in the order, and every number, key and platform id that must be unique, is made of `:pk`, which is another one each time.
 * `began`: when the capture began; younger ids are of the order.
 */
export const scriptOf = (statements: readonly Statement[], began: Date, own: Own, other: Own): string => {
  const ids = new Map<string, number>()
  const events = new Set<number>()
  // The server gave them out in the order in which they were asked for, which need not be that of the commits.
  const firstOf = new Map<Statement, number>()
  let given = 0
  for (const told of statements)
    if (writesEvents(told)) {
      firstOf.set(told, given)
      given += told.values.length / placesIn(told)
    }

  const value = (text: string) =>
    [...exchanges(own, other)]
      .reduce((said, [from, to]) => said.replaceAll(from, to), text)
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id, version: string) => {
        if (version !== '4' && !(version === '7' && madeAt(id) >= began.getTime())) return id
        if (!ids.has(id)) ids.set(id, ids.size + 1)
        return `:pk-0000-7000-8000-${ids.get(id)!.toString(16).padStart(12, '0')}`
      })
      .replace(/BENCH-(\d+)-/g, 'BENCH-:pk-$1-')
      .replace(/\b1700000000\.(\d{6})\b/g, ':pk.$1')
      .replace(/\b70000000000\d\d\b/g, (id) => {
        events.add(Number(id))
        return `:event${Number(id) - MARKED.event}`
      })
      .replace(/\b70000\d\d\b/g, ':pk')
  const quoted = (text: string | null | undefined) =>
    text === null || text === undefined ? 'null' : `'${value(text).replaceAll("'", "''")}'`

  /**
   * The ids of events are drawn by the server; a script cannot catch several at once, so it gives them. An event of a row that is older than
   * the order (a stock) takes a place in its chain that nobody else takes.
   */
  const eventsOf = (statement: Statement) => {
    const { sql, values } = statement
    let nth = firstOf.get(statement)!
    const [, columns, tuples, rest = ''] = /^insert into "events" \((.*?)\) values \((.*)\)( returning "id")?$/s.exec(sql) ?? []
    if (!columns || !tuples) throw new Error(`This way of writing events is not known here: ${sql.slice(0, 200)}`)
    const names = columns.split(', ')
    const given = tuples.split('), (').map((tuple) => {
      const places = tuple.split(', ')
      const told = (name: string) => values[Number(places[names.indexOf(name)]!.slice(1)) - 1]!
      const recordId = told('"record_id"')
      if (value(recordId) === recordId) places[names.indexOf('"seq"')] = `(:pk * 10 + ${nth % 10})`
      events.add(MARKED.event + nth)
      return `(:event${nth++}, ${places.join(', ')})`
    })
    return `insert into "events" ("id", ${columns}) overriding system value values ${given.join(', ')}${rest}`
  }

  const lines = inOneSession(statements)
    .filter(({ sql }) => !NOT_OF_AN_ORDER.test(sql))
    .map((told) => {
      const sql = writesEvents(told) ? eventsOf(told) : told.sql
      return `${sql.replace(/\$(\d+)/g, (_, place: string) => quoted(told.values[Number(place) - 1]))};`
    })
  return [
    '\\set n :n + 1',
    '\\set pk 10000000 + :n * 8 + :slot',
    ...[...events].map((id) => `\\set event${id - MARKED.event} :pk * 1000 + ${id - MARKED.event}`),
    // A conversation counts who had it, and ends each order as it begins the next.
    `update conversation_states set fence = ${own.fence}, lease_owner = null, lease_until = null where conversation_id = '${other.conversationId}';`,
    ...lines,
    '',
  ].join('\n')
}

const writesEvents = ({ sql }: Statement) => sql.startsWith('insert into "events"')
const placesIn = ({ sql }: Statement) => /^insert into "events" \((.*?)\)/.exec(sql)![1]!.split(', ').length

const exchanges = (own: Own, other: Own): [string, string][] => [
  [own.conversationId, other.conversationId],
  [own.person.clientId, other.person.clientId],
  [own.person.contactId, other.person.contactId],
  [own.person.addressId, other.person.addressId],
  [own.person.phone, other.person.phone],
]

/** A UUID v7 begins with the milliseconds of its making. */
const madeAt = (id: string) => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)

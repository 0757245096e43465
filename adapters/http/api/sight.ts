import { type Actor, may } from '../../../core/kernel/actor.ts'
import type { House } from '../../../core/kernel/house.ts'
import type { RecordType } from '../../../core/kernel/record.ts'

/** What stands at the same place of the routes as lists do. */
const RESERVED: readonly string[] = [
  'actions',
  'audit',
  'channels',
  'events',
  'health',
  'house',
  'messages',
  'outbox',
  'imports',
  'openapi.json',
  'session',
  'sessions',
  'summary',
  'views',
]

/** The room whose level opens a record: a child's is its owner's. */
export const roomOf = (record: RecordType): string => (record.of ? roomOf(record.of.record) : record.room)

/** May this actor look at these records at all? Colleagues and machines by their level in the room, a contact by what the record shows to contacts. */
export const maySee = (actor: Actor, record: RecordType): boolean => {
  if (actor.kind !== 'contact') return may(actor, { room: roomOf(record), level: 'view' })
  if (record.of) return maySee(actor, record.of.record)
  return record.contactSees !== null && (!record.contactNeeds || may(actor, record.contactNeeds))
}

/** The children that a record's rows own, by the name of their list. */
export const childrenOf = (house: House, record: RecordType) =>
  [...house.records.values()].filter((other) => other.of?.record.name === record.name)

/** Record lists by their names in routes. Throws when two share one, or one hides another route of the API. */
export const listsOf = (house: House): ReadonlyMap<string, RecordType> => {
  const lists = new Map<string, RecordType>()
  for (const record of house.records.values()) {
    if (lists.has(record.plural) || RESERVED.includes(record.plural))
      throw new Error(`The list of ${record.name} cannot be called ${record.plural}: that name is taken.`)
    lists.set(record.plural, record)
  }
  return lists
}

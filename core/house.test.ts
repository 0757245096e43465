import { existsSync, readdirSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { AnyAction } from './kernel/action.ts'
import { metaOf } from './kernel/fields.ts'
import { house } from './kernel/house.ts'
import { silent } from './kernel/log.ts'
import { columnsOf, type RecordType } from './kernel/record.ts'
import { Seal } from './kernel/seal.ts'
import { contactPermissions } from './modules/crm/records.ts'
import { seededRoles } from './modules/people/roles.ts'
import { hooks, modules } from './modules.ts'
import { testHouse } from './testing.ts'
import { sources, textOf } from './testing-source.ts'

const made = testHouse(modules)
const records = modules.flatMap((room) => room.records)
const actions = modules.flatMap((room) => room.actions)
const effects = modules.flatMap((room) => room.effects)
const lifecycles = modules.flatMap((room) => room.lifecycles)
const rooms = modules.map(({ name }) => name)
const shapeOf = (record: RecordType) => record.fields.shape as unknown as Record<string, z.ZodType>
const twice = (names: readonly string[]) => names.filter((name, index) => names.indexOf(name) !== index)

describe('names', () => {
  test('are given once', () => {
    expect(twice(rooms)).toEqual([])
    expect(twice(records.map(({ name }) => name))).toEqual([])
    expect(twice(records.map(({ table }) => table))).toEqual([])
    expect(twice(records.map(({ plural }) => plural))).toEqual([])
    expect(twice(actions.map(({ name }) => name))).toEqual([])
    expect(twice(effects.map(({ name }) => name))).toEqual([])
    expect(twice(records.flatMap(({ series }) => series?.name ?? []))).toEqual([])
    expect(twice(records.flatMap(({ series }) => series?.prefix ?? []))).toEqual([])
  })

  test('let the house stand: it starts', () => {
    const parts = { modules, hooks, db: made.db, seal: new Seal('a secret that only the tests know and nobody else'), log: silent }
    expect(house(parts).actions.size).toBe(actions.length)
  })

  test('say noun and verb, whole', () => {
    const all = [...actions, ...effects].map(({ name }) => name)
    expect(all.filter((name) => !/^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$/.test(name))).toEqual([])
    const nouns = new Set(records.map(({ name }) => name))
    // The noun of the people is what they say: a chat identity is an identity, and messages are written by their owner, outside the road.
    const others = new Set(['identity', 'message'])
    expect(actions.map(({ name }) => name).filter((name) => !nouns.has(name.split('.')[0]!) && !others.has(name.split('.')[0]!))).toEqual(
      [],
    )
  })
})

describe('an action', () => {
  test.for(actions)('$name says what it does, and needs a right', ({ says, needs }) => {
    expect(says.trim().length).toBeGreaterThan(5)
    expect(says).not.toMatch(/\.$/)
    if (typeof needs === 'string') expect(needs).toMatch(/^[a-z_]+\.[a-z_]+$/)
    else expect(rooms).toContain(needs.room)
  })

  test.for(actions)('$name takes an input that has a JSON schema', ({ input }) => {
    expect(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })).toMatchObject({ type: 'object' })
  })

  test('stands in the room of its record', () => {
    const strangers = modules.flatMap((room) =>
      room.actions.filter(({ record }) => record.room !== room.name).map(({ name }) => `${name} in ${room.name}`),
    )
    // A message is a row of its owner; what is done about it is done for its account.
    expect(strangers).toEqual([])
  })

  test('says it touches what is there: a record, or a field of one', () => {
    const known = new Set(records.flatMap((record) => [record.name, ...columnsOf(record).map((field) => `${record.name}.${field}`)]))
    const wrong = actions.flatMap(({ name, touches }) => touches.filter((one) => !known.has(one)).map((one) => `${name} touches ${one}`))
    expect(wrong).toEqual([])
  })

  test('moves along a timetable of its own record', () => {
    const moving = actions.filter((one): one is AnyAction & { moves: NonNullable<AnyAction['moves']> } => one.moves !== null)
    expect(moving.length).toBeGreaterThan(10)
    for (const { moves, record, name } of moving) {
      expect({ name, record: moves.lifecycle.record.name }).toEqual({ name, record: record.name })
      expect(lifecycles).toContain(moves.lifecycle)
      expect(Object.keys(moves.lifecycle.moves)).toContain(moves.move)
    }
  })
})

describe('a lifecycle', () => {
  test.for(lifecycles)(
    'of $record.name knows the states of its column, and begins with one of them',
    ({ record, field, states, start, codes }) => {
      const schema = shapeOf(record)[field]
      expect(schema).toBeDefined()
      expect(z.toJSONSchema(schema!, { io: 'input' }).enum).toEqual([...states])
      expect(states).toContain(start)
      expect(Object.keys(codes).filter((state) => !states.includes(state))).toEqual([])
    },
  )

  test.for(lifecycles)('of $record.name has no move that nobody makes', ({ record, moves }) => {
    const words = sources.filter((path) => path.startsWith(`core/modules/${record.room}/`) && !/lifecycle|\.test\./.test(path)).map(textOf)
    // Orders are billed whole so far: this move waits for billing in parts.
    const ahead = ['invoice_part']
    expect(Object.keys(moves).filter((move) => !ahead.includes(move) && !words.some((text) => text.includes(`'${move}'`)))).toEqual([])
  })

  test('alone sets its column: what is editable holds no state', () => {
    expect(lifecycles.filter(({ record, field }) => record.editable.includes(field)).map(({ record }) => record.name)).toEqual([])
  })
})

describe('an effect', () => {
  const events = new Set([
    ...lifecycles.flatMap(({ moves }) => Object.values(moves).map(({ event }) => event)),
    ...records.filter((record) => !record.of).flatMap((record) => Object.values(record.events)),
  ])

  test.for(effects)('$name says what it does, and waits for something that happens', ({ says, when }) => {
    expect(says.trim().length).toBeGreaterThan(10)
    expect((typeof when === 'string' ? [when] : when).filter((event) => !events.has(event))).toEqual([])
  })
})

describe('a right', () => {
  const needed = new Set(actions.flatMap(({ needs }) => (typeof needs === 'string' ? needs : [])))
  const granted = new Set([
    ...seededRoles.flatMap((role) => role.permissions),
    ...modules.flatMap((room) => Object.values(room.contactGrants).flat()),
  ])
  const declared = modules.flatMap((room) => Object.keys(room.permissions))

  test('that an action needs is held by a role or a contact that ships, or by the admin alone on purpose', () => {
    const adminOnly = [
      'api_token.make',
      'channel_account.create',
      'channel_account.switch_off',
      'channel_account.switch_on',
      'channel_account.update',
      'chat_place.set',
      'identity.add',
      'identity.end',
      'link_code.make',
      'order.import',
      'sign_in.manage',
      'staff.invite',
    ]
    const unheld = actions
      .filter(({ needs, inner }) => !inner && typeof needs === 'string' && !granted.has(needs))
      .map(({ needs }) => String(needs))
    expect([...new Set(unheld)].sort()).toEqual(adminOnly)
  })

  test('that a role or a contact holds is one that something asks for', () => {
    expect([...granted].filter((one) => one !== '*' && !needed.has(one) && !declared.includes(one))).toEqual([])
    expect(twice(declared)).toEqual([])
  })

  test('of a contact is one that contacts can have', () => {
    const known = new Set<string>([...contactPermissions, 'everybody'])
    expect(modules.flatMap((room) => Object.keys(room.contactGrants)).filter((one) => !known.has(one))).toEqual([])
  })

  test('on a room names a room', () => {
    expect(seededRoles.flatMap((role) => Object.keys(role.rooms)).filter((room) => !rooms.includes(room))).toEqual([])
  })

  test('to see a field is declared with a sentence', () => {
    const asked = records.flatMap((record) => Object.values(record.seenBy).filter((one) => one.includes('.')))
    expect(asked.filter((one) => !declared.includes(one) && !needed.has(one))).toEqual([])
  })
})

describe('a record', () => {
  test.for(records)('$name points only to records, and lists fields of its own', (record) => {
    const aims = Object.values(shapeOf(record)).flatMap((schema) => metaOf(schema).record ?? [])
    expect(aims.filter((aim) => !records.some(({ name }) => name === aim))).toEqual([])
    expect([...record.list, ...record.editable].filter((field) => !columnsOf(record).includes(field))).toEqual([])
    expect(Object.values(record.personal).filter((owner) => !columnsOf(record).includes(owner))).toEqual([])
    if (record.series) expect(columnsOf(record)).toContain(record.series.field)
  })

  test('stands in one room, the one it names', () => {
    expect(modules.flatMap((room) => room.records.filter((record) => record.room !== room.name).map(({ name }) => name))).toEqual([])
  })
})

describe('the migrated database', () => {
  const KERNEL = ['events', 'outbox', 'idempotency_keys', 'person_keys', 'number_series', 'migrations', 'migrations_lock']
  type Column = { table: string; name: string; nullable: boolean; hasDefault: boolean }
  const columns = async (): Promise<Column[]> => {
    const { rows } = await made.db.raw<{ rows: Column[] }>(
      `select table_name as "table", column_name as name, is_nullable = 'YES' as nullable, column_default is not null as "hasDefault"
       from information_schema.columns where table_schema = current_schema() order by table_name, ordinal_position`,
    )
    return rows
  }

  test('has the tables of records, of their rooms and of the kernel, and no other', async () => {
    const there = [...new Set((await columns()).map(({ table }) => table))]
    const known = [...KERNEL, ...records.map(({ table }) => table), ...modules.flatMap((room) => room.ownTables)]
    expect(there.sort()).toEqual(known.sort())
  })

  test.for(records)('holds $name with exactly the declared columns', async (record) => {
    const there = (await columns()).filter(({ table }) => table === record.table)
    const named = (field: string) => record.model.propertyNameToColumnName(field)
    expect(there.map(({ name }) => name).sort()).toEqual(columnsOf(record).map(named).sort())
    const shape = shapeOf(record)
    for (const [field, schema] of Object.entries(shape)) {
      const column = there.find(({ name }) => name === named(field))!
      expect({ field, nullable: column.nullable }).toEqual({ field, nullable: schema.safeParse(null).success })
    }
  })

  test('holds every state that a timetable knows: no check is narrower than the field', async () => {
    const { rows } = await made.db.raw<{ rows: { table: string; check: string }[] }>(
      `select conrelid::regclass::text as "table", pg_get_constraintdef(oid) as check from pg_constraint where contype = 'c' and connamespace = current_schema()::regnamespace`,
    )
    for (const { record, field, states } of lifecycles) {
      const lists = rows.filter(
        ({ table, check }) => table === record.table && check.includes(`${record.model.propertyNameToColumnName(field)} = ANY`),
      )
      for (const { check } of lists) for (const state of states) expect(check).toContain(`'${state}'`)
    }
  })
})

describe('the documents', () => {
  const roomsIn = (path: string) => [...textOf(path).matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1])
  const notes = readdirSync('docs/decisions').map((name) => `docs/decisions/${name}`)
  const documents = ['CONTRIBUTING.md', 'docs/house.md', 'docs/glossary.md', ...notes]

  test('map the rooms that there are, in their order', () => {
    expect(roomsIn('docs/house.md')).toEqual(rooms)
    expect(roomsIn('README.md')).toEqual(rooms)
  })

  test.for(documents)('%s shows only code that stands in the file it names', (path) => {
    const blocks = [...textOf(path).matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms)]
    if (path === 'CONTRIBUTING.md') expect(blocks.length).toBeGreaterThan(8)
    for (const [, file, code] of blocks) expect(textOf(file!)).toContain(code!.trimEnd())
    expect([...textOf(path).matchAll(/^```ts\n(?!\/\/ \S+\n)/gm)]).toEqual([])
  })

  test.for(documents)('%s leads only to files that are there', (path) => {
    const aims = [...textOf(path).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => posix.join(posix.dirname(path), match[1]!))
    expect(aims.filter((aim) => !existsSync(aim))).toEqual([])
  })

  test('number the decisions without a gap, each under its own number', () => {
    expect(notes.map((path) => Number(/(\d{4})-[a-z-]+\.md$/.exec(path)?.[1]))).toEqual(notes.map((_, index) => index + 1))
    for (const [index, path] of notes.entries()) expect(textOf(path)).toMatch(new RegExp(`^# ${index + 1}\\. `))
  })
})

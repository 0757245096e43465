import { expect, test } from 'vitest'
import { z } from 'zod'
import { colleague } from '../testing.ts'
import { type Actor, nothing, stranger, system } from './actor.ts'
import { fieldsSeenBy } from './reads.ts'
import { type RecordType, record } from './record.ts'

const Letter = record({
  name: 'letter',
  room: 'post',
  table: 'letters',
  title: () => 'a letter',
  fields: z.object({
    toAll: z.string().meta({ seenBy: 'contact' }),
    toStaff: z.string(),
    toHolders: z.string().meta({ seenBy: 'post.read' }),
    toNobody: z.string().meta({ seenBy: 'nobody' }),
  }),
}) as unknown as RecordType
const contact: Actor = { kind: 'contact', id: 'c', clientId: 'k', name: 'Doina', language: 'ro', seesWholeCompany: true, grants: nothing }
const all = { permissions: new Set(['post.read']), rooms: {} }
const BASE = ['id', 'version', 'createdAt']

test.for([
  ['a stranger', stranger, []],
  ['a contact', contact, [...BASE, 'toAll']],
  ['a contact who holds the permission', { ...contact, grants: all }, [...BASE, 'toAll', 'toHolders']],
  ['a colleague', colleague([]), [...BASE, 'archivedAt', 'custom', 'toAll', 'toStaff']],
  ['a colleague who holds the permission', colleague(['post.read']), [...BASE, 'archivedAt', 'custom', 'toAll', 'toStaff', 'toHolders']],
  ['the house itself', system(), [...BASE, 'archivedAt', 'custom', 'toAll', 'toStaff', 'toHolders']],
] as [string, Actor, string[]][])('%s sees its own fields', ([, actor, fields]) => {
  expect(fieldsSeenBy(Letter, actor).sort()).toEqual([...fields].sort())
})

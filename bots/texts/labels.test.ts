import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { bare } from '../../core/kernel/fields.ts'
import { columnsOf } from '../../core/kernel/record.ts'
import { modules } from '../../core/modules.ts'
import { hasLabel, labelOfAction, labelOfChoice, labelOfField, labelOfPermission, recordLabel, roomLabel } from './labels.ts'

const records = modules.flatMap((room) => room.records)
const actions = modules.flatMap((room) => room.actions).filter(({ inner }) => !inner)

type Found = { fields: string[]; choices: string[] }

/** Every field and every value below a schema that has no words. */
const wordless = (holder: string, name: string, schema: z.ZodType, found: Found) => {
  const inner = bare(schema)
  if (!hasLabel.field(holder, name)) found.fields.push(`${holder}.${name}`)
  for (const one of [inner, inner instanceof z.ZodArray ? bare(inner.element as z.ZodType) : null]) {
    if (one instanceof z.ZodEnum)
      for (const value of one.options) if (!hasLabel.choice(holder, name, String(value))) found.choices.push(`${holder}.${name}.${value}`)
    if (one instanceof z.ZodObject)
      for (const [child, field] of Object.entries(one.shape as Record<string, z.ZodType>)) wordless(holder, child, field, found)
  }
}

describe('there are words in both languages', () => {
  test('for every record and every room', () => {
    expect(records.map(({ name }) => name).filter((name) => !hasLabel.record(name))).toEqual([])
    expect(modules.map(({ name }) => name).filter((name) => !hasLabel.room(name))).toEqual([])
  })

  test('for every field of every record, and every value that it may have', () => {
    const found: Found = { fields: [], choices: [] }
    for (const { name, fields } of records)
      for (const [field, schema] of Object.entries(fields.shape as unknown as Record<string, z.ZodType>))
        wordless(name, field, schema, found)
    for (const record of records)
      for (const column of columnsOf(record)) if (!hasLabel.field(record.name, column)) found.fields.push(`${record.name}.${column}`)
    expect({ fields: [...new Set(found.fields)], choices: [...new Set(found.choices)] }).toEqual({ fields: [], choices: [] })
  })

  test('for every action, every field that it asks for, and every value that it takes', () => {
    expect(actions.filter((action) => !hasLabel.action(action)).map(({ name }) => name)).toEqual([])
    const found: Found = { fields: [], choices: [] }
    for (const { name, input } of actions) {
      const schema = bare(input)
      if (schema instanceof z.ZodObject)
        for (const [field, inner] of Object.entries(schema.shape as Record<string, z.ZodType>)) wordless(name, field, inner, found)
    }
    expect({ fields: [...new Set(found.fields)], choices: [...new Set(found.choices)] }).toEqual({ fields: [], choices: [] })
  })

  test('for every right that an action needs: its own, or those of the action', () => {
    const rights = new Set(actions.flatMap(({ needs }) => (typeof needs === 'string' ? needs : [])))
    const spoken = [...rights].filter((right) => labelOfPermission(right, actions, 'ro') === labelOfPermission(right, actions, 'en'))
    expect(spoken).toEqual([])
  })
})

test('words are those of the reader’s language', () => {
  expect(recordLabel('price_list', 'ro')).toEqual({ one: 'Listă de prețuri', many: 'Liste de prețuri' })
  expect(roomLabel('crm', 'en')).toBe('Clients')
  expect(labelOfField('order', 'deliverOn', 'ro')).toBe('Livrare pe')
  expect(labelOfField('contact', 'role', 'en')).toBe('Position')
  expect(labelOfChoice('order', 'state', 'placed', 'ro')).toBe('plasată')
  expect(labelOfChoice('client', 'state', 'blocked', 'en')).toBe('blocked')
  expect(labelOfAction({ name: 'client.create', says: 'Add: client', record: { name: 'client' } }, 'en')).toBe('New: client')
  expect(labelOfPermission('credit.override', [], 'ro')).toBe('Lasă un client să treacă peste limita de credit, cu motiv')
})

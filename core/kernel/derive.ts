import { z } from 'zod'
import { type Action, action, type Creation, creation } from './action.ts'
import type { Fields, RecordType, RowOf } from './record.ts'
import { sentence } from './sentence.ts'

/**
 * The plain actions of a record that declares `editable`: `x.create`, `x.update` and `x.archive`, for the levels create,
 * edit and delete of its room. What needs more thought is an action of its own.
 */
export const editing = <F extends Fields>(
  record: RecordType<F>,
): { create: Creation; update: Action<RowOf<F>>; archive: Action<RowOf<F>> } => {
  const shape = record.fields.shape as unknown as Record<string, z.ZodType>
  const fieldsCalled = (names: readonly string[]) => Object.fromEntries(names.map((field) => [field, shape[field]!]))
  const chosen = fieldsCalled(record.editable)
  const custom = { custom: z.record(z.string(), z.unknown()).optional() }
  const partial = Object.fromEntries(Object.entries(chosen).map(([field, schema]) => [field, withoutDefault(schema).optional()]))
  const room = record.room
  return {
    create: creation(record, {
      name: `${record.name}.create`,
      says: `Add: ${record.name.replaceAll('_', ' ')}`,
      needs: { room, level: 'create' },
      input: z.strictObject({ ...chosen, ...fieldsCalled(record.atBirth), ...custom }),
      touches: [record.name],
      async run(ctx, input) {
        const row = await ctx.create(record, input as never)
        return { said: sentence('record.created', '{what} is added.', { what: record.title(row) }), row: row as unknown as { id: string } }
      },
    }),
    update: action(record, {
      name: `${record.name}.update`,
      says: `Change: ${record.name.replaceAll('_', ' ')}`,
      needs: { room, level: 'edit' },
      input: z.strictObject({ ...partial, ...custom }),
      touches: [record.name],
      async run(ctx, row, input) {
        await ctx.change(row as never, input as never)
        return sentence('record.updated', '{what} is saved.', { what: record.title(row) })
      },
    }) as unknown as Action<RowOf<F>>,
    archive: action(record, {
      name: `${record.name}.archive`,
      says: `Put away: ${record.name.replaceAll('_', ' ')}`,
      needs: { room, level: 'delete' },
      input: z.strictObject({}),
      touches: [record.name],
      async run(ctx, row) {
        await ctx.remove(row as unknown as { id: string })
        return sentence('record.archived', '{what} is put away. It can be brought back.', { what: record.title(row) })
      },
    }) as unknown as Action<RowOf<F>>,
  }
}

const withoutDefault = (schema: z.ZodType): z.ZodType => (schema instanceof z.ZodDefault ? (schema.removeDefault() as z.ZodType) : schema)

import { z } from 'zod'
import type { Ctx } from '../../core/kernel/ctx.ts'
import { bare, metaOf } from '../../core/kernel/fields.ts'
import { isUuid } from '../../core/kernel/reads.ts'
import type { RecordType } from '../../core/kernel/record.ts'
import { exponentOf, groupMark, parseMoney, readDecimal } from '../../core/language/money.ts'
import type { FormField } from '../channel.ts'
import { labelOfChoice, labelOfField } from '../texts/labels.ts'
import { actionWords } from '../texts/staff-actions.ts'
import { clientMeant, productsLike } from './search.ts'

/** One field of an action's input as a form can ask it: what it is filled with, and how what comes back is read. */
export type Asked = {
  name: string
  field: FormField
  /** What an empty field means: null where the action wants to be told nothing, else it is left out. */
  empty: null | undefined
  /** The value for the action, or a sentence for the person. Empty fields are not read. */
  read(said: string): Promise<{ value: unknown } | { fault: string }>
}

type About = { ctx: Ctx; action: string; currency: string; row: Record<string, unknown> | null }

const MOST_OPTIONS = 100

/** Fields that a person cannot know: `custom` has its own form in the console, and which approval it is about the road knows. */
const NOT_ASKED = new Set(['custom', 'approvalId'])

/** The fields of an action's input; null where one that is needed cannot be asked in a form. */
export const fieldsOf = async (input: z.ZodType, about: About): Promise<Asked[] | null> => {
  const schema = bare(input)
  if (!(schema instanceof z.ZodObject)) return null
  const asked: Asked[] = []
  for (const [name, field] of Object.entries(schema.shape as Record<string, z.ZodType>)) {
    if (NOT_ASKED.has(name)) continue
    const made = await fieldOf(name, field, about)
    if (made) asked.push(made)
    else if (!field.safeParse(undefined).success) return null
  }
  return asked
}

/** Whether every needed field of an input can be asked in a form, without looking at any data. */
export const canBeAsked = (input: z.ZodType): boolean => {
  const schema = bare(input)
  return (
    schema instanceof z.ZodObject &&
    Object.entries(schema.shape as Record<string, z.ZodType>).every(
      ([name, field]) => NOT_ASKED.has(name) || kindOf(name, field) !== null || field.safeParse(undefined).success,
    )
  )
}

/** Has a form a way to ask this field? */
export const isAsked = (name: string, schema: z.ZodType) => !NOT_ASKED.has(name) && kindOf(name, schema) !== null

type Kind =
  | 'text'
  | 'longtext'
  | 'whole'
  | 'money'
  | 'price'
  | 'quantity'
  | 'permille'
  | 'day'
  | 'yes_no'
  | 'one_of'
  | 'words'
  | 'reference'

const kindOf = (name: string, schema: z.ZodType): Kind | null => {
  const inner = bare(schema)
  const meta = metaOf(schema)
  if (meta.record) return 'reference'
  if (inner instanceof z.ZodEnum) return 'one_of'
  if (inner instanceof z.ZodBoolean) return 'yes_no'
  if (inner instanceof z.ZodISODate) return 'day'
  if (inner instanceof z.ZodNumber) {
    if (/Minor$/.test(name)) return 'money'
    if (/E4$/.test(name)) return 'price'
    if (/Milli$/.test(name)) return 'quantity'
    return /Permille$/.test(name) ? 'permille' : 'whole'
  }
  if (inner instanceof z.ZodArray) {
    const element = bare(inner.element as z.ZodType)
    return element instanceof z.ZodString || element instanceof z.ZodEnum ? 'words' : null
  }
  if (inner instanceof z.ZodString || inner instanceof z.ZodEmail || inner instanceof z.ZodUUID)
    return (longest(inner) ?? 0) > 200 ? 'longtext' : 'text'
  return null
}

const longest = (schema: z.ZodType): number | null => (schema as { maxLength?: number | null }).maxLength ?? null

/** What a field holds now, as a person writes it. */
const written = (kind: Kind, value: unknown, currency: string, language: string): string | undefined => {
  if (value === null || value === undefined) return undefined
  const mark = groupMark(language) === '.' ? ',' : '.'
  if (kind === 'money') return scaled(Number(value), exponentOf(currency)).replace('.', mark)
  if (kind === 'price') return scaled(Number(value), 4).replace('.', mark)
  if (kind === 'quantity') return scaled(Number(value), 3)
  if (kind === 'permille') return scaled(Number(value), 1)
  if (kind === 'words') return (value as unknown[]).join(', ')
  if (kind === 'yes_no') return value ? 'yes' : 'no'
  return String(value)
}

/** 12345 with two decimals is "123.45", without zeros at the end beyond the second decimal. */
const scaled = (value: number, decimals: number) => {
  const text = (value / 10 ** decimals).toFixed(decimals)
  return decimals > 2 ? text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '') : text
}

const fieldOf = async (name: string, schema: z.ZodType, about: About): Promise<Asked | null> => {
  const kind = kindOf(name, schema)
  if (!kind) return null
  const { ctx, currency, row, action } = about
  const { language } = ctx.actor
  const absent = schema.safeParse(undefined)
  const required = !absent.success && !schema.safeParse(null).success
  const empty = absent.success || required ? undefined : null
  const value = written(kind, row?.[name] ?? (absent.success ? absent.data : null), currency, language)
  const called = labelOfField(action, name, language)
  const label = currencyIn(kind) ? actionWords('in_currency', { label: called, currency }, language) : called
  const base = { name, label, required, ...(value !== undefined && { value }) }
  const fault = (key: 'not_amount' | 'not_number' | 'not_quantity' | 'not_found_here') => ({ fault: actionWords(key, {}, language) })
  const number = (decimals: number, key: 'not_number' | 'not_quantity' | 'not_amount') => async (said: string) => {
    // A number field gives a decimal point in every language; in a text field people write as they do.
    const read = readDecimal(said.trim(), kind === 'price' ? language : 'en', decimals)
    return read === null ? fault(key) : { value: read }
  }
  switch (kind) {
    case 'text':
    case 'longtext':
      return { name, empty, field: { ...base, kind }, read: async (said) => ({ value: said }) }
    case 'day':
      return { name, empty, field: { ...base, kind: 'date' }, read: async (said) => ({ value: said }) }
    case 'whole':
      return { name, empty, field: { ...base, kind: 'number' }, read: number(0, 'not_number') }
    case 'quantity':
      return { name, empty, field: { ...base, kind: 'number' }, read: number(3, 'not_quantity') }
    case 'permille':
      return { name, empty, field: { ...base, kind: 'number' }, read: number(1, 'not_number') }
    case 'price':
      return { name, empty, field: { ...base, kind: 'text' }, read: number(4, 'not_amount') }
    case 'money':
      return {
        name,
        empty,
        field: { ...base, kind: 'text' },
        async read(said) {
          const minor = parseMoney(said, language, currency)
          return minor === null ? fault('not_amount') : { value: minor }
        },
      }
    case 'yes_no':
      return {
        name,
        empty,
        field: { ...base, kind: 'choice', options: ['yes', 'no'].map((id) => ({ id, title: labelOfChoice(action, name, id, language) })) },
        read: async (said) => ({ value: said === 'yes' }),
      }
    case 'one_of': {
      const options = (bare(schema) as z.ZodEnum).options.map(String)
      return {
        name,
        empty,
        field: { ...base, kind: 'choice', options: options.map((id) => ({ id, title: labelOfChoice(action, name, id, language) })) },
        read: async (said) => ({ value: said }),
      }
    }
    case 'words':
      return {
        name,
        empty,
        field: { ...base, kind: 'longtext', hint: actionWords('words_hint', {}, language) },
        read: async (said) => ({
          value: said
            .split(/[,\n]/)
            .map((one) => one.trim())
            .filter(Boolean),
        }),
      }
    case 'reference':
      return referenceField(name, metaOf(schema).record!, base, empty, about)
  }
}

const currencyIn = (kind: Kind) => kind === 'money' || kind === 'price'

/** Another record: chosen from a list where there are few, else written by name, code or number. */
const referenceField = async (
  name: string,
  recordName: string,
  base: Pick<FormField, 'name' | 'label' | 'required'> & { value?: string },
  empty: null | undefined,
  { ctx }: About,
): Promise<Asked | null> => {
  const record = ctx.house.records.get(recordName)
  if (!record) return null
  const { language } = ctx.actor
  const rows = await ctx.rows(record).limit(MOST_OPTIONS + 1)
  if (rows.length && rows.length <= MOST_OPTIONS) {
    const options = rows.map((one) => ({ id: one.id, title: record.title(one as never).slice(0, 75) }))
    return { name, empty, field: { ...base, kind: 'choice', options }, read: async (said) => ({ value: said }) }
  }
  if (!rows.length) return null
  return {
    name,
    empty,
    field: { ...base, kind: 'text', hint: actionWords('reference_hint', {}, language) },
    async read(said) {
      const id = await idMeant(ctx, record, said)
      return id ? { value: id } : { fault: actionWords('not_found_here', {}, language) }
    },
  }
}

const idMeant = async (ctx: Ctx, record: RecordType, said: string): Promise<string | null> => {
  if (isUuid(said.trim())) return said.trim()
  if (record.name === 'client') {
    const meant = await clientMeant(ctx, said)
    return 'one' in meant ? meant.one.id : null
  }
  if (record.name === 'product') {
    const found = await productsLike(ctx, said, 2)
    return found.length === 1 ? found[0]!.id : null
  }
  return rowCalled(ctx, record, said)
}

/** A row by its number, code, name or mail address, as written; null where none or several are called so. */
export const rowCalled = async (ctx: Ctx, record: RecordType, said: string): Promise<string | null> => {
  const wanted = said.trim()
  if (isUuid(wanted))
    return (
      (
        await ctx
          .rows(record)
          .where({ id: wanted } as never)
          .first()
      )?.id ?? null
    )
  const names = ['number', 'code', 'name', 'email', 'foreignReference'].filter((one) => one in record.fields.shape)
  if (!names.length || !wanted) return null
  const digits = /^\d{1,9}$/.test(wanted) ? Number(wanted) : null
  const found = await ctx
    .rows(record)
    .shape((query) =>
      query.where((either) => {
        for (const one of names)
          either.orWhere(
            one,
            'ilike',
            wanted.replace(/[\\%_]/g, (mark) => `\\${mark}`),
          )
        if (digits !== null && names.includes('number')) either.orWhereRaw('number ~ ?', [`-0*${digits}$`])
      }),
    )
    .limit(2)
  return found.length === 1 ? found[0]!.id : null
}

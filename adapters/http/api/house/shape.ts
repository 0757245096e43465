import { z } from 'zod'
import { labelOfChoice, labelOfField } from '../../../../bots/texts/labels.ts'
import { bare, metaOf } from '../../../../core/kernel/fields.ts'

export type FieldType =
  | 'text'
  | 'long'
  | 'number'
  | 'money'
  | 'priceE4'
  | 'milli'
  | 'percent'
  | 'day'
  | 'instant'
  | 'flag'
  | 'choice'
  | 'many'
  | 'ref'
  | 'json'
export type Tone = 'good' | 'info' | 'warn' | 'bad' | 'neutral'
export type ChoiceShape = { value: string; label: string; tone?: Tone }

/** A field as a form or a list shows it. */
export type FieldShape = {
  name: string
  label: string
  type: FieldType
  required: boolean
  ref?: string
  choices?: ChoiceShape[]
  /** Of an object, or of each object in a list. */
  fields?: FieldShape[]
  /** `fields` tells of each of several. */
  isList?: true
  maxLength?: number
  default?: unknown
}

const tones: Readonly<Record<Exclude<Tone, 'neutral'>, readonly string[]>> = {
  good: ['active', 'accepted', 'approved', 'delivered', 'paid', 'wholly', 'taken', 'arrived', 'held'],
  info: ['placed', 'issued', 'expected', 'person', 'changed'],
  warn: ['waiting', 'offered', 'partly_paid', 'partly', 'requested'],
  bad: ['declined', 'cancelled', 'rejected', 'expired', 'blocked', 'faulty', 'refused', 'lapsed', 'reversed'],
}

/** How a state is coloured: what is well, under way, waited for, or ended badly. */
export const toneOf = (state: string): Tone =>
  (Object.keys(tones) as Exclude<Tone, 'neutral'>[]).find((tone) => tones[tone].includes(state)) ?? 'neutral'

const numberType = (name: string): FieldType => {
  if (/minor$/i.test(name)) return 'money'
  if (/E4$/.test(name)) return 'priceE4'
  if (/milli$/i.test(name)) return 'milli'
  return /permille$/i.test(name) ? 'percent' : 'number'
}

const typeOf = (name: string, inner: z.ZodType): FieldType => {
  const { type } = inner.def
  if (type === 'enum' || type === 'literal') return 'choice'
  if (type === 'boolean') return 'flag'
  if (type === 'date') return 'instant'
  if (type === 'number') return numberType(name)
  if (type === 'array') return ['string', 'enum'].includes(bare((inner as z.ZodArray).element as z.ZodType).def.type) ? 'many' : 'json'
  if (type !== 'string') return 'json'
  if ((inner.def as { format?: string }).format === 'date') return 'day'
  return (longest(inner) ?? 0) > 200 ? 'long' : 'text'
}

const longest = (schema: z.ZodType): number | null => (schema as { maxLength?: number | null }).maxLength ?? null

/** A field of a record or of an action's input. `holder`: the name of either, for the words. */
export const shapeOf = (holder: string, name: string, schema: z.ZodType, language: string): FieldShape => {
  const inner = bare(schema)
  const element = inner instanceof z.ZodArray ? bare(inner.element as z.ZodType) : null
  const ref = metaOf(schema).record ?? (element ? metaOf(element).record : undefined)
  const type = metaOf(schema).record ? 'ref' : typeOf(name, inner)
  const absent = schema.safeParse(undefined)
  const values = [inner, element].find((one) => one instanceof z.ZodEnum)?.options.map(String)
  const objects = [inner, element].find((one) => one instanceof z.ZodObject)
  const longestText = inner instanceof z.ZodString ? longest(inner) : null
  return {
    name,
    label: labelOfField(holder, name, language),
    type,
    required: !absent.success && !schema.safeParse(null).success,
    ...(ref && { ref }),
    ...(values && {
      choices: values.map((value) => ({ value, label: labelOfChoice(holder, name, value, language), tone: toneOf(value) })),
    }),
    ...(objects && {
      fields: Object.entries(objects.shape as Record<string, z.ZodType>).map(([one, field]) => shapeOf(holder, one, field, language)),
    }),
    ...(objects && element && { isList: true as const }),
    ...(longestText !== null && { maxLength: longestText }),
    ...(absent.success && absent.data !== undefined && absent.data !== null && { default: absent.data }),
  }
}

/** The fields of an input in their order; none where it is not an object. */
export const inputShapes = (action: string, input: z.ZodType, language: string): FieldShape[] => {
  const schema = bare(input)
  if (!(schema instanceof z.ZodObject)) return []
  return Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, field]) => shapeOf(action, name, field, language))
}

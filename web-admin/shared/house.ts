/** What `GET /house` tells: the words and shapes of every record and action, in the reader's language and within their rights. */

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

export type Tone = 'neutral' | 'info' | 'good' | 'warn' | 'bad'
export type Choice = { value: string; label: string; tone?: Tone }

export type Field = {
  name: string
  label: string
  type: FieldType
  /** The record whose id this is. */
  ref?: string
  choices?: readonly Choice[]
  required?: boolean
  editable?: boolean
  atBirth?: boolean
  filterable?: boolean
  sortable?: boolean
  custom?: boolean
  /** A sentence below the field. */
  help?: string
  /** Of an object, or of each object in a list (`isList`). */
  fields?: readonly Field[]
  isList?: boolean
  maxLength?: number
  default?: unknown
}

export type RecordShape = {
  name: string
  plural: string
  label: string
  labelMany: string
  room: string
  titleField?: string
  list: readonly string[]
  searchable: boolean
  fields: readonly Field[]
  children: readonly string[]
  /** Its owner, and the field that points there. */
  of?: string
  ofField?: string
  stateField?: string
  states?: readonly { value: string; label: string; tone: Tone }[]
  create?: string
  update?: string
  actions: readonly string[]
  canSee: boolean
}

/** A JSON Schema, as far as forms read it. */
export type Schema = {
  type?: string | readonly string[]
  title?: string
  description?: string
  properties?: Readonly<Record<string, Schema>>
  required?: readonly string[]
  items?: Schema
  enum?: readonly (string | number | null)[]
  const?: unknown
  anyOf?: readonly Schema[]
  oneOf?: readonly Schema[]
  additionalProperties?: boolean | Schema
  default?: unknown
  format?: string
  pattern?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  'x-ref'?: string
  'x-money'?: unknown
  'x-unit'?: string
}

export type ActionShape = {
  name: string
  label: string
  /** What it does, in a sentence. */
  says: string
  record: string
  needsId: boolean
  room: string
  input: Schema
  fields: readonly Field[]
  /** What to ask before it is done. */
  confirm?: string
  danger?: boolean
  may: boolean
}

export type House = {
  records: Readonly<Record<string, RecordShape>>
  actions: Readonly<Record<string, ActionShape>>
  permissions: readonly { name: string; label: string; room: string }[]
  rooms: readonly { name: string; label: string }[]
}

/** A row as the API gives it: its fields, its title, the titles of what it points to, and what may be done with it now. */
export type Row = {
  id: string
  version?: number
  createdAt?: string
  custom?: Readonly<Record<string, unknown>>
  $title?: string
  $refs?: Readonly<Record<string, string>>
  $actions?: readonly string[]
  /** What to ask before an action, by its name. */
  $confirm?: Readonly<Record<string, string>>
} & Readonly<Record<string, unknown>>

export type RowPage = { items: readonly Row[]; next: string | null; approximateTotal?: number }

/** The value of a field, also where the admin declared it. */
export const valueIn = (row: Row, field: Pick<Field, 'name' | 'custom'>): unknown =>
  field.custom ? row.custom?.[field.name] : row[field.name]

/** The currency that stands beside the amounts of a row, if any. */
export const currencyOf = (row: Row): string | undefined => (typeof row.currency === 'string' ? row.currency : undefined)

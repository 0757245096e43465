import { refTo, type Schema } from './schemas.ts'

const text = { type: 'string' }
const yes = { type: 'boolean' }
const texts = { type: 'array', items: text }
const object = (properties: Schema, optional: readonly string[] = []): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
})
const mapOf = (values: Schema): Schema => ({ type: 'object', additionalProperties: values })

const shape = {
  name: text,
  label: text,
  type: {
    enum: ['text', 'long', 'number', 'money', 'priceE4', 'milli', 'percent', 'day', 'instant', 'flag', 'choice', 'many', 'ref', 'json'],
  },
  required: yes,
  ref: { ...text, description: 'The record that this id is of.' },
  choices: { type: 'array', items: refTo('choice') },
  fields: { description: 'Of an object, or of each object in a list.', type: 'array', items: refTo('field') },
  isList: { description: '`fields` tells of each of several.', type: 'boolean' },
  maxLength: { type: 'integer' },
  default: {},
}
const optional = ['ref', 'choices', 'fields', 'isList', 'maxLength', 'default']

/** What `GET /house` answers with. */
export const houseSchemas: Readonly<Record<string, Schema>> = {
  choice: object({ value: text, label: text, tone: { enum: ['good', 'info', 'warn', 'bad', 'neutral'] } }, ['tone']),
  field: object(shape, optional),
  listed_field: object(
    {
      ...shape,
      editable: yes,
      atBirth: yes,
      filterable: yes,
      sortable: yes,
      custom: { description: 'Declared by the admin.', type: 'boolean' },
    },
    [...optional, 'custom'],
  ),
  house_record: object(
    {
      name: text,
      plural: { ...text, description: 'The name of its list in routes.' },
      label: text,
      labelMany: text,
      room: text,
      list: { ...texts, description: 'The usual columns of a list.' },
      searchable: yes,
      fields: { type: 'array', items: refTo('listed_field') },
      children: texts,
      of: { ...text, description: 'The record that owns it.' },
      ofField: text,
      stateField: text,
      states: { type: 'array', items: refTo('choice') },
      create: text,
      update: text,
      actions: texts,
      canSee: yes,
    },
    ['of', 'ofField', 'stateField', 'states', 'create', 'update'],
  ),
  house_action: object({
    name: text,
    label: text,
    says: text,
    record: text,
    recordLabel: text,
    needsId: yes,
    needs: text,
    room: text,
    input: {
      description:
        'JSON Schema: titles are labels, `x-ref` names the record of an id, `x-money` and `x-unit` say what a whole number counts.',
      type: 'object',
    },
    fields: { type: 'array', items: refTo('field') },
    danger: { ...yes, description: 'Cannot simply be done the other way round.' },
    may: { ...yes, description: 'This caller has the right.' },
  }),
  house: object({
    records: mapOf(refTo('house_record')),
    actions: mapOf(refTo('house_action')),
    permissions: { type: 'array', items: object({ name: text, label: text, room: text }) },
    rooms: { type: 'array', items: object({ name: text, label: text }) },
  }),
}

import { refTo, type Schema } from './schemas.ts'

const text = { type: 'string' }
const yes = { type: 'boolean' }
const whole = { type: 'integer' }
const id = { type: 'string', format: 'uuid' }
const instant = { type: 'string', format: 'date-time' }
const orNull = (schema: Schema): Schema => ({ ...schema, type: [schema.type, 'null'] })
const object = (properties: Schema, optional: readonly string[] = []): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
})
const mapOf = (values: Schema): Schema => ({ type: 'object', additionalProperties: values })
const either = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] })
const sums = { ...mapOf(whole), description: 'Minor units by currency.' }

const actor = object({ kind: text, id: orNull(text), name: text })
const change = object({
  field: text,
  label: text,
  before: {},
  after: {},
  beforeText: orNull(text),
  afterText: orNull(text),
})
const view = {
  list: { ...text, description: 'The name of a list in routes.' },
  name: text,
  query: { ...mapOf(text), description: 'Its parameters: filters, `q`, `sort`, `where`.' },
  columns: { type: ['array', 'null'], items: text },
  shared: { ...yes, description: 'Everybody on the staff sees it.' },
}

/** What the routes answer with that are made of no declaration. */
export const ownSchemas: Readonly<Record<string, Schema>> = {
  happening: object(
    {
      id: whole,
      seq: whole,
      at: instant,
      name: text,
      says: { ...text, description: 'What happened, in words.' },
      action: text,
      actor,
      door: text,
      changes: { type: 'array', items: change },
      reason: text,
    },
    ['reason'],
  ),
  audited: { allOf: [refTo('event'), object({ says: text, actor })] },
  verified: object({
    ok: yes,
    events: whole,
    records: whole,
    breaks: { type: 'array', items: object({ record: text, recordId: id, seq: whole, why: { enum: ['changed', 'missing', 'columns'] } }) },
  }),
  health: object({
    version: text,
    node: text,
    startedAt: instant,
    uptimeSeconds: whole,
    at: instant,
    outbox: object({ waiting: whole, dead: whole, oldestSeconds: { type: ['number', 'null'] } }),
    messages: mapOf(whole),
    inbound: mapOf(whole),
    database: object({ bytes: { type: 'number' }, connections: whole }),
    events: { type: 'number' },
    jobs: {
      type: 'array',
      items: object({
        name: text,
        everySeconds: { type: ['number', 'null'] },
        lastRunAt: orNull(instant),
        nextRunAt: orNull(instant),
        failedAt: orNull(instant),
        failReason: orNull(text),
      }),
    },
  }),
  summary: object({
    day: { type: 'string', format: 'date' },
    currency: text,
    orders: either(object({ placed: whole, accepted: whole, declined: whole, open: whole, sales: sums, byHour: mapOf(whole) })),
    deliveries: either(object({ due: whole, late: whole })),
    payments: either(object({ count: whole, sums })),
    owed: either(object({ open: sums, overdue: sums, overdueCount: whole, byAge: mapOf(whole) })),
    approvals: { type: ['integer', 'null'], description: 'Decisions that wait for the caller.' },
    conversationsWaiting: { type: ['integer', 'null'] },
    messagesDead: { type: ['integer', 'null'] },
    effectsDead: { type: ['integer', 'null'] },
    lowStock: {
      type: ['array', 'null'],
      items: object({
        productId: id,
        code: text,
        nameEn: text,
        nameRo: text,
        unit: text,
        warehouseId: id,
        onHandMilli: whole,
        reservedMilli: whole,
      }),
    },
  }),
  why: object({
    unitPriceE4: whole,
    currency: text,
    tax: { enum: ['net', 'gross'] },
    vatPermille: whole,
    quantityMilli: whole,
    on: { type: 'string', format: 'date' },
    level: text,
    listCode: orNull(text),
    listName: orNull(text),
    reason: text,
    steps: { type: 'array', items: object({ level: text, text, priceE4: orNull(whole), won: yes }) },
  }),
  view: object({ id, ...view, mine: yes }),
  view_body: { ...object(view, ['query', 'columns', 'shared']), additionalProperties: false },
  message: object(
    {
      id,
      state: text,
      contentKey: text,
      purpose: text,
      conversationId: orNull(id),
      contactId: orNull(id),
      staffId: orNull(id),
      accountId: orNull(id),
      subject: either(object({ record: text, id })),
      text: orNull(text),
      attempts: whole,
      error: orNull(text),
      createdAt: instant,
    },
    ['purpose', 'contactId', 'staffId', 'accountId', 'subject'],
  ),
  waiting_effect: object({
    eventId: whole,
    effect: text,
    says: text,
    event: text,
    record: text,
    recordId: id,
    at: instant,
    attempts: whole,
    isDead: yes,
    dueAt: instant,
    error: orNull(text),
  }),
  outbox_body: {
    ...object({ eventId: { ...whole, minimum: 1 }, effect: { ...text, minLength: 1, maxLength: 200 }, deed: { enum: ['again', 'drop'] } }),
    additionalProperties: false,
  },
  import: object({
    id,
    of: text,
    name: text,
    state: { enum: ['read', 'running', 'done', 'undoing', 'undone', 'failed'] },
    into: orNull(id),
    columns: { type: 'array', items: object({ field: text, label: text, kind: text, required: yes, of: text }, ['of']) },
    header: { type: 'array', items: text },
    sample: { type: 'array', items: { type: 'array', items: text } },
    mapping: { ...mapOf(whole), description: 'Which column of the file, counted from 0, is which field.' },
    encoding: text,
    delimiter: orNull(text),
    lines: whole,
    preview: object({ create: whole, change: whole, same: whole, wrong: whole }),
    progress: object({ done: whole, of: whole, failed: whole }),
    errors: { type: 'array', items: object({ line: whole, field: text, message: text }) },
    createdAt: instant,
    finishedAt: orNull(instant),
  }),
  import_mapping: { ...object({ mapping: mapOf(whole), into: orNull(id) }, ['into']), additionalProperties: false },
  line: object({ id, direction: { enum: ['in', 'out'] }, at: instant, kind: text, text: orNull(text), state: orNull(text) }),
}

import { Group, Select } from '@mantine/core'
import type { Say } from '../../../../shared/i18n.tsx'
import { fieldCalled } from './say.ts'
import { blankFor, type Comparison, type ConditionField, type Operator, operatorsFor } from './tree.ts'
import { ValueInput } from './value-input.tsx'
import type { conditionTexts } from './words.ts'

export type ConditionSay = Say<keyof (typeof conditionTexts)['en'] & string>

type Props = {
  condition: Comparison
  fields: readonly ConditionField[]
  /** The list whose item this comparison looks at, inside "at least one of". */
  list: string | null
  onChange(condition: Comparison): void
  say: ConditionSay
  isUnfinished: boolean
  onTitles(titles: ReadonlyMap<string, string>): void
}

/** Days are later and earlier, not above and below. */
const inTime: Partial<Record<Operator, 'later' | 'laterOrOn' | 'earlier' | 'earlierOrOn'>> = {
  gt: 'later',
  gte: 'laterOrOn',
  lt: 'earlier',
  lte: 'earlierOrOn',
}

/** One comparison: a field, how it is compared, and with what. A new field keeps the operator where it still makes sense. */
export const Leaf = ({ condition, fields, list, onChange, say, isUnfinished, onTitles }: Props) => {
  const field = fieldCalled(condition.field, fields, list)
  const operators = field ? operatorsFor(field.type, field.field) : []
  const isTimely = field?.type === 'day' || field?.type === 'instant'
  const asItem = (path: string) => (list && path.startsWith(`${list}.`) ? `item.${path.slice(list.length + 1)}` : path)

  const choose = (path: string) => {
    const next = fields.find((one) => one.field === path)
    if (!next) return
    const allowed = operatorsFor(next.type, next.field)
    // The first choice gets the likeliest comparison; a later one keeps what was chosen, where it still makes sense.
    const op = field && allowed.includes(condition.op) ? condition.op : allowed[0]!
    const value = next.type === field?.type && op === condition.op ? condition.value : blankFor(op, next.type)
    onChange(made(asItem(path), op, value))
  }
  const compare = (op: Operator) => field && onChange(made(condition.field, op, keptValue(condition, op, field)))
  const other = typeof condition.value === 'object' && !Array.isArray(condition.value) ? condition.value.field : null

  return (
    <Group gap="xs" align="start" className="condition-leaf">
      <Select
        aria-label={say('field')}
        className="condition-field"
        data={grouped(fields, list, say)}
        value={field?.field ?? null}
        onChange={(path) => path && choose(path)}
        placeholder={say('pickField')}
        searchable
        allowDeselect={false}
        error={isUnfinished && !field ? say('unfinished') : undefined}
        maxDropdownHeight={300}
      />
      {field && (
        <Select
          aria-label={say('operator')}
          className="condition-operator"
          data={operators.map((op) => ({ value: op, label: say((isTimely ? inTime[op] : undefined) ?? op) }))}
          value={condition.op}
          onChange={(op) => op && compare(op as Operator)}
          allowDeselect={false}
        />
      )}
      {field && (
        <div className="condition-value">
          {other === null ? (
            <ValueInput
              field={field}
              condition={condition}
              onChange={(value) => onChange(made(condition.field, condition.op, value))}
              say={say}
              error={isUnfinished}
              onTitles={onTitles}
            />
          ) : (
            <Select
              aria-label={say('value')}
              data={grouped(
                fields.filter((one) => one.type === field.type && one.field !== field.field),
                list,
                say,
              )}
              value={other || null}
              onChange={(path) => onChange(made(condition.field, condition.op, { field: asItem(path ?? '') }))}
              placeholder={say('pickField')}
              searchable
            />
          )}
        </div>
      )}
    </Group>
  )
}

const made = (field: string, op: Operator, value: Comparison['value']): Comparison =>
  value === undefined ? { field, op } : { field, op, value }

/** What was typed stays when one comparison is changed for another of its kind. */
const keptValue = (condition: Comparison, op: Operator, field: ConditionField): Comparison['value'] => {
  const blank = blankFor(op, field.type)
  const { value } = condition
  if (blank === undefined || value === undefined) return blank
  if (Array.isArray(blank)) {
    if (Array.isArray(value) && (op === 'between') === (condition.op === 'between')) return value
    const first = Array.isArray(value) || typeof value === 'object' ? '' : value
    return op === 'between' ? [first, ''] : first === '' ? [] : [first]
  }
  if (!Array.isArray(value)) return value
  const [first] = value
  return typeof first === 'object' || first === undefined ? blank : first
}

const roots = ['item', 'record', 'call', 'actor'] as const

/** Fields under what they belong to; lists themselves only stand in "at least one of", and their items' fields only inside it. */
const grouped = (fields: readonly ConditionField[], list: string | null, say: ConditionSay) =>
  roots.flatMap((root) => {
    const items = fields
      .filter((one) => (root === 'item' ? list !== null && one.of === list : one.of === undefined && one.field.startsWith(`${root}.`)))
      .map((one) => ({ value: one.field, label: one.label }))
    return items.length ? [{ group: say(root), items }] : []
  })

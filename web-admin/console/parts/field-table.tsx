import { type Field, type RecordShape, type Row, valueIn } from '../../shared/house.ts'
import { useHouse } from '../../shared/use-house.tsx'
import { Value } from '../../shared/values.tsx'
import classes from './field-table.module.css'

type Options = { record: RecordShape; row: Row; first?: readonly string[]; without?: readonly string[] }

const isThere = (value: unknown) => value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)

/** The fields of a row that hold something, with their labels; what belongs to a document's inside (tables, parties) is left to the document. */
export const FieldTable = ({ record, row, first = [], without = [] }: Options) => {
  const { records } = useHouse()
  const rank = (field: Field) => {
    const at = first.indexOf(field.name)
    return at < 0 ? first.length : at
  }
  const shown = record.fields
    .filter((field) => isThere(valueIn(row, field)) && !without.includes(field.name))
    // Rounding and the like: worth a place only where there is some.
    .filter((field) => !(field.type === 'money' && valueIn(row, field) === 0 && !first.includes(field.name)))
    .filter(({ name, type, isList }) => (type !== 'json' || !isList) && name !== 'version')
    .toSorted((one, other) => rank(one) - rank(other))
  return (
    <dl className={classes.table}>
      {shown.map((field) => {
        const other = field.ref ? records[field.ref] : undefined
        const id = row[field.name]
        return (
          <div key={field.name} className={classes.pair} data-wide={field.type === 'long' || undefined}>
            <dt>{field.label}</dt>
            <dd>
              <Value
                row={row}
                field={field}
                record={record}
                href={other?.canSee && !other.of && typeof id === 'string' ? `/${other.plural}/${id}` : undefined}
              />
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

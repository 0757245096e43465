import type { Outcome } from '../../shared/api.ts'
import type { Row } from '../../shared/house.ts'
import { useRecord } from '../../shared/use-house.tsx'
import { ActionForm, type Values } from './action-form.tsx'

export type RecordFormOptions = {
  record: string
  /** The row to change. (Default: a new one) */
  row?: Row
  initial?: Values
  fixed?: Values
  onDone(outcome: Outcome): void
  onCancel?: () => void
}

/** The form that adds a row, or changes one: the record's own create and update actions. */
export const RecordForm = ({ record: name, row, initial, ...rest }: RecordFormOptions) => {
  const record = useRecord(name)
  const action = row ? record?.update : record?.create
  if (!record || !action) return null
  if (!row) return <ActionForm action={action} {...(initial && { initial })} {...rest} />
  return (
    <ActionForm
      action={action}
      id={row.id}
      {...(row.version !== undefined && { version: row.version })}
      initial={row}
      changesOnly
      {...rest}
    />
  )
}

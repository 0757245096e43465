import type { Outcome } from '../../shared/api.ts'
import { currencyOf, type Row } from '../../shared/house.ts'
import { useTexts } from '../../shared/i18n.tsx'
import { common } from '../../shared/texts.ts'
import { useRecord } from '../../shared/use-house.tsx'
import { ActionForm, type Values } from './action-form.tsx'

export type RecordFormOptions = {
  record: string
  /** The row to change. (Default: a new one) */
  row?: Row
  initial?: Values
  fixed?: Values
  submit?: string
  onDone(outcome: Outcome, sent: Values): void
  onCancel?: () => void
  /** Reads the row again when somebody else changed it meanwhile. */
  onStale?: () => unknown
}

/** The form that adds a row, or changes one: the record's own create and update actions. */
export const RecordForm = ({ record: name, row, initial, ...rest }: RecordFormOptions) => {
  const record = useRecord(name)
  const t = useTexts(common)
  const action = row ? record?.update : record?.create
  if (!record || !action) return null
  if (!row) return <ActionForm action={action} submit={t('save')} {...(initial && { initial })} {...rest} />
  const currency = currencyOf(row)
  return (
    <ActionForm
      action={action}
      id={row.id}
      {...(row.version !== undefined && { version: row.version })}
      {...(currency && { currency })}
      initial={row}
      changesOnly
      submit={t('save')}
      {...rest}
    />
  )
}

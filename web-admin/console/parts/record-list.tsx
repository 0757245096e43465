import { Alert, Loader, Table } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useErrorText } from '../../shared/errors.ts'
import type { Row, RowPage } from '../../shared/house.ts'
import { useTexts } from '../../shared/i18n.tsx'
import { useApi } from '../../shared/session.tsx'
import { common } from '../../shared/texts.ts'
import { fieldOf, useRecord } from '../../shared/use-house.tsx'
import { Value } from '../../shared/values.tsx'
import { Empty } from './empty.tsx'

export type RecordListOptions = {
  /** The record's name: `order`. */
  record: string
  /** Plain filters that always hold and are not shown: `{ clientId }`. */
  fixed?: Readonly<Record<string, string>>
  /** (Default: what the record declares) */
  columns?: readonly string[]
  /** (Default: newest first) */
  sort?: string
  /** Inside another page: keeps its choices to itself, not in the address. (Default: false) */
  embedded?: boolean
  /** Where a row leads; null = nowhere. (Default: its own page) */
  hrefOf?: (row: Row) => string | null
  /** What stands there while there is nothing at all. */
  empty?: { title: string; says?: ReactNode; action?: ReactNode }
}

/** The rows of a record: search, filters, views, sort, columns, export, pages. */
export const RecordList = ({ record: name, fixed, columns, sort, hrefOf, empty }: RecordListOptions) => {
  const record = useRecord(name)
  const api = useApi()
  const t = useTexts(common)
  const errorText = useErrorText()
  const { data, error } = useQuery({
    queryKey: ['list', name, fixed, sort],
    queryFn: ({ signal }) => api.get<RowPage>(`/${record?.plural}`, { ...fixed, titles: 1, sort }, signal),
    enabled: record !== undefined,
  })
  if (error) return <Alert color="red">{errorText(error)}</Alert>
  if (!record || !data) return <Loader aria-label={t('loading')} />
  if (!data.items.length) return <Empty {...(empty ?? { title: t('notHere') })} />
  const shown = (columns ?? record.list).flatMap((one) => fieldOf(record, one) ?? [])
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          {shown.map((field) => (
            <Table.Th key={field.name}>{field.label}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {data.items.map((row) => (
          <Table.Tr key={row.id}>
            {shown.map((field, at) => {
              const href = hrefOf ? hrefOf(row) : `/${record.plural}/${row.id}`
              const value = <Value row={row} field={field} record={record} />
              return <Table.Td key={field.name}>{at === 0 && href ? <Link href={href}>{value}</Link> : value}</Table.Td>
            })}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

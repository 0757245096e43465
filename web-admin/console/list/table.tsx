import { Table, UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react'
import { Link, useLocation } from 'wouter'
import type { Field, RecordShape, Row } from '../../shared/house.ts'
import { useTexts } from '../../shared/i18n.tsx'
import { useHouse } from '../../shared/use-house.tsx'
import { Value } from '../../shared/values.tsx'
import { parts } from '../parts/texts.ts'
import classes from './list.module.css'

const numbers: readonly string[] = ['money', 'priceE4', 'milli', 'percent', 'number']

type Options = {
  record: RecordShape
  fields: readonly Field[]
  rows: readonly Row[]
  hrefOf(row: Row): string | null
  sort: string
  onSort(sort: string): void
  /** The row that the keyboard is at. */
  active: number
  isStale: boolean
}

/** The rows as a table; on a phone each row is a card. */
export const RowTable = ({ record, fields, rows, hrefOf, sort, onSort, active, isStale }: Options) => {
  const [, go] = useLocation()
  const { records } = useHouse()
  return (
    <div className={classes.scroll}>
      <Table className={classes.table!} data-stale={isStale || undefined} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            {fields.map((field) => (
              <Head key={field.name} field={field} sort={sort} onSort={onSort} />
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row, at) => {
            const href = hrefOf(row)
            return (
              <Table.Tr
                key={row.id}
                data-active={at === active || undefined}
                data-opens={href !== null || undefined}
                onClick={(event) => {
                  // A link in it leads elsewhere, and text is marked to be copied.
                  const isElsewhere = event.target instanceof Element && event.target.closest('a, button, input')
                  if (href && !isElsewhere && !getSelection()?.toString()) go(href)
                }}
              >
                {fields.map((field, column) => {
                  const other = field.ref ? records[field.ref] : undefined
                  const id = row[field.name]
                  const to = other?.canSee && !other.of && typeof id === 'string' ? `/${other.plural}/${id}` : undefined
                  const value = <Value row={row} field={field} record={record} href={column === 0 ? undefined : to} />
                  return (
                    <Table.Td
                      key={field.name}
                      data-label={field.label}
                      data-number={numbers.includes(field.type) || undefined}
                      data-long={field.type === 'long' || undefined}
                    >
                      {column === 0 && href ? (
                        <Link href={href} className={classes.first}>
                          {row[field.name] === null || row[field.name] === undefined ? (row.$title ?? '–') : value}
                        </Link>
                      ) : (
                        value
                      )}
                    </Table.Td>
                  )
                })}
              </Table.Tr>
            )
          })}
        </Table.Tbody>
      </Table>
    </div>
  )
}

const Head = ({ field, sort, onSort }: { field: Field; sort: string; onSort(sort: string): void }) => {
  const t = useTexts(parts)
  const isNumber = numbers.includes(field.type) || undefined
  if (!field.sortable) return <Table.Th data-number={isNumber}>{field.label}</Table.Th>
  const isUp = sort === field.name
  const isDown = sort === `-${field.name}`
  const Sign = isUp ? IconArrowUp : isDown ? IconArrowDown : IconArrowsSort
  return (
    <Table.Th data-number={isNumber} aria-sort={isUp ? 'ascending' : isDown ? 'descending' : 'none'}>
      <UnstyledButton
        className={classes.head!}
        data-on={isUp || isDown || undefined}
        aria-label={t('sortBy', { label: field.label })}
        onClick={() => onSort(isUp ? `-${field.name}` : isDown ? '' : field.name)}
      >
        {field.label} <Sign size={13} aria-hidden="true" />
      </UnstyledButton>
    </Table.Th>
  )
}

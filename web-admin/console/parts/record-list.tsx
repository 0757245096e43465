import { ActionIcon, Alert, Button, Group, Skeleton, Stack } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconChevronLeft, IconChevronRight, IconPlus, IconSearchOff } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useErrorText } from '../../shared/errors.ts'
import type { Row, RowPage } from '../../shared/house.ts'
import { useTexts } from '../../shared/i18n.tsx'
import { useApi } from '../../shared/session.tsx'
import { common } from '../../shared/texts.ts'
import { fieldOf, useActionShape, useRecord } from '../../shared/use-house.tsx'
import { useChoices, whereOf } from '../list/choices.ts'
import { FilterPills } from '../list/filters.tsx'
import classes from '../list/list.module.css'
import { RowTable } from '../list/table.tsx'
import { SortMenu, Toolbar } from '../list/toolbar.tsx'
import { Empty } from './empty.tsx'
import { parts } from './texts.ts'

export type RecordListOptions = {
  /** The record's name: `order`. */
  record: string
  /** Plain filters that always hold and are not shown: `{ clientId }`. */
  fixed?: Readonly<Record<string, string>>
  /** The row whose own rows these are: the lines of an order. */
  of?: { record: string; id: string }
  /** (Default: what the record declares) */
  columns?: readonly string[]
  /** (Default: newest first) */
  sort?: string
  /** Inside another page: keeps its choices to itself, not in the address. (Default: false) */
  embedded?: boolean
  /** Where a row leads; null = nowhere. (Default: its own page; rows of another row lead nowhere) */
  hrefOf?: (row: Row) => string | null
  /** What stands there while there is nothing at all. */
  empty?: { title: string; says?: ReactNode; action?: ReactNode }
}

const PAGE = 50
const PAGE_INSIDE = 20

/** The rows of a record: search, filters, views, sort, columns, export, pages; the keyboard moves through them. */
export const RecordList = (options: RecordListOptions) => {
  const { record: name, fixed, of, columns, sort = '', embedded = false, hrefOf, empty } = options
  const record = useRecord(name)
  const owner = useRecord(of?.record ?? '')
  const create = useActionShape(record?.create)
  const api = useApi()
  const t = useTexts(parts)
  const say = useTexts(common)
  const errorText = useErrorText()
  const [, go] = useLocation()
  const search = useRef<HTMLInputElement>(null)
  const [choices, change] = useChoices(embedded)
  // Where each page began, so that one can turn back.
  const [pages, setPages] = useState<readonly string[]>([])
  const [active, setActive] = useState(-1)
  const order = choices.sort || sort
  const path = of && owner ? `/${owner.plural}/${of.id}/${record?.plural}` : `/${record?.plural}`
  const asked = { ...fixed, ...(choices.q && { q: choices.q }), ...(order && { sort: order }), where: whereOf(choices) }
  const asking = JSON.stringify(asked)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question begins at its first page
  useEffect(() => {
    setPages([])
    setActive(-1)
  }, [asking])
  const after = pages.at(-1)
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: of ? ['children', of.record, of.id, name, asked, after] : ['list', name, asked, after],
    queryFn: ({ signal }) => api.get<RowPage>(path, { ...asked, titles: 1, limit: embedded ? PAGE_INSIDE : PAGE, after }, signal),
    enabled: record?.canSee === true,
    placeholderData: keepPreviousData,
  })
  const rows = data?.items ?? []
  const leadsTo = (row: Row) => (hrefOf ? hrefOf(row) : record && !record.of ? `/${record.plural}/${row.id}` : null)
  const turn = {
    next: () => data?.next && setPages([...pages, data.next]),
    previous: () => setPages(pages.slice(0, -1)),
  }
  const open = () => {
    const href = rows[active] ? leadsTo(rows[active]) : null
    if (href) go(href)
  }
  const canAdd = !embedded && create?.may === true && record !== undefined
  useHotkeys(
    embedded
      ? []
      : [
          ['j', () => setActive((at) => Math.min(at + 1, rows.length - 1))],
          ['k', () => setActive((at) => Math.max(at - 1, 0))],
          ['Enter', open, { preventDefault: false }],
          ['/', () => search.current?.focus()],
          [']', turn.next],
          ['[', turn.previous],
          ['c', () => canAdd && go(`/${record.plural}/new`)],
        ],
  )
  useEffect(() => {
    if (active >= 0) document.querySelector('tr[data-active]')?.scrollIntoView({ block: 'nearest' })
  }, [active])

  if (!record?.canSee) return null
  const shown = (choices.columns.length ? choices.columns : (columns ?? record.list)).filter((one) => fieldOf(record, one))
  const fields = shown.flatMap((one) => fieldOf(record, one) ?? []).filter((field) => !(fixed && field.name in fixed))
  const isNarrowed = choices.q !== '' || choices.filters.length > 0
  const isBare = data !== undefined && rows.length === 0 && !isNarrowed && pages.length === 0
  if (isBare)
    return (
      <div className={classes.frame}>
        <Empty
          title={empty?.title ?? t('nothingYet')}
          says={empty?.says ?? t('nothingYetSays')}
          action={
            empty?.action ??
            (canAdd && (
              <Button component={Link} href={`/${record.plural}/new`} variant="light" leftSection={<IconPlus size={16} />}>
                {create.label}
              </Button>
            ))
          }
        />
      </div>
    )
  const csv = api.address(`/${record.plural}.csv`, { ...asked, columns: shown.join(',') })
  return (
    <div className={classes.list}>
      {!of && <Toolbar record={record} choices={choices} change={change} shown={shown} csv={csv} search={search} isEmbedded={embedded} />}
      <FilterPills record={record} choices={choices} change={change} />
      {error && <Alert color="red">{errorText(error)}</Alert>}
      {!of && (
        <div className={classes.narrow}>
          <SortMenu record={record} choices={choices} change={change} />
        </div>
      )}
      <div className={classes.frame}>
        {data === undefined && !error ? (
          <Stack p="md" gap={10} aria-busy="true" aria-label={say('loading')}>
            {[88, 74, 81, 66, 78].map((width) => (
              <Skeleton key={width} h={14} w={`${width}%`} />
            ))}
          </Stack>
        ) : rows.length === 0 ? (
          <Empty
            icon={IconSearchOff}
            title={t('nothingFits')}
            says={t('nothingFitsSays')}
            action={
              <Button variant="default" size="xs" onClick={() => change({ q: '', filters: [] })}>
                {t('clearAll')}
              </Button>
            }
          />
        ) : (
          <RowTable
            record={record}
            fields={fields}
            rows={rows}
            hrefOf={leadsTo}
            sort={order}
            onSort={(next) => change({ sort: next })}
            active={active}
            isStale={isPlaceholderData}
          />
        )}
        {rows.length > 0 && (pages.length > 0 || data?.next || !of) && (
          <div className={classes.foot}>
            <span aria-live="polite">
              {data?.approximateTotal !== undefined
                ? t('about', { n: data.approximateTotal })
                : pages.length || data?.next
                  ? t('page', { n: pages.length + 1 })
                  : t('rows', { n: rows.length })}
            </span>
            <Group gap={4}>
              <ActionIcon variant="subtle" color="gray" aria-label={t('previous')} disabled={!pages.length} onClick={turn.previous}>
                <IconChevronLeft size={18} />
              </ActionIcon>
              <ActionIcon variant="subtle" color="gray" aria-label={t('next')} disabled={!data?.next} onClick={turn.next}>
                <IconChevronRight size={18} />
              </ActionIcon>
            </Group>
          </div>
        )}
      </div>
    </div>
  )
}

import { ActionIcon, Alert, Button, Menu, Skeleton, Stack, Tabs, Title } from '@mantine/core'
import { IconDots, IconFileTypePdf, IconPencil } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import { useErrorText } from '../../shared/errors.ts'
import { currencyOf, type RecordShape, type Row } from '../../shared/house.ts'
import { useLanguage, useTexts } from '../../shared/i18n.tsx'
import { useApi } from '../../shared/session.tsx'
import { common } from '../../shared/texts.ts'
import { useHouse, useRecord } from '../../shared/use-house.tsx'
import { State } from '../../shared/values.tsx'
import { ConfirmAction } from './confirm-action.tsx'
import { FieldTable } from './field-table.tsx'
import { Page } from './page.tsx'
import { RecordList } from './record-list.tsx'
import { parts } from './texts.ts'
import { RowTimeline } from './timeline.tsx'

export type Tab = { name: string; label: string; show(row: Row): ReactNode }

export type RecordPageOptions = {
  record: string
  id: string
  /** Further tabs after the overview, before the history. */
  tabs?: readonly Tab[]
  /** Fields that are shown first, in this order; the others follow. */
  first?: readonly string[]
  /** Fields that are not shown, besides those that are empty. */
  without?: readonly string[]
  /** Columns of its own rows, by the child's name. */
  childColumns?: Readonly<Record<string, readonly string[]>>
  /** Below the fields. */
  more?: (row: Row) => ReactNode
  /** Can be printed: `GET /{plural}/{id}/document`. (Default: false) */
  prints?: boolean
}

/** One row by its id, as the API gives it. */
export const useRow = (name: string, id: string | undefined) => {
  const record = useRecord(name)
  const api = useApi()
  return useQuery({
    queryKey: ['row', name, id],
    queryFn: ({ signal }) => api.get<Row>(`/${record?.plural}/${id}`, undefined, signal),
    enabled: record !== undefined && id !== undefined,
  })
}

/** The page of one row: its fields, its own rows, its documents, what happened to it, and what may be done with it now. */
export const RecordPage = (options: RecordPageOptions) => {
  const { record: name, id, tabs = [] } = options
  const record = useRecord(name)
  const { data: row, error } = useRow(name, id)
  const t = useTexts(parts)
  const say = useTexts(common)
  const errorText = useErrorText()
  const [tab, setTab] = useState('overview')
  if (!record) return null
  const back = { href: `/${record.plural}`, label: record.labelMany }
  if (error)
    return (
      <Page title={record.label} back={back}>
        <Alert color="red">{errorText(error)}</Alert>
      </Page>
    )
  if (!row)
    return (
      <Page title={record.label} back={back}>
        <Stack gap={10} aria-busy="true" aria-label={say('loading')}>
          {[60, 82, 70, 76].map((width) => (
            <Skeleton key={width} h={16} w={`${width}%`} />
          ))}
        </Stack>
      </Page>
    )
  const state = record.states?.find(({ value }) => value === row[record.stateField ?? 'state'])
  return (
    <Page
      title={row.$title ?? record.label}
      back={back}
      beside={state && <State tone={state.tone}>{state.label}</State>}
      actions={<RowActions record={record} row={row} prints={options.prints ?? false} />}
    >
      <Tabs value={tab} onChange={(next) => setTab(next ?? 'overview')} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="overview">{t('overview')}</Tabs.Tab>
          {tabs.map((one) => (
            <Tabs.Tab key={one.name} value={one.name}>
              {one.label}
            </Tabs.Tab>
          ))}
          <Tabs.Tab value="history">{t('history')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="overview">
          <Overview {...options} shape={record} row={row} />
        </Tabs.Panel>
        {tabs.map((one) => (
          <Tabs.Panel key={one.name} value={one.name}>
            {one.show(row)}
          </Tabs.Panel>
        ))}
        <Tabs.Panel value="history">
          <RowTimeline record={name} id={id} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

const Overview = ({ shape, row, first, without, childColumns = {}, more }: RecordPageOptions & { shape: RecordShape; row: Row }) => {
  const { records } = useHouse()
  return (
    <Stack gap="lg">
      <FieldTable record={shape} row={row} {...(first && { first })} {...(without && { without })} />
      {more?.(row)}
      {shape.children.map((child) => {
        const of = records[child]
        if (!of?.canSee) return null
        const columns = childColumns[child] ?? of.list.filter((field) => field !== of.ofField)
        return (
          <Stack key={child} gap="xs">
            <Title order={2}>{of.labelMany}</Title>
            <RecordList record={child} of={{ record: shape.name, id: row.id }} columns={columns} embedded />
          </Stack>
        )
      })}
    </Stack>
  )
}

const RowActions = ({ record, row, prints }: { record: RecordShape; row: Row; prints: boolean }) => {
  const t = useTexts(parts)
  const say = useTexts(common)
  const api = useApi()
  const { language } = useLanguage()
  const { actions } = useHouse()
  const [chosen, setChosen] = useState<{ action: string | null; count: number }>({ action: null, count: 0 })
  const able = (row.$actions ?? []).filter((name) => actions[name]?.may)
  const canEdit = record.update !== undefined && able.includes(record.update)
  const others = able.filter((name) => name !== record.update)
  const harmless = others.filter((name) => !actions[name]?.danger)
  // What can be edited is mostly only looked at; a document is there to be moved on.
  const leading = canEdit ? [] : harmless.slice(0, 2)
  const rest = others.filter((name) => !leading.includes(name))
  const currency = currencyOf(row)
  const shared = (action: string) => ({
    action,
    id: row.id,
    ...(row.version !== undefined && { version: row.version }),
    ...(row.$confirm?.[action] !== undefined && { question: row.$confirm[action] }),
    ...(currency && { currency }),
    initial: row,
  })
  return (
    <>
      {prints && (
        <Button
          component="a"
          variant="default"
          leftSection={<IconFileTypePdf size={17} />}
          href={api.address(`/${record.plural}/${row.id}/document`, {
            language: typeof row.language === 'string' ? row.language : language,
          })}
          target="_blank"
          rel="noopener"
        >
          {t('document')}
        </Button>
      )}
      {canEdit && (
        <Button component={Link} href={`/${record.plural}/${row.id}/edit`} variant="default" leftSection={<IconPencil size={16} />}>
          {say('edit')}
        </Button>
      )}
      {leading.map((action, at) => (
        <ConfirmAction key={action} {...shared(action)} variant={at === 0 ? 'filled' : 'default'} />
      ))}
      {rest.length > 0 && (
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label={t('moreActions')}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map((action) => (
              <Menu.Item
                key={action}
                {...(actions[action]?.danger && { color: 'red' })}
                onClick={() => setChosen(({ count }) => ({ action, count: count + 1 }))}
              >
                {actions[action]?.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {chosen.action && <ConfirmAction key={chosen.count} {...shared(chosen.action)} as="begun" />}
    </>
  )
}

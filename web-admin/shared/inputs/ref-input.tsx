import { Loader, MultiSelect, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Row, RowPage } from '../house.ts'
import { useTexts } from '../i18n.tsx'
import { useApi } from '../session.tsx'
import { common } from '../texts.ts'
import { useRecord } from '../use-house.tsx'

type Shared = {
  /** The record's name. */
  record: string
  label?: ReactNode
  'aria-label'?: string
  description?: ReactNode
  error?: ReactNode
  required?: boolean
  disabled?: boolean
  /** Only rows that fit these plain filters. */
  filters?: Readonly<Record<string, string>>
}

const MOST = 20

const usePicks = ({ record: name, filters }: Shared, typed: string, chosen: readonly string[]) => {
  const record = useRecord(name)
  const api = useApi()
  const [q] = useDebouncedValue(typed.trim(), 180)
  const may = record?.canSee === true
  const { data, isFetching } = useQuery({
    queryKey: ['list', name, 'picks', q, filters],
    queryFn: ({ signal }) =>
      api.get<RowPage>(`/${record?.plural}`, { limit: MOST, ...(q && record?.searchable ? { q } : {}), ...filters }, signal),
    enabled: may,
    placeholderData: (before) => before,
  })
  const found = data?.items ?? []
  const missing = chosen.filter((id) => !found.some((row) => row.id === id))
  const { data: named } = useQuery({
    queryKey: ['list', name, 'named', missing],
    queryFn: ({ signal }) =>
      Promise.all(missing.map((id) => api.get<Row>(`/${record?.plural}/${id}`, undefined, signal).catch(() => null))),
    enabled: may && missing.length > 0,
  })
  const rows = [...(named ?? []).flatMap((row) => row ?? []), ...found]
  const picks = rows.map((row) => ({ value: row.id, label: row.$title ?? row.id }))
  // Two rows may be called the same; the box wants each id once.
  return { picks: picks.filter(({ value }, at) => picks.findIndex((one) => one.value === value) === at), isFetching, record }
}

/** Picks one row of a record by typing a part of what it is called. */
export const RefInput = ({
  value,
  onChange,
  filters,
  record: name,
  ...rest
}: Shared & { value: string | null; onChange(id: string | null): void }) => {
  const t = useTexts(common)
  const [typed, setTyped] = useState('')
  const [isOpen, setOpen] = useState(false)
  const { picks, isFetching, record } = usePicks({ record: name, ...(filters && { filters }) }, isOpen ? typed : '', value ? [value] : [])
  return (
    <Select
      {...rest}
      searchable
      clearable={!rest.required}
      data={picks}
      value={value}
      onChange={onChange}
      onSearchChange={setTyped}
      onDropdownOpen={() => {
        setTyped('')
        setOpen(true)
      }}
      onDropdownClose={() => setOpen(false)}
      // The server searches; what it gives is shown as it is.
      filter={record?.searchable ? ({ options }) => options : undefined}
      placeholder={t('typeToFind')}
      nothingFoundMessage={isFetching ? t('loading') : t('nothingFound')}
      {...(isFetching && isOpen && { rightSection: <Loader size={14} /> })}
      maxDropdownHeight={280}
      comboboxProps={{ shadow: 'md' }}
      clearButtonProps={{ 'aria-label': t('clear') }}
    />
  )
}

/** Picks several rows of a record. */
export const RefsInput = ({
  value,
  onChange,
  filters,
  record: name,
  ...rest
}: Shared & { value: readonly string[]; onChange(ids: string[]): void }) => {
  const t = useTexts(common)
  const [typed, setTyped] = useState('')
  const { picks, record } = usePicks({ record: name, ...(filters && { filters }) }, typed, value)
  return (
    <MultiSelect
      {...rest}
      searchable
      hidePickedOptions
      data={picks}
      value={[...value]}
      onChange={onChange}
      searchValue={typed}
      onSearchChange={setTyped}
      filter={record?.searchable ? ({ options }) => options : undefined}
      placeholder={value.length ? undefined : t('typeToFind')}
      nothingFoundMessage={t('nothingFound')}
      maxDropdownHeight={280}
    />
  )
}

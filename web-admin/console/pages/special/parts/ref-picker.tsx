import { Loader, MultiSelect, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import type { RowPage } from '../../../../shared/house.ts'
import { useApi } from '../../../../shared/session.tsx'
import { useHouse } from '../../../../shared/use-house.tsx'
import { titled } from './rows.ts'

type Shared = {
  /** The record whose rows are offered. */
  record: string
  label?: ReactNode
  ariaLabel?: string
  placeholder?: string | undefined
  error?: ReactNode
  required?: boolean
  disabled?: boolean
  description?: ReactNode
  /** Only rows that fit these plain filters. */
  filters?: Readonly<Record<string, string>>
  onTitles?: (titles: ReadonlyMap<string, string>) => void
}

/** Rows of a record to choose from, found by what is typed; the chosen ones are looked up so that they have a name. */
const useChoices = ({ record, filters, onTitles }: Shared, typed: string, chosen: readonly string[]) => {
  const api = useApi()
  const plural = useHouse().records[record]?.plural
  const [q] = useDebouncedValue(typed, 200)
  const found = useQuery({
    queryKey: ['pick', plural, q, filters],
    enabled: plural !== undefined,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<RowPage>(`/${plural}`, { limit: 30, ...(q ? { q } : {}), ...filters }, signal),
  })
  const here = found.data?.items ?? []
  const missing = chosen.filter((id) => !here.some((row) => row.id === id))
  const named = useQuery({
    queryKey: ['titles', plural, missing],
    enabled: plural !== undefined && missing.length > 0,
    queryFn: async ({ signal }) => {
      const where = JSON.stringify({ field: 'record.id', op: 'in', value: missing })
      return api.get<RowPage>(`/${plural}`, { where, limit: 200 }, signal)
    },
  })
  const rows = [...(named.data?.items ?? []).filter(({ id }) => missing.includes(id)), ...here]
  const options = rows.map((row) => ({ value: row.id, label: titled(row) }))
  const shown = options.map(({ value, label }) => `${value}${label}`).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: told again when what is offered changes, not when the list is made anew
  useEffect(() => onTitles?.(new Map(options.map(({ value, label }) => [value, label]))), [shown])
  return { options, isLoading: found.isFetching }
}

type One = Shared & { value: string | null; onChange(id: string | null, title: string | null): void; clearable?: boolean }

/** Chooses one row of a record by typing part of its name. */
export const RefPicker = (props: One) => {
  const { value, onChange, label, ariaLabel, placeholder, error, required, disabled, clearable, description } = props
  const [typed, setTyped] = useState('')
  const [name, setName] = useState<string | null>(null)
  // The name of what is chosen stands in the box; that is no search.
  const { options, isLoading } = useChoices(props, typed === name ? '' : typed, value ? [value] : [])
  return (
    <Select
      searchable
      data={options}
      value={value}
      onChange={(id, option) => {
        setName(option?.label ?? null)
        onChange(id, option?.label ?? null)
      }}
      onSearchChange={setTyped}
      filter={({ options: all }) => all}
      label={label}
      aria-label={ariaLabel}
      placeholder={placeholder}
      error={error}
      required={required ?? false}
      disabled={disabled ?? false}
      description={description}
      clearable={clearable ?? false}
      rightSection={isLoading ? <Loader size={14} aria-hidden /> : undefined}
      nothingFoundMessage={isLoading ? '…' : '–'}
      maxDropdownHeight={260}
    />
  )
}

type Many = Shared & { value: readonly string[]; onChange(ids: string[]): void }

/** Chooses several rows of a record. */
export const RefsPicker = (props: Many) => {
  const { value, onChange, label, ariaLabel, placeholder, error, disabled } = props
  const [typed, setTyped] = useState('')
  const { options } = useChoices(props, typed, value)
  return (
    <MultiSelect
      searchable
      data={options}
      value={[...value]}
      onChange={onChange}
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options: all }) => all}
      label={label}
      aria-label={ariaLabel}
      placeholder={value.length ? undefined : placeholder}
      error={error}
      disabled={disabled ?? false}
      hidePickedOptions
      nothingFoundMessage="–"
      maxDropdownHeight={260}
    />
  )
}

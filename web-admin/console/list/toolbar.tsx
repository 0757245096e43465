import { ActionIcon, Button, Checkbox, Menu, Popover, Select, Stack, TextInput, Tooltip } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconColumns3, IconDownload, IconSearch, IconX } from '@tabler/icons-react'
import { type RefObject, useEffect, useState } from 'react'
import type { RecordShape } from '../../shared/house.ts'
import { useTexts } from '../../shared/i18n.tsx'
import { common } from '../../shared/texts.ts'
import { parts } from '../parts/texts.ts'
import type { Choices } from './choices.ts'
import { FilterButton } from './filters.tsx'
import classes from './list.module.css'
import { Views } from './views.tsx'

type Options = {
  record: RecordShape
  choices: Choices
  change(next: Partial<Choices>): void
  /** The columns that are shown now. */
  shown: readonly string[]
  csv: string
  search: RefObject<HTMLInputElement | null>
  isEmbedded: boolean
}

/** Above a list: search, state, filters, columns, views, export. */
export const Toolbar = ({ record, choices, change, shown, csv, search, isEmbedded }: Options) => {
  const t = useTexts(parts)
  const say = useTexts(common)
  const states = record.states ?? []
  const state = choices.filters.find(({ field, op }) => field === record.stateField && op === 'in')
  const chosenState = Array.isArray(state?.value) && state.value.length === 1 ? state.value[0] : null
  const pickState = (value: string | null) => {
    const others = choices.filters.filter((one) => one !== state)
    const filters = value && record.stateField ? [...others, { field: record.stateField, op: 'in' as const, value: [value] }] : others
    change({ filters })
  }
  const stateLabel = record.fields.find(({ name }) => name === record.stateField)?.label ?? ''
  return (
    <div className={classes.toolbar}>
      {record.searchable && <SearchBox value={choices.q} onChange={(q) => change({ q })} search={search} />}
      {states.length > 0 && !isEmbedded && (
        <Select
          aria-label={stateLabel}
          placeholder={stateLabel}
          data={states.map(({ value, label }) => ({ value, label }))}
          value={chosenState ?? null}
          onChange={pickState}
          clearable
          w={150}
          clearButtonProps={{ 'aria-label': say('clear') }}
        />
      )}
      <FilterButton record={record} choices={choices} change={change} />
      <div className={classes.spread} />
      {!isEmbedded && <Views record={record} choices={choices} change={change} />}
      <Columns record={record} shown={shown} change={change} />
      <Tooltip label={t('export')}>
        <ActionIcon component="a" href={csv} download variant="default" size={36} aria-label={t('export')}>
          <IconDownload size={17} />
        </ActionIcon>
      </Tooltip>
    </div>
  )
}

const SearchBox = ({ value, onChange, search }: { value: string; onChange(q: string): void; search: Options['search'] }) => {
  const say = useTexts(common)
  const [typed, setTyped] = useState(value)
  const tell = useDebouncedCallback(onChange, 220)
  // Also when it was changed from elsewhere: a saved view, or a step back.
  useEffect(() => setTyped(value), [value])
  return (
    <TextInput
      ref={search}
      className={classes.search!}
      type="search"
      aria-label={say('search')}
      placeholder={say('search')}
      leftSection={<IconSearch size={16} />}
      rightSection={
        typed ? (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={say('clear')}
            onClick={() => {
              setTyped('')
              onChange('')
            }}
          >
            <IconX size={14} />
          </ActionIcon>
        ) : undefined
      }
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        tell(event.currentTarget.value)
      }}
    />
  )
}

const Columns = ({ record, shown, change }: Pick<Options, 'record' | 'shown' | 'change'>) => {
  const t = useTexts(parts)
  const able = record.fields.filter(({ type, fields }) => type !== 'json' || !fields)
  const toggle = (name: string) => {
    const next = shown.includes(name)
      ? shown.filter((one) => one !== name)
      : able.map((one) => one.name).filter((one) => one === name || shown.includes(one))
    if (next.length) change({ columns: next })
  }
  return (
    <Popover position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Tooltip label={t('columns')}>
          <ActionIcon variant="default" size={36} aria-label={t('columns')}>
            <IconColumns3 size={17} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('columns')}>
        <Stack gap={8} mah={380} style={{ overflowY: 'auto' }} pr={6}>
          {able.map(({ name, label }) => (
            <Checkbox key={name} size="xs" label={label} checked={shown.includes(name)} onChange={() => toggle(name)} />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}

/** How a list is sorted, on phones, where there are no column heads. */
export const SortMenu = ({ record, choices, change }: Pick<Options, 'record' | 'choices' | 'change'>) => {
  const t = useTexts(parts)
  const able = record.fields.filter(({ sortable }) => sortable)
  if (!able.length) return null
  const label = able.find(({ name }) => name === choices.sort.replace('-', ''))?.label
  return (
    <Menu shadow="md">
      <Menu.Target>
        <Button variant="default" size="xs">
          {label ? t('sortBy', { label }) : t('newest')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => change({ sort: '' })}>{t('newest')}</Menu.Item>
        {able.map((field) => (
          <Menu.Item key={field.name} onClick={() => change({ sort: choices.sort === field.name ? `-${field.name}` : field.name })}>
            {field.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

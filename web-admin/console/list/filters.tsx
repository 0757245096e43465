import { ActionIcon, Button, Group, Indicator, MultiSelect, Pill, Popover, SegmentedControl, Select, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconFilter, IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { Field, RecordShape } from '../../shared/house.ts'
import { useTexts } from '../../shared/i18n.tsx'
import { FieldInput } from '../../shared/inputs/field-input.tsx'
import { common } from '../../shared/texts.ts'
import { parts } from '../parts/texts.ts'
import { type Choices, type Filter, filterableOf, isWhole, needsValue, type Op, opsFor } from './choices.ts'
import { FilterWords } from './filter-words.tsx'
import classes from './list.module.css'

type Change = (next: Partial<Choices>) => void

/** What narrows the list: a button with the conditions behind it. */
export const FilterButton = ({ record, choices, change }: { record: RecordShape; choices: Choices; change: Change }) => {
  const t = useTexts(parts)
  const [isOpen, { close, toggle }] = useDisclosure()
  const [draft, setDraft] = useState<readonly Filter[]>([])
  const [match, setMatch] = useState(choices.match)
  const fields = filterableOf(record)
  if (!fields.length) return null
  const begin = () => {
    setDraft(choices.filters.length ? choices.filters : [fresh(fields[0]!)])
    setMatch(choices.match)
    toggle()
  }
  const put = (at: number, filter: Filter) => setDraft(draft.with(at, filter))
  return (
    <Popover opened={isOpen} onChange={(open) => !open && close()} position="bottom-end" shadow="md" width={520} trapFocus withinPortal>
      <Indicator label={choices.filters.length} size={17} disabled={!choices.filters.length} color="petrol" zIndex={1}>
        <Popover.Target>
          <Button variant="default" leftSection={<IconFilter size={16} />} onClick={begin}>
            {t('filters')}
          </Button>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown className={classes.filterBox!} aria-label={t('filters')}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            change({ filters: draft.filter(isWhole), match })
            close()
          }}
        >
          <Stack gap="sm">
            {draft.map((filter, at) => (
              <FilterLine
                // biome-ignore lint/suspicious/noArrayIndexKey: conditions have nothing else that tells them apart
                key={at}
                fields={fields}
                filter={filter}
                onChange={(next) => put(at, next)}
                onRemove={() => setDraft(draft.toSpliced(at, 1))}
              />
            ))}
            <Group justify="space-between">
              <Button
                variant="subtle"
                size="xs"
                leftSection={<IconPlus size={15} />}
                onClick={() => setDraft([...draft, fresh(fields[0]!)])}
              >
                {t('addFilter')}
              </Button>
              {draft.length > 1 && (
                <SegmentedControl
                  size="xs"
                  value={match}
                  onChange={setMatch}
                  data={[
                    { value: 'all', label: t('matchAll') },
                    { value: 'any', label: t('matchAny') },
                  ]}
                />
              )}
            </Group>
            <Group justify="flex-end">
              <Button
                variant="default"
                size="xs"
                onClick={() => {
                  change({ filters: [], match: 'all' })
                  close()
                }}
              >
                {t('clearAll')}
              </Button>
              <Button type="submit" size="xs">
                {t('apply')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}

const fresh = (field: Field): Filter => ({ field: field.name, op: opsFor(field)[0]! })

type LineOptions = { fields: readonly Field[]; filter: Filter; onChange(filter: Filter): void; onRemove(): void }

const FilterLine = ({ fields, filter, onChange, onRemove }: LineOptions) => {
  const t = useTexts(parts)
  const say = useTexts(common)
  const field = fields.find(({ name }) => name === filter.field) ?? fields[0]!
  return (
    <div className={classes.filterLine}>
      <Select
        size="xs"
        aria-label={t('field')}
        data={fields.map(({ name, label }) => ({ value: name, label }))}
        value={field.name}
        onChange={(name) => {
          const next = fields.find((one) => one.name === name)
          if (next) onChange(fresh(next))
        }}
        allowDeselect={false}
        searchable={fields.length > 8}
        openOnFocus={false}
        comboboxProps={{ withinPortal: false }}
      />
      <Select
        size="xs"
        aria-label={t('comparison')}
        data={opsFor(field).map((op) => ({ value: op, label: op === 'in' ? t('eq') : t(op) }))}
        value={filter.op}
        onChange={(op) => op && onChange({ ...filter, op: op as Op })}
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
      />
      <div className={classes.filterValue}>
        {needsValue(filter.op) && <FilterValue field={field} filter={filter} onChange={onChange} />}
      </div>
      <ActionIcon variant="subtle" color="gray" onClick={onRemove} aria-label={`${say('remove')}: ${field.label}`}>
        <IconTrash size={16} />
      </ActionIcon>
    </div>
  )
}

const FilterValue = ({ field, filter, onChange }: Pick<LineOptions, 'filter' | 'onChange'> & { field: Field }) => {
  const t = useTexts(parts)
  const say = useTexts(common)
  const value = filter.value
  if (filter.op === 'in')
    return (
      <MultiSelect
        size="xs"
        aria-label={t('value')}
        data={(field.choices ?? []).map((choice) => ({ value: choice.value, label: choice.label }))}
        value={Array.isArray(value) ? [...value] : []}
        onChange={(next) => onChange({ ...filter, value: next })}
        hidePickedOptions
        comboboxProps={{ withinPortal: false }}
      />
    )
  if (field.type === 'flag')
    return (
      <SegmentedControl
        size="xs"
        aria-label={t('value')}
        value={value === undefined ? '' : String(value)}
        onChange={(next) => onChange({ ...filter, value: next === 'true' })}
        data={[
          { value: 'true', label: say('yes') },
          { value: 'false', label: say('no') },
        ]}
      />
    )
  const plain: Field = { ...field, required: false, label: t('value'), type: field.type === 'long' ? 'text' : field.type }
  return <FieldInput field={plain} bare value={value ?? null} onChange={(next) => onChange({ ...filter, value: asValue(next) })} />
}

const asValue = (given: unknown): Filter['value'] => (typeof given === 'string' || typeof given === 'number' ? given : undefined)

/** The filters that hold, each to be taken off with a press. */
export const FilterPills = ({ record, choices, change }: { record: RecordShape; choices: Choices; change: Change }) => {
  const t = useTexts(parts)
  const say = useTexts(common)
  if (!choices.filters.length) return null
  return (
    <Group gap={6}>
      {choices.filters.map((filter, at) => (
        <Pill
          // biome-ignore lint/suspicious/noArrayIndexKey: two filters may be the same
          key={at}
          size="md"
          withRemoveButton
          onRemove={() => change({ filters: choices.filters.toSpliced(at, 1) })}
          removeButtonProps={{
            'aria-label': `${say('remove')}: ${record.fields.find(({ name }) => name === filter.field)?.label}`,
            'aria-hidden': false,
            tabIndex: 0,
          }}
        >
          <FilterWords record={record} filter={filter} />
        </Pill>
      ))}
      <Button variant="subtle" size="compact-xs" onClick={() => change({ filters: [], match: 'all' })}>
        {t('clearAll')}
      </Button>
      {choices.match === 'any' && choices.filters.length > 1 && (
        <Text size="xs" c="dimmed">
          {t('matchAny')}
        </Text>
      )}
    </Group>
  )
}

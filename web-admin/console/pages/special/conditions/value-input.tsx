import { Group, MultiSelect, Select, TagsInput, Text, TextInput } from '@mantine/core'
import { NumberBox } from '../parts/number-box.tsx'
import { RefPicker, RefsPicker } from '../parts/ref-picker.tsx'
import type { Comparison, ConditionField, Literal } from './tree.ts'

type Words = (key: 'value' | 'low' | 'high' | 'yes' | 'no' | 'and' | 'pickValue' | 'unfinished' | 'typeMore') => string
type Props = {
  field: ConditionField
  condition: Comparison
  onChange(value: Comparison['value']): void
  say: Words
  error: boolean
  onTitles(titles: ReadonlyMap<string, string>): void
}

/** What a comparison compares with, in the input that fits the field: a date for days, money in units, names for rows. */
export const ValueInput = ({ field, condition, onChange, say, error, onTitles }: Props) => {
  const { op, value } = condition
  if (op === 'isSet' || op === 'isNotSet' || op === 'changed') return null
  if (op === 'in' || op === 'notIn')
    return <ManyInput {...{ field, onChange, say, error, onTitles }} value={Array.isArray(value) ? value.map(String) : []} />
  if (op === 'between') {
    const [low, high] = (Array.isArray(value) ? value : ['', '']) as [Literal, Literal]
    return (
      <Group gap="xs" wrap="nowrap" align="start">
        <OneInput
          {...{ field, say, onTitles }}
          label={say('low')}
          error={error && isBlank(low)}
          value={low}
          onChange={(one) => onChange([one, high])}
        />
        <Text size="sm" c="dimmed" pt={7}>
          {say('and')}
        </Text>
        <OneInput
          {...{ field, say, onTitles }}
          label={say('high')}
          error={error && isBlank(high)}
          value={high}
          onChange={(one) => onChange([low, one])}
        />
      </Group>
    )
  }
  const one = typeof value === 'object' || value === undefined ? '' : value
  return <OneInput {...{ field, say, onTitles, onChange, error }} label={say('value')} value={one} />
}

const isBlank = (value: Literal | undefined) => value === undefined || value === ''

type OneProps = Pick<Props, 'field' | 'say' | 'error' | 'onTitles'> & { label: string; value: Literal; onChange(value: Literal): void }

const digitsOf: Partial<Record<ConditionField['type'], number>> = { number: 0, money: 2, priceE4: 4, milli: 3, percent: 1 }

const OneInput = ({ field, label, value, onChange, say, error, onTitles }: OneProps) => {
  const fault = error ? say('unfinished') : undefined
  const digits = digitsOf[field.type]
  if (digits !== undefined)
    return (
      <NumberBox
        aria-label={label}
        digits={digits}
        least={field.type === 'money' || field.type === 'priceE4' ? 2 : 0}
        value={typeof value === 'number' ? value : null}
        onChange={(number) => onChange(number ?? '')}
        error={fault}
        rightSection={
          field.type === 'percent' ? (
            <Text size="sm" c="dimmed">
              %
            </Text>
          ) : undefined
        }
        w="100%"
        maw={180}
      />
    )
  if (field.type === 'flag')
    return (
      <Select
        aria-label={label}
        data={[
          { value: 'true', label: say('yes') },
          { value: 'false', label: say('no') },
        ]}
        value={String(value === '' ? true : value)}
        onChange={(one) => onChange(one !== 'false')}
        allowDeselect={false}
        maw={120}
      />
    )
  if (field.type === 'day' || field.type === 'instant')
    return (
      <TextInput
        type="date"
        aria-label={label}
        value={String(value).slice(0, 10)}
        onChange={({ currentTarget }) =>
          onChange(field.type === 'instant' && currentTarget.value ? `${currentTarget.value}T00:00:00Z` : currentTarget.value)
        }
        error={fault}
        maw={180}
      />
    )
  if (field.choices)
    return (
      <Select
        aria-label={label}
        searchable
        data={field.choices}
        value={String(value) || null}
        onChange={(one) => onChange(one ?? '')}
        placeholder={say('pickValue')}
        error={fault}
      />
    )
  if (field.type === 'ref' && field.ref)
    return (
      <RefPicker
        record={field.ref}
        ariaLabel={label}
        value={String(value) || null}
        onChange={(id) => onChange(id ?? '')}
        placeholder={say('pickValue')}
        error={fault}
        onTitles={onTitles}
      />
    )
  return (
    <TextInput aria-label={label} value={String(value)} onChange={({ currentTarget }) => onChange(currentTarget.value)} error={fault} />
  )
}

const ManyInput = ({
  field,
  value,
  onChange,
  say,
  error,
  onTitles,
}: Pick<Props, 'field' | 'say' | 'error' | 'onTitles'> & { value: string[]; onChange(value: string[]): void }) => {
  const fault = error ? say('unfinished') : undefined
  if (field.choices)
    return (
      <MultiSelect
        aria-label={say('value')}
        searchable
        data={field.choices}
        value={value}
        onChange={onChange}
        placeholder={value.length ? '' : say('pickValue')}
        error={fault}
      />
    )
  if (field.type === 'ref' && field.ref)
    return (
      <RefsPicker
        record={field.ref}
        ariaLabel={say('value')}
        value={value}
        onChange={onChange}
        placeholder={say('pickValue')}
        error={fault}
        onTitles={onTitles}
      />
    )
  return (
    <TagsInput
      aria-label={say('value')}
      value={value}
      onChange={onChange}
      placeholder={value.length ? '' : say('typeMore')}
      error={fault}
    />
  )
}

import { Checkbox, MultiSelect, Select, TagsInput, Textarea, TextInput } from '@mantine/core'
import { lazy, type ReactNode, Suspense } from 'react'
import { exponentOf } from '../format.ts'
import { useTexts } from '../i18n.tsx'
import { useSession } from '../session.tsx'
import { common } from '../texts.ts'
import type { FieldInputOptions } from './field-options.ts'
import { NumberInput } from './number-input.tsx'
import { JsonInput, ObjectInput, ObjectsInput } from './object-input.tsx'
import { RefInput, RefsInput } from './ref-input.tsx'

const DayInput = lazy(async () => ({ default: (await import('./day-input.tsx')).DayInput }))
const InstantInput = lazy(async () => ({ default: (await import('./day-input.tsx')).InstantInput }))

const textOf = (value: unknown) => (typeof value === 'string' ? value : value === null || value === undefined ? '' : String(value))
const numberOf = (value: unknown) => (typeof value === 'number' ? value : null)
const textsOf = (value: unknown) => (Array.isArray(value) ? value.map(String) : [])

/** The control for a field, by its type. */
export const FieldInput = ({
  field,
  value,
  onChange,
  error,
  errorAt = () => undefined,
  currency,
  bare = false,
}: FieldInputOptions): ReactNode => {
  const t = useTexts(common)
  const { company } = useSession()
  const { label, type, required = false, choices, help } = field
  const named = bare ? { 'aria-label': label } : { label, ...(help && { description: help }) }
  const shared = { ...named, required, error, name: field.name }
  const unit = currency ?? company.currency
  if (type === 'money') {
    const digits = exponentOf(unit)
    return <NumberInput {...shared} value={numberOf(value)} onChange={onChange} digits={digits} least={digits} unit={unit} />
  }
  if (type === 'priceE4') return <NumberInput {...shared} value={numberOf(value)} onChange={onChange} digits={4} least={2} unit={unit} />
  if (type === 'milli') return <NumberInput {...shared} value={numberOf(value)} onChange={onChange} digits={3} />
  if (type === 'percent') return <NumberInput {...shared} value={numberOf(value)} onChange={onChange} digits={1} unit="%" />
  if (type === 'number') return <NumberInput {...shared} value={numberOf(value)} onChange={onChange} />
  if (type === 'flag')
    return (
      <Checkbox
        {...named}
        name={field.name}
        error={error}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
        mt={bare ? 8 : 4}
      />
    )
  if (type === 'day' || type === 'instant') {
    const Input = type === 'day' ? DayInput : InstantInput
    return (
      <Suspense fallback={<TextInput {...named} disabled />}>
        <Input {...named} required={required} error={error} value={textOf(value) || null} onChange={onChange} />
      </Suspense>
    )
  }
  if (type === 'choice')
    return (
      <Select
        {...shared}
        data={(choices ?? []).map(({ value: one, label: word }) => ({ value: one, label: word }))}
        value={textOf(value) || null}
        onChange={onChange}
        clearable={!required}
        allowDeselect={!required}
        searchable={(choices?.length ?? 0) > 8}
        placeholder={t('choose')}
        clearButtonProps={{ 'aria-label': t('clear') }}
      />
    )
  if (type === 'ref')
    return (
      <RefInput {...named} required={required} error={error} record={field.ref ?? ''} value={textOf(value) || null} onChange={onChange} />
    )
  if (type === 'many') {
    if (field.ref)
      return <RefsInput {...named} required={required} error={error} record={field.ref} value={textsOf(value)} onChange={onChange} />
    if (choices)
      return (
        <MultiSelect
          {...shared}
          data={choices.map(({ value: one, label: word }) => ({ value: one, label: word }))}
          value={textsOf(value)}
          onChange={onChange}
          hidePickedOptions
          searchable
        />
      )
    return <TagsInput {...shared} value={textsOf(value)} onChange={onChange} />
  }
  if (type === 'json') {
    const nested = { field, value, onChange, error, errorAt, currency, Input: FieldInput }
    if (!field.fields) return <JsonInput {...nested} />
    return field.isList ? <ObjectsInput {...nested} /> : <ObjectInput {...nested} />
  }
  const typed = {
    ...shared,
    value: textOf(value),
    maxLength: field.maxLength ?? 20_000,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  }
  return type === 'long' && !bare ? <Textarea {...typed} autosize minRows={2} maxRows={8} /> : <TextInput {...typed} />
}

import { ActionIcon, Button, Fieldset, SimpleGrid, Stack, Text, Textarea } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { Field } from '../house.ts'
import { useTexts } from '../i18n.tsx'
import { common } from '../texts.ts'
import type { FieldInputOptions } from './field-options.ts'
import classes from './object-input.module.css'

export type NestedOptions = {
  field: Field
  value: unknown
  onChange(value: unknown): void
  error: string | undefined
  errorAt(path: string): string | undefined
  currency: string | undefined
  /** The control of the fields inside; handed in, because it shows objects in its turn. */
  Input(options: FieldInputOptions): ReactNode
}

type Values = Readonly<Record<string, unknown>>
const valuesOf = (value: unknown): Values => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values) : {})
/** Without what was emptied: an object's fields are either there or not. */
const put = (values: Values, name: string, value: unknown): Values => ({
  ...values,
  [name]: value === null || value === '' ? undefined : value,
})

/** The fields of an object, in a frame with its name. */
export const ObjectInput = ({ field, value, onChange, error, errorAt, currency, Input }: NestedOptions) => {
  const values = valuesOf(value)
  return (
    <Fieldset legend={field.label}>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        {field.fields?.map((inner) => (
          <Input
            key={inner.name}
            field={inner}
            value={values[inner.name]}
            onChange={(next) => onChange(put(values, inner.name, next))}
            error={errorAt(inner.name)}
            errorAt={(path) => errorAt(`${inner.name}.${path}`)}
            currency={currency}
          />
        ))}
      </SimpleGrid>
      {error && (
        <Text c="var(--mantine-color-error)" size="xs" mt={4}>
          {error}
        </Text>
      )}
    </Fieldset>
  )
}

/** Several objects of the same fields: the lines of an order. */
export const ObjectsInput = ({ field, value, onChange, error, errorAt, currency, Input }: NestedOptions) => {
  const t = useTexts(common)
  const rows: readonly Values[] = Array.isArray(value) ? value.map(valuesOf) : []
  const fields = field.fields ?? []
  return (
    <Fieldset legend={field.label}>
      <Stack gap="xs">
        {rows.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows have nothing else that tells them apart
          <div key={at} className={classes.row}>
            <div className={classes.fields}>
              {fields.map((inner) => (
                <Input
                  key={inner.name}
                  field={inner}
                  value={row[inner.name]}
                  onChange={(next) => onChange(rows.with(at, put(row, inner.name, next)))}
                  error={errorAt(`${at}.${inner.name}`)}
                  errorAt={(path) => errorAt(`${at}.${inner.name}.${path}`)}
                  currency={currency}
                />
              ))}
            </div>
            <ActionIcon
              variant="subtle"
              color="gray"
              mt={24}
              aria-label={`${t('remove')} ${at + 1}`}
              onClick={() => onChange(rows.toSpliced(at, 1))}
            >
              <IconTrash size={17} />
            </ActionIcon>
          </div>
        ))}
        {error && (
          <Text c="var(--mantine-color-error)" size="xs">
            {error}
          </Text>
        )}
        <Button
          variant="light"
          size="xs"
          leftSection={<IconPlus size={15} />}
          onClick={() => onChange([...rows, {}])}
          style={{ alignSelf: 'flex-start' }}
        >
          {t('add')}
        </Button>
      </Stack>
    </Fieldset>
  )
}

/** A value that has no form of its own, as JSON. What cannot be read stays as text and is refused by the server with its reason. */
export const JsonInput = ({ field, value, onChange, error }: Omit<NestedOptions, 'errorAt' | 'currency' | 'Input'>) => {
  const [typed, setTyped] = useState(() => (value === undefined || value === null ? '' : JSON.stringify(value, null, 2)))
  const read = (text: string): unknown => {
    if (!text.trim()) return null
    try {
      return JSON.parse(text)
    } catch {
      return text
    }
  }
  return (
    <Textarea
      label={field.label}
      description="JSON"
      required={field.required ?? false}
      error={error}
      value={typed}
      autosize
      minRows={2}
      maxRows={12}
      ff="monospace"
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        onChange(read(event.currentTarget.value))
      }}
    />
  )
}

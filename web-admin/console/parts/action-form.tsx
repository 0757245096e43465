import { Alert, Button, Group, Stack, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Outcome } from '../../shared/api.ts'
import { useErrorText } from '../../shared/errors.ts'
import { useTexts } from '../../shared/i18n.tsx'
import { common } from '../../shared/texts.ts'
import { useAction } from '../../shared/use-action.ts'
import { useActionShape } from '../../shared/use-house.tsx'

export type Values = Readonly<Record<string, unknown>>

export type ActionFormOptions = {
  /** The action's name: `client.create`. */
  action: string
  /** The row it is about, and the version of it that was seen. */
  id?: string
  version?: number
  /** What the fields hold at first. */
  initial?: Values
  /** Fields that are sent with these values and not shown. */
  fixed?: Values
  /** Which fields are shown, in this order. (Default: all) */
  only?: readonly string[]
  /** The words on the button. (Default: the action's label) */
  submit?: string
  /** Only fields that were changed are sent. (Default: false) */
  changesOnly?: boolean
  /** A field that needs more than its type tells: gets its value and gives back another. */
  fields?: Readonly<Record<string, (field: FieldSlot) => ReactNode>>
  onDone(outcome: Outcome): void
  onCancel?: () => void
}
export type FieldSlot = { value: unknown; change(value: unknown): void; error: string | undefined; label: string; required: boolean }

/** The form of an action, made from its schema. */
export const ActionForm = ({ action, id, version, initial = {}, fixed = {}, submit, onDone, onCancel }: ActionFormOptions) => {
  const shape = useActionShape(action)
  const { run, isRunning } = useAction(action)
  const t = useTexts(common)
  const errorText = useErrorText()
  const [values, setValues] = useState<Values>(initial)
  const [error, setError] = useState<unknown>(null)
  if (!shape) return null
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        run({ id, version, input: { ...values, ...fixed } }).then(onDone, setError)
      }}
    >
      <Stack>
        {error !== null && <Alert color="red">{errorText(error)}</Alert>}
        {shape.fields.map((field) => (
          <TextInput
            key={field.name}
            label={field.label}
            required={field.required ?? false}
            value={String(values[field.name] ?? '')}
            onChange={(event) => setValues({ ...values, [field.name]: event.currentTarget.value })}
          />
        ))}
        <Group>
          <Button type="submit" loading={isRunning}>
            {submit ?? shape.label}
          </Button>
          {onCancel && (
            <Button variant="default" onClick={onCancel}>
              {t('cancel')}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  )
}

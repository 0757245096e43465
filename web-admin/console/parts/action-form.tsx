import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import { type ReactNode, type SubmitEvent, useRef, useState } from 'react'
import { type Outcome, type Override, Problem } from '../../shared/api.ts'
import { useErrorText } from '../../shared/errors.ts'
import type { Field } from '../../shared/house.ts'
import { useTexts } from '../../shared/i18n.tsx'
import { FieldInput } from '../../shared/inputs/field-input.tsx'
import { common } from '../../shared/texts.ts'
import { useAction } from '../../shared/use-action.ts'
import { useActionShape, useRecord } from '../../shared/use-house.tsx'
import classes from './action-form.module.css'
import { ConflictAlert } from './conflict.tsx'
import { useUnsaved } from './guard.tsx'
import { inputFrom, isEmpty, issueAt, missingIn, type Values } from './input.ts'
import { OverrideDialog } from './override.tsx'
import { parts } from './texts.ts'

export type { Values } from './input.ts'

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
  /** Of the amounts in the form. (Default: the company's) */
  currency?: string
  /** Gets what became of it, and what was sent. */
  onDone(outcome: Outcome, sent: Values): void
  onCancel?: () => void
  /** Reads the row again when somebody else changed it meanwhile. */
  onStale?: () => unknown
}
export type FieldSlot = { value: unknown; change(value: unknown): void; error: string | undefined; label: string; required: boolean }

const CUSTOM = 'custom'
const customOf = (row: Values): Values => (typeof row[CUSTOM] === 'object' && row[CUSTOM] !== null ? (row[CUSTOM] as Values) : {})

/** The form of an action, made from its schema: what is wrong is said at the field, unsaved work is guarded, and sending twice does it once. */
export const ActionForm = (options: ActionFormOptions) => {
  const {
    action,
    id,
    version,
    initial = {},
    fixed = {},
    only,
    submit,
    changesOnly = false,
    fields: slots = {},
    currency,
    onDone,
    onCancel,
    onStale,
  } = options
  const shape = useActionShape(action)
  const record = useRecord(shape?.record ?? '')
  const { run, isRunning } = useAction(action)
  const t = useTexts(common)
  const say = useTexts(parts)
  const errorText = useErrorText()
  const form = useRef<HTMLFormElement>(null)
  // Only what was typed here; the rest is what the row holds, also after somebody else changed it.
  const [edits, setEdits] = useState<Values>({})
  const [missing, setMissing] = useState<readonly string[]>([])
  const [error, setError] = useState<unknown>(null)
  const letGo = useUnsaved(Object.keys(edits).length > 0)
  if (!shape) return null

  // Fields that the admin declared travel together, under one name.
  const takesCustom = shape.fields.some(({ name }) => name === CUSTOM)
  const declared = (record?.fields ?? []).filter(({ custom }) => custom)
  const held = customOf(initial)
  const shown: readonly Field[] = only
    ? only.flatMap((name) => shape.fields.find((field) => field.name === name) ?? [])
    : [...shape.fields.filter(({ name }) => !(name in fixed) && name !== CUSTOM), ...(takesCustom ? declared : [])]
  const valueAt = ({ name, default: usual, custom }: Field) =>
    name in edits ? edits[name] : ((custom ? held[name] : initial[name]) ?? (changesOnly ? undefined : usual))
  const issues = error instanceof Problem ? error.issues : []
  const errorFor = (field: Field) => {
    if (missing.includes(field.name) && isEmpty(valueAt(field))) return t('needed')
    return issueAt(issues, field.name)
  }
  const focusFirst = () =>
    queueMicrotask(() => requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()))

  const send = async (override?: Override) => {
    const values = Object.fromEntries(shown.map((field) => [field.name, valueAt(field)]))
    const lacking = missingIn(shown, values, shape.input)
    setMissing(lacking)
    setError(null)
    if (lacking.length) return focusFirst()
    const given = changesOnly ? edits : values
    const custom = declared.filter(({ name }) => shown.some((field) => field.custom && field.name === name) && name in given)
    const own = Object.fromEntries(Object.entries(given).filter(([name]) => !custom.some((field) => field.name === name)))
    const input = {
      ...inputFrom(shape.input, own, changesOnly),
      ...(custom.length && {
        [CUSTOM]: { ...held, ...Object.fromEntries(custom.flatMap(({ name }) => (isEmpty(given[name]) ? [] : [[name, given[name]]]))) },
      }),
      ...fixed,
    }
    try {
      const outcome = await run({ id, version, input, override })
      letGo()
      setEdits({})
      onDone(outcome, input)
    } catch (problem) {
      setError(problem)
      focusFirst()
    }
  }
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    event.stopPropagation()
    if (!isRunning) void send()
  }

  const isStale = error instanceof Problem && error.code === 'record.changed_meanwhile'
  const isOverridable = error instanceof Problem && error.overridableBy !== null
  const unplaced = issues.filter(({ path }) => !shown.some(({ name }) => issueAt([{ path, message: '' }], name) !== undefined))
  return (
    <form ref={form} onSubmit={onSubmit} noValidate aria-label={shape.label}>
      <Stack gap="md">
        {isStale && id && onStale && (
          <ConflictAlert
            record={shape.record}
            id={id}
            onTakeIn={() => {
              setError(null)
              onStale()
            }}
          />
        )}
        {error !== null && !isOverridable && !(isStale && onStale) && (
          <Alert color="red" icon={<IconAlertCircle />} role="alert">
            {issues.length > unplaced.length ? say('fix') : errorText(error)}
            {issues.length > unplaced.length &&
              unplaced.map(({ path, message }) => (
                <Text key={path} size="sm">
                  {path}: {message}
                </Text>
              ))}
          </Alert>
        )}
        <div className={classes.fields}>
          {shown.map((field) => {
            const change = (value: unknown) => setEdits((before) => ({ ...before, [field.name]: value }))
            const slot = slots[field.name]
            return (
              <div
                key={field.name}
                className={classes.field}
                data-wide={field.type === 'long' || field.type === 'json' || field.type === 'many' || undefined}
              >
                {slot ? (
                  slot({ value: valueAt(field), change, error: errorFor(field), label: field.label, required: field.required ?? false })
                ) : (
                  <FieldInput
                    field={field}
                    value={valueAt(field)}
                    onChange={change}
                    error={errorFor(field)}
                    errorAt={(path) => issueAt(issues, `${field.name}.${path}`)}
                    currency={currency}
                  />
                )}
              </div>
            )
          })}
        </div>
        <Group gap="sm">
          <Button type="submit" loading={isRunning} {...(shape.danger && { color: 'red' })}>
            {submit ?? shape.label}
          </Button>
          {onCancel && (
            <Button variant="default" onClick={onCancel}>
              {t('cancel')}
            </Button>
          )}
        </Group>
      </Stack>
      <OverrideDialog
        problem={isOverridable ? error : null}
        isRunning={isRunning}
        onClose={() => setError(null)}
        onGive={(override) => void send(override)}
      />
    </form>
  )
}

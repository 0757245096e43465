import { Button, type ButtonProps, Group, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type ReactNode, useEffect, useState } from 'react'
import { type Outcome, type Override, Problem } from '../../shared/api.ts'
import { useErrorText } from '../../shared/errors.ts'
import { useTexts } from '../../shared/i18n.tsx'
import { common } from '../../shared/texts.ts'
import { useAction } from '../../shared/use-action.ts'
import { useActionShape, useHouse } from '../../shared/use-house.tsx'
import { ActionForm, type Values } from './action-form.tsx'
import { OverrideDialog } from './override.tsx'
import { parts } from './texts.ts'
import { oppositeOf, useTell } from './told.tsx'

export type ConfirmActionOptions = {
  action: string
  id?: string
  version?: number
  /** What is sent without asking. */
  fixed?: Values
  /** What the fields of its form hold at first. */
  initial?: Values
  /** What to ask. (Default: the action's own words; nothing where it is harmless and asks for no input) */
  question?: string
  currency?: string
  /** The words on the button. (Default: the action's label) */
  label?: ReactNode
  variant?: ButtonProps['variant']
  size?: ButtonProps['size']
  /** `begun`: no button, it begins as soon as it is shown; for menus, which are gone by the time something is asked. (Default: a button) */
  as?: 'button' | 'begun'
  /** Besides the toast that tells what became of it. */
  onDone?: (outcome: Outcome) => void
}

/**
 * A button that performs an action: asks first where the action says so, is dangerous or needs input, takes an override with its reason where
 * the refusal may be stepped over, and tells what became of it, with the way back where there is one.
 */
export const ConfirmAction = (options: ConfirmActionOptions) => {
  const {
    action,
    id,
    version,
    fixed = {},
    initial,
    question,
    currency,
    label,
    variant = 'default',
    size = 'sm',
    as = 'button',
    onDone,
  } = options
  const shape = useActionShape(action)
  const { actions } = useHouse()
  const { run, isRunning } = useAction(action)
  const t = useTexts(common)
  const say = useTexts(parts)
  const errorText = useErrorText()
  const tell = useTell()
  const [isOpen, setOpen] = useState(false)
  const [refused, setRefused] = useState<Problem | null>(null)
  const asks = shape?.fields.some(({ name }) => !(name in fixed) && name !== 'custom')
  const done = (outcome: Outcome) => {
    setOpen(false)
    setRefused(null)
    tell(outcome, outcome.state === 'done' ? oppositeOf(action, id, (name) => actions[name]?.may === true) : null)
    onDone?.(outcome)
  }
  const perform = async (override?: Override) => {
    try {
      done(await run({ id, version, input: fixed, override }))
    } catch (error) {
      if (error instanceof Problem && error.overridableBy && !override) return setRefused(error)
      notifications.show({ color: 'red', message: errorText(error), autoClose: 9000 })
    }
  }
  const begin = () => (asks || question || shape?.confirm || shape?.danger ? setOpen(true) : void perform())
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, as it is shown
  useEffect(() => {
    if (as === 'begun' && shape?.may) begin()
  }, [])
  if (!shape?.may) return null
  return (
    <>
      {as === 'button' && (
        <Button variant={variant} size={size} loading={isRunning && !isOpen} onClick={begin}>
          {label ?? shape.label}
        </Button>
      )}
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={shape.label} size={asks ? 'lg' : 'md'}>
        <Stack>
          <Text size="sm">{question ?? shape.confirm ?? (asks ? shape.says : say('sure'))}</Text>
          {asks ? (
            <ActionForm
              action={action}
              fixed={fixed}
              {...(id && { id })}
              {...(version !== undefined && { version })}
              {...(initial && { initial })}
              {...(currency && { currency })}
              onDone={done}
              onCancel={() => setOpen(false)}
            />
          ) : (
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setOpen(false)}>
                {t('cancel')}
              </Button>
              <Button loading={isRunning} {...(shape.danger && { color: 'red' })} onClick={() => void perform()} data-autofocus>
                {shape.label}
              </Button>
            </Group>
          )}
        </Stack>
      </Modal>
      <OverrideDialog
        problem={refused}
        isRunning={isRunning}
        onClose={() => setRefused(null)}
        onGive={(override) => void perform(override)}
      />
    </>
  )
}

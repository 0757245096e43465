import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Outcome } from '../../shared/api.ts'
import { useAction } from '../../shared/use-action.ts'
import { useActionShape } from '../../shared/use-house.tsx'

export type ConfirmActionOptions = {
  action: string
  id?: string
  version?: number
  /** What is sent without asking. */
  fixed?: Readonly<Record<string, unknown>>
  /** What the fields of its form hold at first. */
  initial?: Readonly<Record<string, unknown>>
  /** The words on the button. (Default: the action's label) */
  label?: ReactNode
  /** (Default: plain; the first thing to do on a page is `filled`) */
  variant?: 'filled' | 'light' | 'default' | 'subtle'
  size?: 'xs' | 'sm'
  onDone?: (outcome: Outcome) => void
}

/**
 * A button that performs an action: asks first where the action says so or needs input, takes an override with its reason where the refusal may
 * be stepped over, and tells what became of it.
 */
export const ConfirmAction = ({
  action,
  id,
  version,
  fixed = {},
  label,
  variant = 'default',
  size = 'sm',
  onDone,
}: ConfirmActionOptions) => {
  const shape = useActionShape(action)
  const { run, isRunning } = useAction(action)
  if (!shape?.may) return null
  return (
    <Button variant={variant} size={size} loading={isRunning} onClick={() => run({ id, version, input: fixed }).then(onDone, () => {})}>
      {label ?? shape.label}
    </Button>
  )
}

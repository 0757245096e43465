import { Button, Group, Stack, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { Approvers } from './approvers.tsx'
import type { Policy } from './policy.ts'

type LadderProps = Pick<Parameters<typeof Approvers>[0], 'house' | 'roles' | 'teams' | 'say'> & {
  policy: Policy
  change(patch: Partial<Policy>): void
  isMarked: boolean
}

/** Who steps in when the time has run out, and who after that. */
export const Ladder = ({ policy, change, isMarked, ...rest }: LadderProps) => {
  const { say } = rest
  if (!policy.escalateTo?.length)
    return (
      <Group gap="xs">
        <Text size="sm" c="dimmed">
          {say('escalateNone')}
        </Text>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          onClick={() => change({ escalateTo: [{ who: 'role', role: 'admin' }] })}
        >
          {say('escalateTo')}
        </Button>
      </Group>
    )
  return (
    <Stack gap="xs">
      <Text size="sm">{say('escalateTo')}</Text>
      <Approvers
        label={say('escalateTo')}
        value={policy.escalateTo}
        onChange={(escalateTo) => change(escalateTo.length ? { escalateTo } : { escalateTo: null, furtherTo: [] })}
        marked={isMarked}
        mayBeEmpty
        {...rest}
      />
      {policy.furtherTo.map((rung, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rungs have no names
        <Stack key={at} gap="xs">
          <Text size="sm">{say('further')}</Text>
          <Approvers
            label={say('further')}
            value={rung}
            onChange={(next) =>
              change({ furtherTo: policy.furtherTo.flatMap((one, old) => (old !== at ? [one] : next.length ? [next] : [])) })
            }
            marked={isMarked}
            mayBeEmpty
            {...rest}
          />
        </Stack>
      ))}
      {policy.furtherTo.length < 5 && (
        <div>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={14} />}
            onClick={() => change({ furtherTo: [...policy.furtherTo, [{ who: 'role', role: 'admin' }]] })}
          >
            {say('addFurther')}
          </Button>
        </div>
      )}
    </Stack>
  )
}

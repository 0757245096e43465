import { ActionIcon, Autocomplete, Button, Group, Select, Stack } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import type { House } from '../../../../shared/house.ts'
import { useTexts } from '../../../../shared/i18n.tsx'
import { common } from '../../../../shared/texts.ts'
import { RefPicker } from '../parts/ref-picker.tsx'
import { type Approver, approverKinds, isWhole, type PolicySay } from './policy.ts'

type Props = {
  label: string
  value: readonly Approver[]
  onChange(value: Approver[]): void
  house: House
  roles: readonly { value: string; label: string }[]
  teams: readonly string[]
  say: PolicySay
  /** Mark those about whom nothing is said yet. */
  marked: boolean
  /** May there be nobody? (Default: no) */
  mayBeEmpty?: boolean
}

const contactRights = ['approve_orders'] as const

const blankOf = (who: Approver['who']): Approver => {
  if (who === 'role') return { who, role: '' }
  if (who === 'team') return { who, team: '' }
  if (who === 'staff') return { who, id: '' }
  if (who === 'contact') return { who, permission: contactRights[0] }
  if (who === 'permission') return { who, permission: '' }
  return { who: 'agent_of_client' }
}

/** Some people who may decide, any of whom will do: roles, teams, persons, the client's agent, holders of a right, contacts. */
export const Approvers = ({ label, value, onChange, house, roles, teams, say, marked, mayBeEmpty = false }: Props) => {
  const t = useTexts(common)
  const put = (at: number, one: Approver) => onChange(value.map((old, position) => (position === at ? one : old)))
  return (
    <Stack gap="xs" role="group" aria-label={label}>
      {value.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list has no other names
        <Group key={at} gap="xs" align="start" wrap="nowrap">
          <Group gap="xs" align="start" flex={1}>
            <Select
              aria-label={say('kind')}
              data={approverKinds.map((who) => ({ value: who, label: say(who) }))}
              value={one.who}
              onChange={(who) => who && put(at, blankOf(who as Approver['who']))}
              allowDeselect={false}
              flex="1 1 200px"
            />
            <Detail {...{ one, house, roles, teams, say }} error={marked && !isWhole(one)} onChange={(next) => put(at, next)} />
          </Group>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={t('remove')}
            disabled={value.length === 1 && !mayBeEmpty}
            onClick={() => onChange(value.filter((_, position) => position !== at))}
          >
            <IconX size={16} />
          </ActionIcon>
        </Group>
      ))}
      <div>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange([...value, blankOf('role')])}
        >
          {say('addWho')}
        </Button>
      </div>
    </Stack>
  )
}

type DetailProps = Pick<Props, 'house' | 'roles' | 'teams' | 'say'> & { one: Approver; error: boolean; onChange(one: Approver): void }

const Detail = ({ one, house, roles, teams, say, error, onChange }: DetailProps) => {
  const fault = error ? say('needWho') : undefined
  const wide = { flex: '2 1 200px' } as const
  if (one.who === 'role')
    return (
      <Select
        {...wide}
        aria-label={say('roleName')}
        data={roles}
        value={one.role || null}
        onChange={(role) => onChange({ who: 'role', role: role ?? '' })}
        placeholder={say('roleName')}
        searchable
        error={fault}
      />
    )
  if (one.who === 'team')
    return (
      <Autocomplete
        {...wide}
        aria-label={say('teamName')}
        data={[...teams]}
        value={one.team}
        onChange={(team) => onChange({ who: 'team', team })}
        placeholder={say('teamName')}
        error={fault}
      />
    )
  if (one.who === 'staff')
    return (
      <div style={wide}>
        <RefPicker
          record="staff"
          ariaLabel={say('person')}
          value={one.id || null}
          onChange={(id) => onChange({ who: 'staff', id: id ?? '' })}
          placeholder={say('person')}
          error={fault}
        />
      </div>
    )
  if (one.who === 'permission')
    return (
      <Select
        {...wide}
        aria-label={say('right')}
        data={house.permissions.map(({ name, label }) => ({ value: name, label }))}
        value={one.permission || null}
        onChange={(permission) => onChange({ who: 'permission', permission: permission ?? '' })}
        placeholder={say('right')}
        searchable
        error={fault}
      />
    )
  if (one.who === 'contact')
    return (
      <Select
        {...wide}
        aria-label={say('contactRight')}
        data={contactRights.map((right) => ({ value: right, label: say(right) }))}
        value={one.permission}
        onChange={(permission) => onChange({ who: 'contact', permission: permission ?? contactRights[0] })}
        allowDeselect={false}
      />
    )
  return null
}

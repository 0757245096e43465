import { Alert, Badge, Button, Group, Stack, Title } from '@mantine/core'
import { useState } from 'react'
import type { House } from '../../../../shared/house.ts'
import type { Say } from '../../../../shared/i18n.tsx'
import { useDeed } from '../parts/read.tsx'
import { type Change, changesOf, type Draft, type Level, levels, type RoleRow } from './matrix.ts'
import type { roleTexts } from './words.ts'

type RoleSay = Say<keyof (typeof roleTexts)['en'] & string>
type ReviewProps = { roles: readonly RoleRow[]; draft: Draft; house: House; say: RoleSay; onSaved(id: string): void; onDone(): void }

/** What saving would change, role by role; each role is one call that fails where somebody changed it meanwhile. */
export const Review = ({ roles, draft, house, say, onSaved, onDone }: ReviewProps) => {
  const update = useDeed('role.update')
  const [stale, setStale] = useState<string | null>(null)
  const touched = roles.filter(({ id }) => draft[id])
  const save = async () => {
    for (const role of touched) {
      const now = draft[role.id]!
      const done = await update.go({ id: role.id, version: role.version, input: { permissions: now.permissions, rooms: now.rooms } }, true)
      if (!done) return setStale(role.title)
      onSaved(role.id)
    }
    onDone()
  }
  return (
    <Stack>
      {touched.map((role) => (
        <div key={role.id}>
          <Title order={3}>{role.title}</Title>
          <ul className="roles-diff">
            {changesOf(role, draft[role.id]!).map((change) => (
              <li key={JSON.stringify(change)} data-kind={isMore(change) ? 'more' : 'less'}>
                <Badge size="sm" variant="light" color={isMore(change) ? 'petrol' : 'clay'}>
                  {isMore(change) ? '+' : '−'}
                </Badge>
                {inWords(change, house, say)}
              </li>
            ))}
          </ul>
        </div>
      ))}
      {stale && update.problem?.status === 409 && <Alert color="red">{say('changedMeanwhile', { role: stale })}</Alert>}
      <Group>
        <Button onClick={() => void save()} loading={update.isRunning}>
          {say('save')}
        </Button>
      </Group>
    </Stack>
  )
}

const rankOf = (level: Level | null) => (level ? levels.indexOf(level) : -1)
const isMore = (change: Change) => change.kind === 'given' || (change.kind === 'room' && rankOf(change.after) > rankOf(change.before))

const inWords = (change: Change, { permissions, rooms }: House, say: RoleSay) => {
  if (change.kind !== 'room') {
    const permission = permissions.find(({ name }) => name === change.permission)?.label ?? change.permission
    return say(change.kind, { permission })
  }
  const { before, after } = change
  const room = rooms.find(({ name }) => name === change.room)?.label ?? change.room
  return say('roomChange', { room, before: say(before ?? 'closed'), after: say(after ?? 'closed') })
}

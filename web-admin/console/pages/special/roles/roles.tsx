import { Button, Card, Checkbox, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure, useMediaQuery } from '@mantine/hooks'
import { IconPlus, IconSearch, IconShield } from '@tabler/icons-react'
import { useEffect, useMemo, useState } from 'react'
import type { House, Row } from '../../../../shared/house.ts'
import { useTexts } from '../../../../shared/i18n.tsx'
import { useHouse } from '../../../../shared/use-house.tsx'
import { Empty } from '../../../parts/empty.tsx'
import { Page } from '../../../parts/page.tsx'
import { RecordForm } from '../../../parts/record-form.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Ready, tell, useRows } from '../parts/read.tsx'
import { textOf, textsOf } from '../parts/rows.ts'
import { asDrafted, changesOf, type Draft, finds, hasAll, holds, type Level, levelled, levels, type RoleRow, toggled } from './matrix.ts'
import { Review } from './review.tsx'
import { roleTexts } from './words.ts'
import '../special.css'
import './roles.css'

const roleOf = (row: Row): RoleRow => ({
  id: row.id,
  version: row.version ?? 1,
  name: textOf(row, 'name'),
  title: textOf(row, 'title'),
  permissions: textsOf(row, 'permissions'),
  rooms: (row.rooms ?? {}) as Record<string, Level>,
})

/** Roles beside each other: rooms with their levels, permissions with their marks. Nothing is saved before it is reviewed. */
export const Roles = () => {
  const say = useTexts(roleTexts)
  const house = useHouse()
  const rows = useRows('roles')
  const [isAdding, adding] = useDisclosure()
  const mayAdd = house.actions['role.create']?.may
  return (
    <Page
      title={say('title')}
      says={say('says')}
      actions={
        mayAdd && (
          <Button leftSection={<IconPlus size={16} />} onClick={adding.open}>
            {say('new')}
          </Button>
        )
      }
    >
      <Ready of={rows}>
        {({ items }) =>
          items.length ? (
            <Matrix
              roles={items.map(roleOf).sort((a, b) => Number(hasAll(b)) - Number(hasAll(a)) || a.title.localeCompare(b.title))}
              house={house}
            />
          ) : (
            <Empty icon={IconShield} title={say('none')} />
          )
        }
      </Ready>
      <Dialog opened={isAdding} onClose={adding.close} title={say('newTitle')}>
        <RecordForm
          record="role"
          initial={{ permissions: [], rooms: {} }}
          fixed={{ permissions: [], rooms: {} }}
          onDone={adding.close}
          onCancel={adding.close}
        />
      </Dialog>
    </Page>
  )
}

const Matrix = ({ roles, house }: { roles: readonly RoleRow[]; house: House }) => {
  const say = useTexts(roleTexts)
  const [query, setQuery] = useState('')
  const [draft, setDraft] = useState<Draft>({})
  const [isReviewing, reviewing] = useDisclosure()
  const isPhone = useMediaQuery('(max-width: 760px)')
  const [only, setOnly] = useState<string | null>(null)
  const mayEdit = house.actions['role.update']?.may ?? false
  const count = roles.reduce((sum, role) => sum + (draft[role.id] ? changesOf(role, draft[role.id]!).length : 0), 0)
  const shown = isPhone ? roles.filter(({ id }) => id === (only ?? roles[0]?.id)) : roles
  const rooms = house.rooms.filter(({ name, label }) => finds(query, label, name))
  const groups = useMemo(
    () =>
      house.rooms.flatMap((room) => {
        const permissions = house.permissions.filter((one) => one.room === room.name && finds(query, one.label, one.name, room.label))
        return permissions.length ? [{ room, permissions }] : []
      }),
    [house, query],
  )

  useEffect(() => {
    if (!count) return
    const stay = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', stay)
    return () => removeEventListener('beforeunload', stay)
  }, [count])

  return (
    <Stack>
      <Group>
        <TextInput
          aria-label={say('search')}
          placeholder={say('search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={query}
          onChange={({ currentTarget }) => setQuery(currentTarget.value)}
          flex="1 1 220px"
          maw={420}
        />
        {isPhone && (
          <Select
            aria-label={say('only')}
            data={roles.map(({ id, title }) => ({ value: id, label: title }))}
            value={only ?? roles[0]?.id ?? null}
            onChange={setOnly}
            allowDeselect={false}
            flex="1 1 160px"
          />
        )}
      </Group>
      {rooms.length === 0 && groups.length === 0 && <Text c="dimmed">{say('nothing', { q: query })}</Text>}
      <Card withBorder p={0}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
        <section className="roles-scroll" tabIndex={0} aria-label={say('title')}>
          <table className="roles">
            <thead>
              <tr>
                <th scope="col">{say('permission')}</th>
                {shown.map((role) => (
                  <th key={role.id} scope="col">
                    {role.title}
                  </th>
                ))}
              </tr>
            </thead>
            {rooms.length > 0 && (
              <tbody>
                <tr className="roles-group">
                  <th scope="rowgroup" colSpan={shown.length + 1}>
                    {say('rooms')}
                  </th>
                </tr>
                {rooms.map((room) => (
                  <tr key={room.name}>
                    <th scope="row">{room.label}</th>
                    {shown.map((role) => {
                      const level = asDrafted(role, draft).rooms[room.name] ?? null
                      return (
                        <td key={role.id} data-changed={level !== (role.rooms[room.name] ?? null) || undefined}>
                          <select
                            className="roles-level"
                            aria-label={say('level', { role: role.title, room: room.label })}
                            value={level ?? ''}
                            data-level={level ?? 'closed'}
                            disabled={!mayEdit}
                            onChange={({ currentTarget }) =>
                              setDraft(levelled(role, draft, room.name, levels.find((one) => one === currentTarget.value) ?? null))
                            }
                          >
                            <option value="">{say('closed')}</option>
                            {levels.map((one) => (
                              <option key={one} value={one}>
                                {say(one)}
                              </option>
                            ))}
                          </select>
                        </td>
                      )
                    })}
                  </tr>
                ))}
              </tbody>
            )}
            {groups.map(({ room, permissions }) => (
              <tbody key={room.name}>
                <tr className="roles-group">
                  <th scope="rowgroup" colSpan={shown.length + 1}>
                    {room.label}
                  </th>
                </tr>
                {permissions.map(({ name, label }) => (
                  <tr key={name}>
                    <th scope="row">
                      {label}
                      <code>{name}</code>
                    </th>
                    {shown.map((role) => {
                      const now = asDrafted(role, draft)
                      const has = holds(now, name)
                      return (
                        <td key={role.id} data-changed={has !== holds(role, name) || undefined}>
                          <Checkbox
                            aria-label={say('may', { role: role.title, permission: label })}
                            checked={has}
                            disabled={!mayEdit || hasAll(now)}
                            onChange={() => setDraft(toggled(role, draft, name))}
                          />
                        </td>
                      )
                    })}
                  </tr>
                ))}
              </tbody>
            ))}
          </table>
        </section>
      </Card>
      {shown.some(hasAll) && (
        <Text size="sm" c="dimmed">
          {shown
            .filter(hasAll)
            .map(({ title }) => title)
            .join(', ')}
          : {say('everythingSays')}
        </Text>
      )}
      {count > 0 && (
        <div className="save-bar" role="status">
          <Text fw={600}>{say('changes', { n: count })}</Text>
          <Group gap="xs">
            <Button variant="default" onClick={() => setDraft({})}>
              {say('discard')}
            </Button>
            <Button onClick={reviewing.open}>{say('review')}</Button>
          </Group>
        </div>
      )}
      <Dialog opened={isReviewing} onClose={reviewing.close} title={say('reviewTitle')} size="lg">
        <Review
          {...{ roles, draft, house, say }}
          onSaved={(id) => setDraft(({ [id]: _, ...rest }) => rest)}
          onDone={() => {
            reviewing.close()
            tell(say('saved'))
          }}
        />
      </Dialog>
    </Stack>
  )
}

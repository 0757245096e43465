import { Button, Card, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../../../../shared/i18n.tsx'
import { useHouse } from '../../../../shared/use-house.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Ready, useDeed, useRows } from '../parts/read.tsx'
import { textOf } from '../parts/rows.ts'
import type { Channel } from './channel.ts'
import { channelTexts } from './words.ts'

const purposes = ['orders', 'credit', 'inbox', 'finance'] as const
type Purpose = (typeof purposes)[number]

/** Which room of the colleagues gets which cards. */
export const Places = ({ channels }: { channels: readonly Channel[] }) => {
  const say = useTexts(channelTexts)
  const { actions } = useHouse()
  const places = useRows('chat_places')
  const [setting, setSetting] = useState<Purpose | null>(null)
  const rooms = channels.filter(({ kind, state }) => (kind === 'slack' || kind === 'teams') && state !== 'off')
  return (
    <Ready of={places}>
      {({ items }) => (
        <Card withBorder p={0}>
          <ul className="plain-list">
            {purposes.map((purpose) => {
              const here = items.filter((row) => row.purpose === purpose)
              return (
                <li key={purpose} className="member">
                  <div className="member-name">
                    <Text fw={600}>{say(purpose)}</Text>
                    <Text size="sm" c="dimmed" className="break">
                      {here.length
                        ? here
                            .map((row) => {
                              const channel = channels.find(({ id }) => id === row.accountId)
                              return `${textOf(row, 'name')}${channel ? ` (${channel.name})` : ''}`
                            })
                            .join(', ')
                        : say('placeNone')}
                    </Text>
                  </div>
                  {actions['chat_place.set']?.may && rooms.length > 0 && (
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={`${say('placeSet')}: ${say(purpose)}`}
                      onClick={() => setSetting(purpose)}
                    >
                      {say('placeSet')}
                    </Button>
                  )}
                </li>
              )
            })}
          </ul>
          <Dialog opened={setting !== null} onClose={() => setSetting(null)} title={setting && `${say('placeSet')}: ${say(setting)}`}>
            {setting && <PlaceForm purpose={setting} rooms={rooms} onDone={() => setSetting(null)} />}
          </Dialog>
        </Card>
      )}
    </Ready>
  )
}

const PlaceForm = ({ purpose, rooms, onDone }: { purpose: Purpose; rooms: readonly Channel[]; onDone(): void }) => {
  const say = useTexts(channelTexts)
  const deed = useDeed('chat_place.set')
  const [accountId, setAccountId] = useState<string | null>(rooms[0]?.id ?? null)
  const [externalId, setExternalId] = useState('')
  const [name, setName] = useState('')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void deed.go({ input: { accountId, purpose, externalId: externalId.trim(), name: name.trim() } }).then((done) => done && onDone())
      }}
    >
      <Stack>
        <Select
          label={say('title')}
          data={rooms.map((channel) => ({ value: channel.id, label: channel.name }))}
          value={accountId}
          onChange={setAccountId}
          allowDeselect={false}
        />
        <TextInput
          label={say('placeId')}
          placeholder="C0123ABCD"
          value={externalId}
          onChange={({ currentTarget }) => setExternalId(currentTarget.value)}
          error={deed.issueAt('externalId')}
          required
          data-autofocus
        />
        <TextInput
          label={say('placeName')}
          placeholder="#orders"
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          error={deed.issueAt('name')}
          required
        />
        <Group>
          <Button type="submit" loading={deed.isRunning}>
            {say('placeSave')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

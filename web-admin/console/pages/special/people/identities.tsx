import { Avatar, Badge, Button, Card, Checkbox, Code, CopyButton, Group, Stack, Tabs, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { modals } from '@mantine/modals'
import { IconLink, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { day } from '../../../../shared/format.ts'
import type { Row } from '../../../../shared/house.ts'
import { useLanguage, useTexts } from '../../../../shared/i18n.tsx'
import { useHouse } from '../../../../shared/use-house.tsx'
import { Empty } from '../../../parts/empty.tsx'
import { Page } from '../../../parts/page.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Ready, useDeed, useRows } from '../parts/read.tsx'
import { RefPicker } from '../parts/ref-picker.tsx'
import { textOf } from '../parts/rows.ts'
import { peopleTexts } from './words.ts'
import '../special.css'

/** Which chat user is which colleague. */
export const Identities = () => {
  const say = useTexts(peopleTexts)
  const { language } = useLanguage()
  const { actions } = useHouse()
  const identities = useRows('chat_identities')
  const end = useDeed('identity.end')
  const [isLinking, linking] = useDisclosure()
  const [withEnded, setWithEnded] = useState(false)
  const add = actions['link_code.make']?.may && (
    <Button leftSection={<IconPlus size={16} />} onClick={linking.open}>
      {say('link')}
    </Button>
  )
  const sure = (row: Row) =>
    modals.openConfirmModal({
      title: say('endSure', { name: row.$refs?.staffId ?? textOf(row, 'externalUserId') }),
      labels: { confirm: say('end'), cancel: say('cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => void end.go({ id: row.id, input: {} }),
    })
  return (
    <Page title={say('identitiesTitle')} says={say('identitiesSays')} actions={add}>
      <Ready of={identities}>
        {({ items }) => {
          const shown = items.filter((row) => withEnded || !row.endedAt)
          return (
            <Stack>
              {items.some((row) => row.endedAt) && (
                <Checkbox
                  label={say('showEnded')}
                  checked={withEnded}
                  onChange={({ currentTarget }) => setWithEnded(currentTarget.checked)}
                />
              )}
              {shown.length === 0 ? (
                <Empty icon={IconLink} title={say('noIdentities')} says={say('noIdentitiesSays')} action={add} />
              ) : (
                <Card withBorder p={0}>
                  <ul className="plain-list">
                    {shown.map((row) => (
                      <li key={row.id} className="member">
                        <Avatar name={row.$refs?.staffId ?? '?'} color="gray" variant="outline" size={34} aria-hidden />
                        <div className="member-name">
                          <Text fw={600}>{row.$refs?.staffId ?? '–'}</Text>
                          <Text size="sm" c="dimmed" className="break">
                            {textOf(row, 'externalUserId')}
                          </Text>
                        </div>
                        <div className="member-state">
                          <Badge variant="light" className="wrap-badge">
                            {row.$refs?.accountId ?? '–'}
                          </Badge>
                          <Text size="sm" c="dimmed">
                            {row.endedAt
                              ? say('ended', { day: day(String(row.endedAt), language) })
                              : row.verifiedAt
                                ? say('verified', { day: day(String(row.verifiedAt), language) })
                                : ''}
                          </Text>
                        </div>
                        {!row.endedAt && actions['identity.end']?.may && (
                          <Button size="xs" variant="default" onClick={() => sure(row)}>
                            {say('end')}
                          </Button>
                        )}
                      </li>
                    ))}
                  </ul>
                </Card>
              )}
            </Stack>
          )
        }}
      </Ready>
      <Dialog opened={isLinking} onClose={linking.close} title={say('link')}>
        <LinkForm onDone={linking.close} />
      </Dialog>
    </Page>
  )
}

const LinkForm = ({ onDone }: { onDone(): void }) => {
  const say = useTexts(peopleTexts)
  const makeCode = useDeed('link_code.make')
  const add = useDeed('identity.add')
  const [staffId, setStaffId] = useState<string | null>(null)
  const [accountId, setAccountId] = useState<string | null>(null)
  const [user, setUser] = useState('')
  const [said, setSaid] = useState<string | null>(null)
  const colleague = <RefPicker record="staff" label={say('colleague')} value={staffId} onChange={setStaffId} required />
  return (
    <Tabs defaultValue="code">
      <Tabs.List mb="md">
        <Tabs.Tab value="code">{say('code')}</Tabs.Tab>
        <Tabs.Tab value="hand">{say('byHand')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="code">
        <Stack>
          <Text size="sm" c="dimmed">
            {say('codeSays')}
          </Text>
          {colleague}
          {said ? (
            <>
              <Code block className="wrap-code">
                {said}
              </Code>
              <CopyButton value={/\/parley link \S+?(?=\.?\s|\.$|$)/.exec(said)?.[0] ?? said}>
                {({ copied, copy }) => (
                  <Button variant="light" onClick={copy}>
                    {say(copied ? 'copied' : 'copy')}
                  </Button>
                )}
              </CopyButton>
            </>
          ) : (
            <Group>
              <Button
                disabled={!staffId}
                loading={makeCode.isRunning}
                onClick={() => void makeCode.go({ input: { staffId } }, true).then((outcome) => outcome && setSaid(outcome.said))}
              >
                {say('make')}
              </Button>
            </Group>
          )}
        </Stack>
      </Tabs.Panel>
      <Tabs.Panel value="hand">
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void add.go({ input: { staffId, accountId, externalUserId: user.trim() } }).then((outcome) => outcome && onDone())
          }}
        >
          <Stack>
            <Text size="sm" c="dimmed">
              {say('byHandSays')}
            </Text>
            {colleague}
            <RefPicker
              record="channel_account"
              label={say('account')}
              value={accountId}
              onChange={setAccountId}
              error={add.issueAt('accountId')}
              required
            />
            <TextInput
              label={say('user')}
              placeholder="U0123ABCD"
              value={user}
              onChange={({ currentTarget }) => setUser(currentTarget.value)}
              error={add.issueAt('externalUserId')}
              required
            />
            <Group>
              <Button type="submit" loading={add.isRunning} disabled={!staffId || !accountId || !user.trim()}>
                {say('linkNow')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Tabs.Panel>
    </Tabs>
  )
}

import { Alert, Badge, Button, Card, Code, CopyButton, Group, MultiSelect, Select, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { modals } from '@mantine/modals'
import { IconBook, IconKey, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { day } from '../../../../shared/format.ts'
import type { Row } from '../../../../shared/house.ts'
import { useLanguage, useTexts } from '../../../../shared/i18n.tsx'
import { common } from '../../../../shared/texts.ts'
import { useHouse } from '../../../../shared/use-house.tsx'
import { Empty } from '../../../parts/empty.tsx'
import { Page } from '../../../parts/page.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Ready, useDeed, useRows } from '../parts/read.tsx'
import { textOf, textsOf } from '../parts/rows.ts'
import { machineTexts } from './words.ts'
import '../special.css'

/** The keys of programs: made with a role, shown once, revoked at once. */
export const Tokens = () => {
  const say = useTexts(machineTexts)
  const t = useTexts(common)
  const { language } = useLanguage()
  const tokens = useRows('api_tokens')
  const revoke = useDeed('api_token.revoke')
  const [isMaking, making] = useDisclosure()
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={making.open}>
      {say('newToken')}
    </Button>
  )
  const sure = (row: Row) =>
    modals.openConfirmModal({
      title: say('revokeSure', { name: textOf(row, 'name') }),
      labels: { confirm: say('revoke'), cancel: t('cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => void revoke.go({ id: row.id, input: {} }),
    })
  const rights = (row: Row) => {
    if (!Array.isArray(row.actions)) return say('whole')
    const { length } = textsOf(row, 'actions')
    return length ? say('limited', { n: length }) : say('readsOnly')
  }
  return (
    <Page
      title={say('tokensTitle')}
      says={say('tokensSays')}
      actions={
        <>
          <Button variant="default" component="a" href="/api/docs" target="_blank" rel="noopener" leftSection={<IconBook size={16} />}>
            {say('docs')}
          </Button>
          {add}
        </>
      }
    >
      <Ready of={tokens}>
        {({ items }) =>
          items.length ? (
            <Stack component="ul" className="plain-list" gap="xs">
              {items.map((row) => (
                <Card
                  key={row.id}
                  withBorder
                  component="li"
                  padding="sm"
                  className="policy-card"
                  data-off={row.revokedAt ? true : undefined}
                >
                  <Group justify="space-between" gap="xs">
                    <Stack gap={2}>
                      <Group gap="xs">
                        <Text fw={600}>{textOf(row, 'name')}</Text>
                        {row.revokedAt ? <Badge color="gray">{say('revoked')}</Badge> : null}
                      </Group>
                      <Text size="sm" c="dimmed">
                        {[textOf(row, 'role'), rights(row), row.createdAt && say('created', { day: day(row.createdAt, language) })]
                          .filter(Boolean)
                          .join(' · ')}
                      </Text>
                    </Stack>
                    {!row.revokedAt && (
                      <Button variant="default" size="compact-sm" onClick={() => sure(row)}>
                        {say('revoke')}
                      </Button>
                    )}
                  </Group>
                </Card>
              ))}
            </Stack>
          ) : (
            <Empty icon={IconKey} title={say('tokensNone')} says={say('tokensNoneSays')} action={add} />
          )
        }
      </Ready>
      <Dialog opened={isMaking} onClose={making.close} title={say('newToken')} size="lg">
        <Make onDone={making.close} />
      </Dialog>
    </Page>
  )
}

const Make = ({ onDone }: { onDone(): void }) => {
  const say = useTexts(machineTexts)
  const deed = useDeed('api_token.create')
  const { actions } = useHouse()
  const roles = useRows('roles').data?.items ?? []
  const [name, setName] = useState('')
  const [role, setRole] = useState<string | null>(null)
  const [isLimited, setLimited] = useState(false)
  const [only, setOnly] = useState<string[]>([])
  const [token, setToken] = useState<string | null>(null)

  const make = async () => {
    const made = await deed.go({ input: { name: name.trim(), role, ...(isLimited && { actions: only }) } }, true)
    // The secret stands in the words, this once.
    if (made) setToken(/parley_[\w-]+/.exec(made.said)?.[0] ?? made.said)
  }

  if (token)
    return (
      <Stack>
        <Alert title={say('onceTitle')}>{say('onceSays')}</Alert>
        <Code block className="break">
          {token}
        </Code>
        <Group>
          <CopyButton value={token}>
            {({ copied, copy }) => (
              <Button variant="light" onClick={copy}>
                {say(copied ? 'copied' : 'copy')}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onDone}>{say('done')}</Button>
        </Group>
      </Stack>
    )
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void make()
      }}
    >
      <Stack>
        <TextInput
          label={say('name')}
          placeholder={say('namePlaceholder')}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          error={deed.issueAt('name')}
          required
          maxLength={100}
          data-autofocus
        />
        <Select
          label={say('role')}
          data={roles.map((row) => ({ value: textOf(row, 'name'), label: textOf(row, 'title') }))}
          value={role}
          onChange={setRole}
          error={deed.issueAt('role')}
          required
        />
        <Switch
          label={say('limit')}
          description={say('limitSays')}
          checked={isLimited}
          onChange={({ currentTarget }) => setLimited(currentTarget.checked)}
        />
        {isLimited && (
          <MultiSelect
            label={say('actions')}
            data={Object.values(actions).map((one) => ({ value: one.name, label: one.label }))}
            value={only}
            onChange={setOnly}
            searchable
            hidePickedOptions
            error={deed.issueAt('actions')}
          />
        )}
        <Group>
          <Button type="submit" loading={deed.isRunning} disabled={!name.trim() || !role}>
            {say('make')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

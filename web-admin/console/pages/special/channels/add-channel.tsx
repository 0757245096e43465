import { Alert, Button, Card, Group, List, SimpleGrid, Stack, Text, TextInput, Title, UnstyledButton } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useTexts } from '../../../../shared/i18n.tsx'
import { common } from '../../../../shared/texts.ts'
import { Page } from '../../../parts/page.tsx'
import { Ready, useDeed } from '../parts/read.tsx'
import { type ChannelKind, lacking, sorted, useChannels } from './channel.ts'
import { KindSign } from './channels.tsx'
import { KindFields } from './kind-fields.tsx'
import { Webhooks } from './webhooks.tsx'
import { channelTexts } from './words.ts'
import '../special.css'
import './channels.css'

/** Connects a channel: which kind, what it needs, and then its live test. */
export const AddChannel = () => {
  const say = useTexts(channelTexts)
  const channels = useChannels()
  const [chosen, setChosen] = useState<string | null>(null)
  return (
    <Page title={say('connect')} back={{ href: '/channels', label: say('back') }} narrow>
      <Ready of={channels}>
        {({ kinds }) => {
          const kind = kinds.find((one) => one.kind === chosen)
          return (
            <Stack gap="lg">
              <section aria-label={say('choose')}>
                <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
                  {kinds.map((one) => (
                    <UnstyledButton
                      key={one.kind}
                      className="channel-choice"
                      aria-pressed={one.kind === chosen}
                      onClick={() => setChosen(one.kind)}
                    >
                      <KindSign kind={one.kind} />
                      <Text fw={600}>{one.label}</Text>
                    </UnstyledButton>
                  ))}
                </SimpleGrid>
              </section>
              {kind && <ConnectForm key={kind.kind} kind={kind} />}
            </Stack>
          )
        }}
      </Ready>
    </Page>
  )
}

const ConnectForm = ({ kind }: { kind: ChannelKind }) => {
  const say = useTexts(channelTexts)
  const t = useTexts(common)
  const [, go] = useLocation()
  const deed = useDeed('channel_account.create')
  const [name, setName] = useState(kind.label)
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const [isMarked, setMarked] = useState(false)
  const missing = isMarked ? lacking(kind.fields, values) : []
  const connect = async () => {
    setMarked(true)
    if (lacking(kind.fields, values).length || !name.trim()) return
    const outcome = await deed.go({ input: { kind: kind.kind, name: name.trim(), ...sorted(kind.fields, values) } })
    if (outcome?.state === 'done' && outcome.id) go(`/channels/${outcome.id}?test=1`)
  }
  return (
    <Stack gap="lg">
      {kind.warning && (
        <Alert color="clay" icon={<IconAlertTriangle />}>
          {kind.warning}
        </Alert>
      )}
      {kind.steps.length > 0 && (
        <Card withBorder>
          <Title order={2} mb="xs">
            {say('steps')}
          </Title>
          <List type="ordered" spacing={6} size="sm">
            {kind.steps.map((step) => (
              <List.Item key={step}>{step}</List.Item>
            ))}
          </List>
        </Card>
      )}
      <Webhooks webhooks={kind.webhooks ?? []} />
      <Card withBorder>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void connect()
          }}
        >
          <Stack>
            <TextInput
              label={say('name')}
              description={say('nameSays')}
              value={name}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
              error={isMarked && !name.trim() ? t('needed') : deed.issueAt('name')}
              required
              maxLength={100}
            />
            <KindFields
              fields={kind.fields}
              values={values}
              onChange={(field, value) => setValues((now) => ({ ...now, [field]: value }))}
              issueAt={deed.issueAt}
              missing={missing}
            />
            <Group>
              <Button type="submit" loading={deed.isRunning}>
                {say('save')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Card>
    </Stack>
  )
}

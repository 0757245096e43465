import { Alert, Button, Card, Group, Loader, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useSearchParams } from 'wouter'
import { ago } from '../../../../shared/format.ts'
import { useLanguage, useTexts } from '../../../../shared/i18n.tsx'
import { useApi } from '../../../../shared/session.tsx'
import type { PageProps } from '../../../page-entry.ts'
import { ConfirmAction } from '../../../parts/confirm-action.tsx'
import { Empty } from '../../../parts/empty.tsx'
import { Page } from '../../../parts/page.tsx'
import { Ready, useDeed, useRead, useTellError } from '../parts/read.tsx'
import { type Channel, type ChannelKind, sorted, type TestStep, useChannels } from './channel.ts'
import { StateBadge } from './channels.tsx'
import { KindFields } from './kind-fields.tsx'
import { Webhooks } from './webhooks.tsx'
import { channelTexts } from './words.ts'
import '../special.css'
import './channels.css'

/** One channel: whether it works, what is missing, and its settings. */
export const ChannelPage = ({ params }: PageProps) => {
  const say = useTexts(channelTexts)
  const channels = useChannels()
  const channel = channels.data?.items.find(({ id }) => id === params.id)
  const kind = channels.data?.kinds.find((one) => one.kind === channel?.kind)
  return (
    <Page
      title={channel?.name ?? say('title')}
      says={kind?.label}
      beside={channel && <StateBadge state={channel.state} />}
      back={{ href: '/channels', label: say('back') }}
      narrow
      actions={
        channel &&
        !channel.fromEnvironment && (
          <ConfirmAction action={channel.state === 'off' ? 'channel_account.switch_on' : 'channel_account.switch_off'} id={channel.id} />
        )
      }
    >
      <Ready of={channels}>{() => (channel ? <Details channel={channel} kind={kind} /> : <Empty title={say('none')} />)}</Ready>
    </Page>
  )
}

const Details = ({ channel, kind }: { channel: Channel; kind: ChannelKind | undefined }) => {
  const say = useTexts(channelTexts)
  const { language } = useLanguage()
  return (
    <Stack gap="lg">
      {channel.trouble && (
        <Alert color="red" icon={<IconAlertTriangle />}>
          {channel.trouble}
        </Alert>
      )}
      {channel.alarms.map((alarm) => (
        <Alert key={alarm.code} color="clay" icon={<IconAlertTriangle />}>
          {alarm.text} {alarm.since && say('since', { ago: ago(alarm.since, language) })}
        </Alert>
      ))}
      {kind?.warning && channel.kind === 'whatsapp-web' && (
        <Alert color="clay" icon={<IconAlertTriangle />}>
          {kind.warning}
        </Alert>
      )}
      {channel.kind === 'whatsapp-web' && channel.state !== 'off' && <Scan id={channel.id} />}
      <LiveTest id={channel.id} />
      <Webhooks webhooks={kind?.webhooks ?? []} />
      {channel.fromEnvironment ? (
        <Text c="dimmed">{say('environmentSays')}</Text>
      ) : (
        kind && <Settings key={channel.version ?? channel.id} channel={channel} kind={kind} />
      )}
    </Stack>
  )
}

/** Asks the platform itself, step by step. */
const LiveTest = ({ id }: { id: string }) => {
  const say = useTexts(channelTexts)
  const api = useApi()
  const tellError = useTellError()
  const [params] = useSearchParams()
  const [steps, setSteps] = useState<TestStep[] | null>(null)
  const [isBusy, setBusy] = useState(false)
  const begun = useRef(false)
  const test = async () => {
    setBusy(true)
    try {
      setSteps((await api.send<{ steps: TestStep[] }>('POST', `/channels/${id}/test`, {})).steps)
    } catch (error) {
      tellError(error)
    } finally {
      setBusy(false)
    }
  }
  // Whoever has just connected it wants to know at once.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page is opened
  useEffect(() => {
    if (params.get('test') && !begun.current) {
      begun.current = true
      void test()
    }
  }, [])
  const missing = steps?.filter(({ ok }) => !ok).length ?? 0
  return (
    <Card withBorder component="section" aria-labelledby="live-test">
      <Group justify="space-between" mb="xs">
        <div>
          <Title order={2} id="live-test">
            {say('test')}
          </Title>
          <Text size="sm" c="dimmed">
            {say('testSays')}
          </Text>
        </div>
        <Button variant="light" onClick={() => void test()} loading={isBusy}>
          {say(steps ? 'testAgain' : 'testNow')}
        </Button>
      </Group>
      <div aria-live="polite" aria-busy={isBusy}>
        {isBusy && !steps && (
          <Group gap="xs">
            <Loader size="xs" aria-hidden />
            <Text size="sm">{say('testing')}</Text>
          </Group>
        )}
        {steps && (
          <Stack gap="xs">
            <Text fw={600} c={missing ? 'var(--mantine-color-error)' : undefined}>
              {missing ? say('notYet', { n: missing }) : say('allGood')}
            </Text>
            <ul className="plain-list test-steps">
              {steps.map((step) => (
                <li key={step.name} className="test-step" data-ok={step.ok || undefined}>
                  {step.ok ? <IconCircleCheck size={20} aria-hidden /> : <IconCircleX size={20} aria-hidden />}
                  <div>
                    <Text size="sm">{step.text}</Text>
                    {step.todo && (
                      <Text size="sm" c="dimmed">
                        <strong>{say('todo')}</strong> {step.todo}
                      </Text>
                    )}
                  </div>
                </li>
              ))}
            </ul>
          </Stack>
        )}
      </div>
    </Card>
  )
}

/** The code that a phone scans to lend its WhatsApp; asked again as it renews itself. */
const Scan = ({ id }: { id: string }) => {
  const say = useTexts(channelTexts)
  const code = useRead<{ state: string; qr?: string | null }>(`/channels/${id}/qr`, {}, 3000)
  const svg = code.data?.qr
  return (
    <Card withBorder component="section" aria-labelledby="scan">
      <Title order={2} id="scan">
        {say('scan')}
      </Title>
      {code.data?.state === 'ready' ? (
        <Text>{say('scanReady')}</Text>
      ) : (
        <Stack gap="xs" align="start">
          <Text size="sm" c="dimmed">
            {say('scanSays')}
          </Text>
          {svg ? (
            <img
              className="scan-code"
              alt={say('scan')}
              src={svg.startsWith('<') ? `data:image/svg+xml,${encodeURIComponent(svg)}` : svg}
            />
          ) : (
            <Group gap="xs">
              <Loader size="xs" aria-hidden />
              <Text size="sm">{say('scanWait')}</Text>
            </Group>
          )}
        </Stack>
      )}
    </Card>
  )
}

const Settings = ({ channel, kind }: { channel: Channel; kind: ChannelKind }) => {
  const say = useTexts(channelTexts)
  const deed = useDeed('channel_account.update')
  const [name, setName] = useState(channel.name)
  const [values, setValues] = useState<Readonly<Record<string, string>>>(() => ({
    externalId: channel.externalId,
    ...Object.fromEntries(Object.entries(channel.settings ?? {}).map(([key, value]) => [key, String(value ?? '')])),
  }))
  const save = () => {
    const { settings, secrets } = sorted(kind.fields, values)
    return deed.go({
      id: channel.id,
      input: { name: name.trim(), settings, ...(Object.keys(secrets).length > 0 && { secrets }) },
    })
  }
  return (
    <Card withBorder component="section" aria-labelledby="settings">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Stack>
          <Title order={2} id="settings">
            {say('settings')}
          </Title>
          <TextInput
            label={say('name')}
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            error={deed.issueAt('name')}
            required
          />
          <KindFields
            fields={kind.fields}
            values={values}
            onChange={(field, value) => setValues((now) => ({ ...now, [field]: value }))}
            issueAt={deed.issueAt}
            missing={[]}
            isStored
          />
          <Group>
            <Button type="submit" loading={deed.isRunning}>
              {say('saveChanges')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  )
}

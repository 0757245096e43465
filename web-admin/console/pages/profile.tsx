import { Alert, Button, Group, List, Modal, Paper, PasswordInput, Stack, Table, Text, TextInput, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, type SubmitEvent, useState } from 'react'
import { useErrorText } from '../../shared/errors.ts'
import { ago } from '../../shared/format.ts'
import { useLanguage, useTexts } from '../../shared/i18n.tsx'
import { sessionKey, useApi, useMe } from '../../shared/session.tsx'
import { common } from '../../shared/texts.ts'
import { Instant, State } from '../../shared/values.tsx'
import { Page } from '../parts/page.tsx'
import { browserIn } from './browser.ts'
import { profileTexts } from './profile-texts.ts'

/** Own account: password, second step, where one is signed in. */
export const Profile = () => {
  const me = useMe()
  return (
    <Page title={me.name} says={me.email} narrow>
      <Password />
      <SecondStep />
      <Sessions />
    </Page>
  )
}

/** Choosing or changing the password; all other sessions end with the old one. */
const Password = () => {
  const t = useTexts(profileTexts)
  const me = useMe()
  const api = useApi()
  return (
    <Box title={t('password')}>
      <Ask
        submit={me.hasPassword === false ? t('setPassword') : t('changePassword')}
        send={(given) =>
          api.send('POST', '/session/password', { ...(me.hasPassword !== false && { old: given('old') }), password: given('password') })
        }
        done={t('passwordChanged')}
      >
        {me.hasPassword !== false && <PasswordInput name="old" label={t('oldPassword')} autoComplete="current-password" required />}
        <PasswordInput
          name="password"
          label={t('newPassword')}
          description={t('passwordHelp')}
          autoComplete="new-password"
          required
          minLength={12}
        />
      </Ask>
    </Box>
  )
}

const Box = ({ title, beside, children }: { title: string; beside?: ReactNode; children: ReactNode }) => (
  <Paper withBorder p="lg" component="section" aria-label={title}>
    <Group mb="md">
      <Title order={2}>{title}</Title>
      {beside}
    </Group>
    {children}
  </Paper>
)

type AskOptions = { submit: string; send(given: (name: string) => string): Promise<unknown>; done?: string; children: ReactNode }

const Ask = ({ submit, send, done, children }: AskOptions) => {
  const errorText = useErrorText()
  const queries = useQueryClient()
  const [error, setError] = useState<unknown>(null)
  const [isBusy, setBusy] = useState(false)
  const onSubmit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const given = new FormData(form)
    setBusy(true)
    setError(null)
    try {
      await send((name) => String(given.get(name) ?? ''))
      form.reset()
      if (done) notifications.show({ color: 'teal', message: done })
      await queries.invalidateQueries({ queryKey: sessionKey })
      await queries.invalidateQueries({ queryKey: ['sessions'] })
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  return (
    <form onSubmit={onSubmit}>
      <Stack maw={380}>
        {error !== null && (
          <Alert color="red" role="alert">
            {errorText(error)}
          </Alert>
        )}
        {children}
        <Button type="submit" loading={isBusy} style={{ alignSelf: 'flex-start' }}>
          {submit}
        </Button>
      </Stack>
    </form>
  )
}

type Secret = { secret: string; url: string; qr: string }

/** Codes of an app as a second step: shown as a picture and as letters, counted once a code of it was confirmed. */
const SecondStep = () => {
  const t = useTexts(profileTexts)
  const me = useMe()
  const api = useApi()
  const errorText = useErrorText()
  const [secret, setSecret] = useState<Secret | null>(null)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const begin = () =>
    api
      .send<Secret>('POST', '/session/totp/setup')
      .then(setSecret)
      .catch((error: unknown) => notifications.show({ color: 'red', message: errorText(error) }))
  return (
    <Box title={t('second')} beside={<State tone={me.hasTotp ? 'good' : 'neutral'}>{me.hasTotp ? t('on') : t('off')}</State>}>
      <Stack>
        <Text size="sm" maw={560}>
          {t('secondSays')}
        </Text>
        {!me.hasTotp && !secret && (
          <Button onClick={begin} variant="default" style={{ alignSelf: 'flex-start' }}>
            {t('turnOn')}
          </Button>
        )}
        {!me.hasTotp && secret && (
          <Group align="flex-start" gap="xl">
            <img
              src={`data:image/svg+xml,${encodeURIComponent(secret.qr)}`}
              alt={t('qr')}
              width={180}
              height={180}
              style={{ background: '#fff', padding: 8, borderRadius: 8 }}
            />
            <Stack flex={1} miw={240}>
              <Text size="sm">{t('scan')}</Text>
              <Text ff="monospace" size="sm" style={{ overflowWrap: 'anywhere' }}>
                {secret.secret}
              </Text>
              <Ask
                submit={t('confirm')}
                send={async (given) => {
                  const { recoveryCodes } = await api.send<{ recoveryCodes: readonly string[] }>('POST', '/session/totp/confirm', {
                    code: given('code'),
                  })
                  setCodes(recoveryCodes)
                  setSecret(null)
                }}
              >
                <TextInput name="code" label={t('code')} inputMode="numeric" autoComplete="one-time-code" required />
              </Ask>
            </Stack>
          </Group>
        )}
        {me.hasTotp && (
          <Ask
            submit={t('turnOff')}
            send={(given) => api.send('DELETE', '/session/totp', { password: given('password') })}
            done={t('turnedOff')}
          >
            <PasswordInput name="password" label={t('password')} autoComplete="current-password" required />
          </Ask>
        )}
      </Stack>
      <Modal opened={codes !== null} onClose={() => setCodes(null)} title={t('recovery')}>
        <Text size="sm" mb="sm">
          {t('recoverySays')}
        </Text>
        <List ff="monospace">
          {codes?.map((code) => (
            <List.Item key={code}>{code}</List.Item>
          ))}
        </List>
      </Modal>
    </Box>
  )
}

type Own = { id: string; createdAt: string; lastSeenAt: string; ip: string | null; userAgent: string | null; current: boolean }

/** Where one is signed in, each to be ended from here. */
const Sessions = () => {
  const t = useTexts(profileTexts)
  const say = useTexts(common)
  const api = useApi()
  const queries = useQueryClient()
  const { language } = useLanguage()
  const { data } = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => api.get<{ items: readonly Own[] }>('/sessions', undefined, signal),
  })
  return (
    <Box title={t('sessions')}>
      <Table>
        <Table.Tbody>
          {data?.items.map(({ id, userAgent, ip, createdAt, lastSeenAt, current }) => (
            <Table.Tr key={id}>
              <Table.Td>
                <Text size="sm" fw={600}>
                  {browserIn(userAgent) ?? t('unknownBrowser')}
                </Text>
                <Text size="xs" c="dimmed">
                  {ip} · {t('since')} <Instant at={createdAt} />
                </Text>
              </Table.Td>
              <Table.Td>
                {current ? <State tone="good">{t('thisOne')}</State> : <Text size="sm">{ago(lastSeenAt, language)}</Text>}
              </Table.Td>
              <Table.Td ta="end">
                {!current && (
                  <Button
                    size="xs"
                    variant="default"
                    onClick={() =>
                      api.send('DELETE', `/sessions/${id}`).finally(() => queries.invalidateQueries({ queryKey: ['sessions'] }))
                    }
                  >
                    {t('end')}
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {!data && <Text size="sm">{say('loading')}</Text>}
    </Box>
  )
}

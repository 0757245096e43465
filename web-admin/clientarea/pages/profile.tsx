import { Button, Loader, PasswordInput, Select, SimpleGrid, Stack, Switch, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { SubmitEvent } from 'react'
import { Problem } from '../../shared/api.ts'
import { instant, money } from '../../shared/format.ts'
import { useLanguage, useTexts } from '../../shared/i18n.tsx'
import { useApi, useSession } from '../../shared/session.tsx'
import { Failed, Trouble } from '../parts/empty.tsx'
import { Page, Panel } from '../parts/page.tsx'
import { papers } from '../texts/papers.ts'
import type { Profile as Told } from '../types.ts'
import { useRead } from '../use-portal.ts'
import classes from './pages.module.css'

const spoken = [
  { value: 'en', label: 'English' },
  { value: 'ro', label: 'Română' },
  { value: 'de', label: 'Deutsch' },
  { value: 'es', label: 'Español' },
  { value: 'fr', label: 'Français' },
]

/** Who one is here: name, messages, company, places, people and what each may do. */
export const Profile = () => {
  const t = useTexts(papers)
  const { data: told, error, refetch } = useRead<Told>('/profile')
  if (error) return <Trouble error={error} again={() => refetch()} />
  if (!told) return <Loader />
  return (
    <Page title={t('profileTitle')}>
      <div className={classes.profile}>
        <Panel title={t('you')}>
          <Name told={told} />
        </Panel>
        <Panel title={t('messages')}>
          <Messages told={told} />
        </Panel>
        <Panel title={t('rights')}>
          <Rights permissions={told.contact.permissions} />
          {told.contact.orderLimitMinor !== null && <Limit minor={told.contact.orderLimitMinor} currency={told.client.currency} />}
        </Panel>
        <Panel title={t('password')}>
          <Password />
          <Sessions />
        </Panel>
        <Panel title={t('company')}>
          <strong>{told.client.legalName}</strong>
          <dl className={classes.pairs}>
            {told.client.taxId && (
              <div>
                <dt>{t('taxId')}</dt>
                <dd>{told.client.taxId}</dd>
              </div>
            )}
            {told.client.regNo && (
              <div>
                <dt>{t('regNo')}</dt>
                <dd>{told.client.regNo}</dd>
              </div>
            )}
          </dl>
        </Panel>
        <Panel title={t('addresses')}>
          <ul className={classes.places}>
            {told.addresses.map((one) => (
              <li key={one.id}>
                <strong>{one.label}</strong> {one.isDefault && <small>({t('standard')})</small>}
                <div className={classes.dim}>
                  {[one.street, [one.postalCode, one.city, one.countyCode].filter(Boolean).join(' '), one.deliveryNote]
                    .filter(Boolean)
                    .join(', ')}
                </div>
              </li>
            ))}
          </ul>
        </Panel>
        {told.people.length > 0 && (
          <Panel title={t('people')}>
            <ul className={classes.places}>
              {told.people.map((one) => (
                <li key={one.id}>
                  <strong>{one.name}</strong> {one.isMe && <small>({t('you2')})</small>}
                  <div className={classes.dim}>{one.role}</div>
                  <Rights permissions={one.permissions} />
                  {one.orderLimitMinor !== null && <Limit minor={one.orderLimitMinor} currency={told.client.currency} />}
                </li>
              ))}
            </ul>
          </Panel>
        )}
      </div>
    </Page>
  )
}

const Limit = ({ minor, currency }: { minor: number; currency: string }) => {
  const t = useTexts(papers)
  const { language } = useLanguage()
  return <Text size="sm">{t('limit', { amount: money(minor, currency, language) })}</Text>
}

const Rights = ({ permissions }: { permissions: readonly string[] }) => {
  const t = useTexts(papers)
  const known = permissions.flatMap((one) => (`may_${one}` in papers.en ? [t(`may_${one}` as keyof typeof papers.en)] : []))
  return <Text size="sm">{known.length ? known.join(', ') : t('noRights')}</Text>
}

const useChange = () => {
  const t = useTexts(papers)
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: object) => api.send<Told>('PATCH', '/portal/profile', body),
    onSuccess: () => {
      notifications.show({ message: t('saved'), color: 'teal' })
      return queries.invalidateQueries({ queryKey: ['portal'] })
    },
  })
}

const Name = ({ told: { contact } }: { told: Told }) => {
  const t = useTexts(papers)
  const change = useChange()
  const issues = change.error instanceof Problem ? change.error.issues : []
  const errorOf = (name: string) => issues.find(({ path }) => path === name)?.message ?? null
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    change.mutate({ firstName: String(form.get('firstName') ?? ''), lastName: String(form.get('lastName') ?? '') })
  }
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            name="firstName"
            label={t('firstName')}
            defaultValue={contact.firstName}
            error={errorOf('firstName')}
            maxLength={100}
            autoComplete="given-name"
            required
          />
          <TextInput
            name="lastName"
            label={t('lastName')}
            defaultValue={contact.lastName}
            error={errorOf('lastName')}
            maxLength={100}
            autoComplete="family-name"
          />
        </SimpleGrid>
        <div>
          {contact.phone} {contact.email && `· ${contact.email}`}
          <div className={classes.dim}>{t('fixed')}</div>
        </div>
        {issues.length === 0 && <Failed error={change.error} />}
        <Button type="submit" variant="default" loading={change.isPending}>
          {t('saveName')}
        </Button>
      </Stack>
    </form>
  )
}

const Messages = ({ told: { contact } }: { told: Told }) => {
  const t = useTexts(papers)
  const change = useChange()
  return (
    <Stack gap="md">
      <Select
        label={t('messagesLanguage')}
        data={spoken}
        value={contact.language}
        allowDeselect={false}
        onChange={(language) => language && change.mutate({ language })}
      />
      <Switch
        label={t('marketing')}
        description={t('marketingSays')}
        checked={contact.marketing}
        disabled={change.isPending}
        onChange={(event) => change.mutate({ marketing: event.currentTarget.checked })}
      />
      <Failed error={change.error} />
    </Stack>
  )
}

const Password = () => {
  const t = useTexts(papers)
  const api = useApi()
  const set = useMutation({
    mutationFn: (body: { password: string; old?: string }) => api.send('POST', '/session/password', body),
    onSuccess: () => notifications.show({ message: t('passwordDone'), color: 'teal' }),
  })
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const old = String(form.get('old') ?? '')
    set.mutate({ password: String(form.get('password') ?? ''), ...(old && { old }) })
  }
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('passwordSays')}
        </Text>
        <PasswordInput name="old" label={t('oldPassword')} autoComplete="current-password" />
        <PasswordInput name="password" label={t('password')} autoComplete="new-password" minLength={12} required />
        <Failed error={set.error} />
        <Button type="submit" variant="default" loading={set.isPending}>
          {t('passwordSet')}
        </Button>
      </Stack>
    </form>
  )
}

type OneSession = { id: string; lastSeenAt: string; userAgent: string | null; current: boolean }

const Sessions = () => {
  const t = useTexts(papers)
  const { language } = useLanguage()
  const { company } = useSession()
  const api = useApi()
  const queries = useQueryClient()
  const { data } = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => api.get<{ items: OneSession[] }>('/sessions', {}, signal),
  })
  const end = useMutation({
    mutationFn: (id: string) => api.send('DELETE', `/sessions/${id}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['sessions'] }),
  })
  if (!data || data.items.length < 2) return null
  return (
    <>
      <h3 className={classes.small}>{t('sessions')}</h3>
      <ul className={classes.places}>
        {data.items.map((one) => (
          <li key={one.id} className={classes.paper}>
            <span>
              {one.current ? t('thisOne') : (one.userAgent ?? '–').slice(0, 60)}
              <div className={classes.dim}>{instant(one.lastSeenAt, language, company.timezone)}</div>
            </span>
            {!one.current && (
              <Button size="compact-sm" variant="default" onClick={() => end.mutate(one.id)}>
                {t('endIt')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

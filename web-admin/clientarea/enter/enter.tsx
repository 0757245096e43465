import { Alert, Button, PasswordInput, Stack, Text, TextInput, Title, UnstyledButton } from '@mantine/core'
import { IconAlertCircle, IconBrandWhatsapp } from '@tabler/icons-react'
import { type ReactNode, type SubmitEvent, useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { type Stage, useEnter } from '../../shared/enter.ts'
import { useErrorText } from '../../shared/errors.ts'
import { languages, useLanguage, useTexts } from '../../shared/i18n.tsx'
import { useBrand } from '../brand-context.tsx'
import { frame } from '../texts/frame.ts'
import classes from './enter.module.css'

type Step = Exclude<Stage, 'in'> | 'password' | 'link' | 'forgot' | 'sent'

/** A one-time code in the address: behind the #, so that no server on the way writes it down. */
const codeInAddress = () => (location.pathname.endsWith('/enter') ? location.hash.slice(1) : '')

/** The way in for contacts: the link from the phone, a password, a forgotten one. */
export const Enter = () => {
  const t = useTexts(frame)
  const [code] = useState(codeInAddress)
  const [step, setStep] = useState<Step>(code ? 'link' : 'password')
  const [email, setEmail] = useState('')
  const ways = useEnter()
  const [, go] = useLocation()
  const next = (stage: Stage) => {
    if (stage !== 'in') return setStep(stage)
    // The code is used up: it need not stay in the history.
    go('/', { replace: true })
  }
  const titles = {
    password: [t('enterTitle'), t('enterSays')],
    totp: [t('totpTitle'), t('totpSays')],
    link: [t('linkTitle'), t('linkSays')],
    forgot: [t('forgotTitle'), t('forgotSays')],
    sent: [t('sentTitle'), t('sentSays', { email })],
    set_password: [t('newTitle'), t('newSays')],
  } as const
  const [title, says] = titles[step]
  const back = (
    <UnstyledButton className={classes.link!} onClick={() => setStep('password')}>
      {t('toSignIn')}
    </UnstyledButton>
  )
  const address = (
    <TextInput
      name="email"
      type="email"
      size="md"
      label={t('email')}
      autoComplete="username"
      required
      defaultValue={email}
      onChange={(event) => setEmail(event.currentTarget.value)}
    />
  )
  return (
    <Frame title={title} says={says}>
      {step === 'password' && (
        <>
          <Ask key={step} submit={t('enter')} send={(given) => ways.byPassword(given('email'), given('password')).then(next)}>
            {address}
            <PasswordInput name="password" size="md" label={t('password')} autoComplete="current-password" required />
            <UnstyledButton className={classes.link!} onClick={() => setStep('forgot')}>
              {t('forgot')}
            </UnstyledButton>
          </Ask>
          <div className={classes.phone}>
            <IconBrandWhatsapp size={24} stroke={1.6} aria-hidden="true" />
            <Text size="sm">{t('byPhone')}</Text>
          </div>
        </>
      )}
      {step === 'totp' && (
        <Ask key={step} submit={t('goIn')} send={(given) => ways.bySecondStep(given('code')).then(next)} below={back}>
          <TextInput name="code" size="md" label={t('code')} autoComplete="one-time-code" inputMode="numeric" required autoFocus />
        </Ask>
      )}
      {step === 'link' && <Ask key={step} submit={t('goIn')} send={() => ways.byLink(code).then(next)} below={back} />}
      {step === 'forgot' && (
        <Ask key={step} submit={t('send')} send={(given) => ways.forgot(given('email')).then(() => setStep('sent'))} below={back}>
          {address}
        </Ask>
      )}
      {step === 'sent' && back}
      {step === 'set_password' && (
        <Ask key={step} submit={t('keep')} send={(given) => ways.setPassword(given('password')).then(next)}>
          <PasswordInput name="password" size="md" label={t('newPassword')} autoComplete="new-password" minLength={12} required autoFocus />
        </Ask>
      )}
    </Frame>
  )
}

type AskOptions = { submit: string; send(given: (name: string) => string): Promise<unknown>; below?: ReactNode; children?: ReactNode }

const Ask = ({ submit, send, below, children }: AskOptions) => {
  const errorText = useErrorText()
  const [error, setError] = useState<unknown>(null)
  const [isBusy, setBusy] = useState(false)
  const onSubmit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    setError(null)
    await send((name) => String(form.get(name) ?? '')).catch(setError)
    setBusy(false)
  }
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="md">
        {error !== null && (
          <Alert color="red" variant="light" icon={<IconAlertCircle />} role="alert">
            {errorText(error)}
          </Alert>
        )}
        {children}
        <Button type="submit" loading={isBusy} fullWidth size="md">
          {submit}
        </Button>
        {below}
      </Stack>
    </form>
  )
}

const Frame = ({ title, says, children }: { title: string; says: string; children: ReactNode }) => {
  const t = useTexts(frame)
  const brand = useBrand()
  const { language, speak } = useLanguage()
  useEffect(() => {
    document.title = brand.name ? `${title} · ${brand.name}` : title
  }, [title, brand.name])
  return (
    <main className={classes.ground}>
      <div className={classes.card}>
        <div className={classes.brand}>
          <span className={classes.tile} aria-hidden="true">
            {brand.name.slice(0, 1)}
          </span>
          <span>
            <strong>{brand.name}</strong>
            <small>{t('area')}</small>
          </span>
        </div>
        <Title order={1}>{title}</Title>
        <Text c="dimmed" mb="lg">
          {says}
        </Text>
        {children}
        <div className={classes.languages}>
          {languages.map(({ value, label }) => (
            <UnstyledButton
              key={value}
              className={classes.link!}
              aria-pressed={value === language}
              lang={value}
              onClick={() => speak(value)}
            >
              {label}
            </UnstyledButton>
          ))}
        </div>
      </div>
    </main>
  )
}

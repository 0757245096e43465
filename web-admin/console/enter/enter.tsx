import { Alert, Button, PasswordInput, Stack, Text, TextInput, Title, UnstyledButton } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import { type ReactNode, type SubmitEvent, useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { type Stage, useEnter } from '../../shared/enter.ts'
import { useErrorText } from '../../shared/errors.ts'
import { languages, useLanguage, useTexts } from '../../shared/i18n.tsx'
import { Mark } from '../../shared/mark.tsx'
import classes from './enter.module.css'
import { enterTexts } from './texts.ts'

type Step = Exclude<Stage, 'in'> | 'password' | 'link' | 'forgot' | 'sent'

/** A one-time code in the address: behind the #, so that no server on the way writes it down. */
const codeInAddress = () => (location.pathname.endsWith('/enter') ? location.hash.slice(1) : '')

/** The way in: password, second step, one-time link, forgotten and new password. */
export const Enter = () => {
  const t = useTexts(enterTexts)
  const [code] = useState(codeInAddress)
  const [step, setStep] = useState<Step>(code ? 'link' : 'password')
  const [email, setEmail] = useState('')
  const ways = useEnter()
  const [path, go] = useLocation()
  const next = (stage: Stage) => {
    if (stage !== 'in') return setStep(stage)
    // The code is used up: it need not stay in the history.
    if (path === '/enter') go('/', { replace: true })
  }
  const titles = {
    password: [t('title'), t('says')],
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
  return (
    <Frame title={title} says={says}>
      {step === 'password' && (
        <Ask key={step} submit={t('enter')} send={(given) => ways.byPassword(given('email'), given('password')).then(next)}>
          <TextInput
            name="email"
            type="email"
            label={t('email')}
            autoComplete="username"
            required
            defaultValue={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput name="password" label={t('password')} autoComplete="current-password" required />
          <UnstyledButton className={classes.link!} onClick={() => setStep('forgot')}>
            {t('forgot')}
          </UnstyledButton>
        </Ask>
      )}
      {step === 'totp' && (
        <Ask key={step} submit={t('continue')} send={(given) => ways.bySecondStep(given('code')).then(next)} below={back}>
          <TextInput name="code" label={t('code')} autoComplete="one-time-code" inputMode="numeric" required autoFocus />
        </Ask>
      )}
      {step === 'link' && <Ask key={step} submit={t('continue')} send={() => ways.byLink(code).then(next)} below={back} />}
      {step === 'forgot' && (
        <Ask key={step} submit={t('send')} send={(given) => ways.forgot(given('email')).then(() => setStep('sent'))} below={back}>
          <TextInput
            name="email"
            type="email"
            label={t('email')}
            autoComplete="username"
            required
            defaultValue={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
        </Ask>
      )}
      {step === 'sent' && back}
      {step === 'set_password' && (
        <Ask key={step} submit={t('continue')} send={(given) => ways.setPassword(given('password')).then(next)}>
          <PasswordInput name="password" label={t('newPassword')} autoComplete="new-password" minLength={12} required autoFocus />
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
  const t = useTexts(enterTexts)
  const { language, speak } = useLanguage()
  useEffect(() => {
    document.title = `${title} · Parley`
  }, [title])
  return (
    <div className={classes.ground}>
      <aside className={classes.aside} aria-hidden="true">
        <div className={classes.bubbles}>
          <span>30 baxuri hârtie igienică, 6 săpun lichid</span>
          <span>942,47 lei, miercuri la ușă. Comand?</span>
          <span>Da, mulțumesc!</span>
        </div>
      </aside>
      <main className={classes.main}>
        <div className={classes.card}>
          <div className={classes.brand}>
            <Mark size={34} /> Parley
          </div>
          <Title order={1}>{title}</Title>
          <Text c="dimmed" size="sm" mb="md">
            {says}
          </Text>
          {children}
          <Text c="dimmed" size="xs" mt="xl">
            {t('motto')}
          </Text>
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
    </div>
  )
}

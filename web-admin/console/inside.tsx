import { Alert, Button, Center, Loader, Stack } from '@mantine/core'
import { IconLock, IconMapOff } from '@tabler/icons-react'
import { lazy, Suspense, useEffect } from 'react'
import { Link, Route, Switch } from 'wouter'
import { useErrorText } from '../shared/errors.ts'
import { asLanguage, useLanguage, useTexts } from '../shared/i18n.tsx'
import { type Session, SessionProvider, useMe, useSessionOrNone } from '../shared/session.tsx'
import { common } from '../shared/texts.ts'
import { HouseProvider, useHouse, useHouseQuery } from '../shared/use-house.tsx'
import { maySeePage } from './frame/may-see.ts'
import { Shell } from './frame/shell.tsx'
import type { PageEntry } from './page-entry.ts'
import { pages } from './pages.tsx'
import { Boundary } from './parts/boundary.tsx'
import { Empty } from './parts/empty.tsx'
import { Page } from './parts/page.tsx'
import { frame } from './texts.ts'

const Enter = lazy(async () => ({ default: (await import('./enter/enter.tsx')).Enter }))
const Extras = lazy(async () => ({ default: (await import('./frame/extras.tsx')).Extras }))

const Wait = () => {
  const t = useTexts(common)
  return (
    <Center mih="60dvh">
      <Loader aria-label={t('loading')} />
    </Center>
  )
}

const Trouble = ({ error, again }: { error: unknown; again(): unknown }) => {
  const t = useTexts(common)
  const errorText = useErrorText()
  return (
    <Center mih="70dvh" p="md">
      <Stack maw={460}>
        <Alert color="red">{errorText(error)}</Alert>
        <Button variant="default" onClick={() => again()}>
          {t('retry')}
        </Button>
      </Stack>
    </Center>
  )
}

/** The console for who is signed in; for everybody else the way in. */
export const Inside = () => {
  const { data: session, error, refetch } = useSessionOrNone()
  if (session === undefined) return error ? <Trouble error={error} again={refetch} /> : <Wait />
  if (session) return <SignedIn session={session} />
  return (
    <Suspense fallback={<Wait />}>
      <Enter />
    </Suspense>
  )
}

const SignedIn = ({ session }: { session: Session }) => {
  const { speak } = useLanguage()
  const { data: house, error, refetch } = useHouseQuery()
  // Who never chose a language on this device is spoken to in their own.
  useEffect(() => {
    if (!localStorage.getItem('parley-language')) speak(asLanguage(session.me.language))
  }, [session.me.language, speak])
  if (!house) return error ? <Trouble error={error} again={refetch} /> : <Wait />
  return (
    <SessionProvider session={session}>
      <HouseProvider house={house}>
        <Shell>
          <Boundary>
            <Suspense fallback={<Wait />}>
              <Switch>
                {pages.map((entry) => (
                  <Route key={entry.path} path={entry.path}>
                    {(params) => <Open entry={entry} params={params as Readonly<Record<string, string | undefined>>} />}
                  </Route>
                ))}
                <Route>
                  <NoPage />
                </Route>
              </Switch>
            </Suspense>
          </Boundary>
        </Shell>
        <Suspense fallback={null}>
          <Extras />
        </Suspense>
      </HouseProvider>
    </SessionProvider>
  )
}

const Open = ({ entry, params }: { entry: PageEntry; params: Readonly<Record<string, string | undefined>> }) => {
  const t = useTexts(frame)
  const house = useHouse()
  const me = useMe()
  const { language } = useLanguage()
  if (maySeePage(entry, house, me)) return <entry.Page params={params} />
  return (
    <Page title={entry.title[language]}>
      <Empty icon={IconLock} title={t('mayNot')} says={t('mayNotSays')} />
    </Page>
  )
}

const NoPage = () => {
  const t = useTexts(frame)
  return (
    <Page title={t('noPage')}>
      <Empty
        icon={IconMapOff}
        title={t('noPage')}
        says={t('noPageSays')}
        action={
          <Button component={Link} href="/" variant="light">
            {t('toStart')}
          </Button>
        }
      />
    </Page>
  )
}

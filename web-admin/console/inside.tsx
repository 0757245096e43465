import { Center, Loader } from '@mantine/core'
import { Suspense } from 'react'
import { Route, Switch } from 'wouter'
import { useTexts } from '../shared/i18n.tsx'
import type { Session } from '../shared/session.tsx'
import { SessionProvider, useSessionOrNone } from '../shared/session.tsx'
import { common } from '../shared/texts.ts'
import { HouseProvider, useHouseQuery } from '../shared/use-house.tsx'
import { pages } from './pages.tsx'

const Wait = () => {
  const t = useTexts(common)
  return (
    <Center mih="60dvh">
      <Loader aria-label={t('loading')} />
    </Center>
  )
}

/** The console for who is signed in; for everybody else the way in. */
export const Inside = () => {
  const { data: session } = useSessionOrNone()
  if (!session) return <Wait />
  return <SignedIn session={session} />
}

const SignedIn = ({ session }: { session: Session }) => {
  const { data: house } = useHouseQuery()
  if (!house) return <Wait />
  return (
    <SessionProvider session={session}>
      <HouseProvider house={house}>
        <Suspense fallback={<Wait />}>
          <Switch>
            {pages.map(({ path, Page }) => (
              <Route key={path} path={path}>
                {(params) => <Page params={params as Readonly<Record<string, string | undefined>>} />}
              </Route>
            ))}
          </Switch>
        </Suspense>
      </HouseProvider>
    </SessionProvider>
  )
}

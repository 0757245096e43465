import { Center, Loader } from '@mantine/core'
import { type ComponentType, lazy, Suspense, useEffect } from 'react'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { asLanguage, useLanguage, useTexts } from '../shared/i18n.tsx'
import { type Session, SessionProvider, useSessionOrNone } from '../shared/session.tsx'
import { common } from '../shared/texts.ts'
import { Shell } from './frame/shell.tsx'
import { Empty, Trouble } from './parts/empty.tsx'
import { frame } from './texts/frame.ts'
import type { Rights } from './types.ts'
import { useHome } from './use-portal.ts'

const page = <Props extends object>(load: () => Promise<ComponentType<Props>>) => lazy(async () => ({ default: await load() }))

const Enter = page(async () => (await import('./enter/enter.tsx')).Enter)
const Start = page(async () => (await import('./pages/start.tsx')).Start)
const Catalogue = page(async () => (await import('./pages/catalogue.tsx')).Catalogue)
const OneProduct = page(async () => (await import('./pages/product.tsx')).OneProduct)
const Quick = page(async () => (await import('./pages/quick.tsx')).Quick)
const Checkout = page(async () => (await import('./pages/cart.tsx')).Checkout)
const Orders = page(async () => (await import('./pages/orders.tsx')).Orders)
const OneOrder = page(async () => (await import('./pages/order.tsx')).OneOrder)
const Invoices = page(async () => (await import('./pages/invoices.tsx')).Invoices)
const Deliveries = page(async () => (await import('./pages/deliveries.tsx')).Deliveries)
const Profile = page(async () => (await import('./pages/profile.tsx')).Profile)

export const Wait = () => {
  const t = useTexts(common)
  return (
    <Center mih="50dvh">
      <Loader aria-label={t('loading')} />
    </Center>
  )
}

/** The client area for who is signed in; for everybody else the way in. */
export const Inside = ({ chosen }: { chosen(): boolean }) => {
  const { data: session, error, refetch } = useSessionOrNone()
  const [path] = useLocation()
  if (session === undefined) return error ? <Trouble error={error} again={() => refetch()} /> : <Wait />
  // A new link counts also for somebody who is signed in: it may be for another company.
  if (session && !(path === '/enter' && location.hash.length > 1)) return <SignedIn session={session} chosen={chosen} />
  return (
    <Suspense fallback={<Wait />}>
      <Enter />
    </Suspense>
  )
}

const SignedIn = ({ session, chosen }: { session: Session; chosen(): boolean }) => {
  const { speak } = useLanguage()
  const home = useHome()
  // Who never chose a language on this device is spoken to in their own.
  useEffect(() => {
    if (!chosen()) speak(asLanguage(session.me.language))
  }, [session.me.language, speak, chosen])
  return (
    <SessionProvider session={session}>
      {home.data ? (
        <Shell home={home.data}>
          <Suspense fallback={<Wait />}>
            <Pages rights={home.data.rights} />
          </Suspense>
        </Shell>
      ) : home.error ? (
        <Trouble error={home.error} again={() => home.refetch()} />
      ) : (
        <Wait />
      )}
    </SessionProvider>
  )
}

const Pages = ({ rights }: { rights: Rights }) => {
  const t = useTexts(frame)
  const mayNot = <Empty title={t('mayNot')} says={t('mayNotSays')} />
  return (
    <Switch>
      <Route path="/">
        <Start />
      </Route>
      <Route path="/catalogue">
        <Catalogue />
      </Route>
      <Route path="/products/:code">{({ code }) => <OneProduct key={code} code={decodeURIComponent(code)} />}</Route>
      <Route path="/quick">{rights.order ? <Quick /> : mayNot}</Route>
      <Route path="/cart">{rights.order ? <Checkout /> : mayNot}</Route>
      <Route path="/orders">
        <Orders />
      </Route>
      <Route path="/orders/:id">{({ id }) => <OneOrder key={id} id={id} />}</Route>
      <Route path="/invoices">{rights.invoices ? <Invoices /> : mayNot}</Route>
      <Route path="/deliveries">{rights.documents ? <Deliveries /> : mayNot}</Route>
      <Route path="/profile">
        <Profile />
      </Route>
      <Route path="/enter">
        <Redirect to="/" replace />
      </Route>
      <Route>
        <Empty title={t('noPage')} says={t('noPageSays')} to={{ href: '/', label: t('toHome') }} />
      </Route>
    </Switch>
  )
}

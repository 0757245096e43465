import { ActionIcon, Alert, Button, Indicator, Menu, SegmentedControl, Stack, useMantineColorScheme } from '@mantine/core'
import {
  IconBolt,
  IconFileInvoice,
  IconHome,
  IconLayoutGrid,
  IconLogout,
  IconPackage,
  IconShoppingCart,
  IconTruckDelivery,
  IconUserCircle,
} from '@tabler/icons-react'
import type { ComponentType, ReactNode } from 'react'
import { Link, useLocation, useRoute } from 'wouter'
import { money } from '../../shared/format.ts'
import { languages, useLanguage, useTexts } from '../../shared/i18n.tsx'
import { useApi, useSignOut } from '../../shared/session.tsx'
import { useBrand } from '../brand-context.tsx'
import { frame } from '../texts/frame.ts'
import type { Home, Rights } from '../types.ts'
import { useCart, usePulse } from '../use-portal.ts'
import { SearchBox } from './search-box.tsx'
import classes from './shell.module.css'

type Place = {
  href: string
  key: keyof (typeof frame)['en']
  icon: ComponentType<{ size?: number; stroke?: number }>
  may?: keyof Rights
  inBar?: boolean
}
const places: readonly Place[] = [
  { href: '/', key: 'home', icon: IconHome, inBar: true },
  { href: '/catalogue', key: 'catalogue', icon: IconLayoutGrid, inBar: true },
  { href: '/quick', key: 'quick', icon: IconBolt, may: 'order', inBar: true },
  { href: '/orders', key: 'orders', icon: IconPackage, inBar: true },
  { href: '/invoices', key: 'invoices', icon: IconFileInvoice, may: 'invoices', inBar: true },
  { href: '/deliveries', key: 'deliveries', icon: IconTruckDelivery, may: 'documents' },
]

/** What stands around every page: name, search, cart, the ways, and on a phone a bar at the bottom. */
export const Shell = ({ home, children }: { home: Home; children: ReactNode }) => {
  const t = useTexts(frame)
  const brand = useBrand()
  const { isReached } = usePulse()
  const [path] = useLocation()
  const allowed = places.filter(({ may }) => !may || home.rights[may])
  const isHere = (href: string) => (href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`))
  const links = (shown: readonly Place[], className: string | undefined) =>
    shown.map(({ href, key, icon: Icon }) => (
      <Link key={href} href={href} className={className} aria-current={isHere(href) ? 'page' : undefined}>
        <Icon size={19} stroke={1.7} aria-hidden="true" />
        <span>{t(key)}</span>
      </Link>
    ))
  return (
    <>
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <div role="status">{isReached ? null : <div className={classes.banner}>{t('offline')}</div>}</div>
      {brand.sandbox && <div className={classes.sandbox}>{t('sandbox')}</div>}
      <header className={classes.header}>
        <div className={classes.bar}>
          <Link href="/" className={classes.name}>
            <span className={classes.tile} aria-hidden="true">
              {brand.name.slice(0, 1)}
            </span>
            <span className={classes.names}>
              <strong>{brand.name}</strong>
              <small>{home.client.name}</small>
            </span>
          </Link>
          <div className={classes.search}>
            <SearchBox />
          </div>
          <div className={classes.tools}>
            {home.rights.order && <CartButton />}
            <Account home={home} />
          </div>
        </div>
        <nav className={classes.nav} aria-label={t('menu')}>
          {links(allowed, classes.way)}
        </nav>
      </header>
      <main id="content" className={classes.main} tabIndex={-1}>
        <Waiting home={home} />
        {children}
      </main>
      <nav className={classes.bottom} aria-label={t('menu')}>
        {links(
          allowed.filter(({ inBar }) => inBar),
          classes.tab,
        )}
      </nav>
    </>
  )
}

const CartButton = () => {
  const t = useTexts(frame)
  const { language } = useLanguage()
  const { data: cart } = useCart()
  const count = cart?.lines.length ?? 0
  const total = money(cart?.sums.totalMinor ?? 0, cart?.sums.currency, language)
  return (
    <Link href="/cart" className={classes.cart}>
      <span className="quiet">{count ? t('cartWith', { count, total }) : t('cart')}</span>
      <span className={classes.cartSeen} aria-hidden="true">
        <Indicator label={count} size={17} disabled={!count} offset={3} color="brand" zIndex={1}>
          <IconShoppingCart size={23} stroke={1.7} />
        </Indicator>
        <span className={classes.cartTotal}>{count ? total : t('cart')}</span>
      </span>
    </Link>
  )
}

/** What waits for this person, wherever they are. */
const Waiting = ({ home: { waiting } }: { home: Home }) => {
  const t = useTexts(frame)
  const [isOrder] = useRoute('/orders/:id')
  if (isOrder || (!waiting.offers && !waiting.approvals)) return null
  return (
    <Alert color="yellow" variant="light" mb="md" className={classes.waiting!}>
      <div className={classes.waitingLine}>
        <span>
          {waiting.offers > 0 && <div>{t('waitsOffers', { count: waiting.offers })}</div>}
          {waiting.approvals > 0 && <div>{t('waitsApprovals', { count: waiting.approvals })}</div>}
        </span>
        <Button component={Link} href="/orders?state=open" size="compact-sm" variant="default">
          {t('orders')}
        </Button>
      </div>
    </Alert>
  )
}

const Account = ({ home }: { home: Home }) => {
  const t = useTexts(frame)
  const api = useApi()
  const { language, speak } = useLanguage()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [, go] = useLocation()
  const signOut = useSignOut()
  return (
    <Menu position="bottom-end" width={232} shadow="md" keepMounted={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={42} radius="xl" aria-label={t('account', { name: home.contact.name })}>
          <IconUserCircle size={25} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{home.contact.name}</Menu.Label>
        <Menu.Item leftSection={<IconUserCircle size={17} />} onClick={() => go('/profile')}>
          {t('profile')}
        </Menu.Item>
        {home.rights.documents && (
          <Menu.Item leftSection={<IconTruckDelivery size={17} />} onClick={() => go('/deliveries')}>
            {t('deliveries')}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Stack gap={6} px={8} py={6}>
          <SegmentedControl
            size="xs"
            fullWidth
            aria-label={t('language')}
            data={[...languages]}
            value={language}
            onChange={(chosen) => {
              speak(chosen)
              api.send('PATCH', '/session', { language: chosen }).catch(() => {})
            }}
          />
          <SegmentedControl
            size="xs"
            fullWidth
            aria-label={t('theme')}
            data={[
              { value: 'light', label: t('light') },
              { value: 'dark', label: t('dark') },
              { value: 'auto', label: t('system') },
            ]}
            value={colorScheme}
            onChange={(chosen) => setColorScheme(chosen)}
          />
        </Stack>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={17} />} onClick={() => signOut().then(() => go('/'))}>
          {t('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

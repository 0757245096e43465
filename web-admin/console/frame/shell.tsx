import { ActionIcon, AppShell, Burger, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { Link, useLocation } from 'wouter'
import { useTexts } from '../../shared/i18n.tsx'
import { useLive } from '../../shared/live.ts'
import { Mark } from '../../shared/mark.tsx'
import { frame } from '../texts.ts'
import { Connection } from './connection.tsx'
import { openPalette } from './keys.ts'
import { Navigation } from './navigation.tsx'
import classes from './shell.module.css'

/** The frame around every page: navigation at the side, on phones behind a button, and the banner when the server is away. */
export const Shell = ({ children }: { children: ReactNode }) => {
  const t = useTexts(frame)
  const [isOpen, { toggle, close }] = useDisclosure()
  const { isReached } = useLive()
  const [path] = useLocation()
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)
  // A new page begins at its top, and whoever listens instead of looking hears it from there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: on every new path
  useEffect(() => {
    close()
    if (first.current) {
      first.current = false
      return
    }
    window.scrollTo(0, 0)
    main.current?.focus({ preventScroll: true })
  }, [path])
  return (
    <AppShell
      header={{ height: { base: 54, sm: 0 } }}
      navbar={{ width: 236, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={0}
      classNames={{ navbar: classes.navbar!, header: classes.header!, main: classes.main! }}
    >
      <a className="skip" href="#main">
        {t('skip')}
      </a>
      <AppShell.Header hiddenFrom="sm">
        <Group h="100%" px="sm" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={isOpen} onClick={toggle} size="sm" aria-label={t('openMenu')} aria-expanded={isOpen} />
            <Link href="/" className={classes.brand}>
              <Mark size={24} /> Parley
            </Link>
          </Group>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('find')} onClick={openPalette}>
            <IconSearch size={20} />
          </ActionIcon>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar aria-label={t('menu')}>
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main id="main" ref={main} tabIndex={-1}>
        <Connection isReached={isReached} />
        {children}
      </AppShell.Main>
    </AppShell>
  )
}

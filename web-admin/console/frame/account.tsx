import { Menu, SegmentedControl, Stack, Text, useMantineColorScheme } from '@mantine/core'
import { IconKeyboard, IconLogout, IconSelector, IconUserCircle } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import { languages, useLanguage, useTexts } from '../../shared/i18n.tsx'
import { useApi, useMe, useSession, useSignOut } from '../../shared/session.tsx'
import { frame } from '../texts.ts'
import { openKeys } from './keys.ts'
import classes from './shell.module.css'

const initialsOf = (name: string) =>
  name
    .split(/\s+/)
    .map((part) => part[0] ?? '')
    .slice(0, 2)
    .join('')
    .toUpperCase()

/** Who is signed in, and what they choose for themselves: language, light or dark, their profile, the way out. */
export const Account = () => {
  const t = useTexts(frame)
  const me = useMe()
  const { company } = useSession()
  const api = useApi()
  const { language, speak } = useLanguage()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [, go] = useLocation()
  const signOut = useSignOut()
  return (
    <Menu position="top-start" width={236} shadow="md" keepMounted={false}>
      <Menu.Target>
        <button type="button" className={classes.me}>
          <span className="quiet">{t('account')}: </span>
          <span className={classes.initials} aria-hidden="true">
            {initialsOf(me.name)}
          </span>
          <Stack gap={0} miw={0} flex={1}>
            <Text size="sm" fw={600} truncate>
              {me.name}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {company.name}
            </Text>
          </Stack>
          <IconSelector size={16} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconUserCircle size={17} />} onClick={() => go('/profile')}>
          {t('profile')}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={17} />} onClick={openKeys}>
          {t('keys')}
        </Menu.Item>
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

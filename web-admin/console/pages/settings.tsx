import { Alert, Anchor, Button, ColorInput, Group, Paper, Stack, Switch, TextInput, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { Link } from 'wouter'
import { newKey } from '../../shared/api.ts'
import { useErrorText } from '../../shared/errors.ts'
import { decimal } from '../../shared/format.ts'
import type { RowPage } from '../../shared/house.ts'
import { texts, useLanguage, useTexts } from '../../shared/i18n.tsx'
import { NumberInput } from '../../shared/inputs/number-input.tsx'
import { useApi, useSession } from '../../shared/session.tsx'
import { common } from '../../shared/texts.ts'
import { useActionShape, useHouse } from '../../shared/use-house.tsx'
import { useUnsaved } from '../parts/guard.tsx'
import { Page } from '../parts/page.tsx'
import { type KnownSetting, settingGroups } from './settings-list.ts'

const words = texts(
  {
    title: 'Settings',
    says: 'What holds for the whole house. A change counts from the next order on.',
    saved: 'Saved.',
    company: 'Name, address and bank of your own company',
    days: 'days',
    hours: 'hours',
    minutes: 'minutes',
    readOnly: 'You may look at these, and not change them.',
  },
  {
    title: 'Setări',
    says: 'Ce este valabil pentru toată casa. O schimbare contează de la următoarea comandă.',
    saved: 'Salvat.',
    company: 'Numele, adresa și banca firmei proprii',
    days: 'zile',
    hours: 'ore',
    minutes: 'minute',
    readOnly: 'Le poți vedea, dar nu le poți schimba.',
  },
)

/** The settings in groups, each with the control that fits it. */
export const Settings = () => {
  const t = useTexts(words)
  const say = useTexts(common)
  const api = useApi()
  const { language } = useLanguage()
  const { records } = useHouse()
  const update = useActionShape('setting.update')
  const queries = useQueryClient()
  const errorText = useErrorText()
  const [edits, setEdits] = useState<Readonly<Record<string, string>>>({})
  const [isSaving, setSaving] = useState(false)
  const letGo = useUnsaved(Object.keys(edits).length > 0)
  const { data, error } = useQuery({
    queryKey: ['list', 'setting', 'all'],
    queryFn: ({ signal }) => api.get<RowPage>('/settings', { limit: 500 }, signal),
  })
  if (error)
    return (
      <Page title={t('title')}>
        <Alert color="red">{errorText(error)}</Alert>
      </Page>
    )
  if (!data) return null
  const rows = new Map(data.items.map((row) => [String(row.key), row]))
  const valueHeld = ({ key, usual }: KnownSetting) => edits[key] ?? String(rows.get(key)?.value ?? usual)
  const save = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    setSaving(true)
    try {
      for (const [key, value] of Object.entries(edits)) {
        const row = rows.get(key)
        if (row) await api.act('setting.update', { id: row.id, version: row.version, input: { value } }, newKey())
        else await api.act('setting.create', { input: { key, value } }, newKey())
      }
      setEdits({})
      letGo()
      notifications.show({ color: 'teal', message: t('saved') })
    } catch (problem) {
      notifications.show({ color: 'red', message: errorText(problem) })
    }
    await queries.invalidateQueries({ queryKey: ['list', 'setting'] })
    setSaving(false)
  }
  const isOpen = update?.may === true
  return (
    <Page title={t('title')} says={t('says')} narrow>
      {records.company?.canSee && (
        <Anchor component={Link} href="/companies">
          {t('company')}
        </Anchor>
      )}
      {!isOpen && <Alert>{t('readOnly')}</Alert>}
      <form onSubmit={save}>
        <Stack gap="lg">
          {settingGroups.map(({ title, settings }) => (
            <Paper key={title.en} withBorder p="lg" component="section" aria-label={title[language]}>
              <Title order={2} mb="md">
                {title[language]}
              </Title>
              <Stack gap="md">
                {settings.map((setting) => (
                  <SettingInput
                    key={setting.key}
                    setting={setting}
                    value={valueHeld(setting)}
                    isOpen={isOpen}
                    onChange={(value) => setEdits({ ...edits, [setting.key]: value })}
                  />
                ))}
              </Stack>
            </Paper>
          ))}
          {isOpen && (
            <Group>
              <Button type="submit" loading={isSaving} disabled={!Object.keys(edits).length}>
                {say('save')}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Page>
  )
}

const isYes = (value: string) => ['1', 'yes', 'true', 'on'].includes(value.trim().toLowerCase())

const SettingInput = ({
  setting,
  value,
  isOpen,
  onChange,
}: {
  setting: KnownSetting
  value: string
  isOpen: boolean
  onChange(value: string): void
}) => {
  const t = useTexts(words)
  const { language } = useLanguage()
  const { company } = useSession()
  const { kind } = setting
  const shared = { label: setting.label[language], description: setting.help?.[language], disabled: !isOpen }
  if (kind === 'yes')
    return <Switch {...shared} checked={isYes(value)} onChange={(event) => onChange(event.currentTarget.checked ? '1' : '0')} />
  if (kind === 'colour') return <ColorInput {...shared} value={value} onChange={onChange} maw={240} withEyeDropper={false} />
  if (kind === 'amount')
    return (
      <NumberInput
        {...shared}
        maw={240}
        digits={2}
        least={2}
        unit={company.currency}
        value={Math.round(Number(value) * 100) || 0}
        onChange={(minor) => onChange(Number.isNaN(minor) ? value : decimal(minor ?? 0, 2))}
      />
    )
  if (kind === 'days' || kind === 'hours' || kind === 'minutes')
    return (
      <NumberInput
        {...shared}
        maw={240}
        unit={t(kind)}
        value={Number(value) || 0}
        onChange={(count) => onChange(String(Number.isNaN(count) ? value : (count ?? 0)))}
      />
    )
  if (kind === 'hour')
    return <TextInput {...shared} type="time" maw={240} value={value} onChange={(event) => onChange(event.currentTarget.value)} />
  return <TextInput {...shared} maw={340} value={value} onChange={(event) => onChange(event.currentTarget.value)} />
}

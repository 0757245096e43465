import { Alert, Badge, Button, Card, Collapse, Group, Select, Stack, Table, Text, TextInput, UnstyledButton } from '@mantine/core'
import { IconChevronRight, IconClipboardList, IconShieldCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { instant } from '../../../../shared/format.ts'
import { useLanguage, useTexts } from '../../../../shared/i18n.tsx'
import { useApi, useSession } from '../../../../shared/session.tsx'
import { useHouse } from '../../../../shared/use-house.tsx'
import { Empty } from '../../../parts/empty.tsx'
import { Page } from '../../../parts/page.tsx'
import { Ready, useRead, useTellError } from '../parts/read.tsx'
import { machineTexts } from './words.ts'
import '../special.css'

type Entry = {
  id: number | string
  at: string
  name: string
  record: string
  recordId: string
  says?: string | null
  action?: string | null
  actor?: { kind: string; id: string | null; name?: string | null } | null
  door?: string | null
  reason?: string | null
  before?: Readonly<Record<string, unknown>> | null
  after?: Readonly<Record<string, unknown>> | null
}
type Verified = {
  ok: boolean
  events: number
  breaks: { record?: string; recordId?: string; seq?: number; what?: string; problem?: string }[]
}

/** The instant at which a day begins in a time zone, or some days later. */
const midnight = (day: string, timeZone: string, later = 0): string => {
  const utc = new Date(`${day}T00:00:00Z`).getTime() + later * 86_400_000
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(utc)
  const [, sign, hours = '0', minutes = '0'] =
    /GMT([+-])(\d+):?(\d+)?/.exec(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '') ?? []
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1)
  return new Date(utc - offset).toISOString()
}

/** Everything that was done: found by what it is about, who and when, and proven to be as it was written. */
export const Audit = () => {
  const say = useTexts(machineTexts)
  const { language } = useLanguage()
  const { records } = useHouse()
  const [params, setParams] = useSearchParams()
  const { company } = useSession()
  // Days of the company: from its midnight to the midnight after the last one.
  const query = {
    record: params.get('record'),
    from: params.get('from') && midnight(params.get('from')!, company.timezone),
    to: params.get('until') && midnight(params.get('until')!, company.timezone, 1),
    after: params.get('after'),
  }
  const events = useRead<{ items: Entry[]; next: string | null }>('/audit', { ...query, limit: 50 })
  const put = (name: string, value: string | null) =>
    setParams((now) => {
      const next = new URLSearchParams(now)
      if (name !== 'after') next.delete('after')
      if (value) next.set(name, value)
      else next.delete(name)
      return next
    })
  const choices = Object.values(records)
    .filter(({ of }) => !of)
    .map(({ name, labelMany }) => ({ value: name, label: labelMany }))
    .sort((a, b) => a.label.localeCompare(b.label, language))
  return (
    <Page title={say('auditTitle')} says={say('auditSays')} actions={<Verify />}>
      <Stack>
        <Group align="end" gap="xs">
          <Select
            label={say('record')}
            placeholder={say('all')}
            data={choices}
            value={params.get('record')}
            onChange={(record) => put('record', record)}
            clearable
            searchable
          />
          {(['from', 'until'] as const).map((name) => (
            <TextInput
              key={name}
              type="date"
              label={say(name)}
              value={params.get(name) ?? ''}
              onChange={({ currentTarget }) => put(name, currentTarget.value)}
            />
          ))}
        </Group>
        <Ready of={events}>
          {({ items, next }) =>
            items.length ? (
              <>
                <Card withBorder p={0}>
                  <ol className="plain-list">
                    {items.map((entry) => (
                      <Line key={entry.id} entry={entry} />
                    ))}
                  </ol>
                </Card>
                <Group>
                  {params.get('after') && (
                    <Button variant="default" onClick={() => put('after', null)}>
                      {say('newest')}
                    </Button>
                  )}
                  {next && (
                    <Button variant="default" onClick={() => put('after', next)}>
                      {say('older')}
                    </Button>
                  )}
                </Group>
              </>
            ) : (
              <Empty icon={IconClipboardList} title={say('none')} says={say('noneSays')} />
            )
          }
        </Ready>
      </Stack>
    </Page>
  )
}

const shown = (value: unknown) =>
  value === null || value === undefined || value === '' ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value)

const Line = ({ entry }: { entry: Entry }) => {
  const say = useTexts(machineTexts)
  const { language } = useLanguage()
  const { company } = useSession()
  const { records, actions } = useHouse()
  const [isOpen, setOpen] = useState(false)
  const record = records[entry.record]
  const labelOf = (field: string) => record?.fields.find(({ name }) => name === field)?.label ?? field
  const changes = [...new Set([...Object.keys(entry.before ?? {}), ...Object.keys(entry.after ?? {})])]
    .filter((field) => shown(entry.before?.[field]) !== shown(entry.after?.[field]))
    .map((field) => ({ field, label: labelOf(field), before: entry.before?.[field], after: entry.after?.[field] }))
  return (
    <li className="audit-line">
      <UnstyledButton className="audit-head" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <IconChevronRight size={14} className="audit-turn" data-open={isOpen || undefined} aria-hidden />
        <Text size="sm" c="dimmed" className="num audit-when" component="time" dateTime={entry.at}>
          {instant(entry.at, language, company.timezone)}
        </Text>
        <span className="audit-what">
          <Text span size="sm" fw={550}>
            {record?.label ?? entry.record}
          </Text>{' '}
          <Text span size="sm">
            {entry.says ?? actions[entry.action ?? '']?.label ?? entry.name}
          </Text>
        </span>
        <Text size="sm" c="dimmed" className="audit-who">
          {entry.actor?.name ?? entry.actor?.kind}
          {entry.door && ` ${say('door', { door: entry.door })}`}
        </Text>
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <Stack gap="xs" px="md" pb="md" pl={36}>
          <Group gap="xs">
            <Badge variant="light" color="gray" className="wrap-badge">
              {entry.name}
            </Badge>
            {record && (
              <Link href={`/${record.plural}/${entry.recordId}`} className="strong-link">
                {record.label}
              </Link>
            )}
          </Group>
          {entry.reason && (
            <Text size="sm">
              {say('reason')}: {entry.reason}
            </Text>
          )}
          {changes.length > 0 && (
            <Table className="break">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{say('field')}</Table.Th>
                  <Table.Th>{say('before')}</Table.Th>
                  <Table.Th>{say('after')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {changes.map(({ field, label, before, after }) => (
                  <Table.Tr key={field}>
                    <Table.Td>{label}</Table.Td>
                    <Table.Td c="dimmed">{shown(before)}</Table.Td>
                    <Table.Td>{shown(after)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </Stack>
      </Collapse>
    </li>
  )
}

/** Goes through the whole chain and says whether each entry is as it was written. */
const Verify = () => {
  const say = useTexts(machineTexts)
  const api = useApi()
  const tellError = useTellError()
  const [found, setFound] = useState<Verified | null>(null)
  const [isBusy, setBusy] = useState(false)
  const verify = async () => {
    setBusy(true)
    try {
      setFound(await api.send<Verified>('POST', '/audit/verify', {}))
    } catch (error) {
      tellError(error)
    } finally {
      setBusy(false)
    }
  }
  const breaks = found?.breaks ?? []
  return (
    <Stack gap="xs" align="end">
      <Button variant="default" leftSection={<IconShieldCheck size={16} />} onClick={() => void verify()} loading={isBusy}>
        {say('verify')}
      </Button>
      {found && (
        <Alert color={found.ok ? 'petrol' : 'red'} role="status" p="xs">
          {found.ok ? say('verified', { n: found.events }) : say('broken', { n: breaks.length })}
          {breaks.slice(0, 5).map((one, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: breaks have no names
            <Text key={at} size="sm">
              {say('breakAt', { record: one.record ?? '', id: one.recordId ?? '', seq: one.seq ?? 0, what: one.what ?? one.problem ?? '' })}
            </Text>
          ))}
        </Alert>
      )}
    </Stack>
  )
}

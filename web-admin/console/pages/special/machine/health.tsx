import { Alert, Badge, Card, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { Link } from 'wouter'
import { ago, number } from '../../../../shared/format.ts'
import { localeOf, useLanguage, useTexts } from '../../../../shared/i18n.tsx'
import { Page } from '../../../parts/page.tsx'
import { Ready, useRead } from '../parts/read.tsx'
import { machineTexts } from './words.ts'
import '../special.css'

type Job = {
  name: string
  label?: string
  lastRunAt?: string | null
  nextRunAt?: string | null
  failedAt?: string | null
  failReason?: string | null
}
type Parts = {
  jobs: Job[]
  outbox: { waiting: number; dead: number; oldestSeconds: number | null }
  messages: { queued: number; sending: number; held: number; dead: number; failed: number; in_doubt: number }
  database: { bytes: number; connections: number }
  version: string
  uptimeSeconds: number
}

const inBytes = (bytes: number, locale: string) => {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3))
  return new Intl.NumberFormat(locale, { style: 'unit', unit: units[step]!, maximumFractionDigits: 1 }).format(bytes / 1000 ** step)
}

/** What works in the background, and whether it does. */
export const Health = () => {
  const say = useTexts(machineTexts)
  const { language } = useLanguage()
  const parts = useRead<Parts>('/health/parts', {}, 5000)
  const upFor = (seconds: number) => {
    if (seconds >= 172_800) return say('days', { n: Math.floor(seconds / 86_400) })
    return seconds >= 7200 ? say('hours', { n: Math.floor(seconds / 3600) }) : say('minutes', { n: Math.floor(seconds / 60) })
  }
  return (
    <Page title={say('healthTitle')} says={say('healthSays')}>
      <Ready of={parts}>
        {({ jobs, outbox, messages, database, version, uptimeSeconds }) => (
          <Stack gap="lg">
            {outbox.dead + messages.dead + messages.failed > 0 && (
              <Alert color="red" icon={<IconAlertTriangle />} title={say('needsYou')}>
                <Link href={outbox.dead && !(messages.dead + messages.failed) ? '/outbox?show=effects' : '/outbox'}>
                  {say('seeOutbox')}
                </Link>
              </Alert>
            )}
            <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
              <Tile
                title={say('outbox')}
                value={number(outbox.waiting, language)}
                beside={
                  outbox.waiting && outbox.oldestSeconds !== null
                    ? say('oldest', { ago: ago(new Date(Date.now() - outbox.oldestSeconds * 1000).toISOString(), language) })
                    : `${number(outbox.dead, language)} ${say('dead')}`
                }
                bad={outbox.dead > 0}
              />
              <Tile
                title={say('messages')}
                value={number(messages.queued + messages.sending + messages.in_doubt, language)}
                beside={`${say('held')}: ${number(messages.held, language)} · ${say('stuck')}: ${number(messages.dead + messages.failed, language)}`}
                bad={messages.dead + messages.failed > 0}
              />
              <Tile
                title={say('database')}
                value={inBytes(database.bytes, localeOf(language))}
                beside={say('connections', { n: database.connections })}
              />
              <Tile title={say('version')} value={version} beside={say('uptime', { time: upFor(uptimeSeconds) })} />
            </SimpleGrid>
            <Card withBorder component="section" aria-labelledby="jobs">
              <Title order={2} id="jobs" mb="xs">
                {say('jobs')}
              </Title>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
              <section className="scroll-x" tabIndex={0} aria-label={say('jobs')}>
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{say('job')}</Table.Th>
                      <Table.Th>{say('last')}</Table.Th>
                      <Table.Th>{say('next')}</Table.Th>
                      <Table.Th>{say('state')}</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {jobs.map((job) => {
                      const isFine = !(job.failedAt && job.failedAt >= (job.lastRunAt ?? ''))
                      return (
                        <Table.Tr key={job.name}>
                          <Table.Td>{job.label ?? job.name}</Table.Td>
                          <Table.Td className="num">{job.lastRunAt ? ago(job.lastRunAt, language) : say('never')}</Table.Td>
                          <Table.Td className="num">{job.nextRunAt ? ago(job.nextRunAt, language) : '–'}</Table.Td>
                          <Table.Td>
                            <Badge variant="light" color={isFine ? 'petrol' : 'red'}>
                              {say(isFine ? 'fine' : 'failed')}
                            </Badge>
                            {!isFine && job.failReason && <Text size="sm">{job.failReason}</Text>}
                          </Table.Td>
                        </Table.Tr>
                      )
                    })}
                  </Table.Tbody>
                </Table>
              </section>
            </Card>
          </Stack>
        )}
      </Ready>
    </Page>
  )
}

const Tile = ({ title, value, beside, bad = false }: { title: string; value: string; beside: string; bad?: boolean }) => (
  <Card withBorder>
    <Text size="sm" c="dimmed">
      {title}
    </Text>
    <Text fz={26} fw={640} lh={1.2} className="num" c={bad ? 'var(--mantine-color-error)' : undefined}>
      {value}
    </Text>
    <Text size="sm" c="dimmed">
      {beside}
    </Text>
  </Card>
)

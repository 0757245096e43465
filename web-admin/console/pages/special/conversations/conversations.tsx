import { Avatar, Badge, SegmentedControl, Text, TextInput, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconMessages, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { ago } from '../../../../shared/format.ts'
import type { Row } from '../../../../shared/house.ts'
import { useLanguage, useTexts } from '../../../../shared/i18n.tsx'
import { useMe } from '../../../../shared/session.tsx'
import type { PageProps } from '../../../page-entry.ts'
import { Empty } from '../../../parts/empty.tsx'
import { Page } from '../../../parts/page.tsx'
import { Ready, useRows } from '../parts/read.tsx'
import { textOf } from '../parts/rows.ts'
import { handlingOf, personOf, type TalkSay } from './person.ts'
import { Thread } from './thread.tsx'
import { talkTexts } from './words.ts'
import '../special.css'
import './conversations.css'

const views = ['all', 'waiting', 'mine', 'bot'] as const

const toneOf = (row: Row) => (row.handling === 'waiting' ? 'clay' : row.handling === 'person' ? 'petrol' : 'gray')

/** All conversations on the left, the one that is read on the right; on a phone one after the other. */
export const Conversations = ({ params }: PageProps) => {
  const say = useTexts(talkTexts)
  const me = useMe()
  const [query, setQuery] = useSearchParams()
  const view = views.find((one) => one === query.get('show')) ?? 'all'
  const [typed, setTyped] = useState('')
  const [q] = useDebouncedValue(typed.trim(), 250)
  const filters =
    view === 'waiting' ? { handling: 'waiting' } : view === 'bot' ? { handling: 'bot' } : view === 'mine' ? { handlerId: me.id } : {}
  const rows = useRows('conversations', { limit: 100, ...filters, ...(q ? { q } : {}) }, 10_000)
  const labels = { all: say('all'), waiting: say('waiting'), mine: say('mine'), bot: say('bot') }
  return (
    <Page title={say('title')}>
      <div className="talk" data-reading={params.id !== undefined || undefined}>
        <section className="talk-list" aria-label={say('title')}>
          <div className="talk-find">
            <TextInput
              aria-label={say('search')}
              placeholder={say('search')}
              leftSection={<IconSearch size={16} aria-hidden />}
              value={typed}
              onChange={({ currentTarget }) => setTyped(currentTarget.value)}
            />
            <SegmentedControl
              fullWidth
              size="xs"
              aria-label={say('title')}
              data={views.map((value) => ({ value, label: labels[value] }))}
              value={view}
              onChange={(show) => setQuery({ show }, { replace: true })}
            />
          </div>
          <Ready of={rows}>
            {({ items }) =>
              items.length ? (
                <ul className="plain-list talk-rows">
                  {items.map((row) => (
                    <Entry key={row.id} row={row} isRead={row.id === params.id} meId={me.id} say={say} />
                  ))}
                </ul>
              ) : (
                <Empty
                  icon={IconMessages}
                  title={say(view === 'all' && !q ? 'none' : 'noneHere')}
                  says={say(view === 'all' && !q ? 'noneSays' : 'noneHereSays')}
                />
              )
            }
          </Ready>
        </section>
        <section className="talk-thread" aria-label={say('message')}>
          {params.id ? <Thread key={params.id} id={params.id} /> : <Empty icon={IconMessages} title={say('choose')} />}
        </section>
      </div>
    </Page>
  )
}

const Entry = ({ row, isRead, meId, say }: { row: Row; isRead: boolean; meId: string; say: TalkSay }) => {
  const { language } = useLanguage()
  const name = personOf(row)
  const since = textOf(row, 'handedOverAt') || row.createdAt
  return (
    <li>
      <Link href={`/conversations/${row.id}`} className="talk-entry" aria-current={isRead ? 'page' : undefined}>
        <Avatar name={name} color="gray" variant="outline" size={36} aria-hidden />
        <span className="talk-name">
          <Title order={3} fz="sm" lineClamp={1}>
            {name}
          </Title>
          <Text size="xs" c="dimmed" lineClamp={1}>
            {[row.$refs?.accountId, textOf(row, 'phone')].filter(Boolean).join(' · ')}
          </Text>
          <Badge size="sm" variant="light" color={toneOf(row)} className="wrap-badge">
            {handlingOf(row, meId, say)}
          </Badge>
        </span>
        {since && (
          <Text size="xs" c="dimmed" className="num">
            {ago(since, language)}
          </Text>
        )}
      </Link>
    </li>
  )
}

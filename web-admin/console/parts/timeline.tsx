import { Button, Loader, Text, Timeline } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { ago, instant } from '../../shared/format.ts'
import { useLanguage, useTexts } from '../../shared/i18n.tsx'
import { useApi, useSession } from '../../shared/session.tsx'
import { common } from '../../shared/texts.ts'
import { useRecord } from '../../shared/use-house.tsx'
import { Empty } from './empty.tsx'
import { parts } from './texts.ts'
import classes from './timeline.module.css'

type Change = { field: string; label: string; before: unknown; after: unknown; beforeText?: string | null; afterText?: string | null }
export type Happened = {
  id: string | number
  at: string
  name: string
  says: string
  actor: { kind: string; id: string | null; name: string | null }
  door: string
  changes: readonly Change[]
  reason?: string | null
}
export type TimelinePage = { items: readonly Happened[]; next: string | null }

const MOST = 8
const short = (text: string) => (text.length > 90 ? `${text.slice(0, 90)}…` : text)

/** What happened to a row, in words, newest first. */
export const RowTimeline = ({ record: name, id }: { record: string; id: string }) => {
  const t = useTexts(parts)
  const say = useTexts(common)
  const api = useApi()
  const record = useRecord(name)
  const { language } = useLanguage()
  const { company } = useSession()
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['timeline', name, id],
    queryFn: ({ pageParam, signal }) => api.get<TimelinePage>(`/${record?.plural}/${id}/timeline`, { after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    retry: false,
  })
  if (!data) return <Loader aria-label={say('loading')} />
  const items = data.pages.flatMap((page) => page.items)
  if (!items.length) return <Empty title={t('noHistory')} />
  return (
    <>
      <Timeline bulletSize={12} lineWidth={2} className={classes.timeline!}>
        {items.map(({ id: at, at: when, says, actor, changes, reason }) => (
          <Timeline.Item key={at} title={says}>
            <Text size="xs" c="dimmed" title={instant(when, language, company.timezone)}>
              {actor.name ? t('by', { name: actor.name, when: ago(when, language) }) : ago(when, language)}
            </Text>
            {reason && <Text size="sm">{t('because', { reason })}</Text>}
            <Changes changes={changes} />
          </Timeline.Item>
        ))}
      </Timeline>
      {hasNextPage && (
        <Button variant="default" size="xs" mt="md" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {t('older')}
        </Button>
      )}
    </>
  )
}

/** What changed, as people read it. What was empty before is what something began with: it stands on the page of the row already. */
const Changes = ({ changes }: { changes: readonly Change[] }) => {
  const t = useTexts(parts)
  const told = changes.filter(({ before }) => before !== null && before !== undefined)
  if (!told.length) return null
  return (
    <ul className={classes.changes}>
      {told.slice(0, MOST).map(({ field, label, beforeText, afterText }) => (
        <li key={field}>
          {t('changed', { label, before: short(beforeText ?? '') || t('emptyValue'), after: short(afterText ?? '') || t('emptyValue') })}
        </li>
      ))}
    </ul>
  )
}

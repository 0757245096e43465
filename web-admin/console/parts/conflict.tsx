import { Alert, Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ago } from '../../shared/format.ts'
import { useLanguage, useTexts } from '../../shared/i18n.tsx'
import { useApi } from '../../shared/session.tsx'
import { useRecord } from '../../shared/use-house.tsx'
import { parts } from './texts.ts'
import type { TimelinePage } from './timeline.tsx'

/** Says who changed a row in the meantime and offers to take that in. */
export const ConflictAlert = ({ record: name, id, onTakeIn }: { record: string; id: string; onTakeIn(): void }) => {
  const t = useTexts(parts)
  const api = useApi()
  const record = useRecord(name)
  const { language } = useLanguage()
  const { data } = useQuery({
    queryKey: ['timeline', name, id, 'newest'],
    queryFn: ({ signal }) => api.get<TimelinePage>(`/${record?.plural}/${id}/timeline`, undefined, signal),
    retry: false,
    staleTime: 0,
  })
  const newest = data?.items[0]
  return (
    <Alert
      color="yellow"
      title={newest?.actor.name ? t('conflictBy', { name: newest.actor.name, when: ago(newest.at, language) }) : t('conflict')}
    >
      <Text size="sm" mb="xs">
        {newest && `${newest.says} `}
        {t('conflictHow')}
      </Text>
      <Button size="xs" variant="default" onClick={onTakeIn}>
        {t('takeIn')}
      </Button>
    </Alert>
  )
}

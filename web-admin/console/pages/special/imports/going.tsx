import { Progress as Bar, Button, Card, Group, Stack, Text, Title } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useTexts } from '../../../../shared/i18n.tsx'
import { useApi } from '../../../../shared/session.tsx'
import { useTellError } from '../parts/read.tsx'
import { type Import, isGoing, type Kind } from './import.ts'
import { Mistakes } from './preview.tsx'
import { importTexts } from './words.ts'

const pathOf: Readonly<Record<Kind, string>> = {
  products: '/products',
  prices: '/price_lists',
  clients: '/clients',
  contacts: '/contacts',
  stock: '/stock',
}

/** How far the import is, and when it is done, how to take it back. */
export const Going = ({ id, kind, onAgain }: { id: string; kind: Kind; onAgain(): void }) => {
  const say = useTexts(importTexts)
  const api = useApi()
  const queries = useQueryClient()
  const tellError = useTellError()
  const { data } = useQuery({
    queryKey: ['import', id],
    queryFn: ({ signal }) => api.get<Import>(`/imports/${id}`, undefined, signal),
    refetchInterval: ({ state }) => (state.data && !isGoing(state.data) ? false : 600),
  })
  const undo = async () => {
    try {
      queries.setQueryData(['import', id], await api.send<Import>('POST', `/imports/${id}/undo`, {}))
      await queries.invalidateQueries({ queryKey: ['import', id] })
    } catch (error) {
      tellError(error)
    }
  }
  if (!data || isGoing(data)) {
    const { done, of } = data?.progress ?? { done: 0, of: 0 }
    const words = say(data?.state === 'undoing' ? 'undoing' : 'running', { done, of })
    return (
      <Card withBorder>
        <Stack>
          <Text fw={600} aria-live="polite">
            {words}
          </Text>
          <Bar.Root size="lg">
            <Bar.Section value={of ? (100 * done) / of : 4} animated aria-label={words} />
          </Bar.Root>
          <Text size="sm" c="dimmed">
            {say('runningSays')}
          </Text>
        </Stack>
      </Card>
    )
  }
  const { state, progress, errors, columns } = data
  return (
    <Stack>
      <Card withBorder>
        <Stack align="start">
          <Group gap="xs">
            <IconCheck aria-hidden />
            <Title order={2}>{say(state === 'undone' ? 'undone' : state === 'failed' ? 'failed' : 'done')}</Title>
          </Group>
          {state === 'done' && (
            <Text>
              {say('doneSays', { n: progress.done - progress.failed })} {progress.failed > 0 && say('doneErrors', { n: progress.failed })}
            </Text>
          )}
          <Group>
            <Button component={Link} href={pathOf[kind]}>
              {say('see', { what: say(kind).toLowerCase() })}
            </Button>
            <Button variant="default" onClick={onAgain}>
              {say('again')}
            </Button>
            {state === 'done' && progress.done > 0 && (
              <Button variant="default" onClick={() => void undo()}>
                {say('undo')}
              </Button>
            )}
          </Group>
          {state === 'done' && (
            <Text size="sm" c="dimmed">
              {say('undoSays')}
            </Text>
          )}
        </Stack>
      </Card>
      {errors.length > 0 && <Mistakes errors={errors} columns={columns} />}
    </Stack>
  )
}

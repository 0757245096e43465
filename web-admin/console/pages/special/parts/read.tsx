import { Alert, Button, Center, Loader } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { type Call, type Outcome, Problem, type Query } from '../../../../shared/api.ts'
import { useErrorText } from '../../../../shared/errors.ts'
import type { RowPage } from '../../../../shared/house.ts'
import { useTexts } from '../../../../shared/i18n.tsx'
import { useApi } from '../../../../shared/session.tsx'
import { common } from '../../../../shared/texts.ts'
import { useAction } from '../../../../shared/use-action.ts'
import { useHouse } from '../../../../shared/use-house.tsx'

/** Reads an address of the API, and again every so many milliseconds where `everyMs` says so. */
export const useRead = <T,>(path: string | null, query?: Query, everyMs?: number) => {
  const api = useApi()
  return useQuery({
    queryKey: ['read', path, query],
    enabled: path !== null,
    queryFn: ({ signal }) => api.get<T>(path!, query, signal),
    ...(everyMs && { refetchInterval: everyMs }),
  })
}

/** All rows of a short list, up to 500: roles, policies, price lists. Read again when one of them changes. */
export const useRows = (plural: string | null, query?: Query, everyMs?: number) => {
  const api = useApi()
  const { records } = useHouse()
  const name = Object.values(records).find((record) => record.plural === plural)?.name ?? plural
  return useQuery({
    queryKey: ['list', name, 'all', query],
    enabled: plural !== null,
    queryFn: ({ signal }) => api.get<RowPage>(`/${plural}`, { limit: 500, titles: 1, ...query }, signal),
    ...(everyMs && { refetchInterval: everyMs }),
  })
}

type Asked<T> = { data: T | undefined; error: unknown; refetch(): unknown }

/** What stands while something is read, and where that failed; the content once it is there. */
export const Ready = <T,>({ of, children }: { of: Asked<T>; children: (data: T) => ReactNode }) => {
  const t = useTexts(common)
  const errorText = useErrorText()
  if (of.data !== undefined) return children(of.data)
  if (of.error)
    return (
      <Alert color="red" role="alert">
        {errorText(of.error)}{' '}
        <Button size="compact-xs" variant="default" onClick={() => of.refetch()}>
          {t('retry')}
        </Button>
      </Alert>
    )
  return (
    <Center mih={160}>
      <Loader role="status" aria-label={t('loading')} />
    </Center>
  )
}

export const tell = (message: string) => notifications.show({ message })

/** Shows what went wrong, until it is closed. */
export const useTellError = () => {
  const errorText = useErrorText()
  return (error: unknown) => notifications.show({ message: errorText(error), color: 'red', autoClose: 10_000 })
}

/**
 * Performs an action and tells what became of it. Gives the outcome, or null where the server said no: what it said is told, and
 * `issueAt` has its words for a field.
 */
export const useDeed = (name: string) => {
  const { run, isRunning } = useAction(name)
  const [problem, setProblem] = useState<Problem | null>(null)
  const tellError = useTellError()
  const go = async (call: Call, quietly = false): Promise<Outcome | null> => {
    setProblem(null)
    try {
      const outcome = await run(call)
      if (!quietly) tell(outcome.said)
      return outcome
    } catch (error) {
      if (error instanceof Problem) setProblem(error)
      tellError(error)
      return null
    }
  }
  const issueAt = (path: string) => problem?.issues.find((issue) => issue.path === path || issue.path.startsWith(`${path}.`))?.message
  return { go, isRunning, problem, issueAt }
}

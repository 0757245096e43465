import { Alert, Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useErrorText } from '../../shared/errors.ts'
import type { Row } from '../../shared/house.ts'
import { useTexts } from '../../shared/i18n.tsx'
import { useApi } from '../../shared/session.tsx'
import { common } from '../../shared/texts.ts'
import { useRecord } from '../../shared/use-house.tsx'
import { Page } from './page.tsx'

export type Tab = { name: string; label: string; show(row: Row): ReactNode }

export type RecordPageOptions = {
  record: string
  id: string
  /** Further tabs after the fields, before the timeline. */
  tabs?: readonly Tab[]
  /** Fields that are shown first, in this order; the others follow. */
  first?: readonly string[]
}

/** One row by its id, as the API gives it. */
export const useRow = (name: string, id: string | undefined) => {
  const record = useRecord(name)
  const api = useApi()
  return useQuery({
    queryKey: ['row', name, id],
    queryFn: ({ signal }) => api.get<Row>(`/${record?.plural}/${id}`, { titles: 1 }, signal),
    enabled: record !== undefined && id !== undefined,
  })
}

/** The page of one row: its fields, its own rows, its documents, what happened to it, and what may be done with it now. */
export const RecordPage = ({ record: name, id }: RecordPageOptions) => {
  const record = useRecord(name)
  const { data, error } = useRow(name, id)
  const t = useTexts(common)
  const errorText = useErrorText()
  if (error) return <Alert color="red">{errorText(error)}</Alert>
  if (!record || !data) return <Loader aria-label={t('loading')} />
  return <Page title={data.$title ?? data.id}>{null}</Page>
}

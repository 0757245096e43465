import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight'
import { IconBolt, IconFileText, IconSearch } from '@tabler/icons-react'
import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { RowPage } from '../../shared/house.ts'
import { texts, useLanguage, useTexts } from '../../shared/i18n.tsx'
import { useApi, useMe } from '../../shared/session.tsx'
import { useHouse } from '../../shared/use-house.tsx'
import { pages } from '../pages.tsx'
import { paletteStore } from './keys.ts'
import { maySeePage } from './may-see.ts'

const words = texts(
  { find: 'A page, a client, an order number…', nothing: 'Nothing is called that.', pages: 'Pages', todo: 'To do', records: 'Records' },
  {
    find: 'O pagină, un client, un număr de comandă…',
    nothing: 'Nimic nu se numește așa.',
    pages: 'Pagini',
    todo: 'De făcut',
    records: 'Înregistrări',
  },
)

/** What one looks for by name most; each has a list of its own. */
const searched = ['client', 'order', 'product', 'invoice', 'contact', 'delivery_note'] as const

/** Finds pages, records and things to do from anywhere (Ctrl K). */
export const Palette = () => {
  const t = useTexts(words)
  const { language } = useLanguage()
  const api = useApi()
  const house = useHouse()
  const me = useMe()
  const [, go] = useLocation()
  const [typed, setTyped] = useState('')
  const [q] = useDebouncedValue(typed.trim(), 180)
  const records = searched.flatMap((name) => {
    const record = house.records[name]
    return record?.canSee && record.searchable && pages.some(({ path }) => path === `/${record.plural}`) ? [record] : []
  })
  const found = useQueries({
    queries: records.map(({ name, plural }) => ({
      queryKey: ['list', name, 'palette', q],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.get<RowPage>(`/${plural}`, { q, limit: 4 }, signal),
      enabled: q.length >= 2,
    })),
  })
  const fits = (label: string) => label.toLowerCase().includes(typed.trim().toLowerCase())
  const open: SpotlightActionData[] = pages
    .filter((entry) => entry.section && maySeePage(entry, house, me) && fits(entry.title[language]))
    .map(({ path, title, icon: Sign }) => ({
      id: path,
      label: title[language],
      onClick: () => go(path),
      leftSection: Sign ? <Sign size={18} stroke={1.7} /> : null,
    }))
  const begin: SpotlightActionData[] = pages.flatMap(({ path, record: name }) => {
    const record = name ? house.records[name] : undefined
    const action = record?.create ? house.actions[record.create] : undefined
    if (!action?.may || path !== `/${record?.plural}/new` || !fits(action.label)) return []
    return [{ id: action.name, label: action.label, onClick: () => go(path), leftSection: <IconBolt size={18} stroke={1.7} /> }]
  })
  const rows: SpotlightActionData[] =
    q.length < 2
      ? []
      : records.flatMap((record, at) =>
          (found[at]?.data?.items ?? []).map((row) => ({
            id: row.id,
            label: row.$title ?? row.id,
            description: record.label,
            onClick: () => go(`/${record.plural}/${row.id}`),
            leftSection: <IconFileText size={18} stroke={1.7} />,
          })),
        )
  const groups: SpotlightActionGroupData[] = [
    { group: t('records'), actions: rows },
    { group: t('pages'), actions: open.slice(0, typed ? 8 : 6) },
    { group: t('todo'), actions: begin.slice(0, 6) },
  ].filter(({ actions }) => actions.length)
  return (
    <Spotlight
      store={paletteStore}
      shortcut={['mod + K']}
      actions={groups}
      // What is found comes filtered already, by the server and above.
      filter={(_, actions) => actions}
      query={typed}
      onQueryChange={setTyped}
      nothingFound={t('nothing')}
      scrollable
      maxHeight={420}
      searchProps={{ leftSection: <IconSearch size={18} />, placeholder: t('find'), 'aria-label': t('find') }}
    />
  )
}

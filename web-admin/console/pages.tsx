import { IconAdjustments, IconHome, IconRocket } from '@tabler/icons-react'
import { lazy } from 'react'
import { type PageEntry, type PageProps, page } from './page-entry.ts'
import { specialPages } from './pages/special/pages.tsx'
import { type RecordPages, recordPages } from './records.ts'

const start: PageEntry = {
  path: '/',
  title: { en: 'Start', ro: 'Început' },
  section: 'today',
  icon: IconHome,
  Page: page(async () => (await import('./pages/start.tsx')).Start),
}

const others: readonly PageEntry[] = [
  {
    path: '/first-steps',
    title: { en: 'First steps', ro: 'Primii pași' },
    section: 'house',
    icon: IconRocket,
    room: 'settings',
    Page: page(async () => (await import('./pages/first-steps.tsx')).FirstSteps),
  },
  {
    path: '/settings',
    title: { en: 'Settings', ro: 'Setări' },
    section: 'house',
    icon: IconAdjustments,
    record: 'setting',
    Page: page(async () => (await import('./pages/settings.tsx')).Settings),
  },
  {
    path: '/profile',
    title: { en: 'Profile', ro: 'Profil' },
    Page: page(async () => (await import('./pages/profile.tsx')).Profile),
  },
]

const shown = (pages: RecordPages, kind: 'ListOf' | 'NewOf' | 'OneOf' | 'ChangeOf') =>
  lazy(async () => {
    const { [kind]: View } = await import('./pages/records.tsx')
    return { default: ({ params }: PageProps) => <View pages={pages} id={params.id ?? ''} /> }
  })

/** List, form and page of a record. The address of the form stands before that of a row, which it would fit as well. */
const derived = (pages: RecordPages): readonly PageEntry[] => {
  const { plural, record, title, section, icon } = pages
  return [
    { path: `/${plural}`, title, record, icon, ...(section && { section }), Page: shown(pages, 'ListOf') },
    { path: `/${plural}/new`, title, record, Page: shown(pages, 'NewOf') },
    { path: `/${plural}/:id`, title, record, Page: shown(pages, 'OneOf') },
    { path: `/${plural}/:id/edit`, title, record, Page: shown(pages, 'ChangeOf') },
  ]
}

const own = [start, ...recordPages.flatMap(derived), ...others]

/** Every page of the console, in the order of the navigation. A special page takes the place of a derived one with the same path. */
export const pages: readonly PageEntry[] = [
  start,
  ...specialPages,
  ...own.filter(({ path }) => path !== '/' && !specialPages.some((special) => special.path === path)),
]

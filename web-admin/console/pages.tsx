import { IconHome } from '@tabler/icons-react'
import { type PageEntry, page } from './page-entry.ts'
import { specialPages } from './pages/special/pages.tsx'

const own: readonly PageEntry[] = [
  {
    path: '/',
    title: { en: 'Start', ro: 'Început' },
    section: 'today',
    icon: IconHome,
    Page: page(async () => (await import('./pages/start.tsx')).Start),
  },
]

/** Every page of the console, in the order of the navigation. A special page takes the place of a derived one with the same path. */
export const pages: readonly PageEntry[] = [
  ...specialPages,
  ...own.filter(({ path }) => !specialPages.some((special) => special.path === path)),
]

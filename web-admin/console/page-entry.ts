import type { Icon } from '@tabler/icons-react'
import { type ComponentType, type LazyExoticComponent, lazy } from 'react'
import type { Language } from '../shared/i18n.tsx'

export type Section = 'today' | 'sales' | 'clients' | 'goods' | 'talk' | 'rules' | 'house'
export type PageProps = { params: Readonly<Record<string, string | undefined>> }

/** One page of the console: where it is, what it is called, who sees it, and how it is loaded. */
export type PageEntry = {
  /** Below `/admin`, with places: `/orders/:id`. */
  path: string
  title: Readonly<Record<Language, string>>
  /** Where it stands in the navigation. (Default: nowhere; it is reached from another page) */
  section?: Section
  icon?: Icon
  /** Shown only to those who may see this record. */
  record?: string
  /** Shown only to those who have any level in this room. */
  room?: string
  /** Shown only to those who hold this permission. */
  permission?: string
  Page: LazyExoticComponent<ComponentType<PageProps>>
}

/** A page that is loaded when it is first opened: `page(async () => (await import('./pages/orders.tsx')).Orders)`. */
export const page = (load: () => Promise<ComponentType<PageProps>>) => lazy(async () => ({ default: await load() }))

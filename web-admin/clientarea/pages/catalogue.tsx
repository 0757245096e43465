import { Button, Loader, SegmentedControl } from '@mantine/core'
import { IconLayoutGrid, IconList } from '@tabler/icons-react'
import { useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { useTexts } from '../../shared/i18n.tsx'
import { Empty, Trouble } from '../parts/empty.tsx'
import { Page } from '../parts/page.tsx'
import { Products } from '../parts/product.tsx'
import { frame } from '../texts/frame.ts'
import { shop } from '../texts/shop.ts'
import type { Category, Product } from '../types.ts'
import { useHome, usePages, useRead } from '../use-portal.ts'
import { MiniCart } from './mini-cart.tsx'
import classes from './pages.module.css'

const VIEW = 'parley-client-view'

/** The catalogue: categories beside it, products as cards or rows, the cart always at hand. */
export const Catalogue = () => {
  const t = useTexts(shop)
  const say = useTexts(frame)
  const [params] = useSearchParams()
  const q = params.get('q') ?? ''
  const category = params.get('category') ?? ''
  const [view, setView] = useState<'grid' | 'list'>(localStorage.getItem(VIEW) === 'list' ? 'list' : 'grid')
  const { data: home } = useHome()
  const categories = useRead<{ items: Category[] }>('/categories')
  const all = categories.data?.items ?? []
  const found = usePages<Product>('/products', { ...(q && { q }), ...(category && { category }) })
  const current = all.find(({ id }) => id === category)
  const title = q ? t('foundFor', { count: found.found ?? 0, q }) : (current?.name ?? say('catalogue'))
  return (
    <Page
      title={title}
      says={home && !home.rights.prices ? t('noPrices') : null}
      aside={
        <SegmentedControl
          aria-label={t('viewAs')}
          value={view}
          onChange={(chosen) => {
            const next = chosen === 'list' ? 'list' : 'grid'
            localStorage.setItem(VIEW, next)
            setView(next)
          }}
          data={[
            { value: 'grid', label: <Labelled icon={<IconLayoutGrid size={17} />} text={t('grid')} /> },
            { value: 'list', label: <Labelled icon={<IconList size={17} />} text={t('list')} /> },
          ]}
        />
      }
    >
      <div className={classes.browse} data-cart={home?.rights.order || undefined}>
        <Tree all={all} category={category} q={q} />
        <div className={classes.results}>
          {found.isPending && <Loader aria-label={title} />}
          {found.error && <Trouble error={found.error} again={() => found.refetch()} />}
          {found.data &&
            !found.items.length &&
            (q ? <Empty title={t('none', { q })} says={t('noneSays')} /> : <Empty title={t('empty')} />)}
          <div data-stale={found.isPlaceholderData || undefined}>
            <Products items={found.items} as={view} />
          </div>
          {found.hasNextPage && (
            <Button variant="default" mt="md" fullWidth loading={found.isFetchingNextPage} onClick={() => found.fetchNextPage()}>
              {t('moreProducts')}
            </Button>
          )}
        </div>
        {home?.rights.order && <MiniCart />}
      </div>
    </Page>
  )
}

const Labelled = ({ icon, text }: { icon: React.ReactNode; text: string }) => (
  <span className={classes.labelled}>
    {icon} {text}
  </span>
)

/** The categories: those at the top, and below the chosen one its own. */
const Tree = ({ all, category, q }: { all: readonly Category[]; category: string; q: string }) => {
  const t = useTexts(shop)
  const hrefOf = (id: string) => {
    const query = new URLSearchParams({ ...(q && { q }), ...(id && { category: id }) }).toString()
    return query ? `/catalogue?${query}` : '/catalogue'
  }
  const open = new Set<string>()
  for (let one = all.find(({ id }) => id === category); one; one = all.find(({ id }) => id === one?.parentId)) open.add(one.id)
  const branch = (parentId: string | null, depth: number): React.ReactNode =>
    all
      .filter((one) => one.parentId === parentId)
      .map(({ id, name, products }) => (
        <li key={id}>
          <Link href={hrefOf(id)} className={classes.branch} aria-current={id === category ? 'true' : undefined} data-depth={depth}>
            <span>{name}</span>
            <small>{products}</small>
          </Link>
          {open.has(id) && all.some((one) => one.parentId === id) && <ul className={classes.twigs}>{branch(id, depth + 1)}</ul>}
        </li>
      ))
  return (
    <nav className={classes.tree} aria-label={t('categories')}>
      <ul className={classes.twigs}>
        <li>
          <Link href={hrefOf('')} className={classes.branch} aria-current={category ? undefined : 'true'}>
            {t('all')}
          </Link>
        </li>
        {branch(null, 0)}
      </ul>
    </nav>
  )
}

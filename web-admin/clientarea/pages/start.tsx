import { Button, Loader } from '@mantine/core'
import { Link } from 'wouter'
import { money } from '../../shared/format.ts'
import { useLanguage, useTexts } from '../../shared/i18n.tsx'
import { Page, Panel } from '../parts/page.tsx'
import { Products } from '../parts/product.tsx'
import { Status } from '../parts/status.tsx'
import { frame } from '../texts/frame.ts'
import { shop } from '../texts/shop.ts'
import type { Category, OrderItem, ProductPage } from '../types.ts'
import { useHome, useRead } from '../use-portal.ts'
import classes from './pages.module.css'

/** The first page: what goes on, what is usually bought, and where to look. */
export const Start = () => {
  const t = useTexts(shop)
  const say = useTexts(frame)
  const { language } = useLanguage()
  const { data: home } = useHome()
  const usual = useRead<ProductPage>('/products', { usual: 1, limit: 8 })
  const orders = useRead<{ items: OrderItem[] }>('/orders', { state: 'open', limit: 4 })
  const categories = useRead<{ items: Category[] }>('/categories')
  if (!home) return null
  const { account, cart, waiting, rights } = home
  const first = home.contact.name.split(' ')[0] ?? ''
  const top = (categories.data?.items ?? []).filter(({ parentId }) => parentId === null)
  return (
    <Page
      title={t('hello', { name: first })}
      says={home.client.name}
      aside={
        rights.order && (
          <>
            {cart && (
              <Button component={Link} href="/cart">
                {t('goOn')} · {money(cart.sums.totalMinor, cart.sums.currency, language)}
              </Button>
            )}
            <Button component={Link} href="/quick" variant="default">
              {say('quick')}
            </Button>
          </>
        )
      }
    >
      <div className={classes.facts}>
        <Panel title={t('underWay')}>
          <div className={classes.fact}>{waiting.underWay}</div>
          {(orders.data?.items ?? []).map((order) => (
            <Link key={order.id} href={`/orders/${order.id}`} className={classes.short}>
              <span>{order.number}</span>
              <Status tone={order.tone}>{order.status}</Status>
            </Link>
          ))}
        </Panel>
        {account && (
          <Panel title={t('openBalance')}>
            <div className={classes.fact}>
              {account.openMinor > 0 ? money(account.openMinor, home.client.currency, language) : t('nothingOpen')}
            </div>
            {account.overdueMinor > 0 && (
              <Status tone="bad">{t('overdue', { amount: money(account.overdueMinor, home.client.currency, language) })}</Status>
            )}
            <div>
              <Link href="/invoices" className={classes.more}>
                {say('invoices')}
              </Link>
            </div>
          </Panel>
        )}
        <Panel title={t('categories')}>
          <ul className={classes.chips}>
            {top.map(({ id, name, products }) => (
              <li key={id}>
                <Link href={`/catalogue?category=${id}`} className={classes.chip}>
                  {name} <small>{products}</small>
                </Link>
              </li>
            ))}
          </ul>
        </Panel>
      </div>
      {usual.isPending && <Loader />}
      {(usual.data?.items.length ?? 0) > 0 && (
        <>
          <h2 className={classes.section}>{t('usual')}</h2>
          <Products items={usual.data?.items ?? []} />
        </>
      )}
    </Page>
  )
}

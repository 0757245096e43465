import { Table } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { day, price } from '../../shared/format.ts'
import { useLanguage, useTexts } from '../../shared/i18n.tsx'
import { Trouble } from '../parts/empty.tsx'
import { Page, Panel } from '../parts/page.tsx'
import parts from '../parts/parts.module.css'
import { Buy, PriceOf, Products, pictureOf, SoldIn, StockOf, useAmount } from '../parts/product.tsx'
import { shop } from '../texts/shop.ts'
import type { WholeProduct } from '../types.ts'
import { useRead } from '../use-portal.ts'
import classes from './pages.module.css'

/** One product: its prices by quantity, stock, and what may stand in for it. */
export const OneProduct = ({ code }: { code: string }) => {
  const t = useTexts(shop)
  const { language } = useLanguage()
  const amount = useAmount()
  const { data: product, error, refetch } = useRead<WholeProduct>(`/products/${encodeURIComponent(code)}`)
  const [milli, setMilli] = useState<number | undefined>()
  if (error) return <Trouble error={error} again={() => refetch()} />
  if (!product) return null
  const { Icon, style } = pictureOf(product)
  const { prices } = product
  return (
    <Page
      title={product.name}
      says={
        <>
          <span className={parts.code}>{product.code}</span>
          {product.category && (
            <>
              {' · '}
              <Link href={`/catalogue?category=${product.category.id}`}>{product.category.name}</Link>
            </>
          )}
        </>
      }
    >
      <div className={classes.product}>
        <div className={`${parts.picture} ${classes.large}`} style={style} aria-hidden="true">
          <Icon size={96} stroke={1.1} />
        </div>
        <Panel>
          {prices?.isPromotion && (
            <p className={classes.line}>
              <span className={parts.promo} data-inline>
                {prices.promotionUntil ? t('promotionUntil', { day: day(prices.promotionUntil, language) }) : t('promotion')}
              </span>
            </p>
          )}
          <PriceOf product={product} {...(milli !== undefined && { milli })} />
          <SoldIn product={product} />
          <StockOf product={product} />
          {product.stock && product.stock.availableMilli > 0 && product.stock.incoming.length > 0 && (
            <div className={parts.fine}>
              {product.stock.incoming
                .map((one) => t('coming', { amount: amount(one.milli, product.unitForms), day: day(one.on, language) }))
                .join(' · ')}
            </div>
          )}
          {!prices && <p className={parts.fine}>{t('noPrices')}</p>}
          <Buy product={product} onMilli={setMilli} />
          {prices && prices.tiers.length > 1 && (
            <Table mt="lg" captionSide="top">
              <Table.Caption>{t('tiers')}</Table.Caption>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('quantity')}</Table.Th>
                  <Table.Th ta="end">{t('withoutVat')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {prices.tiers.map((tier) => (
                  <Table.Tr key={tier.fromMilli}>
                    <Table.Td>{t('from', { amount: amount(tier.fromMilli, product.unitForms) })}</Table.Td>
                    <Table.Td ta="end" className="num">
                      {price(tier.netE4, prices.currency, language)}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </Panel>
      </div>
      {product.substitutes.length > 0 && (
        <>
          <h2 className={classes.section}>{t('insteadOf')}</h2>
          <Products items={product.substitutes} />
        </>
      )}
    </Page>
  )
}

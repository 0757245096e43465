import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import {
  IconBottle,
  IconBox,
  IconCoffee,
  IconCup,
  IconDroplet,
  IconFileText,
  IconHandStop,
  IconPackage,
  IconPencil,
  IconPrinter,
  IconSparkles,
  IconToiletPaper,
} from '@tabler/icons-react'
import { type ComponentType, type CSSProperties, useState } from 'react'
import { Link } from 'wouter'
import { useErrorText } from '../../shared/errors.ts'
import { day, money, price, quantity } from '../../shared/format.ts'
import { localeOf, useLanguage, useTexts } from '../../shared/i18n.tsx'
import { shop } from '../texts/shop.ts'
import type { Product, UnitForms } from '../types.ts'
import { useCart, useCartDeed, useHome } from '../use-portal.ts'
import classes from './parts.module.css'
import { Stepper } from './stepper.tsx'

const pictures: readonly (readonly [RegExp, ComponentType<{ size?: number; stroke?: number }>])[] = [
  [/toilet|igienic|towel|prosop|napkin|șervețel/i, IconToiletPaper],
  [/toner|printer|cartuș/i, IconPrinter],
  [/coffee|cafea|espresso|tea|ceai/i, IconCoffee],
  [/cup|pahar/i, IconCup],
  [/water|apă|milk|lapte|bottle|sticl/i, IconBottle],
  [/paper|hârtie|envelope|plic|file|dosar|biblioraft|folder/i, IconFileText],
  [/pen|pix|marker|pencil|creion|stapler|capsator/i, IconPencil],
  [/glove|mănuși/i, IconHandStop],
  [/soap|săpun|bleach|clor/i, IconDroplet],
  [/clean|detergent|dezinf|disinf/i, IconSparkles],
  [/box|cutie|bag|sac/i, IconBox],
]

const hueOf = (text: string) => [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7)

/** A quiet picture for a product that has none: a sign and a colour of its kind. */
export const pictureOf = ({ name, code }: Pick<Product, 'name' | 'code'>) => ({
  Icon: pictures.find(([words]) => words.test(name))?.[1] ?? IconPackage,
  style: { '--hue': hueOf(code.split('-')[0] ?? code) } as CSSProperties,
})

/** A quantity with its unit, in the right number: “20 de baxuri”. */
export const useAmount = () => {
  const { language } = useLanguage()
  return (milli: number, forms: UnitForms) => {
    const category = new Intl.PluralRules(localeOf(language)).select(milli / 1000)
    return `${quantity(milli, language)} ${category === 'one' || category === 'few' ? forms[category] : forms.other}`
  }
}

/** The price from the least that is sold on, or for so much of it. */
export const PriceOf = ({ product, milli }: { product: Product; milli?: number }) => {
  const t = useTexts(shop)
  const { language } = useLanguage()
  if (!product.prices) return null
  const { tiers, currency } = product.prices
  const tier = tiers.findLast(({ fromMilli }) => fromMilli <= (milli ?? product.minMilli)) ?? tiers[0]
  if (!tier) return null
  return (
    <div>
      <div className={classes.price}>
        {price(tier.netE4, currency, language)} <span className={classes.unit}>{t('perUnit', { unit: product.unitName })}</span>
      </div>
      <div className={classes.fine}>{t('withVat', { price: money(Math.round(tier.grossE4 / 100), currency, language) })}</div>
    </div>
  )
}

export const StockOf = ({ product }: { product: Product }) => {
  const t = useTexts(shop)
  const { language } = useLanguage()
  const amount = useAmount()
  if (!product.stock) return null
  const { availableMilli, incoming } = product.stock
  if (availableMilli > 0) return <div className={classes.stock}>{t('inStock', { amount: amount(availableMilli, product.unitForms) })}</div>
  const [next] = incoming
  return (
    <div className={classes.stock} data-none>
      {t('noStock')}
      {next && ` · ${t('coming', { amount: amount(next.milli, product.unitForms), day: day(next.on, language) })}`}
    </div>
  )
}

/** What limits a quantity: the minimum, the step, what is inside. */
export const SoldIn = ({ product }: { product: Product }) => {
  const t = useTexts(shop)
  const amount = useAmount()
  const said = [
    product.minMilli > 1000 && t('least', { amount: amount(product.minMilli, product.unitForms) }),
    product.stepMilli !== 1000 && t('step', { amount: amount(product.stepMilli, product.unitForms) }),
    product.pack && t('pack', { amount: amount(product.pack.sizeMilli, product.pack.unitForms) }),
  ].filter(Boolean)
  return said.length ? <div className={classes.fine}>{said.join(' · ')}</div> : null
}

/** How much, and into the cart. */
export const Buy = ({ product, onMilli }: { product: Product; onMilli?(milli: number): void }) => {
  const t = useTexts(shop)
  const errorText = useErrorText()
  const amount = useAmount()
  const { data: home } = useHome()
  const { data: cart } = useCart()
  const deed = useCartDeed()
  const [milli, setMilli] = useState(product.minMilli)
  if (!home?.rights.order) return null
  const held = cart?.lines.find(({ productId }) => productId === product.id)?.quantityMilli ?? 0
  const add = () =>
    deed.mutate(
      { method: 'POST', path: '/lines', body: { lines: [{ productId: product.id, quantityMilli: milli, deed: 'add' }] } },
      {
        onSuccess: () => {
          notifications.show({ message: t('added', { amount: amount(milli, product.unitForms), name: product.name }), color: 'teal' })
          setMilli(product.minMilli)
        },
        onError: (error) => notifications.show({ message: errorText(error), color: 'red' }),
      },
    )
  return (
    <>
      {held > 0 && <div className={classes.inCart}>{t('inCart', { amount: amount(held, product.unitForms) })}</div>}
      <div className={classes.act}>
        <Stepper
          name={product.name}
          milli={milli}
          minMilli={product.minMilli}
          stepMilli={product.stepMilli}
          onChange={(next) => {
            setMilli(next)
            onMilli?.(next)
          }}
        />
        <Button onClick={add} loading={deed.isPending} px="md" aria-label={t('addTo', { name: product.name })}>
          {t('add')}
        </Button>
      </div>
    </>
  )
}

const hrefOf = ({ code }: Product) => `/products/${encodeURIComponent(code)}`

export const ProductCard = ({ product }: { product: Product }) => {
  const t = useTexts(shop)
  const { Icon, style } = pictureOf(product)
  return (
    <li className={classes.card}>
      <Link href={hrefOf(product)} className={classes.picture} style={style} aria-hidden="true" tabIndex={-1}>
        <Icon size={38} stroke={1.3} />
        {product.prices?.isPromotion && <span className={classes.promo}>{t('promotion')}</span>}
      </Link>
      <div className={classes.body}>
        <span className={classes.code}>{product.code}</span>
        <Link href={hrefOf(product)} className={classes.title}>
          {product.name}
        </Link>
        <SoldIn product={product} />
        <div className={classes.fill} />
        <PriceOf product={product} />
        <StockOf product={product} />
        <Buy product={product} />
      </div>
    </li>
  )
}

export const ProductRow = ({ product }: { product: Product }) => {
  const t = useTexts(shop)
  const { Icon, style } = pictureOf(product)
  return (
    <li className={classes.row}>
      <span className={classes.mini} style={style} aria-hidden="true">
        <Icon size={24} stroke={1.4} />
      </span>
      <div>
        <span className={classes.code}>{product.code}</span>{' '}
        {product.prices?.isPromotion && (
          <span className={classes.promo} data-inline>
            {t('promotion')}
          </span>
        )}
        <div>
          <Link href={hrefOf(product)} className={classes.title}>
            {product.name}
          </Link>
        </div>
        <SoldIn product={product} />
      </div>
      <div className={classes.end}>
        <PriceOf product={product} />
      </div>
      <div className={`${classes.stockCell} ${classes.end}`}>
        <StockOf product={product} />
      </div>
      <div>
        <Buy product={product} />
      </div>
    </li>
  )
}

/** Products as cards or as rows. */
export const Products = ({ items, as = 'grid' }: { items: readonly Product[]; as?: 'grid' | 'list' }) => (
  <ul className={as === 'grid' ? classes.grid : classes.rows}>
    {items.map((product) =>
      as === 'grid' ? <ProductCard key={product.id} product={product} /> : <ProductRow key={product.id} product={product} />,
    )}
  </ul>
)

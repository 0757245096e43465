import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { money } from '../../shared/format.ts'
import { useLanguage, useTexts } from '../../shared/i18n.tsx'
import { frame } from '../texts/frame.ts'
import { shop } from '../texts/shop.ts'
import { useCart } from '../use-portal.ts'
import classes from './pages.module.css'

/** What is in the cart, beside the catalogue; on a phone a bar above the bottom. */
export const MiniCart = () => {
  const t = useTexts(shop)
  const say = useTexts(frame)
  const { language } = useLanguage()
  const { data: cart } = useCart()
  if (!cart?.lines.length) return null
  const total = money(cart.sums.totalMinor, cart.sums.currency, language)
  return (
    <aside className={classes.mini} aria-label={say('cart')}>
      <div className={classes.miniFull}>
        <h2>{say('cart')}</h2>
        <ul>
          {cart.lines.map((line) => (
            <li key={line.id}>
              <span>{line.name}</span>
              <span className={classes.dim}>{line.amount}</span>
              <span className="num">{money(line.netMinor, cart.sums.currency, language)}</span>
            </li>
          ))}
        </ul>
        <div className={classes.miniTotal}>
          <span>{t('total')}</span>
          <strong className="num">{total}</strong>
        </div>
      </div>
      <Button component={Link} href="/cart" fullWidth className={classes.miniGo!}>
        <span className={classes.miniWide}>{t('checkout')}</span>
        <span className={classes.miniNarrow}>{say('cartWith', { count: cart.lines.length, total })}</span>
      </Button>
    </aside>
  )
}

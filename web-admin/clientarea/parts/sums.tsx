import { money, percent } from '../../shared/format.ts'
import { useLanguage, useTexts } from '../../shared/i18n.tsx'
import { shop } from '../texts/shop.ts'
import type { Sums } from '../types.ts'
import classes from './parts.module.css'

/** Net, VAT by rate, delivery and what it comes to. */
export const SumsOf = ({ sums }: { sums: Sums }) => {
  const t = useTexts(shop)
  const { language } = useLanguage()
  const amount = (minor: number) => money(minor, sums.currency, language)
  return (
    <dl className={classes.sums}>
      {sums.deliveryChargeMinor > 0 && (
        <div>
          <dt>{t('delivery')}</dt>
          <dd>{amount(sums.deliveryChargeMinor)}</dd>
        </div>
      )}
      <div>
        <dt>{t('net')}</dt>
        <dd>{amount(sums.netMinor)}</dd>
      </div>
      {sums.vat.map(({ permille, vatMinor }) => (
        <div key={permille}>
          <dt>{t('vat', { rate: percent(permille, language) })}</dt>
          <dd>{amount(vatMinor)}</dd>
        </div>
      ))}
      {sums.roundingMinor !== 0 && (
        <div>
          <dt>{t('rounding')}</dt>
          <dd>{amount(sums.roundingMinor)}</dd>
        </div>
      )}
      <div data-total>
        <dt>{t('total')}</dt>
        <dd>{amount(sums.totalMinor)}</dd>
      </div>
    </dl>
  )
}

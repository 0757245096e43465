import { useEffect, useState } from 'react'
import { parseDecimal, typedDecimal } from '../../shared/format.ts'
import { useLanguage, useTexts } from '../../shared/i18n.tsx'
import { shop } from '../texts/shop.ts'
import classes from './parts.module.css'

type Options = {
  name: string
  milli: number
  minMilli: number
  stepMilli: number
  /** May it go down to nothing? (Default: not below the minimum) */
  canEnd?: boolean
  disabled?: boolean
  onChange(milli: number): void
}

/** A quantity with its minimum and step: buttons keep to them; what is typed is taken as it is, and judged where it is used. */
export const Stepper = ({ name, milli, minMilli, stepMilli, canEnd = false, disabled = false, onChange }: Options) => {
  const t = useTexts(shop)
  const { language } = useLanguage()
  const written = typedDecimal(milli, 3, language)
  const [typed, setTyped] = useState<string | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was typed gives way to a new quantity from outside
  useEffect(() => setTyped(null), [milli])
  const keep = () => {
    const value = typed === null ? null : parseDecimal(typed, 3, language)
    setTyped(null)
    if (value !== null && value >= 0 && value !== milli && (value > 0 || canEnd)) onChange(value)
  }
  const less = milli - stepMilli >= minMilli ? milli - stepMilli : 0
  const more = milli < minMilli ? minMilli : milli + stepMilli
  return (
    <fieldset className={classes.stepper} aria-label={t('quantityOf', { name })}>
      <button type="button" aria-label={t('less', { name })} disabled={disabled || (less === 0 && !canEnd)} onClick={() => onChange(less)}>
        −
      </button>
      <input
        inputMode="decimal"
        aria-label={t('quantityOf', { name })}
        value={typed ?? written}
        disabled={disabled}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault()
            keep()
          }
          if (event.key === 'ArrowUp') onChange(more)
          if (event.key === 'ArrowDown' && (less > 0 || canEnd)) onChange(less)
        }}
      />
      <button type="button" aria-label={t('moreOf', { name })} disabled={disabled} onClick={() => onChange(more)}>
        +
      </button>
    </fieldset>
  )
}

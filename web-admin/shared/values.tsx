import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { day, instant, money, number, percent, price, quantity } from './format.ts'
import { currencyOf, type Field, type RecordShape, type Row, type Tone, valueIn } from './house.ts'
import { useLanguage, useTexts } from './i18n.tsx'
import { useSession } from './session.tsx'
import { common } from './texts.ts'
import classes from './values.module.css'

const Nothing = () => (
  <Text component="span" c="dimmed" aria-hidden="true">
    –
  </Text>
)

/** An amount in minor units. (Default currency: none is shown) */
export const Money = ({ minor, currency }: { minor: number; currency?: string | undefined }) => (
  <span className="num">{money(minor, currency, useLanguage().language)}</span>
)

/** A unit price in ten-thousandths. */
export const Price = ({ e4, currency }: { e4: number; currency?: string | undefined }) => (
  <span className="num">{price(e4, currency, useLanguage().language)}</span>
)

/** A quantity in thousandths. */
export const Quantity = ({ milli }: { milli: number }) => <span className="num">{quantity(milli, useLanguage().language)}</span>

/** A share in thousandths. */
export const Percent = ({ permille }: { permille: number }) => <span className="num">{percent(permille, useLanguage().language)}</span>

/** A day, `YYYY-MM-DD`. */
export const Day = ({ on }: { on: string }) => (
  <time dateTime={on} className="num">
    {day(on, useLanguage().language)}
  </time>
)

/** An instant, in the company's time zone. */
export const Instant = ({ at }: { at: string }) => {
  const { company } = useSession()
  return (
    <time dateTime={at} className="num">
      {instant(at, useLanguage().language, company.timezone)}
    </time>
  )
}

/** A state, as a quiet pill. */
export const State = ({ tone, children }: { tone: Tone; children: ReactNode }) => (
  <span className={classes.state} data-tone={tone}>
    {children}
  </span>
)

const toText = (value: unknown): string => {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(toText).join(', ')
  if (typeof value === 'object' && value !== null) {
    const { en, ro } = value as { en?: unknown; ro?: unknown }
    if (typeof en === 'string' && typeof ro === 'string') return en
    return Object.values(value)
      .filter((part) => part !== null && part !== '')
      .map(toText)
      .join(', ')
  }
  return String(value)
}

/** The value of a field of a row, as its type is shown. `href` makes a reference a link. */
export const Value = ({ row, field, record, href }: { row: Row; field: Field; record?: RecordShape; href?: string | undefined }) => {
  const { language } = useLanguage()
  const t = useTexts(common)
  const value = valueIn(row, field)
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length)) return <Nothing />
  const state = field.name === record?.stateField ? record.states?.find((one) => one.value === value) : undefined
  if (state) return <State tone={state.tone}>{state.label}</State>
  const choice = field.type === 'choice' ? field.choices?.find((one) => one.value === value) : undefined
  if (choice?.tone && choice.tone !== 'neutral') return <State tone={choice.tone}>{choice.label}</State>
  if (typeof value === 'number') {
    if (field.type === 'money') return <Money minor={value} currency={currencyOf(row)} />
    if (field.type === 'priceE4') return <Price e4={value} currency={currencyOf(row)} />
    if (field.type === 'milli') return <Quantity milli={value} />
    if (field.type === 'percent') return <Percent permille={value} />
    return <span className="num">{number(value, language)}</span>
  }
  if (typeof value === 'boolean') return <>{value ? t('yes') : t('no')}</>
  if (field.type === 'day' && typeof value === 'string') return <Day on={value} />
  if (field.type === 'instant' && typeof value === 'string') return <Instant at={value} />
  if (field.type === 'ref') {
    const title = row.$refs?.[field.name] ?? String(value)
    return href ? (
      <Link href={href} className={classes.link}>
        {title}
      </Link>
    ) : (
      title
    )
  }
  const labelled = (one: unknown) => field.choices?.find((choice) => choice.value === one)?.label ?? toText(one)
  if (Array.isArray(value)) return <>{value.map(labelled).join(', ')}</>
  if (typeof value === 'object') {
    const named = value as Readonly<Record<string, unknown>>
    return <>{typeof named[language] === 'string' ? String(named[language]) : toText(value)}</>
  }
  return <>{labelled(value)}</>
}

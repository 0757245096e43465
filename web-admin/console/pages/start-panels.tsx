import { Text, Title } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useTexts } from '../../shared/i18n.tsx'
import { Money } from '../../shared/values.tsx'
import classes from './start.module.css'
import { startTexts } from './start-texts.ts'

export type Sums = Readonly<Record<string, number>>

/** A number that leads to what it counts. */
export const Figure = ({
  label,
  value,
  note,
  href,
  isDue = false,
}: {
  label: string
  value: string
  note?: string | undefined
  href: string
  isDue?: boolean
}) => (
  <Link href={href} className={classes.figure} data-due={isDue || undefined}>
    <span className={classes.label}>{label}</span>
    <span className={classes.value}>{value}</span>
    <span className={classes.note}>{note ?? '\u00a0'}</span>
    <IconChevronRight size={16} className={classes.arrow} aria-hidden="true" />
  </Link>
)

/** A titled box. */
export const Panel = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className={classes.panel}>
    <Title order={2} mb="sm">
      {title}
    </Title>
    {children}
  </section>
)

const ages = ['not_due', 'to_30', 'to_60', 'older'] as const

/** What is owed, by how long it is overdue. */
export const Ages = ({ ages: sums, currency, total }: { ages: Sums; currency: string; total: number }) => {
  const t = useTexts(startTexts)
  return (
    <>
      <Text className={classes.total!}>
        <Money minor={total} currency={currency} />
      </Text>
      <ul className={classes.bars}>
        {ages.map((age) => (
          <li key={age} data-age={age}>
            <span>{t(age)}</span>
            <span className="num">
              <Money minor={sums[age] ?? 0} currency={currency} />
            </span>
            <meter className={classes.bar} min={0} max={Math.max(total, 1)} value={Math.max(sums[age] ?? 0, 0)} aria-hidden="true" />
          </li>
        ))}
      </ul>
    </>
  )
}

/** Orders of today by the hour. */
export const Hours = ({ byHour }: { byHour: Sums }) => {
  const hours = Array.from({ length: 24 }, (_, hour) => ({ hour, count: byHour[hour] ?? byHour[String(hour).padStart(2, '0')] ?? 0 }))
  const most = Math.max(...hours.map(({ count }) => count), 1)
  const shown = hours.filter(({ hour, count }) => count > 0 || (hour >= 8 && hour < 20))
  return (
    <ol className={classes.hours}>
      {shown.map(({ hour, count }) => (
        <li key={hour} style={{ '--share': count / most } as Record<string, number>}>
          <span className={classes.column} aria-hidden="true" />
          <span>{hour}</span>
          <span className="quiet">: {count}</span>
        </li>
      ))}
    </ol>
  )
}

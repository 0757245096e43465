import { DateTime } from 'luxon'
import type { Ctx } from '../../core/kernel/ctx.ts'
import { formatDate, formatMoney } from '../../core/language/money.ts'
import { enqueue } from '../../core/modules/conversations/messages.ts'
import { settingsOf } from '../../core/modules/settings/queries.ts'
import type { PressAnswer, Reply } from '../channel.ts'
import type { DrawPicture, Picture } from '../chart.ts'
import type { Content } from '../contents.ts'
import type { DeskPlace } from '../talk.ts'
import { ages, type Figures, figuresFor, sumsIn } from './figures.ts'
import { type Say, whisper, wordsFor } from './words.ts'

const OPENS_AT = 8
const CLOSES_AT = 18

/** `/parley today`: the figures for the one who asked, and the picture of them where they read it. */
export const tellToday = async (ctx: Ctx, place: DeskPlace): Promise<PressAnswer> => {
  const say = wordsFor(ctx)
  const figures = await figuresFor(ctx)
  const facts = factsIn(figures, say, ctx.actor.language)
  if (!facts.length) return whisper(say('today_nothing'))
  const hasPicture = figures.orders !== null || figures.owed !== null
  if (hasPicture)
    await enqueue(ctx, {
      uniqueKey: `desk.today ${ctx.actor.id} ${ctx.requestId}`,
      contentKey: 'staff.today',
      values: { staffId: ctx.actor.id },
      purpose: 'staff',
      to:
        place.channel && place.thread
          ? { accountId: place.accountId, channel: place.channel, thread: place.thread }
          : { staffId: ctx.actor.id! },
    })
  const title = say('today_title', { day: formatDate(figures.day, ctx.actor.language) })
  const note = hasPicture ? [say(place.thread ? 'picture_in_thread' : 'picture_directly')] : []
  return whisper({
    text: [`*${title}*`, ...facts.map(({ label, value }) => `${label}: ${value}`)].join('\n'),
    card: { title, facts, notes: note },
  })
}

/** The figures as pairs, in the order of the day. */
export const factsIn = ({ currency, orders, deliveries, payments, owed, approvals }: Figures, say: Say, language: string) => [
  ...(orders
    ? [
        {
          label: say('t_orders'),
          value: say('orders_today', { placed: orders.placed, accepted: orders.accepted, declined: orders.declined, open: orders.open }),
        },
        { label: say('t_sales'), value: sumsIn(orders.sales, currency, language) },
      ]
    : []),
  ...(deliveries ? [{ label: say('t_deliveries'), value: say('deliveries_today', deliveries) }] : []),
  ...(payments
    ? [
        {
          label: say('t_payments'),
          value: say('payments_today', { count: payments.count, sums: sumsIn(payments.sums, currency, language) }),
        },
      ]
    : []),
  ...(owed
    ? [
        {
          label: say('t_overdue'),
          value: say('overdue_today', { count: owed.overdueCount, sums: sumsIn(owed.overdue, currency, language) }),
        },
        { label: say('t_owed'), value: sumsIn(owed.open, currency, language) },
      ]
    : []),
  ...(approvals === null ? [] : [{ label: say('t_approvals'), value: say('approvals_today', { count: approvals }) }]),
]

/** The day as bars: sales by the hour, and what is owed by its age; what this person may not see is left out. */
export const pictureOf = (figures: Figures, say: Say, language: string, hourNow: number): Picture => {
  const { currency, orders, owed } = figures
  const short = (minor: number) =>
    minor ? formatMoney(Math.round(minor / 100) * 100, currency, language).replace(/[.,]00(?=\D*$)/, '') : ''
  const hours = [...(orders?.byHour.keys() ?? [])]
  const from = Math.min(OPENS_AT, ...hours)
  const to = Math.max(Math.min(CLOSES_AT, Math.max(hourNow, OPENS_AT + 4)), ...hours)
  return {
    title: say('today_title', { day: formatDate(figures.day, language) }),
    subtitle: orders ? say('picture_sales', { total: sumsIn(orders.sales, currency, language), placed: orders.placed }) : '',
    charts: [
      ...(orders
        ? [
            {
              title: say('chart_sales', { currency }),
              bars: hours.length
                ? Array.from({ length: to - from + 1 }, (_, index) => {
                    const value = orders.byHour.get(from + index) ?? 0
                    return { label: String(from + index), value: value / 100, shown: short(value) }
                  })
                : [],
              nothing: say('chart_no_sales'),
            },
          ]
        : []),
      ...(owed
        ? [
            {
              title: say('chart_owed', { currency }),
              bars: ages.map((age) => {
                const value = owed.byAge.get(age) ?? 0
                return {
                  label: say(`age_${age}`),
                  value: value / 100,
                  shown: short(value),
                  tone: age === 'not_due' ? ('good' as const) : ('bad' as const),
                }
              }),
              nothing: '–',
            },
          ]
        : []),
    ],
  }
}

/** A ctx that sees what this colleague may see now; null for one who has left. Messages are worded by the house, which sees everything. */
export const seenBy = async (ctx: Ctx, staffId: unknown): Promise<Ctx | null> => {
  if (typeof staffId !== 'string') return null
  const actor = await ctx.house.hooks.actorFor(ctx.db, { kind: 'staff', id: staffId })
  if (actor?.kind !== 'staff') return null
  const { door, requestId, now } = ctx
  return ctx.house.ctx({ actor, door, requestId, now })
}

/** The picture of the day as a message, for the one who asked. */
export const todayContent =
  (draw: DrawPicture): Content =>
  async (ctx, { values }): Promise<Reply | null> => {
    const reader = await seenBy(ctx, values.staffId)
    if (!reader) return null
    const figures = await figuresFor(reader)
    if (!figures.orders && !figures.owed) return null
    const say = wordsFor(reader)
    const { timezone } = await settingsOf(reader)
    const { hour } = DateTime.fromJSDate(reader.now, { zone: timezone })
    const picture = pictureOf(figures, say, reader.actor.language, hour)
    return {
      text: say('today_title', { day: formatDate(figures.day, reader.actor.language) }),
      files: [{ name: `parley-${figures.day}.png`, mime: 'image/png', load: () => draw(picture) }],
    }
  }

import { may } from '../../core/kernel/actor.ts'
import type { Ctx } from '../../core/kernel/ctx.ts'
import { formatDate, formatMoney } from '../../core/language/money.ts'
import { waitingFor } from '../../core/modules/approvals/queries.ts'
import { enqueue, refresh } from '../../core/modules/conversations/messages.ts'
import { Client } from '../../core/modules/crm/records.ts'
import type { OrderRow } from '../../core/modules/sales/queries.ts'
import { Order } from '../../core/modules/sales/records.ts'
import { DeliveryNote } from '../../core/modules/warehouse/records.ts'
import type { Card, Choice, PressAnswer, Reply } from '../channel.ts'
import { plain } from '../channel.ts'
import type { Content } from '../contents.ts'
import type { DeskPlace } from '../talk.ts'
import { stateWords } from '../texts/states.ts'
import { figuresFor } from './figures.ts'
import { factsIn, seenBy } from './today.ts'
import { waitingSections } from './waiting.ts'
import { clientNames, commandChoice, looksInto, wordsFor } from './words.ts'

const MOST_WAITING = 5
const MOST_ORDERS = 8

export const HOME = 'staff.home'
export const aboutStaff = (id: string) => ({ record: 'staff', id })

/** They opened their page: the one that was made is brought up to date; where there is none in this account it is made. */
export const openHome = async (ctx: Ctx, place: DeskPlace): Promise<PressAnswer> => {
  const staffId = ctx.actor.id!
  const account = await ctx.db('channel_accounts').where({ id: place.accountId }).first<{ kind: string } | undefined>('kind')
  // Where one's page is a card in the chat, an old one would be out of sight: a new one comes, and the old one says so.
  if (account?.kind === 'teams') await leaveOldCards(ctx, staffId, place.accountId)
  const made = await ctx
    .db('messages')
    .where({ content_key: HOME, subject_id: staffId, account_id: place.accountId })
    .whereIn('state', ['queued', 'sending', 'in_doubt', 'sent'])
    .first<{ id: string } | undefined>('id')
  if (made) await refresh(ctx, aboutStaff(staffId), HOME)
  else
    await enqueue(ctx, {
      uniqueKey: `${HOME} ${staffId} ${ctx.requestId}`,
      contentKey: 'staff.home',
      values: { staffId },
      purpose: 'staff',
      to: { staffId, page: true, accountId: place.accountId },
      subject: aboutStaff(staffId),
    })
  return {}
}

const leaveOldCards = (ctx: Ctx, staffId: string, accountId: string) =>
  ctx
    .db('messages')
    .where({ content_key: HOME, subject_id: staffId, account_id: accountId })
    .whereIn('state', ['queued', 'sending', 'in_doubt', 'sent'])
    .update({
      subject_record: null,
      subject_id: null,
      values: ctx.db.raw(`"values" || '{"moved": true}'::jsonb`),
      wanted_revision: ctx.db.raw('wanted_revision + 1'),
      due_at: ctx.db.raw(`case when state = 'sent' then ?::timestamptz else due_at end`, [ctx.now]),
    })

/** A colleague's own page: what waits for them, the open orders of their clients, the figures of the day, and what is often done. */
export const homeContent: Content = async (ctx, { values }) => {
  const reader = await seenBy(ctx, values.staffId)
  if (reader && values.moved) return { text: wordsFor(reader)('home_moved') }
  return reader && homeOf(reader)
}

export const homeOf = async (ctx: Ctx): Promise<Reply> => {
  const say = wordsFor(ctx)
  const { language } = ctx.actor
  const waiting = looksInto(ctx, 'approvals') ? await waitingFor(ctx, ctx.actor) : []
  const facts = factsIn(await figuresFor(ctx), say, language)
  const orders = await myOrders(ctx)
  const title = say('home_title', { name: plain(ctx.actor.name.split(' ')[0] ?? '') })
  const card: Card = {
    title,
    sections: [
      { lines: [say('home_quick')], choices: quick(ctx) },
      ...(looksInto(ctx, 'approvals')
        ? [
            { heading: say('home_waiting', { count: waiting.length }), lines: waiting.length ? [] : [say('waiting_none')] },
            ...(await waitingSections(ctx, waiting.slice(0, MOST_WAITING))),
          ]
        : []),
      ...(waiting.length > MOST_WAITING
        ? [{ lines: [say('and_more', { count: waiting.length - MOST_WAITING })], choices: commandChoice('waiting', say('b_waiting')) }]
        : []),
      ...(may(ctx.actor, 'delivery_note.approve') ? [await readySection(ctx)] : []),
      ...(orders ? [await ordersSection(ctx, orders)] : []),
      ...(facts.length ? [{ heading: say('home_today'), lines: facts.map(({ label, value }) => `${label}: *${value}*`) }] : []),
    ],
  }
  return { text: title, card }
}

const quick = (ctx: Ctx): Choice[] => {
  const say = wordsFor(ctx)
  return [
    ...(may(ctx.actor, 'approval.decide') ? commandChoice('waiting', say('b_waiting')) : []),
    ...commandChoice('today', say('b_today')),
    ...commandChoice('help', say('b_help')),
  ]
}

/** Goods that are packed and may leave, the day that is due first at the front. */
const readySection = async (ctx: Ctx) => {
  const say = wordsFor(ctx)
  const notes = await ctx.rows(DeliveryNote).where({ state: 'draft', sourceRecord: 'order' }).orderBy('deliverOn').limit(MOST_ORDERS)
  const names = await clientNames(
    ctx,
    notes.map(({ clientId }) => clientId),
  )
  return {
    heading: say('home_ready'),
    lines: notes.length
      ? notes.map((note) =>
          say('ready_row', {
            number: plain(note.orderNumber ?? '–'),
            client: names.get(note.clientId) ?? '–',
            day: note.deliverOn ? formatDate(note.deliverOn, ctx.actor.language) : '–',
          }),
        )
      : [say('home_no_orders')],
    choices: notes.map(({ sourceId, orderNumber }) => ({
      id: `order.deliver:${sourceId}`,
      title: say('b_left', { number: plain(orderNumber ?? '–') }),
    })),
  }
}

/** Open orders of the clients this person looks after, the newest first; null where they look after none. */
const myOrders = async (ctx: Ctx): Promise<OrderRow[] | null> => {
  const mine = looksInto(ctx, 'sales') ? await ctx.rows(Client).where({ salesAgentId: ctx.actor.id! }) : []
  if (!mine.length) return null
  return ctx
    .rows(Order)
    .whereIn(
      'clientId',
      mine.map(({ id }) => id),
    )
    .shape((query) =>
      query.where((either) =>
        either
          .whereIn('state', ['placed', 'offered'])
          .orWhere((also) => also.where('state', 'accepted').whereNot('deliveryState', 'wholly')),
      ),
    )
    .orderBy('createdAt', 'desc')
    .limit(MOST_ORDERS + 1)
}

const ordersSection = async (ctx: Ctx, orders: readonly OrderRow[]) => {
  const say = wordsFor(ctx)
  const { language } = ctx.actor
  const shown = orders.slice(0, MOST_ORDERS)
  const names = await clientNames(
    ctx,
    shown.map(({ clientId }) => clientId),
  )
  return {
    heading: say('home_orders'),
    lines: shown.length
      ? [
          ...shown.map((order) =>
            say('find_order', {
              number: plain(order.number ?? say('draft')),
              client: names.get(order.clientId) ?? '–',
              total: formatMoney(order.totalMinor, order.currency, language),
              state:
                order.state === 'accepted'
                  ? stateWords(`order.deliveryState.${order.deliveryState}`, language)
                  : stateWords(`order.state.${order.state}`, language),
            }),
          ),
          ...(orders.length > shown.length ? [say('and_more', { count: orders.length - shown.length })] : []),
        ]
      : [say('home_no_orders')],
    choices: shown.map(({ id, number }) => ({ id: `show:order:${id}`, title: plain(number ?? say('draft')) })),
  }
}

import { may, type Needs } from '../../core/kernel/actor.ts'
import type { Ctx } from '../../core/kernel/ctx.ts'
import { NotFound } from '../../core/kernel/errors.ts'
import { editDistance, fold } from '../../core/language/fold.ts'
import { Order } from '../../core/modules/sales/records.ts'
import { type PressAnswer, plain } from '../channel.ts'
import type { Desk, DeskPlace } from '../talk.ts'
import { sayToStaff } from '../texts/staff.ts'
import type { DeskKey } from '../texts/staff-desk.ts'
import { goAway } from './away.ts'
import { clientCard, showClient } from './client-card.ts'
import { deedChoices, doDeed, openDeed, showDeeds, typedDeed } from './deeds.ts'
import { desk as cards } from './desk.ts'
import { find } from './find.ts'
import { cardAt, findToShare } from './found.ts'
import { tellPrice, tellStock } from './goods.ts'
import { postHere } from './here.ts'
import { openHome } from './home.ts'
import { invoiceAnswer, showInvoice } from './invoice-card.ts'
import { newOrder, pressNewOrder, submitNewOrder } from './new-order.ts'
import { tellNotices } from './notice.ts'
import { orderCard } from './order-card.ts'
import { ordersLike } from './search.ts'
import { tellToday } from './today.ts'
import { tellWaiting } from './waiting.ts'
import { asTyped, commandChoice, whisper, wordsFor } from './words.ts'

type Group = 'look' | 'do' | 'me'

type Command = {
  name: string
  /** What else it may be called, folded; Romanian first. */
  also: readonly string[]
  group: Group
  help: DeskKey
  /** Told of only to those who may; the command itself looks again. */
  needs?: Needs
  run(ctx: Ctx, said: string, place: DeskPlace): Promise<PressAnswer>
}

const room = (name: string): Needs => ({ room: name, level: 'view' })
const byCards =
  (name: string) =>
  (ctx: Ctx, said: string, place: DeskPlace): Promise<PressAnswer> =>
    cards.command(ctx, { text: `${name} ${said}`.trim(), place })

/** Everything that can be typed after `/parley`, as the help shows it. */
const commands: readonly Command[] = [
  { name: 'find', also: ['cauta', 'gaseste', 'search'], group: 'look', help: 'help_find', run: (ctx, said) => find(ctx, said) },
  { name: 'client', also: ['clientul'], group: 'look', help: 'help_client', needs: room('crm'), run: (ctx, said) => showClient(ctx, said) },
  {
    name: 'order',
    also: ['comanda', 'cmd'],
    group: 'look',
    help: 'help_order',
    needs: room('sales'),
    run: (ctx, said) => orderCommand(ctx, said),
  },
  { name: 'invoice', also: ['factura'], group: 'look', help: 'help_invoice', needs: room('invoicing'), run: showInvoice },
  {
    name: 'price',
    also: ['pret', 'pretul'],
    group: 'look',
    help: 'help_price',
    needs: room('catalog'),
    run: (ctx, said) => tellPrice(ctx, said),
  },
  {
    name: 'stock',
    also: ['stoc', 'stocul'],
    group: 'look',
    help: 'help_stock',
    needs: room('catalog'),
    run: (ctx, said) => tellStock(ctx, said),
  },
  { name: 'today', also: ['azi', 'astazi'], group: 'look', help: 'help_today', run: (ctx, _said, place) => tellToday(ctx, place) },
  {
    name: 'order new',
    also: ['comanda noua', 'new order'],
    group: 'do',
    help: 'help_order_new',
    needs: 'order.place',
    run: (ctx, said) => newOrder(ctx, said),
  },
  {
    name: 'waiting',
    also: ['asteapta', 'decizii'],
    group: 'do',
    help: 'help_waiting',
    needs: 'approval.decide',
    run: (ctx) => tellWaiting(ctx),
  },
  {
    name: 'deliver',
    also: ['livreaza', 'livrare'],
    group: 'do',
    help: 'help_deliver',
    needs: 'delivery_note.approve',
    run: byCards('deliver'),
  },
  { name: 'pay', also: ['plata', 'incaseaza'], group: 'do', help: 'help_pay', needs: 'payment.record', run: byCards('pay') },
  { name: 'do', also: ['fa'], group: 'do', help: 'help_do', run: (ctx, said) => typedDeed(ctx, said) },
  { name: 'away', also: ['absent', 'lipsesc', 'plecat'], group: 'me', help: 'help_away', run: (ctx, said) => goAway(ctx, said) },
  {
    name: 'notify',
    also: ['anunta', 'notificari'],
    group: 'me',
    help: 'help_notify',
    needs: 'staff.set_away',
    run: (ctx) => tellNotices(ctx),
  },
  { name: 'here', also: ['aici'], group: 'do', help: 'help_here', needs: 'chat_place.set', run: postHere },
  { name: 'link', also: ['leaga'], group: 'me', help: 'help_link', run: byCards('link') },
  { name: 'help', also: ['ajutor'], group: 'me', help: 'help_help', run: (ctx) => tellHelp(ctx) },
]

const isToldOf = (ctx: Ctx, { needs }: Command) => !needs || may(ctx.actor, needs)

/** `/parley help`: what this person may type, in groups. */
const tellHelp = async (ctx: Ctx): Promise<PressAnswer> => {
  const say = wordsFor(ctx)
  const sections = (['look', 'do', 'me'] as const).map((group) => ({
    heading: say(`help_group_${group}`),
    lines: commands.filter((command) => command.group === group && isToldOf(ctx, command)).map(({ help }) => say(help)),
  }))
  return whisper({
    text: sections.flatMap(({ heading, lines }) => [`*${heading}*`, ...lines]).join('\n'),
    card: { title: say('help_title'), sections, notes: [say('help_note')] },
  })
}

/** `/parley order 12`: the card and what may be done with it; `order new …` is a command of its own. */
const orderCommand = async (ctx: Ctx, said: string): Promise<PressAnswer> => {
  const say = wordsFor(ctx)
  if (!said.trim()) return whisper(say('order_how'))
  const [only, ...others] = await ordersLike(ctx, said, 10)
  if (!only) return whisper(sayToStaff('order_unknown', { said: asTyped(said) }, ctx.actor.language))
  if (!others.length) return showOrder(ctx, only.id)
  const choices = [only, ...others].map(({ id, number, foreignReference }) => ({
    id: `show:order:${id}`,
    title: plain(number ?? foreignReference ?? say('draft')),
  }))
  return whisper({ text: say('order_which', { said: asTyped(said) }), choices, choicesLabel: say('choose') })
}

const showOrder = async (ctx: Ctx, id: string): Promise<PressAnswer> => {
  const card = await orderCard(ctx, id, ctx.actor.language)
  if (!card) throw new NotFound('order', id)
  const row = await ctx.rows(Order).byId(id)
  return whisper({ ...card, choices: [...(card.choices ?? []), ...(await deedChoices(ctx, Order as never, row as never, 0))] })
}

/** The longest name that the text begins with, in any of its languages; what follows it goes to the command as it was typed. */
const commandIn = (text: string): { command: Command; said: string } | null => {
  const words = text.split(/\s+/)
  for (const count of [2, 1]) {
    if (words.length < count) continue
    const name = fold(words.slice(0, count).join(' '))
    const command = commands.find((one) => one.name === name || one.also.includes(name))
    if (command)
      return {
        command,
        said: text
          .replace(/^\S+/, '')
          .replace(count === 2 ? /^\s*\S+/ : '', '')
          .trim(),
      }
  }
  return null
}

const slipsIn = (name: string) => (name.length > 4 ? 2 : 1)

/** What may have been meant, to be pressed instead of typed again. */
const suggest = (ctx: Ctx, text: string): PressAnswer => {
  const say = wordsFor(ctx)
  const [typed = '', ...rest] = text.split(/\s+/)
  const near = commands
    .filter((command) => isToldOf(ctx, command))
    .map((command) => ({
      command,
      distance: Math.min(...[command.name, ...command.also].map((name) => editDistance(fold(typed), name, 3))),
    }))
    .filter(({ command, distance }) => distance <= slipsIn(command.name))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
  return whisper({
    text: say('unknown_command', { said: asTyped(text), near: near.map(({ command }) => command.name).join(', ') || 'none' }),
    choices: [
      ...near.flatMap(({ command }) => commandChoice([command.name, ...rest].join(' '), `/parley ${command.name}`)),
      ...(near.length ? [] : commandChoice(`find ${text}`, say('b_find'))),
      ...commandChoice('help', say('b_help')),
    ],
  })
}

const run = async (ctx: Ctx, text: string, place: DeskPlace): Promise<PressAnswer> => {
  const typed = text.trim()
  if (!typed) return tellHelp(ctx)
  const found = commandIn(typed)
  return found ? found.command.run(ctx, found.said, place) : suggest(ctx, typed)
}

const show = async (ctx: Ctx, record: string, id: string, place: DeskPlace): Promise<PressAnswer> => {
  if (record === 'order') return showOrder(ctx, id)
  if (record === 'client') return whisper(await clientCard(ctx, id))
  if (record === 'invoice') return invoiceAnswer(ctx, id, place)
  throw new NotFound('record', record)
}

/** The whole desk: the hand-made cards and forms, and every command with what its answers offer to press. */
export const frontDesk: Desk = {
  async choice(ctx, press) {
    const [deed, record = '', id = ''] = press.id.split(':')
    if (deed === 'run') return run(ctx, press.id.slice('run:'.length), press.place)
    if (deed === 'show') return show(ctx, record, id, press.place)
    if (deed === 'more') return showDeeds(ctx, record, id)
    if (deed === 'do') return openDeed(ctx, record, id || null)
    if (deed === 'new') return pressNewOrder(ctx, press.id)
    return cards.choice(ctx, press)
  },
  async form(ctx, form) {
    const [deed] = form.id.split(':')
    if (deed === 'do') return doDeed(ctx, form.id, form.values)
    if (deed === 'new') return submitNewOrder(ctx, form.id, form.values)
    return cards.form(ctx, form)
  },
  command: (ctx, { text, place }) => run(ctx, text, place),
  home: (ctx, { place }) => openHome(ctx, place),
  search: (ctx, { text }) => findToShare(ctx, text),
  link: (ctx, { path }) => cardAt(ctx, path),
}

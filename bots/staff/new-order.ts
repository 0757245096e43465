import { may } from '../../core/kernel/actor.ts'
import type { Ctx } from '../../core/kernel/ctx.ts'
import { Refusal } from '../../core/kernel/errors.ts'
import { groupMark, readDecimal } from '../../core/language/money.ts'
import { dialogCalled, endDialog, keepDialog } from '../../core/modules/conversations/desk-dialogs.ts'
import { Client, Contact } from '../../core/modules/crm/records.ts'
import { placeOrder } from '../../core/modules/sales/actions/decide.ts'
import { type Form, type PressAnswer, plain } from '../channel.ts'
import { indexOf } from '../customer/turn.ts'
import { sayInChat } from '../say.ts'
import { unitIn } from '../texts/units.ts'
import { choose, count } from '../understand/amounts.ts'
import { nameOf } from './goods.ts'
import { firstShort, inPlaceOf, type Mark, nextQuestion, sellableOf, summaryFor } from './order-questions.ts'
import { asText, dropDraft, newTalk, type OrderTalk, orderingContacts, putLines, readGoods, syncDraft } from './order-talk.ts'
import { clientAtStart } from './search.ts'
import { asTyped, commandChoice, cutTo, whisper, wordsFor } from './words.ts'

const MOST_NAMES = 20
const NOBODY = 'nobody'

/** `/parley order new for CLIENT 10 boxes A4, 2 toner`: read as a customer's order is, asked back in whispers, placed with a press. */
export const newOrder = async (ctx: Ctx, said: string): Promise<PressAnswer> => {
  const say = wordsFor(ctx)
  if (!may(ctx.actor, 'order.draft') || !may(ctx.actor, 'order.place')) return whisper(say('not_yours', { right: 'order.place' }))
  const about = said.trim().replace(/^(for|pentru)\s+/i, '')
  if (!about) return whisper(say('new_how'))
  const found = await clientAtStart(ctx, about)
  if (!found)
    return whisper({ text: say('client_unknown', { said: asTyped(about) }), choices: commandChoice(`find ${about}`, say('b_find')) })
  const { clients, rest } = found
  if (clients.length === 1) return begin(ctx, null, newTalk({ clientId: clients[0]!.id }), rest)
  const talk = newTalk({ maybe: { ids: clients.slice(0, MOST_NAMES).map(({ id }) => id), rest } })
  const id = await keepDialog(ctx.db, { id: null, staffId: ctx.actor.id!, state: talk, now: ctx.now })
  const choices = clients
    .slice(0, MOST_NAMES)
    .map(({ name }, index) => ({ id: markOf(id, talk)(`client:${index}`), title: cutTo(plain(name), 75) }))
  return whisper({ text: say('new_which_client'), choices, choicesLabel: say('choose') })
}

const markOf =
  (id: string, { turn }: OrderTalk): Mark =>
  (deed) =>
    `new:${id}:${turn}:${deed}`

const begin = async (ctx: Ctx, id: string | null, talk: OrderTalk, goods: string): Promise<PressAnswer> => {
  talk.contactId = (await orderingContacts(ctx, talk.clientId!))[0]?.id ?? null
  if (goods) await readGoods(ctx, talk, goods)
  return goOn(ctx, id, talk)
}

/** The next question, or the summary. Keeps the talk; every answer has a question of its own. */
const goOn = async (ctx: Ctx, id: string | null, talk: OrderTalk, note?: string): Promise<PressAnswer> => {
  const say = wordsFor(ctx)
  talk.turn += 1
  const keep = (known: string | null) => keepDialog(ctx.db, { id: known, staffId: ctx.actor.id!, state: talk, now: ctx.now })
  const kept = await keep(id)
  const mark = markOf(kept, talk)
  const withNote = (text: string) => (note ? `${note}\n${text}` : text)
  if (!talk.lines.length && !talk.open.length) {
    const client = await ctx.rows(Client).byId(talk.clientId!)
    const choices = [
      { id: mark('edit'), title: say('b_write_lines'), tone: 'primary' as const },
      { id: mark('discard'), title: say('b_discard') },
    ]
    return whisper({ text: withNote(say('new_empty', { client: plain(client.name) })), choices })
  }
  const question = await nextQuestion(ctx, talk, mark)
  if (question) return whisper({ ...question, text: withNote(question.text) })
  const view = await syncDraft(ctx, talk)
  await keep(kept)
  const summary = await summaryFor(ctx, talk, view, mark)
  return whisper({
    ...summary,
    text: withNote(summary.text),
    ...(note && summary.card && { card: { ...summary.card, notes: [note, ...(summary.card.notes ?? [])] } }),
  })
}

/** A press on one of our questions. One on an older question shows what is asked now. */
export const pressNewOrder = async (ctx: Ctx, choice: string): Promise<PressAnswer> => {
  const [, id = '', turn = '', deed = '', third = ''] = choice.split(':')
  const say = wordsFor(ctx)
  const found = await talkCalled(ctx, id)
  if (!found) return whisper(say('new_gone'))
  if (String(found.turn) !== turn) return goOn(ctx, id, found, say('new_old_question'))
  switch (deed) {
    case 'client':
      return chooseClient(ctx, id, found, Number(third))
    case 'take':
      return takeCandidate(ctx, id, found, Number(third))
    case 'drop':
      return leaveOut(ctx, id, found)
    case 'wait':
    case 'there':
    case 'instead':
      return settleShortage(ctx, id, found, deed, Number(third))
    case 'count':
      return countForm(ctx, id, found)
    case 'edit':
      return editForm(ctx, id, found)
    case 'discard':
      await dropDraft(ctx, found)
      await endDialog(ctx.db, { id, staffId: ctx.actor.id! })
      return whisper(say('new_discarded'))
    case 'place':
      return place(ctx, id, found, Number(third))
    default:
      return goOn(ctx, id, found)
  }
}

const talkCalled = async (ctx: Ctx, id: string): Promise<OrderTalk | null> => {
  if (!/^[0-9a-f-]{36}$/.test(id)) return null
  return (await dialogCalled<OrderTalk>(ctx.db, { id, staffId: ctx.actor.id!, now: ctx.now }))?.state ?? null
}

const chooseClient = async (ctx: Ctx, id: string, talk: OrderTalk, index: number) => {
  const clientId = talk.maybe?.ids[index]
  if (!clientId) return whisper(wordsFor(ctx)('new_gone'))
  const { rest } = talk.maybe!
  delete talk.maybe
  talk.clientId = (await ctx.rows(Client).byId(clientId)).id
  return begin(ctx, id, talk, rest)
}

const takeCandidate = async (ctx: Ctx, id: string, talk: OrderTalk, at: number) => {
  const [line, ...rest] = talk.open
  const productId = line?.kind === 'which' ? line.candidates[at] : line?.kind === 'inactive' ? line.substitutes[at] : undefined
  if (!productId || (line?.kind !== 'which' && line?.kind !== 'inactive')) return goOn(ctx, id, talk)
  talk.open = []
  putLines(talk, [choose(line, productId, await indexOf(ctx))])
  talk.open.push(...rest)
  return goOn(ctx, id, talk)
}

/** Leaves out what is asked about: an open line, else the line that is short. */
const leaveOut = async (ctx: Ctx, id: string, talk: OrderTalk) => {
  if (talk.open.length) talk.open.shift()
  else {
    const short = await firstShort(ctx, talk)
    talk.lines = talk.lines.filter(({ productId }) => productId !== short?.line.productId)
  }
  return goOn(ctx, id, talk)
}

const settleShortage = async (ctx: Ctx, id: string, talk: OrderTalk, way: 'wait' | 'there' | 'instead', at: number) => {
  const short = await firstShort(ctx, talk)
  if (!short) return goOn(ctx, id, talk)
  const index = await indexOf(ctx)
  const product = index.products.get(short.line.productId)!
  const held = talk.lines.find(({ productId }) => productId === product.id)!
  if (way === 'wait') held.shortage = 'wait'
  if (way === 'there') held.quantityMilli = sellableOf(product, short.nowMilli) || held.quantityMilli
  if (way === 'instead') {
    const substitute = (await inPlaceOf(ctx, product.substitutes, index, held.quantityMilli))[at]
    if (substitute) held.productId = substitute
  }
  return goOn(ctx, id, talk)
}

const countForm = async (ctx: Ctx, id: string, talk: OrderTalk): Promise<PressAnswer> => {
  const [line] = talk.open
  const say = wordsFor(ctx)
  if (line?.kind !== 'how_many') return goOn(ctx, id, talk)
  const product = (await indexOf(ctx)).products.get(line.productId)!
  return {
    form: {
      id: markOf(id, talk)('count'),
      title: cutTo(plain(product.code), 24),
      submit: say('submit'),
      cancel: say('cancel'),
      intro: nameOf(product, ctx),
      fields: [
        { name: 'quantity', label: say('l_how_many', { unit: unitIn(product.unit, ctx.actor.language) }), kind: 'number', required: true },
      ],
    },
  }
}

const editForm = async (ctx: Ctx, id: string, talk: OrderTalk): Promise<PressAnswer> => {
  const say = wordsFor(ctx)
  const client = await ctx.rows(Client).byId(talk.clientId ?? '')
  const people = await orderingContacts(ctx, client.id)
  const goods = asText(talk, await indexOf(ctx), (milli) =>
    String(milli / 1000).replace('.', groupMark(ctx.actor.language) === '.' ? ',' : '.'),
  )
  const form: Form = {
    id: markOf(id, talk)('edit'),
    title: say('form_order'),
    submit: say('submit'),
    cancel: say('cancel'),
    intro: plain(client.name),
    fields: [
      { name: 'goods', label: say('l_goods'), kind: 'longtext', required: true, hint: say('l_goods_hint'), ...(goods && { value: goods }) },
      {
        name: 'contact',
        label: say('f_contact'),
        kind: 'choice',
        required: true,
        value: talk.contactId ?? NOBODY,
        options: [...people.map((one) => ({ id: one.id, title: cutTo(Contact.title(one), 75) })), { id: NOBODY, title: say('nobody') }],
      },
      { name: 'wantedOn', label: say('l_not_before'), kind: 'date', required: false, ...(talk.wantedOn && { value: talk.wantedOn }) },
      {
        name: 'reference',
        label: say('f_reference'),
        kind: 'text',
        required: false,
        ...(talk.clientReference && { value: talk.clientReference }),
      },
      { name: 'note', label: say('l_note'), kind: 'longtext', required: false, ...(talk.note && { value: talk.note }) },
    ],
  }
  return { form }
}

/** A filled-in form of ours. */
export const submitNewOrder = async (ctx: Ctx, formId: string, values: Record<string, string>): Promise<PressAnswer> => {
  const [, id = '', turn = '', deed = ''] = formId.split(':')
  const say = wordsFor(ctx)
  const talk = await talkCalled(ctx, id)
  if (!talk) return whisper(say('new_gone'))
  if (String(talk.turn) !== turn) return goOn(ctx, id, talk, say('new_old_question'))
  if (deed === 'count') {
    const [line, ...rest] = talk.open
    const milli = readDecimal((values.quantity ?? '').trim(), 'en', 3)
    if (!milli) return { errors: { quantity: say('not_a_quantity') } }
    if (line?.kind !== 'how_many') return goOn(ctx, id, talk)
    talk.open = []
    putLines(talk, [count(line.productId, { milli, unit: null, numbers: [milli] }, line.said, await indexOf(ctx))])
    talk.open.push(...rest)
    return goOn(ctx, id, talk)
  }
  const people = await orderingContacts(ctx, talk.clientId!)
  const before = talk.lines
  talk.lines = []
  talk.open = []
  talk.contactId = people.find((one) => one.id === values.contact)?.id ?? null
  talk.wantedOn = values.wantedOn ?? null
  talk.clientReference = values.reference?.trim().slice(0, 100) || null
  talk.note = values.note?.trim().slice(0, 500) || null
  if (!(await readGoods(ctx, talk, values.goods ?? ''))) return { errors: { goods: say('goods_not_read') } }
  // What was said about a shortage holds for a line that stays as it was.
  for (const line of talk.lines)
    line.shortage = before.find((one) => one.productId === line.productId && one.quantityMilli === line.quantityMilli)?.shortage ?? null
  return goOn(ctx, id, talk)
}

const place = async (ctx: Ctx, id: string, talk: OrderTalk, version: number): Promise<PressAnswer> => {
  if (!talk.draft) return goOn(ctx, id, talk)
  try {
    const { said } = await ctx.perform(placeOrder, { id: talk.draft.id, version, input: {} })
    await endDialog(ctx.db, { id, staffId: ctx.actor.id! })
    const say = wordsFor(ctx)
    return whisper({
      text: say('new_placed', { said: sayInChat(said, ctx.actor.language) }),
      choices: [{ id: `show:order:${talk.draft.id}`, title: say('b_show') }],
    })
  } catch (error) {
    // The price told is the price billed: it is told anew.
    if (error instanceof Refusal && error.code === 'order.prices_changed')
      return goOn(ctx, id, talk, sayInChat(error.said, ctx.actor.language))
    throw error
  }
}

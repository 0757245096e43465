import type { Ctx } from '../../core/kernel/ctx.ts'
import type { Sentence } from '../../core/kernel/sentence.ts'
import { formatDateTime, formatMoney } from '../../core/language/money.ts'
import { type ApprovalRow, waitingFor } from '../../core/modules/approvals/queries.ts'
import { orderView } from '../../core/modules/sales/queries.ts'
import { settingsOf } from '../../core/modules/settings/queries.ts'
import type { Card, Choice, PressAnswer } from '../channel.ts'
import { plain } from '../channel.ts'
import { sayInChat } from '../say.ts'
import { labelOfAction } from '../texts/labels.ts'
import { decisionChoices } from './order-card.ts'
import { clientNames, whisper, wordsFor } from './words.ts'

type Section = NonNullable<Card['sections']>[number]

const MOST_SHOWN = 10

/** What waits for this person, each with what it is about, why it is asked, and the buttons that decide. */
export const waitingSections = async (ctx: Ctx, mine: readonly ApprovalRow[]): Promise<Section[]> => {
  const names = await clientNames(
    ctx,
    mine.map(({ clientId }) => clientId),
  )
  const { timezone } = await settingsOf(ctx)
  const sections: Section[] = []
  for (const approval of mine) sections.push(await sectionOf(ctx, approval, names, timezone))
  return sections
}

const sectionOf = async (ctx: Ctx, approval: ApprovalRow, names: ReadonlyMap<string, string>, zone: string): Promise<Section> => {
  const say = wordsFor(ctx)
  const { language } = ctx.actor
  const view = approval.record === 'order' && approval.recordId ? await orderView(ctx, approval.recordId) : undefined
  const action = ctx.house.actions.get(approval.action)
  const show: Choice[] = view ? [{ id: `show:order:${view.order.id}`, title: say('b_show') }] : []
  return {
    heading: say('waiting_head', {
      number: plain(approval.number ?? ''),
      what: view?.order.number ? plain(view.order.number) : action ? labelOfAction(action, language) : plain(approval.action),
      client: names.get(approval.clientId ?? '') ?? '–',
      total: view ? formatMoney(view.order.totalMinor, view.order.currency, language) : 'none',
    }),
    lines: [
      ...approval.requirements.map(({ why }) => sayInChat(why as unknown as Sentence, language)),
      ...(approval.expiresAt ? [say('waiting_until', { at: formatDateTime(approval.expiresAt, language, zone) })] : []),
    ],
    choices: [...decisionChoices(approval, language), ...show],
  }
}

/** `/parley waiting`: the decisions that wait for this person. */
export const tellWaiting = async (ctx: Ctx): Promise<PressAnswer> => {
  const say = wordsFor(ctx)
  const mine = await waitingFor(ctx, ctx.actor)
  if (!mine.length) return whisper(say('waiting_none'))
  const sections = await waitingSections(ctx, mine.slice(0, MOST_SHOWN))
  const title = say('waiting_title', { count: mine.length })
  return whisper({
    text: [title, ...sections.flatMap(({ heading = '', lines }) => [`*${heading}*`, ...lines])].join('\n'),
    card: { title, sections, ...(mine.length > MOST_SHOWN && { notes: [say('and_more', { count: mine.length - MOST_SHOWN })] }) },
  })
}

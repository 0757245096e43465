import type { Ctx } from '../../core/kernel/ctx.ts'
import { formatDateTime } from '../../core/language/money.ts'
import type { ApprovalRow } from '../../core/modules/approvals/queries.ts'
import { Contact } from '../../core/modules/crm/records.ts'
import { Staff } from '../../core/modules/people/records.ts'
import { settingsOf } from '../../core/modules/settings/queries.ts'
import { plain } from '../channel.ts'
import { sayToStaff } from '../texts/staff.ts'
import { stateWords } from '../texts/states.ts'

/** Who did it, from an event's `kind:id`: a name, or what stands for one. */
export const whoIn = async (ctx: Ctx, by: unknown, language: string): Promise<string> => {
  const [kind, id] = String(by ?? '').split(':')
  if (!id || id === 'null') return sayToStaff(kind === 'system' ? 'the_house' : 'somebody', {}, language)
  if (kind === 'staff') {
    const person = await ctx.rows(Staff).where({ id }).first()
    return person ? plain(Staff.title(person)) : sayToStaff('somebody', {}, language)
  }
  if (kind === 'contact') {
    const contact = await ctx.rows(Contact).where({ id }).first()
    return contact ? plain(Contact.title(contact)) : sayToStaff('somebody', {}, language)
  }
  return sayToStaff('the_house', {}, language)
}

/** How a closed approval was closed, by whom and when, as a note for its card. Nothing while it waits. */
export const decidedIn = async (ctx: Ctx, approval: ApprovalRow, language: string): Promise<string[]> => {
  if (approval.state === 'waiting' || !approval.decidedAt) return []
  const { timezone } = await settingsOf(ctx)
  return [
    sayToStaff(
      'closed_by',
      {
        state: stateWords(`approval.state.${approval.state}`, language),
        who: await closedBy(ctx, approval, language),
        at: formatDateTime(approval.decidedAt, language, timezone),
      },
      language,
    ) + (approval.reason ? ` – ${plain(approval.reason)}` : ''),
  ]
}

/** Who closed an approval; a stand-in with the colleague in whose name. */
export const closedBy = async (ctx: Ctx, { decidedBy, decidedByKind, decidedFor }: ApprovalRow, language: string): Promise<string> => {
  const who = await whoIn(ctx, decidedBy ? `${decidedByKind ?? 'staff'}:${decidedBy}` : 'system', language)
  return decidedFor ? sayToStaff('for_absent', { who, absent: await whoIn(ctx, `staff:${decidedFor}`, language) }, language) : who
}

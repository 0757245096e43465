import type { Ctx } from '../../core/kernel/ctx.ts'
import { Contact } from '../../core/modules/crm/records.ts'
import { Staff } from '../../core/modules/people/records.ts'
import { plain } from '../channel.ts'
import { sayToStaff } from '../texts/staff.ts'

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

import { module } from '../../kernel/module.ts'
import { bringStaffBack, editRole, editStaff, letStaffLeave, makeToken, revokeToken, staffLifecycle } from './actions.ts'
import { ApiToken, Role, Staff } from './records.ts'

/** Colleagues, what they may do, and the tokens of machines. */
export const people = module({
  name: 'people',
  title: 'People',
  uses: ['settings'],
  records: [Role, Staff, ApiToken],
  lifecycles: [staffLifecycle],
  actions: [
    editStaff.create,
    editStaff.update,
    editRole.create,
    editRole.update,
    editRole.archive,
    letStaffLeave,
    bringStaffBack,
    makeToken,
    revokeToken,
  ],
})

import { module } from '../../kernel/module.ts'
import {
  bringStaffBack,
  comeBack,
  editRole,
  editStaff,
  letStaffLeave,
  makeToken,
  revokeToken,
  setAway,
  setNotices,
  staffLifecycle,
} from './actions.ts'
import { ApiToken, Role, Staff, StaffNotice } from './records.ts'

/** Colleagues, what they may do, and the tokens of machines. */
export const people = module({
  name: 'people',
  title: 'People',
  uses: ['settings'],
  records: [Role, Staff, ApiToken, StaffNotice],
  lifecycles: [staffLifecycle],
  actions: [
    editStaff.create,
    editStaff.update,
    editRole.create,
    editRole.update,
    editRole.archive,
    letStaffLeave,
    bringStaffBack,
    setAway,
    comeBack,
    setNotices,
    makeToken,
    revokeToken,
  ],
})

import { module } from '../../kernel/module.ts'
import { inviteStaff, issueLink, makeSignInLink, useLink } from './actions/links.ts'
import {
  dropSecondFactor,
  endAllSessions,
  setPassword,
  takeRecoveryCode,
  turnOffSecondFactor,
  turnOnSecondFactor,
} from './actions/sign-in.ts'
import { createToken } from './actions/tokens.ts'
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
import { ApiToken, Role, SignIn, SignInLink, Staff, StaffNotice } from './records.ts'

/** Colleagues, what they may do, how people sign in, and the tokens of machines. */
export const people = module({
  name: 'people',
  title: 'People',
  uses: ['settings'],
  records: [Role, Staff, ApiToken, StaffNotice, SignIn, SignInLink],
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
    createToken,
    inviteStaff,
    issueLink,
    makeSignInLink,
    useLink,
    setPassword,
    turnOnSecondFactor,
    turnOffSecondFactor,
    takeRecoveryCode,
    dropSecondFactor,
    endAllSessions,
  ],
  contactGrants: { everybody: ['sign_in_link.make'] },
  ownTables: ['sign_in_secrets', 'sessions', 'sign_in_failures', 'sign_in_mails'],
})

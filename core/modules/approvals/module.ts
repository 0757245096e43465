import { module } from '../../kernel/module.ts'
import {
  answerCounter,
  approve,
  counterApproval,
  createPolicy,
  expireApproval,
  reject,
  requestApproval,
  switchPolicy,
  withdrawApproval,
} from './actions.ts'
import { approvalLifecycle } from './lifecycle.ts'
import { Approval, Policy } from './records.ts'

/** Who must agree to what, and the calls that wait for it. */
export const approvals = module({
  name: 'approvals',
  title: 'Approvals',
  uses: ['people', 'crm'],
  records: [Policy, Approval],
  lifecycles: [approvalLifecycle],
  actions: [requestApproval, approve, reject, counterApproval, answerCounter, withdrawApproval, expireApproval, createPolicy, switchPolicy],
})

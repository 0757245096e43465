import { module } from '../../kernel/module.ts'
import { answerCounter, counterApproval, expireApproval, requestApproval, withdrawApproval } from './actions/ask.ts'
import { approve, reject, reopen } from './actions/decide.ts'
import { changePolicy, createPolicy, switchPolicy } from './actions/policies.ts'
import { approvalLifecycle } from './lifecycle.ts'
import { Approval, Policy } from './records.ts'

/** Who must agree to what, and the calls that wait for it. */
export const approvals = module({
  name: 'approvals',
  title: 'Approvals',
  uses: ['settings', 'people', 'crm'],
  records: [Policy, Approval],
  lifecycles: [approvalLifecycle],
  actions: [
    requestApproval,
    approve,
    reject,
    reopen,
    counterApproval,
    answerCounter,
    withdrawApproval,
    expireApproval,
    createPolicy,
    changePolicy,
    switchPolicy,
  ],
  // Colleagues of one client look at each other's large orders; the client sets who.
  contactGrants: { approve_orders: ['approval.decide'] },
})

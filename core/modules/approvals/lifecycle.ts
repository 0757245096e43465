import { lifecycle } from '../../kernel/lifecycle.ts'
import { refuse } from '../../kernel/sentence.ts'
import { Approval } from './records.ts'

export const approvalLifecycle = lifecycle(Approval, {
  states: ['waiting', 'approved', 'rejected', 'expired', 'lapsed', 'withdrawn', 'changed', 'taken', 'refused'],
  start: 'waiting',
  moves: {
    agree: { from: 'waiting', to: 'waiting', event: 'approval.agreed' },
    take_back: { from: 'waiting', to: 'waiting', event: 'approval.taken_back' },
    escalate: { from: 'waiting', to: 'waiting', event: 'approval.escalated' },
    approve: { from: 'waiting', to: 'approved', event: 'approval.approved' },
    reject: { from: 'waiting', to: 'rejected', event: 'approval.rejected' },
    reopen: { from: 'rejected', to: 'waiting', event: 'approval.reopened' },
    counter: { from: 'waiting', to: 'changed', event: 'approval.countered' },
    take: { from: 'changed', to: 'taken', event: 'approval.taken' },
    refuse: { from: 'changed', to: 'refused', event: 'approval.refused' },
    expire: { from: ['waiting', 'changed'], to: 'expired', event: 'approval.expired' },
    lapse: { from: 'waiting', to: 'lapsed', event: 'approval.lapsed' },
    withdraw: { from: 'waiting', to: 'withdrawn', event: 'approval.withdrawn' },
  },
  otherwise: (approval) =>
    approval.state !== 'waiting' &&
    refuse('approval.is_closed', '{number} is closed: {state}.', {
      number: approval.number ?? '',
      state: { key: `approval.state.${approval.state}` },
    }),
})

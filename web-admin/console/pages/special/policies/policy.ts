import type { Row } from '../../../../shared/house.ts'
import type { Say } from '../../../../shared/i18n.tsx'
import type { Condition } from '../conditions/tree.ts'
import type { policyTexts } from './words.ts'

export type PolicySay = Say<keyof (typeof policyTexts)['en'] & string>

/** Who may decide, as the server keeps it. */
export type Approver =
  | { who: 'agent_of_client' }
  | { who: 'role'; role: string }
  | { who: 'team'; team: string }
  | { who: 'permission'; permission: string }
  | { who: 'staff'; id: string }
  | { who: 'contact'; permission: string }
export const approverKinds = ['role', 'staff', 'agent_of_client', 'team', 'permission', 'contact'] as const

export type Policy = {
  code: string
  action: string
  condition: Condition | null
  refusal: string | null
  approvers: Approver[]
  needed: number
  after: string | null
  fourEyes: boolean
  expiresHours: number
  escalateTo: Approver[] | null
  furtherTo: Approver[][]
  note: string | null
}

export const blankPolicy: Policy = {
  code: '',
  action: 'order.accept',
  condition: null,
  refusal: null,
  approvers: [{ who: 'role', role: '' }],
  needed: 1,
  after: null,
  fourEyes: false,
  expiresHours: 24,
  escalateTo: null,
  furtherTo: [],
  note: null,
}

/** A policy as the list gives it; what is missing is as a new one has it. */
export const policyOf = (row: Row): Policy => {
  const given = Object.fromEntries(Object.keys(blankPolicy).flatMap((key) => (row[key] === undefined ? [] : [[key, row[key]]])))
  return { ...blankPolicy, ...given }
}

/** Rules that may be stepped over, and before what they are met. */
export const refusals = [
  { code: 'order.over_credit_limit', action: 'order.accept', words: 'over_credit' },
  { code: 'order.over_contact_limit', action: 'order.accept', words: 'over_contact' },
  { code: 'invoice.over_credit_limit', action: 'invoice.issue', words: 'invoice_credit' },
] as const

export const refusalCalled = (code: string, say: PolicySay) => {
  const known = refusals.find((one) => one.code === code)
  return known ? say(known.words) : code
}

/** What roles, people and rights are called. */
export type Names = {
  role: ReadonlyMap<string, string>
  staff: ReadonlyMap<string, string>
  permission: ReadonlyMap<string, string>
}

export const approverInWords = (one: Approver, names: Names, say: PolicySay): string => {
  switch (one.who) {
    case 'role':
      return names.role.get(one.role) ?? (one.role || '…')
    case 'team':
      return `${say('teamName')} ${one.team || '…'}`
    case 'staff':
      return names.staff.get(one.id) ?? '…'
    case 'permission':
      return `${say('right')} “${names.permission.get(one.permission) ?? (one.permission || '…')}”`
    case 'contact':
      return say('contact')
    default:
      return say('agent_of_client')
  }
}

export const approversInWords = (approvers: readonly Approver[], names: Names, say: PolicySay) =>
  approvers.map((one) => approverInWords(one, names, say)).join(say('or'))

/** Who decides, how many, until when, and what then: some short sentences. */
export const termsInWords = (policy: Policy, names: Names, say: PolicySay): string => {
  const who = approversInWords(policy.approvers, names, say)
  const decides = policy.needed > 1 ? say('says_n', { n: policy.needed, who }) : say('says_who', { who })
  const ladder = [policy.escalateTo ?? [], ...policy.furtherTo].filter((rung) => rung.length)
  const then = ladder.length
    ? say('says_then', { who: ladder.map((rung) => approversInWords(rung, names, say)).join(` ${say('further')} `) })
    : say('says_end')
  const after = policy.after ? ` ${say('says_after', { code: policy.after })}` : ''
  return `${decides}${after} ${say('says_time', { hours: policy.expiresHours })}${then}`
}

/** Is something about this one said? */
export const isWhole = (one: Approver) =>
  one.who === 'agent_of_client' ||
  (one.who === 'role' ? one.role : one.who === 'team' ? one.team : one.who === 'staff' ? one.id : one.permission) !== ''

import type { Condition } from '../language/conditions.ts'
import { createPolicy } from '../modules/approvals/actions/policies.ts'
import type { Approver } from '../modules/approvals/records.ts'
import type { Desk } from './desk.ts'

/** Doors at which customers themselves speak. */
const customerDoors = ['whatsapp', 'clientarea', 'email']

/** When a policy asks, as the table says it in words. A refusal stands for itself: its policy says who may step over it. */
export const conditionIn = (words: string): { condition: Condition | null; refusal: string | null } => {
  const asks = (condition: Condition) => ({ condition, refusal: null })
  if (words === 'door is a customer door') return asks({ field: 'call.door', op: 'in', value: customerDoors })
  const total = /^total with VAT above (\d+)$/.exec(words)
  if (total) return asks({ field: 'record.totalMinor', op: 'gt', value: Number(total[1]) * 100 })
  const discount = /^discount above (\d+) percent on any line$/.exec(words)
  if (discount)
    return asks({ some: { in: 'call.lines', where: { field: 'item.discountPermille', op: 'gt', value: Number(discount[1]) * 10 } } })
  const refusal = /^refusal ([a-z_]+\.[a-z_]+)$/.exec(words)
  if (refusal) return { condition: null, refusal: refusal[1]! }
  throw new Error(`No policy is known to ask when “${words}”.`)
}

/** Who decides, as the table says it: alternatives with "or" between them, remarks in brackets. */
export const approversIn = (words: string): Approver[] =>
  words.split(' or ').map((one) => {
    if (one === "the client's sales agent") return { who: 'agent_of_client' }
    const [, who, name] = /^(role|permission):([a-z_.]+)(?: \(.*\))?$/.exec(one) ?? []
    if (who === 'role' && name) return { who, role: name }
    if (who === 'permission' && name) return { who, permission: name }
    throw new Error(`Nobody is known as “${one}”.`)
  })

/** Which policy goes before this one, as the table says it: "no", or "after" its code. */
const orderIn = (words: string): string | null => {
  if (words === 'no') return null
  const before = /^after ([A-Z][A-Z0-9_]*)$/.exec(words)
  if (!before) throw new Error(`No order is known that is called “${words}”.`)
  return before[1]!
}

/** Who must agree to what. Needs the staff and its roles: a policy that nobody could decide is refused. */
export const layPolicies = async ({ table, put }: Desk) => {
  await Promise.all(
    table('policies').map((row) =>
      put(createPolicy, row.text('code'), {
        input: {
          code: row.text('code'),
          action: row.text('action'),
          ...conditionIn(row.text('condition')),
          approvers: approversIn(row.text('approvers')),
          needed: row.scaled('needed', 0),
          after: orderIn(row.text('in_order')),
          expiresHours: row.scaled('expires_hours', 0),
          escalateTo: row.maybe('escalate_to') === null ? null : approversIn(row.text('escalate_to')),
          note: row.maybe('note'),
        },
      }),
    ),
  )
}

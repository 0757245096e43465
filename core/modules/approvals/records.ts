import { z } from 'zod'
import { instant, maybe, ref } from '../../kernel/fields.ts'
import { record } from '../../kernel/record.ts'
import { Condition } from '../../language/conditions.ts'

/** Who may decide: one of these. */
export const Approver = z.discriminatedUnion('who', [
  z.strictObject({ who: z.literal('agent_of_client') }),
  z.strictObject({ who: z.literal('role'), role: z.string().max(60) }),
  z.strictObject({ who: z.literal('permission'), permission: z.string().max(100) }),
  z.strictObject({ who: z.literal('staff'), id: z.uuid() }),
])
export type Approver = z.infer<typeof Approver>

/** Who must agree to what: data that the admin edits. Hangs on an action and a condition, or on a refusal that may be overridden. */
export const Policy = record({
  name: 'policy',
  room: 'approvals',
  table: 'policies',
  plural: 'policies',
  title: (policy) => policy.code,
  list: ['code', 'action', 'refusal', 'state'],
  fields: z.object({
    code: z.string().regex(/^[A-Z][A-Z0-9_]{0,39}$/, 'Capital letters, digits and _ only.'),
    action: z.string().max(100),
    condition: maybe(z.custom<Condition>((value) => Condition.safeParse(value).success, 'This condition cannot be read.')).meta({
      json: true,
    }),
    refusal: maybe(z.string().max(100)),
    approvers: z.array(Approver).min(1).max(20),
    expiresHours: z
      .int()
      .min(1)
      .max(24 * 90),
    escalateTo: maybe(z.array(Approver).max(20)),
    note: maybe(z.string().max(500)),
    state: z.enum(['active', 'off']).default('active'),
  }),
})

/** One thing that must be agreed to. All requirements of an approval are met by one person. */
export const RequirementAsAsked = z.object({
  code: z.string(),
  why: z.object({ code: z.string(), words: z.string(), terms: z.record(z.string(), z.unknown()) }),
  needsReason: z.boolean(),
  approvers: z.array(Approver),
  escalateTo: z.array(Approver).nullable(),
  expiresHours: z.int(),
  refusal: z.string().nullable(),
})
export type RequirementAsAsked = z.infer<typeof RequirementAsAsked>

/** A call that waits for people, with its exact input. */
export const Approval = record({
  name: 'approval',
  room: 'approvals',
  table: 'approvals',
  lockRank: 40,
  series: { name: 'approval', prefix: 'A-', width: 1 },
  title: (approval) => approval.number ?? 'Approval',
  events: { created: 'approval.requested', changed: 'approval.changed', archived: 'approval.archived' },
  list: ['number', 'state', 'action', 'clientId', 'expiresAt'],
  fields: z.object({
    number: maybe(z.string()),
    state: z.enum(['waiting', 'approved', 'rejected', 'expired', 'lapsed', 'withdrawn', 'changed', 'taken', 'refused']).default('waiting'),
    action: z.string(),
    innerAction: z.string(),
    /** The frozen call: id, input, press, key. */
    input: z.record(z.string(), z.unknown()),
    record: maybe(z.string()),
    recordId: maybe(z.uuid()),
    recordVersion: maybe(z.int()),
    clientId: maybe(ref('client')),
    requesterKind: z.enum(['staff', 'contact', 'token', 'system']),
    requesterId: maybe(z.uuid()),
    onBehalfOf: maybe(z.string()),
    door: z.string(),
    requirements: z.array(RequirementAsAsked),
    refusals: z.array(
      z.object({ code: z.string(), words: z.string(), terms: z.record(z.string(), z.unknown()), excessMinor: z.int().optional() }),
    ),
    expiresAt: maybe(instant()),
    escalatedAt: maybe(instant()),
    decidedBy: maybe(ref('staff')),
    decidedAt: maybe(instant()),
    reason: maybe(z.string().max(1000)),
  }),
})

import { z } from 'zod'
import { instant, maybe, ref } from '../../kernel/fields.ts'
import { record } from '../../kernel/record.ts'
import { Condition } from '../../language/conditions.ts'

/** Who may decide: one of these. */
export const Approver = z.discriminatedUnion('who', [
  z.strictObject({ who: z.literal('agent_of_client') }),
  z.strictObject({ who: z.literal('role'), role: z.string().max(60) }),
  z.strictObject({ who: z.literal('team'), team: z.string().min(1).max(100) }),
  z.strictObject({ who: z.literal('permission'), permission: z.string().max(100) }),
  z.strictObject({ who: z.literal('staff'), id: z.uuid() }),
  /** Another contact of the same client, who holds this contact permission. */
  z.strictObject({ who: z.literal('contact'), permission: z.string().max(100) }),
])
export type Approver = z.infer<typeof Approver>

const approvers = z.array(Approver).max(20)

/** Who must agree to what: data that the admin edits. Hangs on an action and a condition, or on a refusal that may be overridden. */
export const Policy = record({
  name: 'policy',
  room: 'approvals',
  table: 'policies',
  plural: 'policies',
  title: (policy) => policy.code,
  list: ['code', 'action', 'refusal', 'needed', 'after', 'state'],
  fields: z.object({
    code: z.string().regex(/^[A-Z][A-Z0-9_]{0,39}$/, 'Capital letters, digits and _ only.'),
    action: z.string().max(100),
    condition: maybe(z.custom<Condition>((value) => Condition.safeParse(value).success, 'This condition cannot be read.')).meta({
      json: true,
    }),
    refusal: maybe(z.string().max(100)),
    approvers: approvers.min(1),
    /** How many of them, each a person of their own. */
    needed: z.int().min(1).max(20).default(1),
    /** Asked only once this other policy is agreed to, where that is due too. */
    after: maybe(z.string().max(40)),
    /** Also somebody who could decide it alone must ask another. */
    fourEyes: z.boolean().default(false),
    expiresHours: z
      .int()
      .min(1)
      .max(24 * 90),
    /** Who steps in when the time has run out once, and then, one after the other, who else. */
    escalateTo: maybe(approvers),
    furtherTo: z.array(approvers.min(1)).max(5).default([]),
    note: maybe(z.string().max(500)),
    state: z.enum(['active', 'off']).default('active'),
  }),
})

/** One thing that must be agreed to. One person who meets several agrees to all of them at once. */
export const RequirementAsAsked = z.object({
  code: z.string(),
  why: z.object({ code: z.string(), words: z.string(), terms: z.record(z.string(), z.unknown()) }),
  needsReason: z.boolean(),
  approvers: z.array(Approver),
  needed: z.int().min(1).default(1),
  after: z.string().nullable().default(null),
  escalateTo: z.array(Approver).nullable(),
  furtherTo: z.array(z.array(Approver)).default([]),
  /** How many times it was shown to those who step in. */
  rung: z.int().default(0),
  expiresHours: z.int(),
  refusal: z.string().nullable(),
})
export type RequirementAsAsked = z.output<typeof RequirementAsAsked>

/** What one person agreed to, in their own name or for a colleague who is away. */
export const Agreement = z.object({
  by: z.uuid(),
  kind: z.enum(['staff', 'contact', 'token']),
  for: z.uuid().nullable(),
  codes: z.array(z.string()),
  reason: z.string().nullable(),
  /** The message id of a contact's press. */
  press: z.string().nullable(),
  at: z.iso.datetime(),
})
export type Agreement = z.infer<typeof Agreement>

const everybody = { seenBy: 'contact' } as const

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
    number: maybe(z.string()).meta(everybody),
    state: z
      .enum(['waiting', 'approved', 'rejected', 'expired', 'lapsed', 'withdrawn', 'changed', 'taken', 'refused'])
      .default('waiting')
      .meta(everybody),
    action: z.string(),
    innerAction: z.string(),
    /** The frozen call: id, input, press, key. */
    input: z.record(z.string(), z.unknown()),
    record: maybe(z.string()).meta(everybody),
    recordId: maybe(z.uuid()).meta(everybody),
    recordVersion: maybe(z.int()),
    clientId: maybe(ref('client')).meta(everybody),
    requesterKind: z.enum(['staff', 'contact', 'token', 'system']),
    requesterId: maybe(z.uuid()),
    onBehalfOf: maybe(z.string()),
    door: z.string(),
    requirements: z.array(RequirementAsAsked),
    refusals: z.array(
      z.object({ code: z.string(), words: z.string(), terms: z.record(z.string(), z.unknown()), excessMinor: z.int().optional() }),
    ),
    decisions: z.array(Agreement).default([]),
    expiresAt: maybe(instant()).meta(everybody),
    escalatedAt: maybe(instant()),
    /** Who closed it: approved as the last one, rejected, or changed. */
    decidedBy: maybe(z.uuid()),
    decidedByKind: maybe(z.enum(['staff', 'contact', 'token'])),
    /** The colleague who is away, where a stand-in decided. */
    decidedFor: maybe(ref('staff')),
    decidedAt: maybe(instant()).meta(everybody),
    reason: maybe(z.string().max(1000)),
  }),
  // Contacts see what asks a contact of their own client, and only those who may answer it.
  contactNeeds: 'approve_orders',
  contactSees: (query, contact) =>
    query.where('approvals.client_id', contact.clientId).whereRaw(`approvals.requirements @> '[{"approvers":[{"who":"contact"}]}]'`),
})

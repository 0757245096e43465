import { z } from 'zod'
import { action } from '../../../kernel/action.ts'
import { type Actor, system } from '../../../kernel/actor.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { Conflict, Expected } from '../../../kernel/errors.ts'
import type { Rule } from '../../../kernel/lifecycle.ts'
import { refuse, sentence, type Term } from '../../../kernel/sentence.ts'
import { Client } from '../../crm/records.ts'
import { settingsOf } from '../../settings/queries.ts'
import { approvalLifecycle } from '../lifecycle.ts'
import { type Agreement, Approval } from '../records.ts'
import { type ApprovalRow, agreementOf, type Bench, benchOf, nameFor, peopleFor, seatOf } from '../rules.ts'
import { isAllMet, standingOf } from '../tally.ts'

const HOUR_MS = 3_600_000
/** How long a slip can be taken back. */
export const REOPEN_MS = 600_000
const MOST_NAMES = 5

/** Decided under the locks of what is decided about: its parents, itself, then the approval. */
const locksOf = async (approval: ApprovalRow, ctx: Ctx) => {
  const frozen = ctx.house.actions.get(approval.action)
  const record = approval.record ? ctx.house.records.get(approval.record) : undefined
  if (!frozen || !record || !approval.recordId) return []
  const row = await ctx.facts(record).where({ id: approval.recordId }).first()
  const call = approval.input as { input?: unknown }
  return row ? [...(await frozen.locks(row as never, ctx, call.input as never)), { record, ids: [approval.recordId] }] : []
}

/** Whoever comes late is told who was first, and when. */
const isDecided: Rule<ApprovalRow> = async (approval, ctx) =>
  approval.state !== 'waiting' &&
  refuse('approval.decided_already', '{number} is {state} already: {who}, {at}.', {
    number: approval.number ?? '',
    state: { key: `approval.state.${approval.state}` },
    who: await deciderIn(ctx, approval),
    at: await when(ctx, approval.decidedAt),
  })

const when = async (ctx: Ctx, at: Date | null | undefined): Promise<Term> => (at ? { at, zone: (await settingsOf(ctx)).timezone } : '–')

/** Who closed it, with the colleague in whose name where a stand-in did. */
const deciderIn = async (ctx: Ctx, { decidedBy, decidedByKind, decidedFor }: ApprovalRow) => {
  const name = await nameFor(ctx, decidedByKind, decidedBy)
  return decidedFor ? `${name} → ${await nameFor(ctx, 'staff', decidedFor)}` : name
}

const namesOf = (people: readonly { name: string }[]) => [...new Set(people.map(({ name }) => name))].slice(0, MOST_NAMES).join(', ') || '–'

/** Whose yes is missing now. */
const missingIn = (bench: Bench, approval: ApprovalRow) =>
  namesOf(
    standingOf(approval.requirements, approval.decisions)
      .filter(({ state }) => state === 'open')
      .flatMap(({ requirement }) => peopleFor(bench, approval, requirement)),
  )

const isNotTheirs: Rule<ApprovalRow> = async (approval, ctx) => {
  const bench = await benchOf(ctx, approval)
  const number = approval.number ?? ''
  if (ctx.actor.id && bench.matter.askedBy.has(ctx.actor.id))
    return refuse('approval.own_request', 'You asked for this yourself, so somebody else decides.')
  const seat = await seatOf(ctx, bench)
  if (seat && agreementOf(bench, approval, seat.decider).length) return false
  const who = missingIn(bench, approval)
  if (seat && approval.decisions.some(({ by }) => by === seat.decider.id))
    return refuse('approval.agreed_already', 'You agreed to {number} already; it still needs {who}.', { number, who })
  const later = standingOf(approval.requirements, approval.decisions).filter(({ state }) => state === 'later')
  if (seat && later.some(({ requirement }) => seat.voices.some((voice) => bench.meets(voice.decider, requirement))))
    return refuse('approval.not_your_turn', '{number} comes to you once {who} have agreed.', { number, who })
  return refuse('approval.not_yours', 'You cannot decide {number}: it also needs {who}.', { number, who })
}

/** A no counts from everybody who has a say in what is asked or was agreed to; whoever comes later waits for their turn. */
const mayNotReject: Rule<ApprovalRow> = async (approval, ctx) => {
  const bench = await benchOf(ctx, approval)
  const seat = await seatOf(ctx, bench)
  const reached = standingOf(approval.requirements, approval.decisions).filter(({ state }) => state !== 'later')
  const has = seat && reached.some(({ requirement }) => seat.voices.some((voice) => bench.meets(voice.decider, requirement)))
  return has ? false : isNotTheirs(approval, ctx, {})
}

/** A contact's press is the reason: it says whose word it is and is kept. */
const lacksItsReason: Rule<ApprovalRow, { reason?: string | undefined }> = async (approval, ctx, { reason }) => {
  if (reason?.trim() || ctx.actor.kind === 'contact' || !approval.requirements.some(({ needsReason }) => needsReason)) return false
  const bench = await benchOf(ctx, approval)
  const seat = await seatOf(ctx, bench)
  const codes = seat ? agreementOf(bench, approval, seat.decider).flatMap((one) => one.codes) : []
  return (
    approval.requirements.some(({ code, needsReason }) => needsReason && codes.includes(code)) &&
    refuse('approval.needs_reason', 'This steps over a rule, so it needs a reason. It is kept.')
  )
}

type LastChange = { actor_kind: string; actor_id: string | null; on_behalf_of: string | null; at: Date }

const isStale: Rule<ApprovalRow> = async (approval, ctx) => {
  if (!approval.record || !approval.recordId) return false
  const row = await ctx.facts(ctx.house.records.get(approval.record)!).where({ id: approval.recordId }).first()
  if (row?.version === approval.recordVersion) return false
  const last = await ctx
    .db('events')
    .where({ record: approval.record, record_id: approval.recordId })
    .orderBy('seq', 'desc')
    .first<LastChange | undefined>('actor_kind', 'actor_id', 'on_behalf_of', 'at')
  const [kind, id] = last?.on_behalf_of?.split(':') ?? [last?.actor_kind ?? '', last?.actor_id ?? null]
  return refuse(
    'approval.is_stale',
    '{number} is out of date: {who} changed what it is about, {at}. A new card comes if it is still needed.',
    { number: approval.number ?? '', who: await nameFor(ctx, kind ?? null, id ?? null), at: await when(ctx, last?.at) },
  )
}

/** Why this person cannot decide this approval now, without deciding it: for forms that ask for a reason first. */
export const whyNotDecide = async (ctx: Ctx, approval: ApprovalRow) =>
  (await isDecided(approval, ctx, {})) || (await isNotTheirs(approval, ctx, {})) || (await isStale(approval, ctx, {}))

/** Does what this person would agree to now step over a rule, so that a reason is asked for? */
export const needsReasonFrom = async (ctx: Ctx, approval: ApprovalRow) => (await lacksItsReason(approval, ctx, {})) !== false

export const approve = action(Approval, {
  name: 'approval.approve',
  says: 'Approve',
  needs: 'approval.decide',
  binding: true,
  input: z.strictObject({ reason: z.string().trim().max(1000).optional() }),
  touches: ['approval'],
  unless: [isDecided, isNotTheirs, lacksItsReason, isStale],
  locks: locksOf,
  async run(ctx, approval, { reason }) {
    const number = approval.number ?? ''
    const bench = await benchOf(ctx, approval)
    const seat = await seatOf(ctx, bench)
    const spoken = seat ? agreementOf(bench, approval, seat.decider) : []
    if (!seat || !spoken.length)
      throw new Conflict('approval.changed_hands', '{number} was decided or changed just now. Look at it again.', { number })
    const given = spoken.map(
      ({ voice, codes }): Agreement => ({
        by: seat.decider.id,
        kind: seat.decider.kind,
        for: voice.for,
        codes,
        reason: reason ?? null,
        press: ctx.call.press,
        at: ctx.now.toISOString(),
      }),
    )
    const decisions = [...approval.decisions, ...given]
    if (!isAllMet(approval.requirements, decisions)) return agreedInPart(ctx, approval, bench, decisions)
    const decided = { decisions, ...closing(ctx, seat.decider.kind, spoken[0]!.voice.for), reason: reason ?? lastReason(decisions) }
    const frozen = ctx.house.actions.get(approval.action)
    const requester = await requesterOf(ctx, approval)
    if (!frozen || !requester) {
      await ctx.move(approvalLifecycle, approval, 'lapse', { ...decided, reason: 'the one who asked is gone' })
      return sentence('approval.requester_gone', '{number} cannot be done any more: the one who asked is gone.', { number })
    }
    const covers = approval.requirements.flatMap((one) => one.refusal ?? [])
    try {
      const under = { approvalId: approval.id, covers, reason: lastReason(decisions) }
      const outcome = await ctx.resume(requester, frozen, approval.input, under)
      await ctx.move(approvalLifecycle, approval, 'approve', decided)
      return outcome.said
    } catch (error) {
      if (!(error instanceof Expected) || error instanceof Conflict) throw error
      await ctx.move(approvalLifecycle, approval, 'lapse', { ...decided, reason: (await wordedFor(ctx, approval, error)).slice(0, 1000) })
      return sentence('approval.lapsed', '{number} could not be done any more: {why}', {
        number,
        why: ctx.house.word(error.said, ctx.actor.language),
      })
    }
  },
})

/** Why it cannot be done, as the client reads it: the reason goes on to them. */
const wordedFor = async (ctx: Ctx, { clientId }: ApprovalRow, error: Expected) => {
  const client = clientId ? await ctx.facts(Client).where({ id: clientId }).first() : undefined
  return ctx.house.word(error.said, client?.language ?? ctx.actor.language)
}

const closing = (ctx: Ctx, kind: 'staff' | 'contact' | 'token', standsFor: string | null) => ({
  decidedBy: ctx.actor.id,
  decidedByKind: kind,
  decidedFor: standsFor,
  decidedAt: ctx.now,
})

const lastReason = (decisions: readonly Agreement[]) => decisions.findLast(({ reason }) => reason !== null)?.reason ?? null

/** One yes of several: kept, and the time begins anew for whoever is asked next. */
const agreedInPart = async (ctx: Ctx, approval: ApprovalRow, bench: Bench, decisions: Agreement[]) => {
  const openBefore = new Set(openIn(approval.requirements, approval.decisions).map(({ code }) => code))
  const opened = openIn(approval.requirements, decisions).filter(({ code }) => !openBefore.has(code))
  const hours = opened.map(({ expiresHours }) => expiresHours)
  await ctx.move(approvalLifecycle, approval, 'agree', {
    decisions,
    ...(hours.length && { expiresAt: new Date(ctx.now.getTime() + Math.min(...hours) * HOUR_MS) }),
  })
  return sentence('approval.agreed', 'You agreed to {number}. It still needs {who}.', {
    number: approval.number ?? '',
    who: missingIn(bench, { ...approval, decisions } as ApprovalRow),
  })
}

const openIn = (requirements: ApprovalRow['requirements'], decisions: readonly Agreement[]) =>
  standingOf(requirements, decisions).flatMap(({ state, requirement }) => (state === 'open' ? [requirement] : []))

export const reject = action(Approval, {
  name: 'approval.reject',
  says: 'Reject, with the reason that the requester is told',
  needs: 'approval.decide',
  binding: true,
  input: z.strictObject({ reason: z.string().trim().min(3).max(500) }),
  touches: ['approval'],
  unless: [isDecided, mayNotReject, isStale],
  locks: locksOf,
  async run(ctx, approval, { reason }) {
    const bench = await benchOf(ctx, approval)
    const seat = (await seatOf(ctx, bench))!
    const reached = standingOf(approval.requirements, approval.decisions).filter(({ state }) => state !== 'later')
    const voice = seat.voices.find((one) => reached.some(({ requirement }) => bench.meets(one.decider, requirement)))
    await ctx.move(approvalLifecycle, approval, 'reject', { ...closing(ctx, seat.decider.kind, voice?.for ?? null), reason })
    if (ctx.call.press) ctx.note(approval, { press: ctx.call.press })
    return sentence('approval.rejected', '{number} is rejected: {reason}', { number: approval.number ?? '', reason })
  },
})

const requesterOf = async (ctx: Ctx, approval: ApprovalRow): Promise<Actor | null> => {
  if (approval.requesterKind !== 'system')
    return ctx.house.hooks.actorFor(ctx.db, { kind: approval.requesterKind, id: approval.requesterId })
  const [kind, id] = approval.onBehalfOf?.split(':') ?? []
  return system(kind ? { kind: kind as Actor['kind'], id: id ?? null } : null)
}

/** The last thing this person said to it: their own yes among several, or a no that anybody with a say may take back. */
const hasFollowed: Rule<ApprovalRow> = async (approval, ctx) => {
  const number = approval.number ?? ''
  const gone = refuse('approval.has_followed', '{number} cannot be reopened: what was decided has been done.', { number })
  const own = approval.decisions.filter(({ by }) => by === ctx.actor.id)
  if (approval.state === 'waiting') {
    if (!own.length) return refuse('approval.nothing_said', 'You have not decided {number}, so there is nothing to take back.', { number })
    return isTooLate(ctx, new Date(own.at(-1)!.at), number)
  }
  if (approval.state !== 'rejected' || !approval.decidedAt) return gone
  const stale = await isStale(approval, ctx, {})
  return stale ? gone : isTooLate(ctx, approval.decidedAt, number)
}

const isTooLate = (ctx: Ctx, since: Date, number: string) =>
  ctx.now.getTime() > since.getTime() + REOPEN_MS &&
  refuse('approval.too_late_to_reopen', '{number} can be reopened for ten minutes only.', { number })

/** A no is taken back by whoever said it, or by somebody else who has a say. */
const hasNoSay: Rule<ApprovalRow> = async (approval, ctx) => {
  if (approval.state !== 'rejected' || approval.decidedBy === ctx.actor.id) return false
  return mayNotReject(approval, ctx, {})
}

export const reopen = action(Approval, {
  name: 'approval.reopen',
  says: 'Take a decision back while nothing has followed',
  needs: 'approval.decide',
  input: z.strictObject({}),
  touches: ['approval'],
  unless: [hasFollowed, hasNoSay],
  locks: locksOf,
  async run(ctx, approval) {
    const number = approval.number ?? ''
    if (approval.state === 'waiting') {
      await ctx.move(approvalLifecycle, approval, 'take_back', { decisions: approval.decisions.filter(({ by }) => by !== ctx.actor.id) })
      return sentence('approval.taken_back', 'Your yes to {number} is taken back.', { number })
    }
    const soonest = new Date(ctx.now.getTime() + REOPEN_MS)
    await ctx.move(approvalLifecycle, approval, 'reopen', {
      decidedBy: null,
      decidedByKind: null,
      decidedFor: null,
      decidedAt: null,
      reason: null,
      expiresAt: approval.expiresAt && approval.expiresAt > soonest ? approval.expiresAt : soonest,
    })
    return sentence('approval.reopened', '{number} is open again.', { number })
  },
})

import { type Actor, may } from '../../kernel/actor.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import type { RowOf } from '../../kernel/record.ts'
import { type ContactPermission, contactsWho } from '../crm/queries.ts'
import { Client, Contact, contactPermissions } from '../crm/records.ts'
import { type ColleagueNow, colleaguesNow } from '../people/queries.ts'
import { ApiToken, Staff } from '../people/records.ts'
import { absentFor } from '../people/stand-ins.ts'
import { settingsOf, todayOf } from '../settings/queries.ts'
import type { Approval, Approver, RequirementAsAsked } from './records.ts'
import { agreesTo, standingOf, type Voice } from './tally.ts'

export type ApprovalRow = RowOf<(typeof Approval)['fields']>

/** The role whose people step in where nobody else is left to decide. */
const LAST_RESORT = 'admin'

/** Somebody as far as it matters for deciding. */
export type Decider = {
  id: string
  kind: 'staff' | 'contact' | 'token'
  name: string
  roles: readonly string[]
  team: string | null
  clientId: string | null
  holds(permission: string): boolean
}

/** What is decided about, as far as it matters for who decides. */
export type Matter = { clientId: string | null; agentId: string | null; askedBy: ReadonlySet<string> }

const fits = (decider: Decider, approver: Approver, { clientId, agentId }: Matter): boolean => {
  if (approver.who === 'contact')
    return decider.kind === 'contact' && clientId !== null && decider.clientId === clientId && decider.holds(approver.permission)
  if (decider.kind === 'contact') return false
  if (approver.who === 'agent_of_client') return agentId !== null && decider.id === agentId
  if (approver.who === 'role') return decider.roles.includes(approver.role)
  if (approver.who === 'team') return decider.team === approver.team
  if (approver.who === 'permission') return decider.holds(approver.permission)
  return decider.id === approver.id
}

/** Does this person meet this requirement, with the rights of this moment? Whoever asked never does. */
export const meetsIt = (decider: Decider, requirement: Pick<RequirementAsAsked, 'approvers'>, matter: Matter) =>
  !matter.askedBy.has(decider.id) && requirement.approvers.some((approver) => fits(decider, approver, matter))

const fromColleague = ({ actor, team }: ColleagueNow): Decider => ({
  id: actor.id!,
  kind: 'staff',
  name: actor.name,
  roles: actor.kind === 'staff' ? actor.roles : [],
  team,
  clientId: null,
  holds: (permission) => may(actor, permission),
})

/** The actor of this call as one who decides; null for the house and for strangers, who decide nothing. */
const deciderOf = async (ctx: Ctx, actor: Actor, colleagues: ReadonlyMap<string, ColleagueNow>): Promise<Decider | null> => {
  if (actor.kind === 'system' || actor.kind === 'stranger') return null
  const plain = { id: actor.id, name: actor.name, holds: (permission: string) => may(actor, permission) }
  if (actor.kind === 'contact') return { ...plain, kind: 'contact', roles: [], team: null, clientId: actor.clientId }
  if (actor.kind === 'staff') {
    // The rights of this moment are what counts; whoever has left has none.
    const now = colleagues.get(actor.id)
    return now ? fromColleague(now) : null
  }
  const token = await ctx.facts(ApiToken).where({ id: actor.id, revokedAt: null }).first()
  return token ? { ...plain, kind: 'token', roles: [token.role], team: null, clientId: null } : null
}

const agentOf = async (ctx: Ctx, clientId: string | null): Promise<string | null> =>
  clientId ? ((await ctx.facts(Client).where({ id: clientId }).first())?.salesAgentId ?? null) : null

/** Who asked, and on whose behalf: neither decides, nor does anybody in their name. */
const askersOf = ({ requesterId, onBehalfOf }: Pick<ApprovalRow, 'requesterId' | 'onBehalfOf'>) =>
  new Set([requesterId, onBehalfOf?.split(':')[1]].filter((id): id is string => Boolean(id)))

export const matterOf = async (ctx: Ctx, approval: Pick<ApprovalRow, 'clientId' | 'requesterId' | 'onBehalfOf'>): Promise<Matter> => ({
  clientId: approval.clientId,
  agentId: await agentOf(ctx, approval.clientId),
  askedBy: askersOf(approval),
})

type Asked = Pick<ApprovalRow, 'requirements' | 'decisions' | 'clientId' | 'requesterId' | 'onBehalfOf'>
type Speaker = Voice & { decider: Decider }

/** Everything that tells who decides an approval at this moment. */
export type Bench = {
  matter: Matter
  colleagues: ReadonlyMap<string, ColleagueNow>
  /** Everybody who may decide approvals at all and could meet something of this one, by person. */
  everybody: readonly Decider[]
  /** Does this one meet it, or step in where nobody else is left? */
  meets(decider: Decider, requirement: RequirementAsAsked): boolean
  /** In whose names this person may speak today. */
  voicesOf(decider: Decider): Speaker[]
}

const isContactPermission = (permission: string): permission is ContactPermission =>
  (contactPermissions as readonly string[]).includes(permission)

const contactsAsked = async (ctx: Ctx, { requirements, clientId }: Asked): Promise<Decider[]> => {
  const wanted = new Set(
    requirements.flatMap(({ approvers }) => approvers.flatMap((one) => (one.who === 'contact' ? [one.permission] : []))),
  )
  const found: Decider[] = []
  for (const permission of wanted)
    if (clientId && isContactPermission(permission))
      for (const contact of await contactsWho(ctx, clientId, permission)) {
        const held = contact.permissions as readonly string[]
        const name = Contact.title(contact)
        found.push({ id: contact.id, kind: 'contact', name, roles: [], team: null, clientId, holds: (one) => held.includes(one) })
      }
  return found
}

const known = new WeakMap<Ctx, Map<string, Promise<Bench>>>()

/** Who decides this approval, as of now. Inside a call it is looked up once: rules and the work itself judge by the same. */
export const benchOf = (ctx: Ctx, approval: Asked & { id?: string; version?: number }): Promise<Bench> => {
  if (!ctx.db.isTransaction || !approval.id) return lookedUp(ctx, approval)
  const here = known.get(ctx) ?? new Map<string, Promise<Bench>>()
  known.set(ctx, here)
  const key = `${approval.id} ${approval.version}`
  const found = here.get(key) ?? lookedUp(ctx, approval)
  here.set(key, found)
  return found
}

const lookedUp = async (ctx: Ctx, approval: Asked): Promise<Bench> => {
  const matter = await matterOf(ctx, approval)
  const colleagues = await colleaguesNow(ctx.db)
  const today = todayOf(ctx, await settingsOf(ctx))
  const staff = [...colleagues.values()].map(fromColleague).filter((one) => one.holds('approval.decide'))
  const everybody = [...staff, ...(await contactsAsked(ctx, approval))].filter(({ id }) => !matter.askedBy.has(id))
  const isLeftAlone = (requirement: RequirementAsAsked) => {
    const agreed = approval.decisions.filter(({ codes }) => codes.includes(requirement.code))
    const spoken = new Set(agreed.flatMap((one) => [one.by, one.for]))
    const left = everybody.filter((one) => !spoken.has(one.id) && meetsIt(one, requirement, matter))
    return left.length + agreed.length < requirement.needed
  }
  const meets = (decider: Decider, requirement: RequirementAsAsked) =>
    meetsIt(decider, requirement, matter) ||
    (decider.kind !== 'contact' && !matter.askedBy.has(decider.id) && decider.roles.includes(LAST_RESORT) && isLeftAlone(requirement))
  const voicesOf = (decider: Decider): Speaker[] => {
    if (matter.askedBy.has(decider.id)) return []
    const absent = decider.kind === 'staff' ? absentFor(colleagues, decider.id, today) : []
    return [
      { for: null, decider },
      ...absent.filter((id) => !matter.askedBy.has(id)).map((id) => ({ for: id, decider: fromColleague(colleagues.get(id)!) })),
    ]
  }
  return { matter, colleagues, everybody, meets, voicesOf }
}

/** The person of this call on the bench; null for those who decide nothing. */
export const seatOf = async (ctx: Ctx, bench: Bench) => {
  const decider = await deciderOf(ctx, ctx.actor, bench.colleagues)
  return decider && { decider, voices: bench.voicesOf(decider) }
}

/** What this person agrees to by saying yes now; empty = it is not theirs, or not yet, or they have said so already. */
export const agreementOf = (bench: Bench, approval: Asked, decider: Decider) =>
  agreesTo(approval, decider.id, bench.voicesOf(decider), (voice, requirement) => bench.meets(voice.decider, requirement))

/** Who could say yes to this requirement now: those who meet it, and those who stand in for them. */
export const peopleFor = (bench: Bench, approval: Asked, requirement: RequirementAsAsked): Decider[] => {
  const { agreed } = standingOf(approval.requirements, approval.decisions).find((one) => one.requirement.code === requirement.code)!
  const spoken = new Set(agreed.flatMap((one) => [one.by, one.for]))
  return bench.everybody.filter(
    (decider) =>
      !spoken.has(decider.id) &&
      bench.voicesOf(decider).some((voice) => !(voice.for && spoken.has(voice.for)) && bench.meets(voice.decider, requirement)),
  )
}

/** A name for "staff:id", "contact:id", "token:id"; the house where it is nobody. */
export const nameFor = async (ctx: Ctx, kind: string | null, id: string | null): Promise<string> => {
  if (!id) return 'Parley'
  if (kind === 'contact') {
    const contact = await ctx.facts(Contact).where({ id }).first()
    return contact ? Contact.title(contact) : '?'
  }
  if (kind === 'token') return (await ctx.facts(ApiToken).where({ id }).first())?.name ?? '?'
  const person = await ctx.facts(Staff).where({ id }).first()
  return person ? Staff.title(person) : '?'
}

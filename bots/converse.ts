import { randomUUID } from 'node:crypto'
import { system } from '../core/kernel/actor.ts'
import { Expected, TakenOver } from '../core/kernel/errors.ts'
import type { House } from '../core/kernel/house.ts'
import { inEnglish } from '../core/kernel/sentence.ts'
import { openConversation } from '../core/modules/conversations/actions/conversation.ts'
import {
  beginTurn,
  endTurn,
  failTurn,
  giveHome,
  holdsLease,
  homelessUsers,
  LEASE_MS,
  type Lease,
  leaseConversations,
  MOST_DEATHS,
  openWindow,
  refuseHome,
  releaseLease,
  renewLease,
  type TurnEnd,
} from '../core/modules/conversations/incoming.ts'
import { answerCustomer } from './customer-lane.ts'
import { languageOfPhone, phrase } from './phrases.ts'
import { type Pool, pool } from './pool.ts'
import { saying } from './saying.ts'
import { answerStaff } from './staff-lane.ts'
import type { ConverseParts, Working } from './working.ts'

const ABREAST = 8

/** Answers what customers and colleagues wrote, one conversation at a time each, in any number of processes. */
export const makeConversations = (parts: ConverseParts): Pool => {
  const { house, owner = house.owner } = parts
  const now = parts.now ?? house.clock
  return pool<Lease>({
    abreast: ABREAST,
    async claim(room) {
      const wanted = { now: now(), room, owner }
      const [homeless, leases] = await Promise.all([homelessUsers(house.db), leaseConversations(house.db, wanted)])
      if (!homeless.length) return leases
      for (const user of homeless) await settleIn(house, user, now())
      return leases.length < room ? [...leases, ...(await leaseConversations(house.db, { ...wanted, room: room - leases.length }))] : leases
    },
    run: (lease) => handle({ ...parts, now }, lease),
    failed: (error) => house.log.error({ error }, 'a conversation could not be handled; it is tried again'),
  })
}

/** Answers everything that waits, and returns how many conversations were looked at. */
export const drainConversations = (parts: ConverseParts) => makeConversations(parts).drain()

const settleIn = async (house: House, user: Awaited<ReturnType<typeof homelessUsers>>[number], now: Date) => {
  const { accountId, userId, phone, name } = user
  const input = { accountId, externalUserId: userId, phone: phone?.slice(0, 40) ?? null, profileName: name?.slice(0, 300) ?? null }
  try {
    const { id } = await house.perform(house.self(`inbound ${userId}`), openConversation, { input })
    await giveHome(house.db, id!, user)
  } catch (error) {
    house.log.error({ error, accountId }, 'no conversation could be opened')
    if (error instanceof Expected) await refuseHome(house.db, user, error.message, now)
  }
}

const handle = async (parts: ConverseParts & { now(): Date }, lease: Lease) => {
  const { house, now } = parts
  const turn = await beginTurn(house.db, lease, now())
  if (!turn) return void (await releaseLease(house.db, lease))
  const renewing = setInterval(() => {
    renewLease(house.db, lease, now()).catch((error) => house.log.warn({ error }, 'a lease could not be renewed'))
  }, LEASE_MS / 3)
  renewing.unref()
  const door = lease.accountKind === 'slack' || lease.accountKind === 'teams' ? lease.accountKind : 'whatsapp'
  const behalf = lease.contactId ? { kind: 'contact' as const, id: lease.contactId } : null
  const holds: Working['holds'] = (db) => holdsLease(db, lease)
  const asHouse = house.ctx({ actor: system(behalf), door, requestId: turn.id, now: turn.at, holds }, `turn ${turn.id} house`)
  const working: Working = { saySentence: inEnglish, ...parts, lease, turn, asHouse, holds, said: saying(lease.conversationId, turn.id) }
  try {
    if (turn.attempts > MOST_DEATHS) throw new Error('The process died each time over this.')
    const end = await answer(working)
    if (!(await endTurn(house.db, lease, turn, end, now()))) tooLate(working)
    else house.nudge('messages')
  } catch (error) {
    if (error instanceof TakenOver) tooLate(working)
    else await failed(working, error)
  } finally {
    clearInterval(renewing)
  }
}

const tooLate = ({ house, lease, turn }: Working) =>
  house.log.warn({ conversationId: lease.conversationId, turn: turn.id }, 'a turn came too late: somebody else has the conversation')

/** Kinds that do not open the platform's window, or surely not the one of this chat. */
const WINDOWLESS = new Set(['group', 'edit', 'delete', 'reaction'])

const answer = async (working: Working): Promise<TurnEnd> => {
  const { house, lease, turn, said, now } = working
  const wrote = turn.rows.filter(({ kind }) => !WINDOWLESS.has(kind)).map(({ platform_at }) => platform_at.getTime())
  const isWhatsapp = lease.accountKind.startsWith('whatsapp')
  if (isWhatsapp && wrote.length) await openWindow(house.db, lease, new Date(Math.min(Math.max(...wrote), now().getTime())), now())
  const dialog = await (isWhatsapp ? answerCustomer(working) : answerStaff(working))
  return { dialog, said: said.all, contactId: lease.contactId }
}

const failed = async (working: Working, error: unknown) => {
  const { house, lease, turn, now } = working
  const number = randomUUID().slice(0, 8)
  house.log.error({ error, conversationId: lease.conversationId, turn: turn.id, attempt: turn.attempts, number }, 'a turn failed')
  const calm = saying(lease.conversationId, turn.id)
  const language = lease.language ?? lease.contactLanguage ?? languageOfPhone(lease.phone, lease.accountLanguage)
  calm.say({ text: phrase('went_wrong', { number }, language) }, { key: `calm ${turn.id}` })
  const trouble = `${number}: ${error instanceof Error ? error.message : String(error)}`
  const fate = await failTurn(house.db, lease, turn, trouble, calm.all[0]!, now())
  if (fate === 'dead') house.nudge('messages')
}

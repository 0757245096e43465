import type { Caller, Ctx } from '../core/kernel/ctx.ts'
import { Expected } from '../core/kernel/errors.ts'
import type { House } from '../core/kernel/house.ts'
import type { Lease, Turn } from '../core/modules/conversations/incoming.ts'
import type { Said } from './saying.ts'
import type { Customers, Desk, SayExpected, SaySentence } from './talk.ts'

export type ConverseParts = {
  house: House
  customers: Customers
  desk: Desk
  sayExpected: SayExpected
  /** (Default: in English) */
  saySentence?: SaySentence
  /** Names this process in leases. (Default: the house's own) */
  owner?: string
  now?: () => Date
}

/** What the lanes work with: one conversation, what waited in it, and what is said. */
export type Working = ConverseParts & {
  lease: Lease
  turn: Turn
  said: Said
  saySentence: SaySentence
  asHouse: Ctx
  holds: NonNullable<Caller['holds']>
  now(): Date
}

/** Runs what may end in an error for the person, and says that error. */
export const inWords = async (
  { said, sayExpected }: Pick<Working, 'said' | 'sayExpected'>,
  language: string,
  work: () => Promise<void>,
) => {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Expected)) throw error
    said.say({ text: sayExpected(error, language) })
  }
}

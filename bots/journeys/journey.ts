import { afterAll, afterEach, beforeAll, vi } from 'vitest'
import { directoryIdOf } from '../../core/demo/teams.ts'
import { colleague } from './colleague.ts'
import { colleagueInTeams } from './colleague-teams.ts'
import { customer } from './customer.ts'
import type { Desks } from './desks.ts'
import { type JourneyHouse, openHouse } from './house.ts'

/** The people of the demo company's stories, by the names they are called. */
const phones = {
  doina: '+40700000101',
  emil: '+40700000102',
  silvia: '+40700000103',
  ilinca: '+40700000111',
  matei: '+40700000112',
  gheorghe: '+40700000121',
  camelia: '+40700000122',
  nelu: '+40700000131',
  horia: '+40700000141',
  lavinia: '+40700000142',
  sorina: '+40700000151',
  dan: '+40700000161',
  mioara: '+40700000162',
  fiona: '+40700000171',
  klaus: '+40700000181',
  stranger: '+40700000999',
} as const

const desks = {
  tudor: 'U0CARP0001',
  ada: 'U0CARP0002',
  kim: 'U0CARP0003',
  paul: 'U0CARP0004',
  andreea: 'U0CARP0005',
  bianca: 'U0CARP0006',
  costel: 'U0CARP0007',
  violeta: 'U0CARP0009',
} as const

const named = <Names extends string, Value, Made>(all: Record<Names, Value>, make: (name: string, value: Value) => Made) =>
  Object.fromEntries(Object.entries<Value>(all).map(([name, value]) => [name, make(name, value)])) as Record<Names, Made>

let desksOfThisFile: Exclude<Desks, 'both'> = 'slack'

/** The scripts that this file takes in are played at the Teams window: `await import` them after this. */
export const atTeams = () => {
  desksOfThisFile = 'teams'
}

let transportOfThisFile: 'cloud' | 'web' = 'cloud'

/** The scripts that this file takes in are played over WhatsApp Web: `await import` them after this. */
export const overWhatsappWeb = () => {
  transportOfThisFile = 'web'
}

/**
 * A house of this file's own with everybody in it; call it at the top of the file. Tests of one file share the house and come one after the other.
 * After each test, what the phones still show counts as heard, and an error in the house's log fails the test unless it asked for it
 * (`expectsTrouble`).
 */
export const journey = (options: { at?: Date } = {}) => {
  // A whole company starts for this file, and the machine may be busy.
  vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 })
  let opened: JourneyHouse | undefined
  const house = () => {
    if (!opened) throw new Error('The house is not open yet.')
    return opened
  }
  const customers = named(phones, (name, number) => customer(house, name, number))
  const inTeams = desksOfThisFile === 'teams'
  const staff = named(desks, (name, id) => (inTeams ? colleagueInTeams(house, name, directoryIdOf(id)) : colleague(house, name, id)))
  let expected = false

  beforeAll(async () => {
    opened = await openHouse({ ...options, desks: inTeams ? 'teams' : 'slack', transport: transportOfThisFile })
  })
  afterEach(async () => {
    const { troubles, client, settles } = house()
    await client.behave()
    await settles()
    for (const one of Object.values(customers)) await one.forgets()
    const logged = troubles.splice(0)
    const wanted = expected
    expected = false
    if (logged.length && !wanted) throw new Error(`The house logged:\n${logged.join('\n')}`)
  })
  afterAll(async () => opened?.stop())

  return {
    ...customers,
    ...staff,
    house,
    /** Lets time pass for everybody. */
    later: (ms: number) => house().later(ms),
    /** This test provokes errors that the house is right to log. */
    expectsTrouble: () => {
      expected = true
    },
  }
}

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

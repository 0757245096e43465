import type { Knex } from 'knex'
import { afterAll, beforeAll } from 'vitest'
import { freshDatabase } from '../adapters/postgres/testing.ts'
import type { Actor, Level } from './kernel/actor.ts'
import type { Caller } from './kernel/ctx.ts'
import { openPool } from './kernel/db.ts'
import type { Hooks } from './kernel/hooks.ts'
import { type House, house } from './kernel/house.ts'
import { silent } from './kernel/log.ts'
import type { Module } from './kernel/module.ts'
import { Seal } from './kernel/seal.ts'

/** A Monday morning in Brașov, in winter time. Tests move it; nothing asks the clock. */
export const MONDAY = new Date('2026-11-23T08:00:00Z')

export type TestHouse = { house: House; db: Knex; at(now: Date): void; appUrl: string; ownerUrl: string }

/** A house on a database of this file's own. Call it at the top of the file; the parts are there from the first test on. */
export const testHouse = (modules: readonly Module[], hooks: Partial<Hooks> = {}): TestHouse => {
  const made = { at: () => {} } as unknown as TestHouse
  let now = MONDAY
  let drop = async () => {}
  beforeAll(async () => {
    const database = await freshDatabase()
    made.appUrl = database.appUrl
    made.ownerUrl = database.ownerUrl
    made.db = openPool(database.appUrl, 25)
    made.house = house({
      modules,
      db: made.db,
      seal: new Seal('a secret that only the tests know and nobody else'),
      log: silent,
      clock: () => now,
      hooks: {
        policyFor: async () => [],
        freeze: async () => Promise.reject(new Error('nothing is frozen here')),
        actorFor: async () => null,
        ...hooks,
      },
    })
    drop = database.drop
  })
  afterAll(async () => {
    await made.db?.destroy()
    await drop()
  })
  made.at = (next) => {
    now = next
  }
  return made
}

/** A colleague with these permissions and room levels. */
export const colleague = (
  permissions: readonly string[],
  rooms: Record<string, Level> = {},
  id = '00000000-0000-7000-8000-000000000001',
): Actor => ({
  kind: 'staff',
  id,
  name: 'Kim Olteanu',
  language: 'en',
  roles: ['test'],
  grants: { permissions: new Set(permissions), rooms },
})

/** A caller with that actor, now, through a door of the staff. */
export const calls = (actor: Actor, now: Date = MONDAY, door: Caller['door'] = 'api'): Caller => ({ actor, door, requestId: 'test', now })

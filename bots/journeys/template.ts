import { Client } from 'pg'
import { inject } from 'vitest'
import { withDatabase } from '../../adapters/postgres/databases.ts'
import { freshDatabase } from '../../adapters/postgres/testing.ts'
import { seedCompany } from '../../core/demo/seed.ts'
import { openPool } from '../../core/kernel/db.ts'
import { house } from '../../core/kernel/house.ts'
import { silent } from '../../core/kernel/log.ts'
import { Seal } from '../../core/kernel/seal.ts'
import { hooks, modules } from '../../core/modules.ts'

/** A Monday morning at ten in Brașov, in winter time. Deliveries, leaflets and due days follow from it. */
export const MONDAY = new Date('2026-11-23T08:00:00Z')

export const secretKey = 'the journeys know this secret, 0123456789'

/** The demo company in a database of its own, loaded once a run by whichever file comes first; the others clone it. Gives its name. */
export const demoTemplate = async (): Promise<string> => {
  const server = inject('testServer')
  const name = `${server.template}_demo`
  return asOwner(server.ownerUrl, async (owner) => {
    await owner.query('select pg_advisory_lock(hashtext($1))', [name])
    const found = await owner.query('select from pg_database where datname = $1', [name])
    if (found.rowCount) return name
    const making = await freshDatabase()
    const db = openPool(making.appUrl, 12)
    try {
      const built = house({ modules, db, seal: new Seal(secretKey), log: silent, hooks, clock: () => MONDAY })
      await seedCompany(built, { now: MONDAY })
    } finally {
      await db.destroy()
    }
    await owner.query(`alter database ${owner.escapeIdentifier(nameOf(making.ownerUrl))} rename to ${owner.escapeIdentifier(name)}`)
    return name
  })
}

/** A clone of the demo company for one house, under the name that a sandbox looks for. `url` is what DATABASE_URL would say. */
export const demoDatabase = async () => {
  const server = inject('testServer')
  const clone = await freshDatabase(await demoTemplate())
  const base = nameOf(clone.ownerUrl)
  await asOwner(server.ownerUrl, (owner) =>
    owner.query(`alter database ${owner.escapeIdentifier(base)} rename to ${owner.escapeIdentifier(`${base}_sandbox`)}`),
  )
  const drop = (name: string) =>
    asOwner(server.ownerUrl, (owner) => owner.query(`drop database if exists ${owner.escapeIdentifier(name)} with (force)`))
  return {
    url: clone.ownerUrl,
    appUrl: clone.appUrl,
    drop: async () => {
      await drop(`${base}_sandbox`)
      await drop(base)
    },
  }
}

const nameOf = (url: string) => decodeURIComponent(new URL(url).pathname.slice(1))

const asOwner = async <Result>(url: string, work: (owner: Client) => Promise<Result>): Promise<Result> => {
  const owner = new Client({ connectionString: withDatabase(url, 'postgres') })
  await owner.connect()
  try {
    return await work(owner)
  } finally {
    await owner.end()
  }
}

import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { ensureDatabase, withDatabase } from '../adapters/postgres/databases.ts'
import { openDatabase } from '../adapters/postgres/open.ts'
import { seedChannels, seedCompany } from '../core/demo/seed.ts'
import { newId, openPool } from '../core/kernel/db.ts'
import { type House, house } from '../core/kernel/house.ts'
import { silent } from '../core/kernel/log.ts'
import { Seal } from '../core/kernel/seal.ts'
import { Product } from '../core/modules/catalog/records.ts'
import { ensureAccount } from '../core/modules/conversations/actions/account.ts'
import { makeToken, newToken } from '../core/modules/people/actions.ts'
import { adjustStock } from '../core/modules/warehouse/actions/goods.ts'
import { Warehouse } from '../core/modules/warehouse/records.ts'
import { hooks, modules } from '../core/modules.ts'
import { migrate } from '../migrations/run.ts'

export const secretKey = 'the measurements know this secret, 0123456789'

/** Somebody who orders by chat. `phone` as WhatsApp says it, without the plus. */
export type Person = { number: number; phone: string; name: string; client: string; clientId: string; contactId: string; addressId: string }

export type Ground = Awaited<ReturnType<typeof layGround>>

/** What each order is about: three lines that the rules understand without a question. */
export const MESSAGE = '30 baxuri hârtie igienică 3 straturi, 6 săpun lichid și 5 cutii mănuși M'

/**
 * The demo company on an embedded server of the measurement's own, in a temporary folder, with the settings of a real start (nothing is
 * careless of crashes), and `people` who may order as much as they like. `close` takes all of it away.
 */
export const layGround = async (people: number) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-bench-'))
  // The server may run under another account, which must be able to walk through.
  chmodSync(dataDir, 0o711)
  const server = await openDatabase({ dataDir, log: (line) => process.stderr.write(`${line}\n`), removeAfter: true })
  const ownerUrl = await ensureDatabase(server.ownerUrl, 'parley_bench')
  const appUrl = withDatabase(server.appUrl, 'parley_bench')
  await migrate(ownerUrl, server.appRole)
  let db = openPool(appUrl, 8)
  const built = house({ modules, db, seal: new Seal(secretKey), log: silent, hooks })
  await seedCompany(built, { now: new Date() })
  const slackAccountId = (
    await built.perform(built.self('bench'), ensureAccount, {
      input: { kind: 'slack', name: 'Slack', externalId: 'env', settings: { language: 'ro' } },
    })
  ).id!
  await seedChannels(built, { slackAccountId })
  await layStock(built)
  const laid = await layPeople(db, people)
  /** A copy of a database under another name, in the place of one that has it. Of the house, nobody may be connected to either. */
  const copy = async (from: string, to: string) => {
    await db.destroy()
    await asOwner(server.ownerUrl, async (owner) => {
      await owner.query(`drop database if exists ${to} with (force)`)
      for (let again = 0; ; again += 1)
        try {
          await owner.query(`create database ${to} template ${from}`)
          break
        } catch (error) {
          // The last connection of a house that has stopped may need a moment to go.
          if (again === 50) throw error
          await sleep(100)
        }
    })
    db = openPool(appUrl, 8)
  }
  const token = newToken()
  await built.perform(built.self('bench'), makeToken, { input: { name: 'Bench', role: 'admin', token } })
  return {
    dataDir,
    ownerUrl,
    appUrl,
    appRole: server.appRole,
    /** A pool of the measurement's own, to look with. */
    get db() {
      return db
    },
    open: (url: string) => openPool(url, 2),
    token,
    people: laid,
    /** Another database of the same server. */
    beside: (name: string) => ({ ownerUrl: withDatabase(server.ownerUrl, name), appUrl: withDatabase(server.appUrl, name) }),
    copy,
    /** Puts the ground back to what a copy of it holds. No house may run. */
    restore: (from: string) => copy(from, 'parley_bench'),
    drop: (name: string) => asOwner(server.ownerUrl, (owner) => owner.query(`drop database if exists ${name} with (force)`)),
    close: async () => {
      await db.destroy()
      await server.stop()
    },
  }
}

const asOwner = async (url: string, work: (owner: Client) => Promise<unknown>) => {
  const owner = new Client({ connectionString: withDatabase(url, 'postgres') })
  await owner.connect()
  try {
    await work(owner)
  } finally {
    await owner.end()
  }
}

/** Enough of everything in the first warehouse, so that no order ends the measurement. */
const layStock = async (built: House) => {
  const caller = built.self('bench')
  const ctx = built.ctx(caller)
  const warehouse = (await ctx.facts(Warehouse).where({ isDefault: true }).first())!
  for (const { id } of await ctx.facts(Product).where({ state: 'active' }))
    await built.perform(caller, adjustStock, {
      input: { warehouseId: warehouse.id, productId: id, countedMilli: 1e11, reason: 'laid for a measurement' },
    })
}

/** Each of a client of their own, so that orders wait for each other no more than those of strangers do. */
const layPeople = async (db: House['db'], count: number): Promise<Person[]> => {
  const agent = await db('staff').where({ email: 'paul.neagoe@carpath.example' }).first<{ id: string }>('id')
  const row = () => ({ id: newId(), version: 1, created_at: new Date() })
  const people: Person[] = []
  for (let number = 1; number <= count; number += 1) {
    const client = `Bench ${number}`
    const person = { number, phone: `4071100${String(number).padStart(4, '0')}`, name: `Ana ${number}`, client }
    const [clients, contacts, addresses] = [row(), row(), row()]
    await db('clients').insert({
      ...clients,
      ...{ code: `BENCH-${number}`, name: client, legal_name: `${client} SRL`, tax_id: `RO9910${number}`, street: 'Strada Lungă 1' },
      ...{ city: 'Brașov', country: 'RO', payment_term_days: 30, credit_limit_minor: 1e14, currency: 'RON', language: 'ro' },
      ...{ state: 'active', sales_agent_id: agent!.id },
    })
    await db('contacts').insert({
      ...contacts,
      ...{ client_id: clients.id, first_name: 'Ana', last_name: String(number), phone: `+${person.phone}`, language: 'ro' },
      permissions: JSON.stringify(['order', 'view_stock', 'view_invoices', 'download_documents']),
    })
    await db('addresses').insert({
      ...addresses,
      ...{
        client_id: clients.id,
        label: 'Sediu',
        kind: 'delivery',
        street: 'Strada Lungă 1',
        city: 'Brașov',
        country: 'RO',
        is_default: true,
      },
    })
    people.push({ ...person, clientId: clients.id, contactId: contacts.id, addressId: addresses.id })
  }
  return people
}

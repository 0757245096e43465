import { freshDatabase } from '../../adapters/postgres/testing.ts'
import { demoTemplate, secretKey } from '../../bots/journeys/template.ts'
import { newId, openPool } from '../../core/kernel/db.ts'
import { type House, house } from '../../core/kernel/house.ts'
import { silent } from '../../core/kernel/log.ts'
import { Seal } from '../../core/kernel/seal.ts'
import { Policy } from '../../core/modules/approvals/records.ts'
import { Product } from '../../core/modules/catalog/records.ts'
import { Warehouse } from '../../core/modules/warehouse/records.ts'
import { hooks, modules } from '../../core/modules.ts'

export type Person = { phone: string; name: string; contactId: string; clientId: string }

export type Ground = Awaited<ReturnType<typeof layGround>>

/** The demo company on a database of its own, and a house to prepare and look with: it drains nothing. */
export const layGround = async () => {
  const database = await freshDatabase(await demoTemplate())
  const db = openPool(database.appUrl, 6)
  const built = house({ modules, db, seal: new Seal(secretKey), log: silent, hooks })
  return {
    ownerUrl: database.ownerUrl,
    appUrl: database.appUrl,
    db,
    house: built,
    drop: async () => {
      await db.destroy()
      await database.drop()
    },
  }
}

const as = (on: House) => on.self('prove')

/** `count` people who may order, `perClient` of them at each client; a client may owe `limitMinor`. */
export const layPeople = async (
  { db }: Ground,
  { count, perClient, limitMinor, from = 0 }: { count: number; perClient: number; limitMinor: number; from?: number },
): Promise<Person[]> => {
  const row = () => ({ id: newId(), version: 1, created_at: new Date() })
  const clients = Array.from({ length: Math.ceil(count / perClient) }, (_, index) => ({
    ...row(),
    code: `PROOF-${from + index + 1}`,
    name: `Proof ${from + index + 1}`,
    legal_name: `Proof ${from + index + 1} SRL`,
    city: 'Brașov',
    country: 'RO',
    payment_term_days: 30,
    credit_limit_minor: limitMinor,
    currency: 'RON',
    language: 'en',
    state: 'active',
  }))
  const contacts = Array.from({ length: count }, (_, index) => ({
    ...row(),
    client_id: clients[Math.floor(index / perClient)]!.id,
    first_name: 'Proof',
    last_name: String(from + index + 1),
    phone: `+4071${String(from + index + 1).padStart(7, '0')}`,
    language: 'en',
    permissions: JSON.stringify(['order', 'view_stock', 'view_invoices', 'download_documents']),
  }))
  await db.batchInsert('clients', clients, 500)
  await db.batchInsert('contacts', contacts, 500)
  return contacts.map(({ id, client_id, phone, last_name }) => ({ phone, name: `Proof ${last_name}`, contactId: id, clientId: client_id }))
}

/** So much of each of these products lies in the first warehouse and nothing in the other; nothing is on its way. */
export const layStock = async ({ house: on, db }: Ground, codes: readonly string[], quantityMilli: number) => {
  const ctx = on.ctx(as(on))
  const products = new Map((await ctx.facts(Product).whereIn('code', [...codes])).map((one) => [one.code, one.id]))
  for (const warehouse of await ctx.facts(Warehouse))
    for (const productId of products.values())
      await on.perform(as(on), 'stock.adjust', {
        input: { warehouseId: warehouse.id, productId, countedMilli: warehouse.isDefault ? quantityMilli : 0, reason: 'laid for a proof' },
      })
  await db('incoming_stock')
    .whereIn('product_id', [...products.values()])
    .update({ quantity_milli: 0, promised_milli: 0 })
  return products
}

/** Nobody is asked about orders, but for what steps over a limit. */
export const withoutPolicies = async (on: House, codes: readonly string[]) => {
  for (const { id, code } of await on.ctx(as(on)).facts(Policy))
    if (codes.includes(code)) await on.perform(as(on), 'policy.switch', { id, input: { state: 'off' } })
}

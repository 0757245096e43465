import { randomUUID } from 'node:crypto'
import type { AnyAction } from '../../kernel/action.ts'
import type { Caller } from '../../kernel/ctx.ts'
import { newId } from '../../kernel/db.ts'
import type { House } from '../../kernel/house.ts'
import type { PartyAsWritten } from '../../language/party.ts'
import { editProduct } from '../catalog/actions.ts'
import { editContact } from '../crm/actions.ts'
import { adjustStock, expectGoods } from './actions/goods.ts'
import { editWarehouse } from './module.ts'

/** The people and goods that the tests of this room speak about. */

export const carpath: PartyAsWritten = {
  legalName: 'Carpath Supplies SRL',
  taxId: 'RO99000174',
  regNo: 'J08/90001/2008',
  addressLines: ['Șoseaua Cărărilor 100', '500440 Brașov BV', 'RO'],
  iban: 'RO34DEMO0000000000000001',
  bank: 'Banca Demonstrativă',
  email: 'office@carpath.example',
  phone: '+40700000100',
}

export const hotel: PartyAsWritten = {
  legalName: 'Corbul de Argint Hospitality SRL',
  taxId: 'RO99100270',
  regNo: 'J29/90114/2014',
  addressLines: ['Aleea Ghindei 4', '106100 Sinaia PH', 'RO'],
  iban: null,
  bank: null,
  email: null,
  phone: null,
}

/** What a test may do in short: `begin` performs a creation as the house and gives the new row's id. */
export const performing = (house: House) => {
  const self: Caller = house.self('test')
  return {
    self,
    begin: async (action: AnyAction, input: Record<string, unknown>) => {
      const done = await house.perform(self, action, { input })
      if (done.kind !== 'done' || !done.id) throw new Error(`${action.name} made nothing.`)
      return done.id
    },
  }
}

/** Two warehouses (Brașov first, one day; București, two days), and a client with a contact. */
export const smallWarehouse = async (house: House) => {
  const { begin, self } = performing(house)
  const tag = randomUUID().slice(0, 8)
  const place = { country: 'RO', street: 'Șoseaua Cărărilor 100', city: 'Brașov', postalCode: '500440', countyCode: 'BV' }
  const brasov = await begin(editWarehouse.create, { ...place, code: `A${tag}`, name: 'Brașov', isDefault: true, deliveryDays: 1 })
  const bucuresti = await begin(editWarehouse.create, {
    country: 'RO',
    code: `B${tag}`,
    name: 'București',
    isDefault: false,
    deliveryDays: 2,
  })
  const client = newId()
  await house.db('clients').insert({
    id: client,
    version: 1,
    created_at: self.now,
    code: `H${tag}`,
    name: 'Hotel Corbul de Argint',
    legal_name: hotel.legalName,
    country: 'RO',
    payment_term_days: 30,
    credit_limit_minor: 4_000_000,
    currency: 'RON',
    language: 'ro',
    state: 'active',
  })
  const doina = await begin(editContact.create, {
    clientId: client,
    firstName: 'Doina',
    lastName: 'Marcu',
    language: 'ro',
    permissions: ['order', 'view_stock', 'download_documents', 'view_all_company_orders'],
  })
  return {
    self,
    brasov,
    bucuresti,
    client,
    doina,
    /** A product with so much in each warehouse, in thousandths. */
    product: async (code: string, brasovMilli: number, bucurestiMilli = 0) => {
      const id = await begin(editProduct.create, {
        code: `${code}-${randomUUID().slice(0, 8)}`,
        nameEn: `${code} in English`,
        nameRo: `${code} pe românește`,
        unit: 'box',
        minQuantityMilli: 1000,
        stepQuantityMilli: 1000,
        listPriceE4: 100_000,
        vatClass: 'standard',
      })
      const counted = (warehouseId: string, countedMilli: number) =>
        begin(adjustStock, { warehouseId, productId: id, countedMilli, reason: 'opening count' })
      if (brasovMilli) await counted(brasov, brasovMilli)
      if (bucurestiMilli) await counted(bucuresti, bucurestiMilli)
      return id
    },
    expect: (productId: string, quantityMilli: number, expectedOn: string) =>
      begin(expectGoods, { warehouseId: brasov, productId, quantityMilli, expectedOn }),
  }
}

export type SmallWarehouse = Awaited<ReturnType<typeof smallWarehouse>>

import { randomUUID } from 'node:crypto'
import type { Actor } from '../../kernel/actor.ts'
import { newId } from '../../kernel/db.ts'
import type { House } from '../../kernel/house.ts'
import type { PartyAsWritten } from '../../language/party.ts'
import { editCompany } from '../settings/module.ts'
import { draftInvoice } from './actions/invoices.ts'

/** The people and papers that the tests of this room speak about. */

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
  regNo: null,
  addressLines: ['Aleea Ghindei 4', '106100 Sinaia PH', 'RO'],
  iban: null,
  bank: null,
  email: null,
  phone: null,
}

export const paper = {
  productId: null,
  code: 'PAP-A4-80',
  name: 'Hârtie A4 80 g',
  unit: 'cutie',
  quantityMilli: 10_000,
  unitPriceE4: 900_000,
  tax: 'net' as const,
  vatCategory: 'S' as const,
  vatPermille: 210,
  exemptionReason: null,
}
export const coffee = {
  ...paper,
  code: 'COF-ARA',
  name: 'Cafea Arabica',
  unit: 'kg',
  quantityMilli: 2_500,
  unitPriceE4: 333_333,
  vatPermille: 110,
}

export const smallBooks = async (house: House) => {
  const self = house.self('test')
  await house.perform(self, editCompany.create, {
    input: {
      legalName: carpath.legalName,
      taxId: carpath.taxId,
      street: 'Șoseaua Cărărilor 100',
      city: 'Brașov',
      country: 'RO',
      currency: 'RON',
      timeZone: 'Europe/Bucharest',
      language: 'ro',
      iban: carpath.iban,
    },
  })
  /** A client that may owe so much, with 30 days to pay. */
  const client = async (creditLimitMinor = 4_000_000, language = 'ro') => {
    const id = newId()
    await house.db('clients').insert({
      id,
      version: 1,
      created_at: self.now,
      code: `C-${id.slice(-12)}`,
      name: 'Hotel Corbul de Argint',
      legal_name: hotel.legalName,
      country: 'RO',
      payment_term_days: 30,
      credit_limit_minor: creditLimitMinor,
      currency: 'RON',
      language,
      state: 'active',
    })
    return id
  }
  /** A draft for an order of this client. */
  const draft = async (clientId: string, lines: readonly object[] = [paper], more: object = {}) => {
    const sourceId = randomUUID()
    const input = {
      sourceRecord: 'order',
      sourceId,
      clientId,
      lines,
      currency: 'RON',
      language: 'ro',
      seller: carpath,
      buyer: hotel,
      ...more,
    }
    const done = await house.perform(self, draftInvoice, { input })
    return { id: done.kind === 'done' ? done.id! : '', sourceId }
  }
  return { self, client, draft }
}

export type SmallBooks = Awaited<ReturnType<typeof smallBooks>>

/** A contact of a client with these rights. */
export const contactOf = (clientId: string, permissions: readonly string[]): Actor => ({
  kind: 'contact',
  id: randomUUID(),
  clientId,
  seesWholeCompany: true,
  name: 'Doina Marcu',
  language: 'ro',
  grants: { permissions: new Set(permissions), rooms: {} },
})

import { editPriceList, setPrices } from '../modules/catalog/actions.ts'
import { blockClient, editAddress, editClient, editClientGroup, editContact, setCreditLimit } from '../modules/crm/actions.ts'
import type { Desk } from './desk.ts'
import type { Ids } from './tables.ts'

export const layGroups = ({ putAll }: Desk): Promise<Ids> =>
  putAll('groups', editClientGroup.create, (row) => ({
    code: row.text('code'),
    nameEn: row.text('name_en'),
    nameRo: row.text('name_ro'),
  }))

/** The clients with their limits, people and addresses. Gives the clients' ids by code. */
export const layClients = async ({ table, put, putAll }: Desk, groups: Ids, staff: Ids): Promise<Ids> => {
  const clients = await putAll('clients', editClient.create, (row) => ({
    code: row.text('code'),
    name: row.text('name'),
    legalName: row.text('legal_name'),
    taxId: row.maybe('tax_id'),
    regNo: row.maybe('reg_no'),
    street: row.maybe('street'),
    city: row.maybe('city'),
    countyCode: row.maybe('county_code'),
    postalCode: row.maybe('postal_code'),
    country: row.text('country'),
    iban: row.maybe('iban'),
    groupId: row.maybeRef('group_code', groups),
    paymentTermDays: row.scaled('payment_term_days', 0),
    currency: row.text('currency'),
    language: row.text('language'),
    salesAgentId: row.maybeRef('sales_agent_email', staff),
  }))
  await Promise.all([
    ...table('clients').map((row) =>
      put(setCreditLimit, row.text('code'), {
        id: row.ref('code', clients),
        input: { creditLimitMinor: row.scaled('credit_limit', 2) },
      }),
    ),
    putAll(
      'contacts',
      editContact.create,
      (row) => ({
        clientId: row.ref('client_code', clients),
        firstName: row.text('first_name'),
        lastName: row.text('last_name'),
        role: row.maybe('role'),
        phone: row.maybe('phone_e164'),
        email: row.maybe('email'),
        language: row.text('language'),
        permissions: row.list('permissions'),
      }),
      (row) => `${row.text('client_code')} ${row.text('phone_e164')}`,
    ),
    putAll(
      'addresses',
      editAddress.create,
      (row) => ({
        clientId: row.ref('client_code', clients),
        kind: row.text('kind'),
        label: row.text('label'),
        street: row.text('street'),
        city: row.text('city'),
        countyCode: row.maybe('county_code'),
        postalCode: row.maybe('postal_code'),
        country: row.text('country'),
        isDefault: row.yes('is_default'),
        deliveryNote: row.maybe('delivery_note'),
      }),
      (row) => `${row.text('client_code')} ${row.text('kind')} ${row.text('label')}`,
    ),
  ])
  return clients
}

/** The price lists with their prices; windows are days from the day of seeding. */
export const layPrices = async (desk: Desk, refs: { products: Ids; clients: Ids; groups: Ids }) => {
  const { table, put, putAll, dayIn } = desk
  const dayAfter = (days: number | null) => (days === null ? null : dayIn(days))
  const lists = await putAll('price-lists', editPriceList.create, (row) => ({
    code: row.text('code'),
    name: row.text('name'),
    kind: row.text('kind'),
    clientId: row.maybeRef('client_code', refs.clients),
    groupId: row.maybeRef('group_code', refs.groups),
    currency: row.text('currency'),
    validFrom: dayAfter(row.maybeScaled('valid_from_in_days', 0)),
    validTo: dayAfter(row.maybeScaled('valid_to_in_days', 0)),
    taxIncluded: row.yes('tax_included'),
  }))
  const byList = Map.groupBy(table('prices'), (row) => row.text('price_list_code'))
  await Promise.all(
    [...byList].map(([code, rows]) =>
      put(setPrices, code, {
        id: rows[0]!.ref('price_list_code', lists),
        input: {
          prices: rows.map((row) => ({
            productId: row.ref('product_code', refs.products),
            minQuantityMilli: row.scaled('min_qty', 3),
            priceE4: row.maybeScaled('price', 4),
            discountPermille: row.maybeScaled('discount_percent', 1),
          })),
        },
      }),
    ),
  )
}

/** Blocks the clients that are blocked, once everything they did before is in the books. */
export const blockClients = async ({ table, put }: Desk, clients: Ids) => {
  await Promise.all(
    table('clients').flatMap((row) =>
      row.text('status') === 'blocked'
        ? [put(blockClient, row.text('code'), { id: row.ref('code', clients), input: { reason: 'Invoices are long overdue.' } })]
        : [],
    ),
  )
}

import { editCategory, editProduct, editUnit, editVatRate } from '../modules/catalog/actions.ts'
import { editRole, editStaff } from '../modules/people/actions.ts'
import { seededRoles } from '../modules/people/roles.ts'
import { editCompany, editSetting } from '../modules/settings/module.ts'
import { editWarehouse } from '../modules/warehouse/module.ts'
import type { Desk } from './desk.ts'
import type { Ids } from './tables.ts'

/** VAT of the products' table, in per cent, and our name for it. */
const vatClasses: Readonly<Record<string, string>> = { '21': 'standard', '11': 'reduced' }
const VAT_SINCE_DAYS = 365

const unitNames: Readonly<Record<string, readonly [en: string, ro: string]>> = {
  box: ['box', 'cutie'],
  pack: ['pack', 'bax'],
  pc: ['piece', 'bucată'],
  roll: ['roll', 'rolă'],
  kg: ['kilogram', 'kilogram'],
  l: ['litre', 'litru'],
  set: ['set', 'set'],
  pallet: ['pallet', 'palet'],
}

/** The seller, its settings, its people and their roles. Gives the staff's ids by mail address. */
export const layHouse = async ({ table, put, putAll }: Desk): Promise<Ids> => {
  const setUp = [
    ...table('company').map((row) =>
      put(editCompany.create, 'company', {
        input: {
          legalName: row.text('legal_name'),
          taxId: row.text('tax_id'),
          regNo: row.maybe('reg_no'),
          street: row.text('street'),
          city: row.text('city'),
          countyCode: row.maybe('county_code'),
          postalCode: row.maybe('postal_code'),
          country: row.text('country'),
          iban: row.maybe('iban'),
          bank: row.maybe('bank'),
          email: row.maybe('email'),
          phone: row.maybe('phone_e164'),
          currency: row.text('currency'),
          timeZone: row.text('time_zone'),
          language: row.text('language'),
        },
      }),
    ),
    ...seededRoles.map(({ name, title, permissions, rooms }) => put(editRole.create, name, { input: { name, title, permissions, rooms } })),
  ]
  await Promise.all([
    ...setUp,
    putAll(
      'settings',
      editSetting.create,
      (row) => ({ key: row.text('key'), value: row.text('value') }),
      (row) => row.text('key'),
    ),
  ])
  return putAll(
    'staff',
    editStaff.create,
    (row) => ({
      firstName: row.text('first_name'),
      lastName: row.text('last_name'),
      email: row.text('email'),
      roles: row.list('role'),
      team: row.maybe('team'),
      language: row.text('language'),
    }),
    (row) => row.text('email'),
  )
}

/** Everything that is sold, with its units, VAT and categories. Gives the products' ids by code. */
export const layCatalogue = async (desk: Desk): Promise<Ids> => {
  const { table, put, putAll, dayIn } = desk
  const products = table('products')
  const units = new Set(products.flatMap((row) => [row.text('unit'), row.maybe('pack_unit') ?? row.text('unit')]))
  const [categories] = await Promise.all([
    layCategories(desk),
    ...[...units].map((code) => {
      const [nameEn, nameRo] = unitNames[code] ?? [code, code]
      return put(editUnit.create, code, { input: { code, nameEn, nameRo } })
    }),
    ...Object.entries(vatClasses).map(([percent, name]) =>
      put(editVatRate.create, name, {
        input: { class: name, category: 'S', permille: Number(percent) * 10, validFrom: dayIn(-VAT_SINCE_DAYS) },
      }),
    ),
  ])
  return putAll('products', editProduct.create, (row) => {
    const vatClass = vatClasses[row.text('vat_rate')]
    if (!vatClass) throw new Error(`${row.text('code')} has a VAT of ${row.text('vat_rate')} per cent, which has no class.`)
    return {
      code: row.text('code'),
      nameEn: row.text('name_en'),
      nameRo: row.text('name_ro'),
      categoryId: row.maybeRef('category_code', categories),
      unit: row.text('unit'),
      packSizeMilli: row.maybeScaled('pack_size', 3),
      packUnit: row.maybe('pack_unit'),
      minQuantityMilli: row.scaled('min_qty', 3),
      stepQuantityMilli: row.scaled('step_qty', 3),
      listPriceE4: row.scaled('list_price', 4),
      vatClass,
      barcode: row.maybe('barcode'),
      substitutes: row.list('substitutes'),
      aliasesEn: row.list('aliases_en'),
      aliasesRo: row.list('aliases_ro'),
      state: row.yes('active') ? 'active' : 'inactive',
    }
  })
}

/** Parents before their children. */
const layCategories = async ({ table, put }: Desk): Promise<Ids> => {
  const made = new Map<string, string>()
  let left = table('categories')
  while (left.length) {
    const now = left.filter((row) => row.maybe('parent_code') === null || made.has(row.text('parent_code')))
    if (!now.length) throw new Error(`The parent of the category ${left[0]!.text('code')} is not there.`)
    const ids = await Promise.all(
      now.map((row) =>
        put(editCategory.create, row.text('code'), {
          input: {
            code: row.text('code'),
            nameEn: row.text('name_en'),
            nameRo: row.text('name_ro'),
            parentId: row.maybeRef('parent_code', made),
          },
        }),
      ),
    )
    for (const [index, row] of now.entries()) made.set(row.text('code'), ids[index]!)
    left = left.filter((row) => !made.has(row.text('code')))
  }
  return made
}

/** The warehouses; how far each is from the customers' doors stands in the settings. Gives their ids by code, and the default one. */
export const layWarehouses = async ({ table, putAll }: Desk): Promise<{ ids: Ids; defaultId: string }> => {
  const days = new Map(table('settings').map((row) => [row.text('key'), row]))
  const ids = await putAll('warehouses', editWarehouse.create, (row) => {
    const told = days.get(`delivery_days_${row.text('code')}`)
    if (!told) throw new Error(`The settings do not say how many days ${row.text('code')} delivers in.`)
    return {
      code: row.text('code'),
      name: row.text('name'),
      street: row.maybe('street'),
      city: row.maybe('city'),
      countyCode: row.maybe('county_code'),
      postalCode: row.maybe('postal_code'),
      country: row.text('country'),
      isDefault: row.yes('is_default'),
      deliveryDays: told.scaled('value', 0),
    }
  })
  const first = table('warehouses').find((row) => row.yes('is_default'))
  if (!first) throw new Error('None of the warehouses is the default.')
  return { ids, defaultId: first.ref('code', ids) }
}

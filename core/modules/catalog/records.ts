import { z } from 'zod'
import { day, maybe, milli, priceE4, ref } from '../../kernel/fields.ts'
import { record } from '../../kernel/record.ts'

const everybody = { seenBy: 'contact' } as const

export const Unit = record({
  name: 'unit',
  room: 'catalog',
  table: 'units',
  title: (unit) => unit.nameEn,
  list: ['code', 'nameEn', 'nameRo'],
  editable: ['code', 'nameEn', 'nameRo'],
  fields: z.object({
    code: z.string().min(1).max(20).meta(everybody),
    nameEn: z.string().max(60).meta(everybody),
    nameRo: z.string().max(60).meta(everybody),
  }),
  contactSees: () => {},
})

/** A VAT rate in its time, as EN 16931 knows it: category code, rate, and why where there is none. */
export const VatRate = record({
  name: 'vat_rate',
  room: 'catalog',
  table: 'vat_rates',
  title: (rate) => `${rate.class} ${rate.permille / 10}%`,
  list: ['class', 'category', 'permille', 'validFrom', 'validTo'],
  editable: ['class', 'category', 'permille', 'validFrom', 'validTo', 'exemptionReason'],
  fields: z.object({
    class: z.string().min(1).max(40),
    category: z.enum(['S', 'Z', 'E', 'AE', 'K', 'G', 'O']),
    permille: z.int().min(0).max(1000),
    validFrom: day(),
    validTo: maybe(day()),
    exemptionReason: maybe(z.string().max(300)),
  }),
})

export const Category = record({
  name: 'category',
  room: 'catalog',
  table: 'categories',
  plural: 'categories',
  title: (category) => category.nameEn,
  list: ['code', 'nameEn', 'nameRo', 'parentId'],
  editable: ['code', 'nameEn', 'nameRo', 'parentId'],
  fields: z.object({
    code: z.string().min(1).max(40).meta(everybody),
    nameEn: z.string().max(200).meta(everybody),
    nameRo: z.string().max(200).meta(everybody),
    parentId: maybe(ref('category')).meta(everybody),
  }),
  contactSees: () => {},
})

export const Product = record({
  name: 'product',
  room: 'catalog',
  table: 'products',
  title: (product) => `${product.code} ${product.nameEn}`,
  list: ['code', 'nameEn', 'nameRo', 'unit', 'state'],
  editable: [
    'code',
    'nameEn',
    'nameRo',
    'categoryId',
    'unit',
    'packSizeMilli',
    'packUnit',
    'minQuantityMilli',
    'stepQuantityMilli',
    'listPriceE4',
    'vatClass',
    'barcode',
    'substitutes',
    'aliasesEn',
    'aliasesRo',
    'state',
  ],
  fields: z.object({
    code: z.string().min(1).max(60).meta(everybody),
    nameEn: z.string().min(1).max(300).meta(everybody),
    nameRo: z.string().min(1).max(300).meta(everybody),
    categoryId: maybe(ref('category')).meta(everybody),
    unit: z.string().max(20).meta(everybody),
    packSizeMilli: maybe(milli()).meta(everybody),
    packUnit: maybe(z.string().max(20)).meta(everybody),
    minQuantityMilli: milli().min(1).meta(everybody),
    stepQuantityMilli: milli().min(1).meta(everybody),
    /** The price without any list. A contact hears its own price, never this one. */
    listPriceE4: priceE4(),
    vatClass: z.string().max(40),
    barcode: maybe(z.string().max(40)).meta(everybody),
    substitutes: z.array(z.string()).default([]),
    aliasesEn: z.array(z.string().max(100)).default([]),
    aliasesRo: z.array(z.string().max(100)).default([]),
    state: z.enum(['active', 'inactive']).default('active').meta(everybody),
  }),
  contactSees: (query) => query.where('products.state', 'active'),
})

export const PriceListRecord = record({
  name: 'price_list',
  room: 'catalog',
  table: 'price_lists',
  title: (list) => `${list.code} ${list.name}`,
  list: ['code', 'name', 'kind', 'validFrom', 'validTo', 'state'],
  editable: ['code', 'name', 'kind', 'clientId', 'groupId', 'currency', 'validFrom', 'validTo', 'taxIncluded', 'state'],
  fields: z.object({
    code: z.string().min(1).max(40),
    name: z.string().min(1).max(200),
    kind: z.enum(['client', 'group', 'promotion', 'default']),
    clientId: maybe(ref('client')),
    groupId: maybe(ref('client_group')),
    currency: z.string().length(3),
    validFrom: maybe(day()),
    validTo: maybe(day()),
    taxIncluded: z.boolean().default(false),
    state: z.enum(['active', 'inactive']).default('active'),
  }),
})

/** One price of a list: a child of it. */
export const PriceRecord = record({
  name: 'price',
  room: 'catalog',
  table: 'prices',
  title: (price) => price.productId,
  of: { record: PriceListRecord as never, key: 'priceListId' },
  fields: z.object({
    priceListId: ref('price_list'),
    productId: ref('product'),
    minQuantityMilli: milli().min(0),
    priceE4: maybe(priceE4()),
    discountPermille: maybe(z.int().min(0).max(1000)),
  }),
})

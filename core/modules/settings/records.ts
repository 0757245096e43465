import { z } from 'zod'
import { maybe } from '../../kernel/fields.ts'
import { record } from '../../kernel/record.ts'

export const Setting = record({
  name: 'setting',
  room: 'settings',
  table: 'settings',
  title: (setting) => setting.key,
  list: ['key', 'value'],
  editable: ['key', 'value'],
  fields: z.object({ key: z.string().min(1).max(100), value: z.string().max(2000) }),
})

/** What an admin may add to a record: the kinds of values that `custom` holds, as the kernel checks them. */
export const customKinds = ['text', 'number', 'day', 'yes_no', 'choice'] as const

/** A field that the admin declares for a record. Its name and kind stay; the rest may change. */
export const CustomField = record({
  name: 'custom_field',
  room: 'settings',
  table: 'custom_fields',
  title: (field) => field.labelEn || field.name,
  list: ['record', 'name', 'kind', 'labelEn', 'labelRo', 'required', 'visibleTo', 'filterable'],
  editable: ['labelEn', 'labelRo', 'required', 'options', 'visibleTo', 'filterable', 'position'],
  atBirth: ['record', 'name', 'kind'],
  fields: z.object({
    record: z.enum(['client', 'contact', 'address', 'product', 'price_list', 'warehouse', 'order', 'invoice', 'delivery_note', 'staff']),
    name: z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/, 'A word of small and capital letters and digits, beginning with a small letter.'),
    kind: z.enum(customKinds),
    labelEn: z.string().trim().min(1).max(80),
    labelRo: z.string().trim().min(1).max(80),
    required: z.boolean().default(false),
    /** Of a choice: what may be chosen. */
    options: maybe(z.array(z.string().trim().min(1).max(80)).max(200)),
    visibleTo: z.enum(['staff', 'contact']).default('staff'),
    filterable: z.boolean().default(false),
    position: z.int().min(0).max(1000).default(0),
  }),
})

/** The seller itself; exactly one. */
export const Company = record({
  name: 'company',
  room: 'settings',
  table: 'companies',
  plural: 'companies',
  title: (company) => company.legalName,
  list: ['legalName', 'taxId'],
  editable: [
    'legalName',
    'taxId',
    'regNo',
    'street',
    'city',
    'countyCode',
    'postalCode',
    'country',
    'iban',
    'bank',
    'email',
    'phone',
    'currency',
    'timeZone',
    'language',
  ],
  fields: z.object({
    legalName: z.string().min(1).max(200).meta({ seenBy: 'contact' }),
    taxId: z.string().max(40).meta({ seenBy: 'contact' }),
    regNo: maybe(z.string().max(60)),
    street: z.string().max(200),
    city: z.string().max(100),
    countyCode: maybe(z.string().max(10)),
    postalCode: maybe(z.string().max(20)),
    country: z.string().length(2),
    iban: maybe(z.string().max(40)),
    bank: maybe(z.string().max(100)),
    email: maybe(z.email()).meta({ seenBy: 'contact' }),
    phone: maybe(z.string().max(30)).meta({ seenBy: 'contact' }),
    currency: z.string().length(3),
    timeZone: z.string().max(60),
    language: z.string().max(5),
  }),
  contactSees: () => {},
})

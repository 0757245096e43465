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

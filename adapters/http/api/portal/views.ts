import { z } from 'zod'

const id = z.string().meta({ format: 'uuid' })
const minor = z.int().describe('Minor units of the currency')
const milli = z.int().describe('Thousandths of the unit')
const day = z.string().describe('YYYY-MM-DD')
const instant = z.string().describe('ISO 8601 in UTC')
const tone = z.enum(['neutral', 'info', 'good', 'warn', 'bad'])
const told = z.object({ code: z.string(), text: z.string() })

/** A unit behind a number, by the plural category of the number. */
export const UnitForms = z.object({ one: z.string(), few: z.string(), other: z.string() })

export const PriceTier = z.object({ fromMilli: milli, netE4: z.int(), grossE4: z.int() })

/** A product as this contact may buy it. */
export const ProductView = z
  .object({
    id,
    code: z.string(),
    name: z.string(),
    categoryId: id.nullable(),
    unit: z.string(),
    unitName: z.string(),
    unitForms: UnitForms,
    pack: z.object({ sizeMilli: milli, unitForms: UnitForms }).nullable(),
    minMilli: milli,
    stepMilli: milli,
    prices: z
      .object({
        currency: z.string(),
        vatPermille: z.int(),
        tiers: z.array(PriceTier),
        promotionUntil: day.nullable(),
        isPromotion: z.boolean(),
      })
      .nullable()
      .describe('Null where this contact is told no prices'),
    stock: z
      .object({ availableMilli: milli, incoming: z.array(z.object({ on: day, milli })) })
      .nullable()
      .describe('Null where this contact is told no stock'),
    inCartMilli: milli,
  })
  .meta({ title: 'A product' })
export type ProductView = z.infer<typeof ProductView>

export const ProductPage = z.object({ items: z.array(ProductView), next: z.string().nullable(), found: z.int().nullable() })
export const CategoryView = z.object({
  id,
  code: z.string(),
  name: z.string(),
  parentId: id.nullable(),
  products: z.int().describe('With those of the categories below'),
})

export const LineView = z.object({
  id,
  productId: id,
  code: z.string(),
  name: z.string(),
  unitName: z.string(),
  unitForms: UnitForms,
  quantityMilli: milli,
  amount: z.string().describe('Quantity and unit in words'),
  unitNetE4: z.int(),
  netMinor: minor,
  vatPermille: z.int(),
})
export type LineView = z.infer<typeof LineView>

export const SumsView = z.object({
  currency: z.string(),
  netMinor: minor,
  vat: z.array(z.object({ permille: z.int(), vatMinor: minor })),
  roundingMinor: minor,
  deliveryChargeMinor: minor,
  totalMinor: minor,
})
export type SumsView = z.infer<typeof SumsView>

export const AddressView = z.object({
  id,
  label: z.string(),
  street: z.string(),
  city: z.string(),
  countyCode: z.string().nullable(),
  postalCode: z.string().nullable(),
  country: z.string(),
  isDefault: z.boolean(),
  deliveryNote: z.string().nullable(),
})

export const CartLine = LineView.extend({
  minMilli: milli,
  stepMilli: milli,
  fault: z.string().nullable().describe('Why this line cannot be ordered as it is'),
  short: z
    .object({
      text: z.string(),
      decided: z.boolean().describe('The contact has chosen to wait for all of it'),
      thereMilli: milli.nullable().describe('What can be had now; null where stock is not told'),
      canTakeThere: z.boolean(),
      allOn: day.nullable(),
    })
    .nullable(),
})
export type CartLine = z.infer<typeof CartLine>

/** The open draft: the same one that the contact's chat works on. */
export const CartView = z
  .object({
    id: id.nullable(),
    version: z.int(),
    lines: z.array(CartLine),
    sums: SumsView,
    deliverOn: day.nullable(),
    wantedOn: day.nullable(),
    addressId: id.nullable(),
    clientReference: z.string().nullable(),
    note: z.string().nullable(),
    expiresAt: instant.nullable(),
    ready: z.boolean().describe('It can be placed as it stands'),
    problems: z.array(told).describe('What keeps it from being placed'),
    notices: z.array(told).describe('What is good to know before it is placed'),
    minimumMinor: minor,
    freeDeliveryFromMinor: minor,
    startedIn: z.string().nullable().describe('The door through which it was begun'),
  })
  .meta({ title: 'The cart' })
export type CartView = z.infer<typeof CartView>

export const OrderItem = z.object({
  id,
  number: z.string(),
  state: z.string(),
  status: z.string(),
  tone,
  placedAt: instant.nullable(),
  deliverOn: day.nullable(),
  totalMinor: minor,
  currency: z.string(),
  clientReference: z.string().nullable(),
  by: z.string().nullable(),
  mine: z.boolean(),
})
export type OrderItem = z.infer<typeof OrderItem>
export const OrderPage = z.object({ items: z.array(OrderItem), next: z.string().nullable() })

export const InvoiceView = z.object({
  id,
  number: z.string(),
  kind: z.enum(['invoice', 'credit_note']),
  state: z.string(),
  status: z.string(),
  tone,
  issuedOn: day.nullable(),
  dueOn: day.nullable(),
  totalMinor: minor,
  balanceMinor: minor,
  currency: z.string(),
  orderId: id.nullable(),
  orderNumber: z.string().nullable(),
  reference: z.string().nullable(),
  printable: z.boolean(),
})
export type InvoiceView = z.infer<typeof InvoiceView>
export const InvoicePage = z.object({ items: z.array(InvoiceView), next: z.string().nullable() })

export const NoteView = z.object({
  id,
  number: z.string(),
  status: z.string(),
  tone,
  day: day.nullable(),
  orderId: id.nullable(),
  orderNumber: z.string().nullable(),
})
export type NoteView = z.infer<typeof NoteView>
export const NotePage = z.object({ items: z.array(NoteView), next: z.string().nullable() })

export const ReturnView = z.object({ id, number: z.string(), status: z.string(), tone, reason: z.string(), answer: z.string().nullable() })

export const OrderView = OrderItem.extend({
  version: z.int(),
  lines: z.array(LineView),
  sums: SumsView,
  address: z.object({ name: z.string(), addressLines: z.array(z.string()), note: z.string().nullable().optional() }).nullable(),
  note: z.string().nullable(),
  reason: z.string().nullable(),
  waits: z.string().nullable().describe('What it waits for, in words'),
  offer: z.object({ changes: z.array(z.string()), beforeMinor: minor, until: instant.nullable() }).nullable(),
  steps: z.array(z.object({ text: z.string(), at: z.string().nullable(), done: z.boolean(), tone })),
  can: z.object({ cancel: z.boolean(), decide: z.boolean(), again: z.boolean(), return: z.boolean() }),
  approvalId: id.nullable().describe('An approval about it that this contact may decide'),
  returnable: z.array(z.object({ lineId: id, freeMilli: milli })),
  deliveryNotes: z.array(NoteView),
  invoices: z.array(InvoiceView),
  returns: z.array(ReturnView),
}).meta({ title: 'An order' })
export type OrderView = z.infer<typeof OrderView>

export const Done = z.object({ said: z.string(), waits: z.boolean(), id: id.nullable() })
export const Brand = z.object({ name: z.string(), colour: z.string(), language: z.string(), sandbox: z.boolean() })

/** What the routes of contacts tell. A test beside those routes holds these shapes to what they answer. */

export type Tone = 'neutral' | 'info' | 'good' | 'warn' | 'bad'

/** A unit behind a number, by the plural category of the number. */
export type UnitForms = { one: string; few: string; other: string }

export type Product = {
  id: string
  code: string
  name: string
  categoryId: string | null
  unit: string
  unitName: string
  unitForms: UnitForms
  pack: { sizeMilli: number; unitForms: UnitForms } | null
  minMilli: number
  stepMilli: number
  prices: {
    currency: string
    vatPermille: number
    tiers: { fromMilli: number; netE4: number; grossE4: number }[]
    promotionUntil: string | null
    isPromotion: boolean
  } | null
  stock: { availableMilli: number; incoming: { on: string; milli: number }[] } | null
  inCartMilli: number
}
export type ProductPage = { items: Product[]; next: string | null; found: number | null }
export type WholeProduct = Product & { category: { id: string; name: string } | null; substitutes: Product[] }
export type Category = { id: string; code: string; name: string; parentId: string | null; products: number }

export type Line = {
  id: string
  productId: string
  code: string
  name: string
  unitName: string
  unitForms: UnitForms
  quantityMilli: number
  amount: string
  unitNetE4: number
  netMinor: number
  vatPermille: number
}
export type Sums = {
  currency: string
  netMinor: number
  vat: { permille: number; vatMinor: number }[]
  roundingMinor: number
  deliveryChargeMinor: number
  totalMinor: number
}
export type Told = { code: string; text: string }
export type CartLine = Line & {
  minMilli: number
  stepMilli: number
  fault: string | null
  short: { text: string; decided: boolean; thereMilli: number | null; canTakeThere: boolean; allOn: string | null } | null
}
export type Cart = {
  id: string | null
  version: number
  lines: CartLine[]
  sums: Sums
  deliverOn: string | null
  wantedOn: string | null
  addressId: string | null
  clientReference: string | null
  note: string | null
  expiresAt: string | null
  ready: boolean
  problems: Told[]
  notices: Told[]
  minimumMinor: number
  freeDeliveryFromMinor: number
  startedIn: string | null
}
export type ReadLine = {
  state: 'sure' | 'which' | 'how_many' | 'not_sold' | 'unknown'
  said: string
  quantityMilli: number | null
  products: Product[]
}

export type OrderItem = {
  id: string
  number: string
  state: string
  status: string
  tone: Tone
  placedAt: string | null
  deliverOn: string | null
  totalMinor: number
  currency: string
  clientReference: string | null
  by: string | null
  mine: boolean
}
export type Invoice = {
  id: string
  number: string
  kind: 'invoice' | 'credit_note'
  state: string
  status: string
  tone: Tone
  issuedOn: string | null
  dueOn: string | null
  totalMinor: number
  balanceMinor: number
  currency: string
  orderId: string | null
  orderNumber: string | null
  reference: string | null
  printable: boolean
}
export type Note = {
  id: string
  number: string
  status: string
  tone: Tone
  day: string | null
  orderId: string | null
  orderNumber: string | null
}
export type Order = OrderItem & {
  version: number
  lines: Line[]
  sums: Sums
  address: { name: string; addressLines: string[]; note?: string | null | undefined } | null
  note: string | null
  reason: string | null
  waits: string | null
  offer: { changes: string[]; beforeMinor: number; until: string | null } | null
  steps: { text: string; at: string | null; done: boolean; tone: Tone }[]
  can: { cancel: boolean; decide: boolean; again: boolean; return: boolean }
  approvalId: string | null
  returnable: { lineId: string; freeMilli: number }[]
  deliveryNotes: Note[]
  invoices: Invoice[]
  returns: { id: string; number: string; status: string; tone: Tone; reason: string; answer: string | null }[]
}
export type Page<Item> = { items: Item[]; next: string | null }
export type Done = { said: string; waits: boolean; id: string | null }

export type Address = {
  id: string
  label: string
  street: string
  city: string
  countyCode: string | null
  postalCode: string | null
  country: string
  isDefault: boolean
  deliveryNote: string | null
}
export type Rights = {
  order: boolean
  prices: boolean
  stock: boolean
  invoices: boolean
  documents: boolean
  pay: boolean
  approve: boolean
  wholeCompany: boolean
  addAddress: boolean
}
export type Home = {
  contact: { id: string; name: string; language: string }
  client: { id: string; name: string; currency: string }
  seller: { name: string; email: string | null; phone: string | null }
  rights: Rights
  waiting: { offers: number; approvals: number; underWay: number }
  account: { openMinor: number; overdueMinor: number } | null
  cart: { lines: number; sums: Sums } | null
}
export type Account = {
  currency: string
  openMinor: number
  overdueMinor: number
  oldestDueOn: string | null
  open: Invoice[]
  canPay: boolean
  transfer: { seller: string; iban: string | null; bank: string | null }
}
export type Profile = {
  contact: {
    firstName: string
    lastName: string
    phone: string | null
    email: string | null
    language: string
    marketing: boolean
    permissions: string[]
    orderLimitMinor: number | null
  }
  client: { name: string; legalName: string; taxId: string | null; regNo: string | null; currency: string }
  addresses: Address[]
  people: { id: string; name: string; role: string | null; permissions: string[]; orderLimitMinor: number | null; isMe: boolean }[]
}

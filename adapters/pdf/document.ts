/** Absent, null and empty all mean: print nothing here. */
export type Optional = string | null | undefined

/** A day as YYYY-MM-DD. Anything else is printed as it stands. */
export type Day = string

export type DocumentLanguage = 'en' | 'ro'

export type DocumentParty = {
  legalName: string
  taxId?: Optional
  regNo?: Optional
  addressLines: readonly string[]
  iban?: Optional
  bank?: Optional
  email?: Optional
  phone?: Optional
}

export type DocumentPlace = {
  name?: Optional
  addressLines: readonly string[]
  /** How to find it or when to come, as the client put it. */
  note?: Optional
}

export type GoodsLine = {
  position: number | string
  code?: Optional
  name: string
  quantity: string
  unit?: Optional
  /** Printed small under the name: what it replaces, why it has its price. */
  note?: Optional
}

/** Amounts are text in the document's language, without the currency. */
export type PricedLine = GoodsLine & {
  unitPrice: string
  net: string
  vatRate: string
}

export type VatRow = {
  /** The EN 16931 category code: S, Z, E, AE and so on. */
  category?: Optional
  rate: string
  net: string
  vat: string
}

export type DocumentTotals = {
  net: string
  vat: string
  rounding?: Optional
  total: string
  paid?: Optional
  balance?: Optional
}

type AnyDocument = {
  language: DocumentLanguage
  number: string
  /** Also the creation day written into the file, so that a reprint has the same bytes. */
  issuedOn: Day
  seller: DocumentParty
  buyer: DocumentParty
  /** Each note is a paragraph; line breaks inside it are kept. */
  notes?: readonly string[]
}

export type PricedDocument = AnyDocument & {
  kind: 'invoice' | 'credit_note' | 'order_confirmation'
  currency: string
  dueOn?: Day | null
  deliveryOn?: Day | null
  orderNumber?: Optional
  /** The client's own reference. */
  reference?: Optional
  deliverTo?: DocumentPlace | null
  /** The invoice that a credit note takes back. */
  credits?: { number: string; issuedOn?: Day | null } | null
  lines: readonly PricedLine[]
  vat: readonly VatRow[]
  totals: DocumentTotals
  exemptionReasons?: readonly string[]
  paymentTerms?: Optional
}

export type DeliveryNoteDocument = AnyDocument & {
  kind: 'delivery_note'
  deliveryOn?: Day | null
  orderNumber?: Optional
  /** The client's own reference. */
  reference?: Optional
  deliverTo?: DocumentPlace | null
  warehouse: DocumentPlace
  lines: readonly GoodsLine[]
}

export type StatementRow = {
  issuedOn: Day
  number: string
  dueOn?: Day | null
  daysOverdue?: number | string | null
  total: string
  paid: string
  balance: string
}

export type StatementDocument = AnyDocument & {
  kind: 'statement'
  currency: string
  /** First and last day looked at; without them the statement is simply of `issuedOn`. */
  from?: Day | null
  until?: Day | null
  rows: readonly StatementRow[]
  totals: { total: string; paid: string; balance: string }
  /** Open balances by how long they have been due. */
  ageing: { notDue: string; days1To30: string; days31To60: string; days61To90: string; over90Days: string; overdue: string }
  paymentTerms?: Optional
}

/** Everything that is printed, in words and amounts already made: a printer adds nothing up. */
export type PrintableDocument = PricedDocument | DeliveryNoteDocument | StatementDocument

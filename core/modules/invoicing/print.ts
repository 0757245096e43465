import type { Ctx } from '../../kernel/ctx.ts'
import { type Day, daysBetween } from '../../language/calendar.ts'
import { exponentOf, formatPermille, formatQuantity, localeOf, netUnitPriceE4 } from '../../language/money.ts'
import type { PartyAsWritten } from '../../language/party.ts'
import { messages } from '../../language/words.ts'
import { buyerAsWritten } from '../crm/queries.ts'
import { Client } from '../crm/records.ts'
import { sellerAsWritten, settingsOf, todayOf } from '../settings/queries.ts'
import { mustSeeInvoices, openInvoicesOf } from './queries.ts'
import { Invoice, InvoiceLine } from './records.ts'
import { balanceMinor } from './rules.ts'

type Language = 'en' | 'ro'
const languageOf = (language: string): Language => (language === 'ro' ? 'ro' : 'en')

/** The words that stand on invoices and statements beside what the printer brings itself. */
export const invoiceWords = {
  en: { terms: 'Payable within {days, plural, =0 {the day} one {# day} other {# days}}, by bank transfer.', draft: 'DRAFT' },
  ro: {
    terms: 'De plătit în {days, plural, =0 {aceeași zi} one {# zi} few {# zile} other {# de zile}}, prin transfer bancar.',
    draft: 'CIORNĂ',
  },
}
const say = messages(invoiceWords)

const formats = new Map<string, Intl.NumberFormat>()

/** A whole number of 10^-decimals as text without a currency, exactly, with at least `least` decimals: "1,234.50", "1.234,50". */
const decimalIn = (scaled: number, decimals: number, least: number, language: Language) => {
  const key = `${language} ${decimals} ${least}`
  const options = { minimumFractionDigits: Math.min(least, decimals), maximumFractionDigits: decimals }
  const format = formats.get(key) ?? new Intl.NumberFormat(localeOf(language), options)
  formats.set(key, format)
  const digits = String(Math.abs(scaled)).padStart(decimals + 1, '0')
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
  return format.format(`${scaled < 0 ? '-' : ''}${text}` as `${number}`)
}

const amountsIn = (currency: string, language: Language) => {
  const exponent = exponentOf(currency)
  return {
    amount: (minor: number) => decimalIn(minor, exponent, exponent, language),
    unitPrice: (priceE4: number) => decimalIn(priceE4, 4, exponent, language),
  }
}

/** An invoice or credit note as a printer takes it: everything in words, in the document's own language. */
export type PrintableInvoice = {
  kind: 'invoice' | 'credit_note'
  language: Language
  number: string
  issuedOn: Day
  seller: PartyAsWritten
  buyer: PartyAsWritten
  currency: string
  dueOn: Day | null
  orderNumber: string | null
  reference: string | null
  credits: { number: string; issuedOn: Day | null } | null
  lines: {
    position: number
    code: string
    name: string
    quantity: string
    unit: string
    unitPrice: string
    net: string
    vatRate: string
  }[]
  vat: { category: string; rate: string; net: string; vat: string }[]
  totals: { net: string; vat: string; rounding: string | null; total: string; paid: string | null; balance: string | null }
  exemptionReasons: string[]
  paymentTerms: string | null
}

/** Throws NotFound for an invoice that this person may not see, NotAllowed for a contact that may not download. Amounts are those of the row: nothing is added up again. */
export const invoicePrintable = async (ctx: Ctx, id: string): Promise<PrintableInvoice> => {
  const invoice = await ctx.rows(Invoice).byId(id)
  mustSeeInvoices(ctx, 'download_documents')
  const lines = await ctx.rows(InvoiceLine).where({ invoiceId: id }).orderBy('position')
  const original = invoice.reversesId ? await ctx.rows(Invoice).byId(invoice.reversesId) : null
  const language = languageOf(invoice.language)
  const { amount, unitPrice } = amountsIn(invoice.currency, language)
  const issuedOn = invoice.issuedOn ?? todayOf(ctx, await settingsOf(ctx))
  return {
    kind: invoice.kind,
    language,
    number: invoice.number ?? invoice.foreignReference ?? say('draft', {}, language),
    issuedOn,
    seller: invoice.seller,
    buyer: invoice.buyer,
    currency: invoice.currency,
    dueOn: invoice.dueOn,
    orderNumber: invoice.orderNumber,
    reference: invoice.reference,
    credits: original && { number: original.number ?? original.foreignReference ?? '', issuedOn: original.issuedOn },
    lines: lines.map((line) => ({
      position: line.position,
      code: line.codeAsWritten,
      name: line.nameAsWritten,
      quantity: formatQuantity(line.quantityMilli, language),
      unit: line.unitAsWritten,
      unitPrice: unitPrice(netUnitPriceE4(line.unitPriceE4, line.tax, line.vatPermille)),
      net: amount(line.netMinor),
      vatRate: formatPermille(line.vatPermille, language),
    })),
    vat: invoice.vatTable.map((row) => ({
      category: row.category,
      rate: formatPermille(row.vatPermille, language),
      net: amount(row.baseMinor),
      vat: amount(row.vatMinor),
    })),
    totals: {
      net: amount(invoice.netMinor),
      vat: amount(invoice.vatMinor),
      rounding: invoice.roundingMinor === 0 ? null : amount(invoice.roundingMinor),
      total: amount(invoice.totalMinor),
      paid: invoice.paidMinor === 0 ? null : amount(invoice.paidMinor),
      balance: invoice.paidMinor === 0 ? null : amount(balanceMinor(invoice)),
    },
    exemptionReasons: [...new Set(invoice.vatTable.flatMap(({ exemptionReason }) => exemptionReason ?? []))],
    paymentTerms: invoice.dueOn && say('terms', { days: Math.max(0, daysBetween(issuedOn, invoice.dueOn)) }, language),
  }
}

/** What a client has not paid yet, as a printer takes it. */
export type PrintableStatement = {
  kind: 'statement'
  language: Language
  number: string
  issuedOn: Day
  seller: PartyAsWritten
  buyer: PartyAsWritten
  currency: string
  rows: { issuedOn: Day; number: string; dueOn: Day | null; daysOverdue: number | null; total: string; paid: string; balance: string }[]
  totals: { total: string; paid: string; balance: string }
  ageing: { notDue: string; days1To30: string; days31To60: string; days61To90: string; over90Days: string; overdue: string }
}

const ages = ['notDue', 'days1To30', 'days31To60', 'days61To90', 'over90Days'] as const
const ageOf = (daysOverdue: number): (typeof ages)[number] =>
  daysOverdue <= 0
    ? 'notDue'
    : daysOverdue <= 30
      ? 'days1To30'
      : daysOverdue <= 60
        ? 'days31To60'
        : daysOverdue <= 90
          ? 'days61To90'
          : 'over90Days'

/** The statement of a client as of today, in its language. Throws NotFound for a client that this person may not see, NotAllowed for a contact that may not download. */
export const statementPrintable = async (ctx: Ctx, clientId: string): Promise<PrintableStatement> => {
  const client = await ctx.rows(Client).byId(clientId)
  mustSeeInvoices(ctx, 'download_documents')
  const open = await openInvoicesOf(ctx, clientId)
  const today = todayOf(ctx, await settingsOf(ctx))
  const language = languageOf(client.language)
  const { amount } = amountsIn(client.currency, language)
  const sum = { total: 0, paid: 0, balance: 0, overdue: 0, notDue: 0, days1To30: 0, days31To60: 0, days61To90: 0, over90Days: 0 }
  const rows = open.map((invoice) => {
    const balance = balanceMinor(invoice)
    const daysOverdue = invoice.dueOn ? daysBetween(invoice.dueOn, today) : 0
    sum.total += invoice.totalMinor
    sum.paid += invoice.paidMinor
    sum.balance += balance
    sum[ageOf(daysOverdue)] += balance
    if (daysOverdue > 0) sum.overdue += balance
    return {
      issuedOn: invoice.issuedOn ?? today,
      number: invoice.number ?? invoice.foreignReference ?? '',
      dueOn: invoice.dueOn,
      daysOverdue: daysOverdue > 0 ? daysOverdue : null,
      total: amount(invoice.totalMinor),
      paid: amount(invoice.paidMinor),
      balance: amount(balance),
    }
  })
  return {
    kind: 'statement',
    language,
    number: client.code,
    issuedOn: today,
    seller: await sellerAsWritten(ctx),
    // A contact is not shown its client's whole row; the last invoice holds the address as it was told.
    buyer: open.at(-1)?.buyer ?? buyerAsWritten(client),
    currency: client.currency,
    rows,
    totals: { total: amount(sum.total), paid: amount(sum.paid), balance: amount(sum.balance) },
    ageing: {
      notDue: amount(sum.notDue),
      days1To30: amount(sum.days1To30),
      days31To60: amount(sum.days31To60),
      days61To90: amount(sum.days61To90),
      over90Days: amount(sum.over90Days),
      overdue: amount(sum.overdue),
    },
  }
}

import type { Context } from 'koa'
import { z } from 'zod'
import { may, needsInWords } from '../../../../core/kernel/actor.ts'
import { NotAllowed, NotFound } from '../../../../core/kernel/errors.ts'
import { payOnline } from '../../../../core/modules/invoicing/actions/online.ts'
import { invoicePrintable, statementPrintable } from '../../../../core/modules/invoicing/print.ts'
import { accountOf, mustSeeInvoices, openInvoicesOf } from '../../../../core/modules/invoicing/queries.ts'
import { Invoice } from '../../../../core/modules/invoicing/records.ts'
import { sellerAsWritten, settingsOf, todayOf } from '../../../../core/modules/settings/queries.ts'
import { deliveryNotePrintable } from '../../../../core/modules/warehouse/queries.ts'
import { DeliveryNote } from '../../../../core/modules/warehouse/records.ts'
import { fault } from '../../fault.ts'
import { type Asked, operation, pageAfter, pageKey, paging } from './operation.ts'
import { invoiceView, noteView } from './shapes.ts'
import { InvoicePage, InvoiceView, NotePage } from './views.ts'

const MOST_PAID_AT_ONCE = 20

const like = (q: string) => `%${q.trim().replace(/[\\%_]/g, '\\$&')}%`

const listInvoices = operation('get', '/portal/invoices', 'portal.invoices', {
  says: 'The invoices and credit notes of the own company, newest first',
  query: z.object({ q: z.string().max(100).optional(), state: z.enum(['open', 'overdue']).optional(), ...paging }),
  answer: InvoicePage,
  async run({ look, language, query: { q, state, after, limit } }) {
    const ctx = look()
    mustSeeInvoices(ctx)
    const today = todayOf(ctx, await settingsOf(ctx))
    const at = pageAfter(after)
    const rows = await ctx
      .rows(Invoice)
      .shape((query) => {
        if (state) query.whereRaw("kind = 'invoice' and state in ('issued', 'partly_paid')")
        if (state === 'overdue') query.whereRaw('due_on < ?', [today])
        if (q?.trim())
          query.whereRaw(
            '(number ilike ? or foreign_reference ilike ? or order_number ilike ? or reference ilike ?)',
            Array(4).fill(like(q)),
          )
        if (at) query.whereRaw("(coalesce(issued_on, '0001-01-01'), id) < (?::date, ?::uuid)", [at[0] ?? '0001-01-01', at[1]])
        query.orderByRaw("coalesce(issued_on, '0001-01-01') desc, id desc")
      })
      .limit(limit + 1)
    const page = rows.slice(0, limit)
    const last = rows.length > limit ? page.at(-1)! : null
    return {
      items: page.map((invoice) => invoiceView(invoice, today, language)),
      next: last ? pageKey(last.issuedOn, last.id) : null,
    }
  },
})

const readAccount = operation('get', '/portal/account', 'portal.account', {
  says: 'How the account of the own company stands, and how to pay',
  answer: z.object({
    currency: z.string(),
    openMinor: z.int(),
    overdueMinor: z.int(),
    oldestDueOn: z.string().nullable(),
    open: z.array(InvoiceView),
    canPay: z.boolean(),
    transfer: z.object({ seller: z.string(), iban: z.string().nullable(), bank: z.string().nullable() }),
  }),
  async run({ look, language, contact, parts }) {
    const ctx = look()
    const account = await accountOf(ctx, contact.clientId)
    const today = todayOf(ctx, await settingsOf(ctx))
    const { legalName, iban, bank } = await sellerAsWritten(ctx)
    const open = await openInvoicesOf(ctx, contact.clientId)
    return {
      currency: account.currency,
      openMinor: account.openMinor,
      overdueMinor: account.overdueMinor,
      oldestDueOn: account.oldestDueOn,
      open: open.map((invoice) => invoiceView(invoice, today, language)),
      canPay: Boolean(parts.payLinks) && may(contact, payOnline.needs),
      transfer: { seller: legalName, iban, bank },
    }
  },
})

const pay = operation('post', '/portal/account/pay', 'portal.pay', {
  says: 'An address at which these invoices can be paid',
  about: 'Nothing is paid by this: the page shows what is open, and is pressed there.',
  body: z.strictObject({ invoiceIds: z.array(z.uuid()).min(1).max(MOST_PAID_AT_ONCE) }),
  answer: z.object({ url: z.string() }),
  async run({ look, body, contact, language, parts, caller }) {
    const ctx = look()
    mustSeeInvoices(ctx)
    if (!may(contact, payOnline.needs)) throw new NotAllowed(needsInWords(payOnline.needs))
    if (!parts.payLinks) throw fault(409, 'payment.not_online', 'Nothing can be paid online here. Please pay by transfer.')
    const invoices = await ctx.rows(Invoice).whereIn('id', body.invoiceIds)
    const missing = body.invoiceIds.find((id) => !invoices.some((one) => one.id === id))
    if (missing) throw new NotFound('invoice', missing)
    const url = await parts.payLinks.linkFor({
      contactId: contact.id,
      invoiceIds: invoices.map(({ id }) => id),
      language,
      now: caller.now,
    })
    return { url }
  },
})

const listNotes = operation('get', '/portal/delivery_notes', 'portal.delivery_notes', {
  says: 'The delivery notes that this contact may see, newest first',
  query: z.object({ q: z.string().max(100).optional(), ...paging }),
  answer: NotePage,
  async run({ look, language, contact, query: { q, after, limit } }) {
    if (!may(contact, 'download_documents')) throw new NotAllowed('download_documents')
    const ctx = look()
    const at = pageAfter(after)
    const rows = await ctx
      .rows(DeliveryNote)
      .shape((query) => {
        if (q?.trim()) query.whereRaw('(number ilike ? or order_number ilike ? or reference ilike ?)', Array(3).fill(like(q)))
        if (at) query.whereRaw('(coalesce(approved_at, created_at), id) < (?::timestamptz, ?::uuid)', [at[0] ?? '-infinity', at[1]])
        query.orderByRaw('coalesce(approved_at, created_at) desc, id desc')
      })
      .limit(limit + 1)
    const page = rows.slice(0, limit)
    const last = rows.length > limit ? page.at(-1)! : null
    return {
      items: page.map((note) => noteView(note, language)),
      next: last ? pageKey((last.approvedAt ?? last.createdAt).toISOString(), last.id) : null,
    }
  },
})

/** Sends the file of a document whose reader was asked for before: who may not have it never comes here. */
const sendFile = async (asked: Asked, record: string, id: string) => {
  const file = await asked.parts.printDocument?.(record, id)
  if (!file) throw new NotFound('document', id)
  const http: Context = asked.http
  http.type = file.mime
  http.attachment(file.name, { type: 'inline' })
  http.body = Buffer.from(await file.load())
  return undefined
}

const invoiceFile = operation('get', '/portal/invoices/:id/document', 'portal.invoice_document', {
  says: 'An invoice or credit note as PDF',
  answer: 'pdf',
  async run(asked) {
    const id = asked.params.id ?? ''
    await invoicePrintable(asked.look(), id)
    return sendFile(asked, 'invoice', id)
  },
})

const noteFile = operation('get', '/portal/delivery_notes/:id/document', 'portal.delivery_note_document', {
  says: 'A delivery note as PDF',
  answer: 'pdf',
  async run(asked) {
    const id = asked.params.id ?? ''
    await deliveryNotePrintable(asked.look(), id)
    return sendFile(asked, 'delivery_note', id)
  },
})

const statementFile = operation('get', '/portal/account/document', 'portal.statement_document', {
  says: 'The statement of account of today as PDF',
  answer: 'pdf',
  async run(asked) {
    await statementPrintable(asked.look(), asked.contact.clientId)
    return sendFile(asked, 'statement', asked.contact.clientId)
  },
})

export const paperOperations = [listInvoices, readAccount, pay, listNotes, invoiceFile, noteFile, statementFile]

import { createHash } from 'node:crypto'
import type { Context, Middleware } from 'koa'
import type { PayLinks } from '../../bots/customer/pay.ts'
import { sayIn } from '../../bots/say.ts'
import type { Actor } from '../../core/kernel/actor.ts'
import { Expected } from '../../core/kernel/errors.ts'
import type { House } from '../../core/kernel/house.ts'
import { formatDate, formatMoney } from '../../core/language/money.ts'
import { payOnline } from '../../core/modules/invoicing/actions/online.ts'
import { Invoice, type InvoiceRow } from '../../core/modules/invoicing/records.ts'
import { balanceMinor } from '../../core/modules/invoicing/rules.ts'
import { seller } from '../../core/modules/settings/queries.ts'
import { htmlOf, PAGE_POLICY, type Page } from './page.ts'
import { claimIn, isSame, type PayClaim, tokenOf } from './token.ts'
import { type PageKey, sayOnPage } from './words.ts'

const LIVES_MS = 24 * 3_600_000
const LONGEST_FORM = 4096

export type SandboxPay = { links: PayLinks; door: Middleware }

/**
 * A stand-in for a payment provider: links to a page of ours under `address()`, on which a contact pays as its own act. Only for the
 * sandbox: it moves no money. Looking at the page changes nothing; each link pays each invoice at most once.
 */
export const sandboxPay = ({ house, address }: { house: House; address: () => string }): SandboxPay => {
  const sign = (text: string) => house.seal.fingerprint(text)
  return {
    links: {
      async linkFor({ contactId, invoiceIds, language, now }) {
        const claim: PayClaim = {
          contactId,
          invoiceIds,
          language: language === 'ro' ? 'ro' : 'en',
          expiresAt: new Date(now.getTime() + LIVES_MS),
        }
        return `${address().replace(/\/+$/, '')}/pay/${tokenOf(claim, sign)}`
      },
    },
    async door(ctx, next) {
      const token = /^\/pay\/([\w.-]+)$/.exec(ctx.path)?.[1]
      if (token === undefined) return next()
      ctx.set({
        'Cache-Control': 'no-store',
        'Content-Security-Policy': PAGE_POLICY,
        'Referrer-Policy': 'no-referrer',
        'X-Robots-Tag': 'noindex',
      })
      if (!['GET', 'HEAD', 'POST'].includes(ctx.method)) {
        ctx.status = 405
        ctx.set('Allow', 'GET, HEAD, POST')
        return
      }
      const claim = claimIn(token, sign, house.clock())
      const till = claim && (await tillOf(house, claim, token))
      if (!claim || !till)
        return show(ctx, 404, { ...base('ro', 'Parley'), message: `${sayOnPage('gone', {}, 'ro')} ${sayOnPage('gone', {}, 'en')}` })
      if (ctx.method !== 'POST') return show(ctx, 200, pageOf(till, sign))
      const form = await formOf(ctx)
      if (!form || isForeign(ctx)) return show(ctx, 403, pageOf(till, sign, sayOnPage('changed', {}, claim.language)))
      return answer(ctx, till, form, sign)
    },
  }
}

/** What a link pays, as the contact sees it now. */
type Till = { house: House; actor: Actor; claim: PayClaim; token: string; seller: string; open: InvoiceRow[] }

/** Null where the contact is gone, or may see or pay nothing of it any more. */
const tillOf = async (house: House, claim: PayClaim, token: string): Promise<Till | null> => {
  const actor = await house.hooks.actorFor(house.db, { kind: 'contact', id: claim.contactId })
  if (actor?.kind !== 'contact' || !actor.grants.permissions.has(payOnline.needs as string)) return null
  const ctx = house.ctx({ actor, door: 'clientarea', requestId: `pay ${tokenIdOf(token)}`, now: house.clock() })
  const invoices = await ctx.rows(Invoice).whereIn('id', claim.invoiceIds).orderBy('dueOn').orderBy('id')
  if (!invoices.length) return null
  const { legalName } = await seller(ctx)
  return { house, actor, claim, token, seller: legalName, open: invoices.filter((invoice) => balanceMinor(invoice) > 0) }
}

const tokenIdOf = (token: string) => createHash('sha256').update(token).digest('hex').slice(0, 24)
/** Good for exactly what the page shows. */
const csrfOf = ({ token, open }: Till, sign: (text: string) => string) =>
  sign(`pay form ${token} ${open.map((invoice) => `${invoice.id}:${balanceMinor(invoice)}`).join(' ')}`).slice(0, 40)

const base = (language: 'en' | 'ro', seller: string): Page => ({
  language,
  title: sayOnPage('title', { seller }, language),
  sandbox: sayOnPage('sandbox', {}, language),
})

const totalOf = ({ open, claim }: Till) =>
  formatMoney(
    open.reduce((sum, invoice) => sum + balanceMinor(invoice), 0),
    open[0]?.currency ?? 'RON',
    claim.language,
  )

const pageOf = (till: Till, sign: (text: string) => string, message?: string): Page => {
  const { claim, open } = till
  const say = (key: PageKey, values = {}) => sayOnPage(key, values, claim.language)
  const page = base(claim.language, till.seller)
  if (!open.length) return { ...page, message: message ?? say('nothing_open') }
  const rows = open.map((invoice): [string, string] => [
    `${invoice.number ?? invoice.foreignReference ?? ''}${invoice.dueOn ? `, ${say('due', { day: formatDate(invoice.dueOn, claim.language) })}` : ''}`,
    formatMoney(balanceMinor(invoice), invoice.currency, claim.language),
  ])
  const total = totalOf(till)
  return {
    ...page,
    ...(message && { message }),
    seller: `${say('to')}: ${till.seller}`,
    head: [say('invoice'), say('open')],
    rows: [...rows, [say('total'), total]],
    form: { csrf: csrfOf(till, sign), pay: say('pay', { total }), cancel: say('cancel') },
  }
}

const show = (ctx: Context, status: number, page: Page) => {
  ctx.status = status
  ctx.type = 'html'
  ctx.body = htmlOf(page)
}

/** A browser says where a form comes from; another site may not send ours. */
const isForeign = (ctx: Context) => {
  const origin = ctx.get('origin')
  return origin !== '' && URL.parse(origin)?.host !== ctx.get('host')
}

const formOf = async (ctx: Context): Promise<{ csrf: string; deed: string } | null> => {
  if (!ctx.is('application/x-www-form-urlencoded')) return null
  const parts: Buffer[] = []
  let size = 0
  for await (const part of ctx.req as AsyncIterable<Buffer>) {
    size += part.length
    if (size > LONGEST_FORM) return null
    parts.push(part)
  }
  const form = new URLSearchParams(Buffer.concat(parts).toString('utf8'))
  return { csrf: form.get('csrf') ?? '', deed: form.get('deed') ?? '' }
}

const answer = async (ctx: Context, till: Till, { csrf, deed }: { csrf: string; deed: string }, sign: (text: string) => string) => {
  const { house, actor, claim, token, open } = till
  const { language } = claim
  if (!open.length) return show(ctx, 200, pageOf(till, sign))
  if (!isSame(csrf, csrfOf(till, sign))) return show(ctx, 409, pageOf(till, sign, sayOnPage('changed', {}, language)))
  if (deed !== 'pay') return show(ctx, 200, pageOf(till, sign, sayOnPage('cancelled', {}, language)))
  const id = tokenIdOf(token)
  const total = totalOf(till)
  try {
    for (const invoice of open)
      await house.perform({ actor, door: 'clientarea', requestId: `pay ${id}`, now: house.clock() }, payOnline, {
        id: invoice.id,
        input: { shownMinor: balanceMinor(invoice), reference: `sandbox ${id.slice(0, 12)}` },
        key: `pay ${id} ${invoice.id}`,
        press: `pay ${id}`,
      })
  } catch (error) {
    if (!(error instanceof Expected)) throw error
    const now = (await tillOf(house, claim, token)) ?? till
    return show(ctx, 409, pageOf(now, sign, sayOnPage('refused', { why: sayIn(error.said, language) }, language)))
  }
  return show(ctx, 200, { ...base(language, till.seller), message: sayOnPage('paid', { total }, language) })
}

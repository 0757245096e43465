import { z } from 'zod'
import type { Ctx } from '../../kernel/ctx.ts'
import { NotFound } from '../../kernel/errors.ts'
import { localDate, type WorkingCalendar } from '../../language/calendar.ts'
import type { PartyAsWritten } from '../../language/party.ts'
import { Company, Setting } from './records.ts'

const yes = z
  .string()
  .default('0')
  .transform((text) => ['1', 'yes', 'true', 'on'].includes(text.trim().toLowerCase()))
const unlessOff = z
  .string()
  .default('1')
  .transform((text) => !['0', 'no', 'false', 'off'].includes(text.trim().toLowerCase()))
const days = (otherwise: number) => z.coerce.number().int().min(0).max(3650).default(otherwise)
const amount = z
  .string()
  .default('0')
  .transform((text) => Math.round(Number(text) * 100) || 0)

/** What the admin has decided for the whole house. Keys are the published ones. */
export const Settings = z.object({
  timezone: z.string().default('Europe/Bucharest'),
  currency: z.string().length(3).default('RON'),
  languages: z
    .string()
    .default('en|ro')
    .transform((text) => text.split('|').map((one) => one.trim())),
  holidays: z.string().length(2).default('RO'),
  order_cut_off: z
    .string()
    .regex(/^\d\d:\d\d$/)
    .default('15:00'),
  auto_create_goods_delivery: yes,
  estimate_auto_convert_to_invoice_on_client_accept: yes,
  invoice_on_shipping: yes,
  delivery_charge: amount,
  delivery_charge_free_above: amount,
  minimum_order_value: amount,
  draft_expires_days: days(7),
  offer_expires_days: days(3),
  placed_expires_days: days(14),
  /** Minutes for which a rejection can be taken back before the customer is told. */
  reject_grace_minutes: days(0),
  client_sees_stock: yes,
  /** Hours without a request after which somebody who is signed in to a web app is out. */
  session_idle_hours: z.coerce.number().int().min(1).max(720).default(12),
  /** Days after which everybody signs in anew. */
  session_days: z.coerce.number().int().min(1).max(365).default(30),
  /** May a contact who orders write down a new delivery address? (Default: yes) */
  client_adds_addresses: unlessOff,
  /** The colour of the client area, as `#rrggbb`. */
  brand_colour: z
    .string()
    .trim()
    .regex(/^#[0-9a-f]{6}$/i)
    .default('#0b7285'),
})
export type Settings = z.infer<typeof Settings>

/** All settings; what is not set has its default, what cannot be read is treated as not set. */
export const settingsOf = (ctx: Ctx): Promise<Settings> =>
  ctx.once(Setting, async () => {
    const rows = await ctx.facts(Setting)
    const given = Object.fromEntries(rows.map(({ key, value }) => [key, value]))
    const parsed = Settings.safeParse(given)
    if (parsed.success) return parsed.data
    for (const issue of parsed.error.issues) delete given[String(issue.path[0])]
    return Settings.parse(given)
  })

/** The local day of the organisation, `YYYY-MM-DD`. */
export const todayOf = (ctx: Ctx, settings: Settings) => localDate(ctx.now, settings.timezone)

export const calendarOf = (settings: Settings): WorkingCalendar => ({ country: settings.holidays, weekdays: [1, 2, 3, 4, 5] })

/** The company that sells. Missing only before the first-run steps are done. */
export const seller = async (ctx: Ctx) => {
  const company = await ctx.once(Company, () => ctx.facts(Company).first())
  if (!company) throw new NotFound('company', 'own company')
  return company
}

/** The seller as documents show it. */
export const sellerAsWritten = async (ctx: Ctx): Promise<PartyAsWritten> => {
  const company = await seller(ctx)
  return {
    legalName: company.legalName,
    taxId: company.taxId,
    regNo: company.regNo,
    addressLines: [company.street, [company.postalCode, company.city, company.countyCode].filter(Boolean).join(' '), company.country],
    iban: company.iban,
    bank: company.bank,
    email: company.email,
    phone: company.phone,
  }
}

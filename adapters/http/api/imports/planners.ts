import { importSays } from '../../../../bots/texts/imports.ts'
import type { House } from '../../../../core/kernel/house.ts'
import { canonical, type Json } from '../../../../core/language/canonical.ts'
import { PriceRecord } from '../../../../core/modules/catalog/records.ts'
import { Contact, contactPermissions } from '../../../../core/modules/crm/records.ts'
import { Stock } from '../../../../core/modules/warehouse/records.ts'
import type { Fault } from './cells.ts'
import type { Known, Planned, Planner, Question, Reads, Row, Values } from './plan.ts'
import type { Kind } from './targets.ts'

type Read = { line: number; values: Values }
type Planning = {
  keyField: string
  /** What two lines must not both be about. */
  keyOf(values: Values, question: Question, known: Known): string | null
  /** Reads what the lines are about, once for all of them. */
  existing(reads: Reads, known: Known, question: Question, lines: readonly Read[]): Promise<(values: Values, index: number) => Row | null>
  plan: Planner
}
type Made = Omit<Planned, 'line' | 'errors'> & { faults?: (Fault & { field: string })[] }

const same: Made = { plan: 'same', steps: [], undo: [], targetId: null, expect: null }
const isSame = (one: unknown, other: unknown) => canonical((one ?? null) as Json) === canonical((other ?? null) as Json)

/** What the action says against its input, at the fields it speaks of. */
const inputFaults = (house: House, action: string, input: Values): (Fault & { field: string })[] => {
  const parsed = house.actions.get(action)!.input.safeParse(input)
  if (parsed.success) return []
  return parsed.error.issues.map(({ path, message }) => ({ field: String(path[0] ?? ''), key: 'unfit', values: { why: message } }))
}

/** A plain record: made by `x.create`, changed by `x.update` in what differs. */
const edited =
  (
    record: string,
    births: readonly string[],
    prepare: (values: Values, known: Known, existing: Row | null) => { values: Values; faults?: Made['faults'] },
  ): Planner =>
  ({ values: given, known, house }, existing) => {
    const { values, faults = [] } = prepare({ ...given }, known, existing)
    const { creditLimitMinor, ...own } = values
    const credit = (minor: unknown, id: string) => ({ action: 'client.set_credit', id, input: { creditLimitMinor: minor } })
    if (!existing) {
      const steps = [{ action: `${record}.create`, input: own }, ...(creditLimitMinor ? [credit(creditLimitMinor, '$')] : [])]
      return {
        plan: 'create',
        steps,
        undo: [{ action: `${record}.archive`, id: '$', input: {} }],
        targetId: null,
        expect: null,
        faults: [...faults, ...inputFaults(house, `${record}.create`, own)],
      }
    }
    const changed = Object.entries(own).filter(([field, value]) => !births.includes(field) && !isSame(existing[field], value))
    const patch = Object.fromEntries(changed)
    const isCredit = creditLimitMinor !== undefined && !isSame(existing.creditLimitMinor, creditLimitMinor)
    if (!changed.length && !isCredit) return { ...same, targetId: existing.id, faults }
    const before = Object.fromEntries(changed.map(([field]) => [field, existing[field] ?? null]))
    return {
      plan: 'change',
      steps: [
        ...(changed.length ? [{ action: `${record}.update`, id: existing.id, input: patch }] : []),
        ...(isCredit ? [credit(creditLimitMinor, existing.id)] : []),
      ],
      undo: [
        ...(isCredit ? [credit(existing.creditLimitMinor, existing.id)] : []),
        ...(changed.length ? [{ action: `${record}.update`, id: existing.id, input: before }] : []),
      ],
      targetId: existing.id,
      expect: null,
      faults: [...faults, ...inputFaults(house, `${record}.update`, patch)],
    }
  }

const byCode = (of: 'product' | 'client'): Pick<Planning, 'keyField' | 'keyOf' | 'existing'> => ({
  keyField: 'code',
  keyOf: ({ code }) => (typeof code === 'string' ? code.toUpperCase() : null),
  existing: async (_reads, known) => {
    const rows = known.rows(of)
    return ({ code }) => rows.get(String(code).toUpperCase()) ?? null
  },
})

const products: Planning = {
  ...byCode('product'),
  plan: edited('product', [], (values, known, existing) => {
    const faults: NonNullable<Made['faults']> = []
    if (values.vatClass !== undefined) {
      const said = String(values.vatClass).replace(/\s*%$/, '').replace(',', '.')
      const found = known.vatClasses.get(said.toLowerCase()) ?? known.vatClasses.get(String(Number(said)))
      if (found) values.vatClass = found
      else faults.push({ field: 'vatClass', key: 'no_vat', values: { said } })
    }
    if (existing) return { values, faults }
    if (values.listPriceE4 === undefined) faults.push({ field: 'listPriceE4', key: 'missing' })
    if (values.nameEn === undefined && values.nameRo === undefined) faults.push({ field: 'nameEn', key: 'missing' })
    const usual = { unit: 'pc', vatClass: 'standard', minQuantityMilli: 1000, stepQuantityMilli: 1000 }
    return { values: { ...usual, nameEn: values.nameRo, nameRo: values.nameEn, ...values }, faults }
  }),
}

const clients: Planning = {
  ...byCode('client'),
  plan: edited('client', ['groupId', 'paymentTermDays', 'currency'], (values, _known, existing) => {
    const usual = { legalName: values.name, country: 'RO', language: 'ro', paymentTermDays: 0, currency: 'RON' }
    return { values: existing ? values : { ...usual, ...values } }
  }),
}

const contactKey = ({ clientId, phone, email, firstName, lastName }: Values) =>
  `${clientId} ${String(email ?? phone ?? `${firstName} ${lastName ?? ''}`).toLowerCase()}`

const contacts: Planning = {
  keyField: 'email',
  keyOf: (values) => (values.clientId ? contactKey(values) : null),
  async existing(reads, _known, _question, lines) {
    const ids = [...new Set(lines.flatMap(({ values }) => (values.clientId ? [String(values.clientId)] : [])))]
    const rows = (ids.length ? await reads.rows(Contact).whereIn('clientId', ids) : []) as unknown as Row[]
    return ({ clientId, phone, email, firstName, lastName }) =>
      rows.find(
        (row) =>
          row.clientId === clientId &&
          ((email && String(row.email ?? '').toLowerCase() === String(email).toLowerCase()) ||
            (phone && row.phone === phone) ||
            (!email && !phone && row.firstName === firstName && row.lastName === (lastName ?? ''))),
      ) ?? null
  },
  plan: edited('contact', ['clientId', 'permissions'], (values, _known, existing) => {
    const strange = ((values.permissions ?? []) as string[]).filter((one) => !(contactPermissions as readonly string[]).includes(one))
    const faults = strange.map((said) => ({ field: 'permissions', key: 'unknown' as const, values: { said } }))
    return { values: existing ? values : { lastName: '', language: 'ro', permissions: ['order'], ...values }, faults }
  }),
}

const stock: Planning = {
  keyField: 'productId',
  keyOf: ({ productId, warehouseId }, _question, known) => (productId ? `${productId} ${warehouseId ?? known.warehouse?.id}` : null),
  async existing(reads, known, _question, lines) {
    const ids = [...new Set(lines.flatMap(({ values }) => (values.productId ? [String(values.productId)] : [])))]
    const rows = (ids.length ? await reads.rows(Stock).whereIn('productId', ids) : []) as unknown as Row[]
    return ({ productId, warehouseId }) =>
      rows.find((row) => row.productId === productId && row.warehouseId === (warehouseId ?? known.warehouse?.id)) ?? null
  },
  plan: ({ values, question, known }, existing) => {
    const warehouseId = values.warehouseId ?? known.warehouse?.id
    if (!warehouseId) return { ...same, plan: 'wrong', faults: [{ field: 'warehouseId', key: 'no_warehouse' }] }
    const reason = importSays('stock_reason', { file: question.file.slice(0, 200) }, question.language)
    const adjust = (countedMilli: unknown) => ({
      action: 'stock.adjust',
      input: { warehouseId, productId: values.productId, countedMilli, reason },
    })
    const before = existing?.onHandMilli ?? 0
    if (before === values.countedMilli) return { ...same, targetId: existing?.id ?? null }
    return {
      plan: existing ? 'change' : 'create',
      steps: [adjust(values.countedMilli)],
      undo: [adjust(before)],
      targetId: existing?.id ?? null,
      expect: { onHandMilli: values.countedMilli },
    }
  },
}

const priceKey = (values: Values, into: unknown) => `${values.priceListId ?? into} ${values.productId} ${values.minQuantityMilli ?? 0}`

const prices: Planning = {
  keyField: 'productId',
  keyOf: (values, { into }) => (values.productId ? priceKey(values, into) : null),
  async existing(reads, _known, { into }, lines) {
    const ids = [...new Set(lines.flatMap(({ values }) => (values.productId ? [String(values.productId)] : [])))]
    const rows = (ids.length ? await reads.rows(PriceRecord).whereIn('productId', ids) : []) as unknown as Row[]
    const byKey = new Map(rows.map((row) => [priceKey(row, null), row]))
    return (values) => byKey.get(priceKey(values, into)) ?? null
  },
  plan: ({ values, question }, existing) => {
    const list = String(values.priceListId ?? question.into ?? '')
    if (!list) return { ...same, plan: 'wrong', faults: [{ field: 'priceListId', key: 'no_list' }] }
    const { productId, minQuantityMilli = 0, priceE4 = null, discountPermille = null } = values
    if ((priceE4 === null) === (discountPermille === null))
      return { ...same, plan: 'wrong', faults: [{ field: 'priceE4', key: 'either_or' }] }
    const price = { productId, minQuantityMilli, priceE4, discountPermille }
    if (existing && isSame([existing.priceE4, existing.discountPermille], [priceE4, discountPermille]))
      return { ...same, targetId: existing.id }
    const set = (row: Values) => ({ action: 'price_list.set_prices', id: list, input: { prices: [row] } })
    return {
      plan: existing ? 'change' : 'create',
      steps: [set(price)],
      undo: [
        existing
          ? set({ ...price, priceE4: existing.priceE4 ?? null, discountPermille: existing.discountPermille ?? null })
          : { action: 'price_list.remove_prices', id: list, input: { rows: [{ productId, minQuantityMilli }] } },
      ],
      targetId: list,
      expect: { ...price, priceListId: list },
    }
  },
}

export const planners: Readonly<Record<Kind, Planning>> = { products, prices, clients, contacts, stock }

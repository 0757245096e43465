import { labelOfField } from '../../../../bots/texts/labels.ts'
import type { Needs } from '../../../../core/kernel/actor.ts'
import { fold } from '../../../../core/language/fold.ts'

export type CellKind = 'text' | 'words' | 'whole' | 'money' | 'priceE4' | 'milli' | 'permille' | 'language' | 'state' | 'phone' | 'lookup'
export type Column = {
  field: string
  kind: CellKind
  required?: true
  /** Of `lookup`: the record that the cell names by its code. */
  of?: 'client' | 'product' | 'warehouse' | 'client_group' | 'category' | 'price_list'
  /** Other headers that mean it, folded. */
  also: readonly string[]
}
export type Kind = 'products' | 'prices' | 'clients' | 'contacts' | 'stock'
export type Target = { record: string; needs: Needs; columns: readonly Column[] }

const text = (field: string, ...also: string[]): Column => ({ field, kind: 'text', also })
const code = (...also: string[]): Column => ({ field: 'code', kind: 'text', required: true, also: ['code', 'cod', 'sku', ...also] })
const lookup = (field: string, of: NonNullable<Column['of']>, ...also: string[]): Column => ({ field, kind: 'lookup', of, also })
const country = text('country', 'tara')

/** What can be brought in, by which columns. */
export const targets: Readonly<Record<Kind, Target>> = {
  products: {
    record: 'product',
    needs: { room: 'catalog', level: 'edit' },
    columns: [
      code('cod produs', 'product code', 'articol', 'cod articol'),
      text('nameEn', 'name', 'product', 'name in english', 'description'),
      text('nameRo', 'denumire', 'nume', 'produs', 'denumire produs', 'name in romanian'),
      lookup('categoryId', 'category', 'category code', 'categorie', 'cod categorie', 'grupa'),
      text('unit', 'um', 'u m', 'unitate', 'unitate de masura', 'unit of measure'),
      { field: 'packSizeMilli', kind: 'milli', also: ['pack size', 'marime pachet', 'bucati in bax'] },
      text('packUnit', 'pack unit'),
      { field: 'minQuantityMilli', kind: 'milli', also: ['min qty', 'minimum', 'cantitate minima', 'min quantity'] },
      { field: 'stepQuantityMilli', kind: 'milli', also: ['step qty', 'step', 'pas', 'multiplu'] },
      { field: 'listPriceE4', kind: 'priceE4', also: ['price', 'list price', 'pret', 'pret de lista', 'pret fara tva', 'pret catalog'] },
      { field: 'vatClass', kind: 'text', also: ['vat rate', 'vat', 'tva', 'cota tva', 'vat class'] },
      text('barcode', 'ean', 'cod de bare'),
      { field: 'substitutes', kind: 'words', also: ['substitute', 'inlocuitori'] },
      { field: 'aliasesEn', kind: 'words', also: ['aliases', 'aliases en'] },
      { field: 'aliasesRo', kind: 'words', also: ['alte denumiri', 'aliases ro'] },
      { field: 'state', kind: 'state', also: ['active', 'activ', 'stare', 'status'] },
    ],
  },
  prices: {
    record: 'price_list',
    needs: { room: 'catalog', level: 'edit' },
    columns: [
      lookup('priceListId', 'price_list', 'price list code', 'lista', 'lista de preturi', 'cod lista'),
      { ...lookup('productId', 'product', 'product code', 'code', 'cod', 'cod produs', 'sku', 'articol'), required: true },
      { field: 'minQuantityMilli', kind: 'milli', also: ['min qty', 'from', 'de la', 'cantitate', 'quantity', 'cantitate minima'] },
      { field: 'priceE4', kind: 'priceE4', also: ['price', 'pret', 'unit price', 'pret unitar'] },
      { field: 'discountPermille', kind: 'permille', also: ['discount', 'discount percent', 'reducere', 'reducere procent'] },
    ],
  },
  clients: {
    record: 'client',
    needs: { room: 'crm', level: 'edit' },
    columns: [
      code('client code', 'cod client'),
      { ...text('name', 'client', 'company', 'nume', 'denumire', 'firma'), required: true },
      text('legalName', 'legal name', 'denumire legala', 'razao social'),
      text('taxId', 'tax id', 'cui', 'cif', 'cod fiscal', 'vat number'),
      text('regNo', 'reg no', 'nr reg com', 'registrul comertului', 'nr registrul comertului'),
      text('street', 'adresa', 'address', 'strada'),
      text('city', 'oras', 'localitate', 'localitatea'),
      text('countyCode', 'county', 'judet', 'county code'),
      text('postalCode', 'postal code', 'cod postal', 'zip'),
      country,
      text('iban', 'cont'),
      lookup('groupId', 'client_group', 'group', 'group code', 'grup', 'cod grup'),
      { field: 'paymentTermDays', kind: 'whole', also: ['payment term days', 'payment term', 'termen de plata', 'zile plata'] },
      { field: 'creditLimitMinor', kind: 'money', also: ['credit limit', 'limita de credit', 'limita credit'] },
      text('currency', 'moneda', 'valuta'),
      { field: 'language', kind: 'language', also: ['limba'] },
    ],
  },
  contacts: {
    record: 'contact',
    needs: { room: 'crm', level: 'edit' },
    columns: [
      { ...lookup('clientId', 'client', 'client code', 'cod client', 'client'), required: true },
      { ...text('firstName', 'first name', 'prenume', 'name', 'nume complet'), required: true },
      text('lastName', 'last name', 'nume', 'surname', 'nume de familie'),
      text('role', 'functie', 'position', 'job'),
      { field: 'phone', kind: 'phone', also: ['telefon', 'mobil', 'mobile', 'phone e164', 'tel'] },
      text('email', 'mail', 'e mail', 'adresa de email'),
      { field: 'language', kind: 'language', also: ['limba'] },
      { field: 'permissions', kind: 'words', also: ['rights', 'drepturi', 'permisiuni'] },
    ],
  },
  stock: {
    record: 'stock',
    needs: 'stock.adjust',
    columns: [
      { ...lookup('productId', 'product', 'product code', 'code', 'cod', 'cod produs', 'sku', 'articol'), required: true },
      lookup('warehouseId', 'warehouse', 'warehouse code', 'depozit', 'gestiune', 'cod depozit'),
      {
        field: 'countedMilli',
        kind: 'milli',
        required: true,
        also: ['on hand', 'stock', 'stoc', 'cantitate', 'quantity', 'qty', 'bucati'],
      },
    ],
  },
}

export const labelOfColumn = (kind: Kind, { field }: Column, language: string) => labelOfField(targets[kind].record, field, language)

/** Which column of the file is meant by which field: by its name in the program, its labels, and what people usually write. */
export const suggest = (kind: Kind, header: readonly string[]): Record<string, number> => {
  const folded = header.map((cell) => fold(cell.replaceAll('_', ' ')))
  const taken = new Set<number>()
  const mapping: Record<string, number> = {}
  const columns = targets[kind].columns
  const namesOf = (column: Column) =>
    [
      column.field.replace(/(Id|Minor|Milli|E4|Permille)$/, '').replaceAll(/([A-Z])/g, ' $1'),
      labelOfColumn(kind, column, 'en'),
      labelOfColumn(kind, column, 'ro'),
    ].map(fold)
  for (const meant of [namesOf, (column: Column) => column.also])
    for (const column of columns) {
      if (mapping[column.field] !== undefined) continue
      const at = folded.findIndex((cell, index) => !taken.has(index) && meant(column).includes(cell))
      if (at < 0) continue
      mapping[column.field] = at
      taken.add(at)
    }
  return mapping
}

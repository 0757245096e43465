import {
  type Icon,
  IconAddressBook,
  IconArrowBackUp,
  IconBox,
  IconBuilding,
  IconBuildingStore,
  IconBuildingWarehouse,
  IconCash,
  IconCategory,
  IconCheckbox,
  IconFileInvoice,
  IconMapPin,
  IconPackages,
  IconPercentage,
  IconRuler,
  IconShoppingCart,
  IconTruckDelivery,
  IconTruckLoading,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react'
import type { Language } from '../shared/i18n.tsx'
import type { Section } from './page-entry.ts'

/** Rows of another record that are shown in a tab of a row: those whose `by` is its id. */
export type Related = { record: string; by: string; columns?: readonly string[] }

/** How the lists and pages of a record differ from what the house tells of it. */
export type RecordPages = {
  record: string
  /** Its list's name in the address. */
  plural: string
  title: Readonly<Record<Language, string>>
  section?: Section
  icon: Icon
  /** What the list is for, in a sentence. */
  says?: Readonly<Record<Language, string>>
  columns?: readonly string[]
  sort?: string
  first?: readonly string[]
  without?: readonly string[]
  related?: readonly Related[]
  childColumns?: Readonly<Record<string, readonly string[]>>
  prints?: boolean
  /** What to do while there is none. */
  empty?: Readonly<Record<Language, string>>
}

const papers = ['seller', 'buyer', 'vatTable', 'sourceRecord', 'sourceId', 'language'] as const

/** The records that have derived pages, in the order of the navigation. */
export const recordPages: readonly RecordPages[] = [
  {
    record: 'order',
    plural: 'orders',
    title: { en: 'Orders', ro: 'Comenzi' },
    section: 'sales',
    icon: IconShoppingCart,
    columns: ['number', 'clientId', 'state', 'deliveryState', 'invoiceState', 'deliverOn', 'totalMinor'],
    first: ['clientId', 'contactId', 'totalMinor', 'deliverOn', 'address', 'clientReference', 'note', 'placedAt', 'acceptedAt'],
    without: [...papers, 'changedFrom', 'addressId', 'number', 'state'],
    childColumns: {
      order_line: ['codeAsWritten', 'nameAsWritten', 'quantityMilli', 'unitAsWritten', 'unitPriceE4', 'discountPermille', 'netMinor'],
    },
    related: [
      { record: 'delivery_note', by: 'sourceId' },
      { record: 'invoice', by: 'sourceId' },
    ],
    prints: true,
    empty: {
      en: 'Orders come from the chats. Connect a channel, or write the first one here.',
      ro: 'Comenzile vin din conversații. Conectează un canal sau scrie aici prima comandă.',
    },
  },
  {
    record: 'approval',
    plural: 'approvals',
    title: { en: 'Approvals', ro: 'Aprobări' },
    section: 'sales',
    icon: IconCheckbox,
    without: ['input', 'requirements', 'refusals', 'decisions', 'innerAction', 'recordVersion'],
    empty: {
      en: 'Nothing waits for anybody. Policies decide what must be agreed to.',
      ro: 'Nimic nu așteaptă pe nimeni. Politicile hotărăsc ce trebuie aprobat.',
    },
  },
  {
    record: 'delivery_note',
    plural: 'delivery_notes',
    title: { en: 'Delivery notes', ro: 'Avize' },
    section: 'sales',
    icon: IconTruckDelivery,
    without: [...papers],
    childColumns: { delivery_note_line: ['codeAsWritten', 'nameAsWritten', 'quantityMilli', 'unitAsWritten'] },
    prints: true,
    empty: {
      en: 'A delivery note is drafted by itself once an order is accepted.',
      ro: 'Un aviz se întocmește singur după ce o comandă este acceptată.',
    },
  },
  {
    record: 'invoice',
    plural: 'invoices',
    title: { en: 'Invoices', ro: 'Facturi' },
    section: 'sales',
    icon: IconFileInvoice,
    columns: ['number', 'kind', 'clientId', 'state', 'issuedOn', 'dueOn', 'totalMinor', 'paidMinor'],
    first: ['clientId', 'totalMinor', 'paidMinor', 'issuedOn', 'dueOn'],
    without: [...papers, 'number', 'state'],
    childColumns: {
      invoice_line: ['codeAsWritten', 'nameAsWritten', 'quantityMilli', 'unitAsWritten', 'unitPriceE4', 'vatPermille', 'netMinor'],
    },
    related: [{ record: 'payment', by: 'invoiceId' }],
    prints: true,
    empty: {
      en: 'Invoices are issued with the orders, as the settings say.',
      ro: 'Facturile se emit odată cu comenzile, după cum spun setările.',
    },
  },
  {
    record: 'payment',
    plural: 'payments',
    title: { en: 'Payments', ro: 'Plăți' },
    section: 'sales',
    icon: IconCash,
    columns: ['number', 'clientId', 'invoiceId', 'amountMinor', 'paidOn', 'method'],
  },
  { record: 'order_return', plural: 'order_returns', title: { en: 'Returns', ro: 'Retururi' }, section: 'sales', icon: IconArrowBackUp },
  {
    record: 'client',
    plural: 'clients',
    title: { en: 'Clients', ro: 'Clienți' },
    section: 'clients',
    icon: IconBuildingStore,
    columns: ['code', 'name', 'city', 'groupId', 'salesAgentId', 'creditLimitMinor', 'state'],
    first: ['name', 'legalName', 'taxId', 'regNo', 'street', 'city', 'paymentTermDays', 'creditLimitMinor', 'salesAgentId', 'groupId'],
    without: ['state'],
    related: [
      { record: 'contact', by: 'clientId' },
      { record: 'address', by: 'clientId' },
      { record: 'order', by: 'clientId', columns: ['number', 'state', 'deliverOn', 'totalMinor'] },
      { record: 'invoice', by: 'clientId', columns: ['number', 'kind', 'state', 'dueOn', 'totalMinor', 'paidMinor'] },
      { record: 'payment', by: 'clientId', columns: ['number', 'amountMinor', 'paidOn', 'method'] },
    ],
    empty: {
      en: 'Add the companies that buy from you, or import them from a spreadsheet.',
      ro: 'Adaugă firmele care cumpără de la tine sau importă-le dintr-un tabel.',
    },
  },
  {
    record: 'contact',
    plural: 'contacts',
    title: { en: 'Contacts', ro: 'Persoane de contact' },
    section: 'clients',
    icon: IconAddressBook,
    empty: {
      en: 'Contacts are the people who write on WhatsApp. Each belongs to a client.',
      ro: 'Persoanele de contact sunt cele care scriu pe WhatsApp. Fiecare ține de un client.',
    },
  },
  { record: 'address', plural: 'addresses', title: { en: 'Addresses', ro: 'Adrese' }, section: 'clients', icon: IconMapPin },
  {
    record: 'client_group',
    plural: 'client_groups',
    title: { en: 'Client groups', ro: 'Grupuri de clienți' },
    section: 'clients',
    icon: IconUsersGroup,
  },
  {
    record: 'product',
    plural: 'products',
    title: { en: 'Products', ro: 'Produse' },
    section: 'goods',
    icon: IconBox,
    columns: ['code', 'nameEn', 'nameRo', 'categoryId', 'unit', 'listPriceE4', 'state'],
    first: ['nameEn', 'nameRo', 'categoryId', 'unit', 'listPriceE4', 'vatClass'],
    without: ['state'],
    related: [
      { record: 'stock', by: 'productId' },
      { record: 'incoming', by: 'productId' },
    ],
    empty: { en: 'Add what you sell, or import it from a spreadsheet.', ro: 'Adaugă ce vinzi sau importă dintr-un tabel.' },
  },
  { record: 'category', plural: 'categories', title: { en: 'Categories', ro: 'Categorii' }, section: 'goods', icon: IconCategory },
  { record: 'stock', plural: 'stock', title: { en: 'Stock', ro: 'Stoc' }, section: 'goods', icon: IconPackages },
  {
    record: 'incoming',
    plural: 'incoming',
    title: { en: 'Incoming goods', ro: 'Marfă în sosire' },
    section: 'goods',
    icon: IconTruckLoading,
    empty: {
      en: 'Write down what your suppliers have promised: customers then hear a day instead of a no.',
      ro: 'Notează ce au promis furnizorii: clienții aud atunci o zi în loc de un nu.',
    },
  },
  { record: 'warehouse', plural: 'warehouses', title: { en: 'Warehouses', ro: 'Depozite' }, section: 'goods', icon: IconBuildingWarehouse },
  { record: 'unit', plural: 'units', title: { en: 'Units', ro: 'Unități' }, section: 'goods', icon: IconRuler },
  { record: 'vat_rate', plural: 'vat_rates', title: { en: 'VAT rates', ro: 'Cote de TVA' }, section: 'goods', icon: IconPercentage },
  {
    record: 'staff',
    plural: 'staff',
    title: { en: 'Colleagues', ro: 'Colegi' },
    section: 'house',
    icon: IconUsers,
    related: [{ record: 'chat_identity', by: 'staffId' }],
  },
  { record: 'company', plural: 'companies', title: { en: 'Own company', ro: 'Firma proprie' }, icon: IconBuilding },
]

import type { Language } from '../../shared/i18n.tsx'

export type SettingKind = 'yes' | 'days' | 'amount' | 'text' | 'hour' | 'colour' | 'hours' | 'minutes'
export type KnownSetting = {
  key: string
  kind: SettingKind
  usual: string
  label: Readonly<Record<Language, string>>
  help?: Readonly<Record<Language, string>>
}
export type SettingGroup = { title: Readonly<Record<Language, string>>; settings: readonly KnownSetting[] }

/** What the admin decides for the whole house, in words, with what holds while nothing is decided. */
export const settingGroups: readonly SettingGroup[] = [
  {
    title: { en: 'Orders', ro: 'Comenzi' },
    settings: [
      {
        key: 'order_cut_off',
        kind: 'hour',
        usual: '15:00',
        label: { en: 'Orders until this hour count for today', ro: 'Comenzile până la ora aceasta contează pentru azi' },
        help: { en: 'Later ones are delivered a working day later.', ro: 'Cele mai târzii se livrează cu o zi lucrătoare mai târziu.' },
      },
      {
        key: 'minimum_order_value',
        kind: 'amount',
        usual: '0',
        label: { en: 'Smallest order, without VAT', ro: 'Comanda minimă, fără TVA' },
      },
      {
        key: 'delivery_charge',
        kind: 'amount',
        usual: '0',
        label: { en: 'Delivery charge, without VAT', ro: 'Taxă de livrare, fără TVA' },
      },
      {
        key: 'delivery_charge_free_above',
        kind: 'amount',
        usual: '0',
        label: { en: 'Delivery is free from this amount on', ro: 'Livrarea este gratuită de la suma aceasta' },
      },
      { key: 'draft_expires_days', kind: 'days', usual: '7', label: { en: 'A draft expires after', ro: 'O ciornă expiră după' } },
      {
        key: 'offer_expires_days',
        kind: 'days',
        usual: '3',
        label: { en: 'A changed offer expires after', ro: 'O ofertă modificată expiră după' },
      },
      {
        key: 'placed_expires_days',
        kind: 'days',
        usual: '14',
        label: {
          en: 'A placed order that nobody decides expires after',
          ro: 'O comandă plasată pe care nu o hotărăște nimeni expiră după',
        },
      },
      {
        key: 'reject_grace_minutes',
        kind: 'minutes',
        usual: '0',
        label: { en: 'A rejection can be taken back for', ro: 'O respingere poate fi retrasă timp de' },
        help: { en: 'The customer is told only afterwards.', ro: 'Clientul află abia după aceea.' },
      },
    ],
  },
  {
    title: { en: 'Papers', ro: 'Documente' },
    settings: [
      {
        key: 'auto_create_goods_delivery',
        kind: 'yes',
        usual: '0',
        label: { en: 'Draft the delivery note when an order is accepted', ro: 'Întocmește avizul când o comandă este acceptată' },
      },
      {
        key: 'estimate_auto_convert_to_invoice_on_client_accept',
        kind: 'yes',
        usual: '0',
        label: { en: 'Issue the invoice when an order is accepted', ro: 'Emite factura când o comandă este acceptată' },
      },
      {
        key: 'invoice_on_shipping',
        kind: 'yes',
        usual: '0',
        label: { en: 'Issue the invoice when goods leave', ro: 'Emite factura când pleacă marfa' },
      },
    ],
  },
  {
    title: { en: 'Client area', ro: 'Zona clienților' },
    settings: [
      {
        key: 'client_sees_stock',
        kind: 'yes',
        usual: '0',
        label: { en: 'Contacts with that permission see what is in stock', ro: 'Persoanele cu permisiunea aceasta văd ce este pe stoc' },
      },
      {
        key: 'client_adds_addresses',
        kind: 'yes',
        usual: '1',
        label: { en: 'Who orders may write down a new delivery address', ro: 'Cine comandă poate scrie o adresă de livrare nouă' },
      },
      { key: 'brand_colour', kind: 'colour', usual: '#0b7285', label: { en: 'Colour', ro: 'Culoare' } },
    ],
  },
  {
    title: { en: 'House', ro: 'Casa' },
    settings: [
      { key: 'timezone', kind: 'text', usual: 'Europe/Bucharest', label: { en: 'Time zone', ro: 'Fus orar' } },
      { key: 'currency', kind: 'text', usual: 'RON', label: { en: 'Currency', ro: 'Moneda' } },
      { key: 'languages', kind: 'text', usual: 'en|ro', label: { en: 'Languages, with | between them', ro: 'Limbi, cu | între ele' } },
      { key: 'holidays', kind: 'text', usual: 'RO', label: { en: 'Public holidays of this country', ro: 'Sărbătorile legale ale țării' } },
    ],
  },
  {
    title: { en: 'Signing in', ro: 'Intrarea în cont' },
    settings: [
      {
        key: 'session_idle_hours',
        kind: 'hours',
        usual: '12',
        label: { en: 'Sign out who did nothing for', ro: 'Scoate pe cine nu a făcut nimic timp de' },
      },
      { key: 'session_days', kind: 'days', usual: '30', label: { en: 'Everybody signs in anew after', ro: 'Toți intră din nou după' } },
    ],
  },
]

import type { DeliveryNoteDocument, DocumentLanguage, DocumentParty, PricedDocument, PricedLine, StatementDocument } from './document.ts'

const carpath: DocumentParty = {
  legalName: 'Carpath Supplies SRL',
  taxId: 'RO99000174',
  regNo: 'J08/90001/2008',
  addressLines: ['Șoseaua Cărărilor 100', '500440 Brașov, BV, România'],
  iban: 'RO34DEMO0000000000000001',
  bank: 'Banca Demonstrativă',
  email: 'office@carpath.example',
  phone: '+40 700 000 100',
}

const hotel: DocumentParty = {
  legalName: 'Corbul de Argint Hospitality SRL',
  taxId: 'RO99100270',
  regNo: 'J29/90114/2014',
  addressLines: ['Aleea Ghindei 4', '106100 Sinaia, PH, România'],
}

const kitchen = {
  name: 'Intrarea la bucătărie',
  addressLines: ['Aleea Ghindei 4, poarta din spate', '106100 Sinaia, PH'],
  note: 'Până la ora 11:00',
}

const goods = [
  {
    code: 'PAP-A4-80',
    en: 'A4 copy paper 80 g/m², box of 5 reams',
    ro: 'Hârtie copiator A4 80 g/mp, cutie cu 5 topuri',
    unit: ['box', 'cutie'],
    bani: 9890,
    rate: 21,
  },
  {
    code: 'TP-3L',
    en: 'Toilet paper, 3 plies, pack of 10',
    ro: 'Hârtie igienică în 3 straturi, bax de 10 role',
    unit: ['pack', 'bax'],
    bani: 1650,
    rate: 21,
  },
  {
    code: 'COF-ESP',
    en: 'Coffee beans espresso blend, 1 kg bag',
    ro: 'Cafea boabe amestec espresso, pungă de 1 kg',
    unit: ['kg', 'kg'],
    bani: 6200,
    rate: 11,
  },
  {
    code: 'GLV-NIT-M',
    en: 'Nitrile gloves M, box of 100',
    ro: 'Mănuși din nitril M, cutie de 100',
    unit: ['box', 'cutie'],
    bani: 2450,
    rate: 21,
  },
  {
    code: 'MRK-WB4',
    en: 'Whiteboard markers, set of 4 colours',
    ro: 'Markere pentru tablă albă, set de 4 culori',
    unit: ['set', 'set'],
    bani: 1690,
    rate: 21,
  },
] as const

const written = (bani: number, language: DocumentLanguage) => {
  const [whole, cents] = (bani / 100).toFixed(2).split('.')
  const [group, point] = language === 'ro' ? ['.', ','] : [',', '.']
  return `${whole!.replace(/\B(?=(\d{3})+$)/g, group!)}${point}${cents}`
}

/** An invoice of Carpath to the hotel with as many lines as asked, its sums right to the ban. */
export function invoiceOf(count: number, language: DocumentLanguage): PricedDocument {
  const money = (bani: number) => written(bani, language)
  const nets = new Map<number, number>()
  const lines = Array.from({ length: count }, (_, index): PricedLine => {
    const item = goods[index % goods.length]!
    const quantity = (index % 12) + 1
    nets.set(item.rate, (nets.get(item.rate) ?? 0) + quantity * item.bani)
    return {
      position: index + 1,
      code: item.code,
      name: item[language],
      quantity: String(quantity),
      unit: item.unit[language === 'ro' ? 1 : 0],
      unitPrice: money(item.bani),
      net: money(quantity * item.bani),
      vatRate: `${item.rate}%`,
    }
  })
  const vat = Array.from(nets, ([rate, net]) => ({ rate, net, vat: Math.round((net * rate) / 100) }))
  const net = vat.reduce((sum, row) => sum + row.net, 0)
  const tax = vat.reduce((sum, row) => sum + row.vat, 0)
  return {
    kind: 'invoice',
    language,
    number: 'CRP-2025-000431',
    issuedOn: '2025-11-03',
    dueOn: '2025-12-03',
    deliveryOn: '2025-11-04',
    orderNumber: 'SO-1042',
    reference: 'NC 77/2025',
    currency: 'RON',
    seller: carpath,
    buyer: hotel,
    deliverTo: kitchen,
    lines,
    vat: vat.map((row) => ({ category: 'S', rate: `${row.rate}%`, net: money(row.net), vat: money(row.vat) })),
    totals: {
      net: money(net),
      vat: money(tax),

      total: money(net + tax),
      paid: money(10000),
      balance: money(net + tax - 10000),
    },
    paymentTerms: language === 'ro' ? '30 de zile de la data emiterii' : '30 days from the day of issue',
    notes: [
      language === 'ro'
        ? 'Vă mulțumim că ați comandat la noi. Reclamațiile se primesc în 48 de ore de la livrare.'
        : 'Thank you for your order.',
    ],
  }
}

/** The goods of that invoice on their way, without a price. */
export function deliveryNoteOf(count: number, language: DocumentLanguage): DeliveryNoteDocument {
  const { seller, buyer, lines, issuedOn, deliveryOn, orderNumber, reference, deliverTo } = invoiceOf(count, language)
  return {
    kind: 'delivery_note',
    language,
    number: 'AV-2025-000220',
    issuedOn,
    deliveryOn,
    orderNumber,
    reference,
    seller,
    buyer,
    deliverTo,
    warehouse: { name: 'Depozit Brașov', addressLines: ['Strada Halelor 12', '500440 Brașov, BV'] },
    lines: lines.map(({ position, code, name, quantity, unit }) => ({ position, code, name, quantity, unit })),
  }
}

/** What the hotel owes, one row per open invoice. */
export function statementOf(count: number, language: DocumentLanguage): StatementDocument {
  const { seller, buyer, currency, paymentTerms } = invoiceOf(1, language)
  const money = (bani: number) => written(bani, language)
  const total = count * 94247
  const paid = count > 0 ? 10000 : 0
  return {
    kind: 'statement',
    language,
    number: 'HOT-CORB / 2025-11-30',
    issuedOn: '2025-11-30',
    from: '2025-09-01',
    until: '2025-11-30',
    currency,
    seller,
    buyer,
    rows: Array.from({ length: count }, (_, index) => ({
      issuedOn: '2025-10-01',
      number: `CRP-2025-${String(300 + index).padStart(6, '0')}`,
      dueOn: '2025-10-31',
      daysOverdue: 30,
      total: money(94247),
      paid: money(index === 0 ? 10000 : 0),
      balance: money(94247 - (index === 0 ? 10000 : 0)),
    })),
    totals: { total: money(total), paid: money(paid), balance: money(total - paid) },
    ageing: {
      notDue: money(0),
      days1To30: money(total - paid),
      days31To60: money(0),
      days61To90: money(0),
      over90Days: money(0),
      overdue: money(total - paid),
    },
    paymentTerms,
  }
}

import fc from 'fast-check'
import { extractText, getDocumentProxy, getMeta } from 'unpdf'
import { expect, test } from 'vitest'
import { deliveryNoteOf, invoiceOf, statementOf } from './cast.ts'
import type { PricedDocument, PrintableDocument } from './document.ts'
import { renderDocument } from './render.ts'
import { documentTexts, printedDay } from './texts.ts'

/** The words of each page as a reader's search would find them, runs of white space as one. */
const pagesOf = async (document: PrintableDocument) => {
  const { text } = await extractText(await getDocumentProxy(await renderDocument(document)))
  return text.map((page) => page.replace(/\s+/g, ' '))
}
const textOf = async (document: PrintableDocument) => (await pagesOf(document)).join(' ')
const together = (...parts: (string | number | null | undefined)[]) => parts.join(' ')

test.for(['en', 'ro'] as const)('an invoice (%s) says all that the law and the client ask for', async (language) => {
  const invoice = invoiceOf(12, language)
  const texts = documentTexts[language]
  const text = await textOf(invoice)
  for (const { legalName, taxId, regNo, addressLines } of [invoice.seller, invoice.buyer]) {
    for (const said of [legalName, `${texts.taxId}: ${taxId}`, `${texts.regNo}: ${regNo}`, ...addressLines]) expect(text).toContain(said)
  }
  expect(text).toContain(together(texts.invoice, invoice.number))
  for (const [label, day] of [
    [texts.issuedOn, invoice.issuedOn],
    [texts.dueOn, invoice.dueOn!],
    [texts.deliveryOn, invoice.deliveryOn!],
  ] as const) {
    expect(text).toContain(together(label, printedDay(day, language)))
  }
  expect(text).toContain(together(texts.orderNumber, invoice.orderNumber))
  expect(text).toContain(together(texts.reference, invoice.reference))
  expect(text).toContain(together(invoice.deliverTo?.name, ...(invoice.deliverTo?.addressLines ?? []), invoice.deliverTo?.note))
  for (const { position, code, name, quantity, unit, unitPrice, vatRate, net } of invoice.lines) {
    expect(text).toContain(together('', position, code, name, quantity, unit, unitPrice, vatRate, net, ''))
  }
  for (const { category, rate, net, vat } of invoice.vat) expect(text).toContain(together(category, rate, net, vat))
  const { net, vat, total, paid, balance } = invoice.totals
  expect(text).toContain(
    together(texts.net, net, texts.vat, vat, `${texts.total} RON`, total, texts.paid, paid, `${texts.balance} RON`, balance),
  )
  expect(text).toContain(together(texts.iban, invoice.seller.iban, texts.bank, invoice.seller.bank, texts.terms, invoice.paymentTerms))
  expect(text).toContain(invoice.notes![0]!)
})

test('Romanian letters come out of the text layer as they went in', async () => {
  const letters = 'ș ț ă î â Ș Ț Ă Î Â Țânțarul șchioapă în fâneață, însoțit de ăsta'
  const invoice = invoiceOf(1, 'ro')
  const text = await textOf({ ...invoice, lines: [{ ...invoice.lines[0]!, name: 'ț' }], notes: [letters, letters.normalize('NFD')] })
  expect(text.split(letters)).toHaveLength(3)
  expect(text).toContain('Mențiuni')
})

test.for([
  { count: 1, pages: 1 },
  { count: 12, pages: 1 },
  { count: 80, pages: 3 },
])('$count lines take $pages pages, each numbered, each with the table header', async ({ count, pages }) => {
  for (const language of ['en', 'ro'] as const) {
    const texts = documentTexts[language]
    const invoice = invoiceOf(count, language)
    const text = await pagesOf(invoice)
    expect(text).toHaveLength(pages)
    for (const [index, page] of text.entries()) {
      expect(page).toContain(language === 'en' ? `page ${index + 1} of ${pages}` : `pagina ${index + 1} din ${pages}`)
      expect(page).toContain(together(texts.code, texts.description, texts.quantity))
      expect(page).toContain(invoice.number)
    }
    for (const { position, code, name, quantity } of invoice.lines) {
      expect(text.filter((page) => page.includes(together('', position, code, name, quantity, '')))).toHaveLength(1)
    }
  }
})

test('the totals stand in one piece, on one page with the last two lines, however many lines there are', async () => {
  const seen = new Set<number>()
  for (let count = 14; count <= 34; count++) {
    const invoice = invoiceOf(count, 'en')
    const pages = await pagesOf({ ...invoice, notes: [] })
    const last = pages.at(-1)!
    for (const { position, code, name } of invoice.lines.slice(-2)) expect(last).toContain(together('', position, code, name, ''))
    expect(last).toContain('VAT summary')
    expect(last).toContain(together('Total without VAT', invoice.totals.net))
    expect(last).toContain(together('Balance due RON', invoice.totals.balance))
    expect(last).toContain(invoice.seller.iban!)
    seen.add(pages.length)
  }
  expect([...seen]).toEqual([1, 2])
})

test('a row is never split: a long name wraps and keeps its amounts on its page', async () => {
  const invoice = invoiceOf(40, 'en')
  const words = Array.from({ length: 40 }, (_, index) => `word${index}`)
  const lines = invoice.lines.map((line) => ({ ...line, name: `[${line.position}] ${words.join(' ')}` }))
  const pages = await pagesOf({ ...invoice, lines })
  for (const { position, code, name, quantity, unit, unitPrice, vatRate, net } of lines) {
    const row = together('', position, code, name, quantity, unit, unitPrice, vatRate, net, '')
    expect(pages.filter((page) => page.includes(row))).toHaveLength(1)
  }
})

test('more VAT rates than a page holds are all printed, with the totals after them', async () => {
  const invoice = invoiceOf(3, 'en')
  const vat = Array.from({ length: 90 }, (_, index) => ({ category: 'S', rate: `${index}.5%`, net: `${index}1.00`, vat: `${index}2.00` }))
  const pages = await pagesOf({ ...invoice, vat })
  for (const row of vat) expect(pages.join(' ')).toContain(together('S', row.rate, row.net, row.vat))
  expect(pages.at(-1)).toContain(together('Total without VAT', invoice.totals.net))
})

test('rounding, exemption and line notes are printed when there are any', async () => {
  const invoice = invoiceOf(1, 'en')
  const text = await textOf({
    ...invoice,
    lines: [{ ...invoice.lines[0]!, note: 'Price of the group HOTELS' }],
    totals: { ...invoice.totals, rounding: '-0.01' },
    exemptionReasons: ['E: exempt under article 292'],
  })
  expect(text).toContain('Rounding -0.01')
  expect(text).toContain('Price of the group HOTELS')
  expect(text).toContain('VAT exemption E: exempt under article 292')
  const plain = await textOf(invoice)
  expect(plain).not.toContain('Rounding')
  expect(plain).not.toContain('VAT exemption')
})

test('a credit note names the invoice it takes back and asks for no money', async () => {
  const credit: PricedDocument = {
    ...invoiceOf(2, 'en'),
    kind: 'credit_note',
    number: 'CN-7',
    dueOn: null,
    credits: { number: 'CRP-2025-000431', issuedOn: '2025-11-03' },
  }
  const text = await textOf(credit)
  expect(text).toContain('Credit note CN-7')
  expect(text).toContain('Credits invoice CRP-2025-000431 of 3 Nov 2025')
  expect(text).toContain(together('Total credited RON', credit.totals.total))
  expect(text).not.toMatch(/Balance due|Please quote|\bDue\b/)
})

test('an order confirmation has prices but no due day', async () => {
  const invoice = invoiceOf(2, 'ro')
  const { paid, balance, ...totals } = invoice.totals
  const text = await textOf({ ...invoice, kind: 'order_confirmation', number: 'SO-1042', dueOn: null, totals })
  expect(text).toContain('Confirmare de comandă SO-1042')
  expect(text).toContain(together('Total RON', totals.total))
  expect(text).not.toMatch(/Scadența|Rest de plată|Achitat/)
})

test('a delivery note has every line, its warehouse and places to sign, and no price', async () => {
  const note = deliveryNoteOf(12, 'ro')
  const text = await textOf(note)
  expect(text).toContain('Aviz de însoțire a mărfii AV-2025-000220')
  expect(text).toContain('Expediat din Depozit Brașov Strada Halelor 12')
  for (const { position, code, name, quantity, unit } of note.lines)
    expect(text).toContain(together('', position, code, name, quantity, unit, ''))
  for (const box of ['Predat de', 'Transportat de', 'Primit de']) expect(text).toContain(box)
  expect(text.match(/Semnătura/g)).toHaveLength(3)
  expect(text).not.toMatch(/\d,\d\d\b|TVA|RON/)
})

test('a statement lists each open document, its age and the balance', async () => {
  const statement = statementOf(40, 'en')
  const pages = await pagesOf(statement)
  expect(pages).toHaveLength(2)
  const text = pages.join(' ')
  for (const { issuedOn, number, dueOn, daysOverdue, total, paid, balance } of statement.rows) {
    expect(text).toContain(together(printedDay(issuedOn, 'en'), number, printedDay(dueOn!, 'en'), daysOverdue, total, paid, balance))
  }
  expect(text).toContain('Period 1 Sep 2025 – 30 Nov 2025')
  expect(pages.at(-1)).toContain(together('Balance due RON', statement.totals.balance))
  expect(pages.at(-1)).toContain(together('1–30 days', statement.ageing.days1To30))
  expect(pages.at(-1)).toContain(together('Overdue in all', statement.ageing.overdue))
})

test('a statement without rows says so', async () => {
  expect(await textOf(statementOf(0, 'en'))).toContain('No documents in this period.')
})

test('a reprint has the same bytes, another amount has other bytes', async () => {
  for (const document of [invoiceOf(12, 'ro'), deliveryNoteOf(3, 'en'), statementOf(4, 'ro')]) {
    const [first, again] = [await renderDocument(document), await renderDocument(structuredClone(document))]
    expect(Buffer.compare(first, again)).toBe(0)
  }
  const invoice = invoiceOf(12, 'ro')
  const other = { ...invoice, totals: { ...invoice.totals, total: '1,00' } }
  expect(Buffer.compare(await renderDocument(invoice), await renderDocument(other))).not.toBe(0)
})

test('the file carries its title and language, and the day of issue as its creation', async () => {
  const { info } = await getMeta(await getDocumentProxy(await renderDocument(invoiceOf(1, 'ro'))))
  expect(info).toMatchObject({
    Title: 'Factură CRP-2025-000431',
    Author: 'Carpath Supplies SRL',
    CreationDate: 'D:20251103000000Z',
    Language: 'ro',
  })
})

test('a day that is no day is printed as it stands, and still gives the same bytes', async () => {
  const invoice = { ...invoiceOf(1, 'en'), issuedOn: 'soon', dueOn: '2025-13-40' }
  expect(await textOf(invoice)).toContain('Issued soon Due 2025-13-40')
  expect(Buffer.compare(await renderDocument(invoice), await renderDocument(invoice))).toBe(0)
})

test('hostile text is printed harmlessly, beside everything else', async () => {
  const invoice = invoiceOf(6, 'ro')
  const hostile = [
    'x'.repeat(500),
    'a\u0000\u0007\u001b\r\nb\tc',
    '👩‍👩‍👧‍👦 🚀 中文',
    'שלום עולם مرحبا بالعالم',
    '\u202efdp.exe\u2066 \ud800 end',
    `a${'\u0300'.repeat(300)}b`,
  ]
  const lines = invoice.lines.map((line, index) => ({
    ...line,
    name: hostile[index]!,
    code: `C${'9'.repeat(400)}`,
    quantity: '9'.repeat(80),
  }))
  const buyer = { ...invoice.buyer, legalName: 'W'.repeat(5000), addressLines: Array.from({ length: 200 }, () => hostile.join(' ')) }
  const text = await textOf({ ...invoice, number: hostile.join(''), seller: { ...invoice.seller, legalName: hostile[4]! }, buyer, lines })
  expect(text.replaceAll(' ', '')).toContain('x'.repeat(500))
  expect(text).toContain('a b c')
  expect(text).toContain(' □ □ □□ ')
  expect(text).toContain('fdp.exe \ufffd end')
  expect(text).toContain(invoice.totals.balance!)
  for (const { net } of lines) expect(text).toContain(net)
})

test('notes run on over the page end, and what is cut off shows that it is', async () => {
  const invoice = invoiceOf(12, 'en')
  const notes = [Array.from({ length: 40 }, (_, index) => `paragraph ${index}.`).join('\n')]
  const pages = await pagesOf({ ...invoice, notes })
  expect(pages).toHaveLength(2)
  for (let index = 0; index < 40; index++) expect(pages.join(' ')).toContain(`paragraph ${index}.`)
  const endless = await pagesOf({ ...invoice, notes: Array.from({ length: 5000 }, () => 'again') })
  expect(endless.length).toBeLessThan(5)
  expect(endless.at(-1)).toContain('again …')
})

test('no text makes the printer fail', async () => {
  const any = fc.string({ unit: 'binary', maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(any, any, any, async (name, number, amount) => {
      const invoice = invoiceOf(2, 'en')
      const lines = invoice.lines.map((line) => ({ ...line, name, note: number, net: amount }))
      const totals = { ...invoice.totals, total: amount, balance: name }
      const pages = await pagesOf({
        ...invoice,
        number,
        lines,
        totals,
        notes: [name, number],
        seller: { ...invoice.seller, legalName: name },
      })
      expect(pages.at(-1)).toContain(`page ${pages.length} of ${pages.length}`)
    }),
    { numRuns: 15 },
  )
})

import { Worker } from 'node:worker_threads'
import { parse } from 'csv-parse/sync'
import type { ReadDocument } from '../../bots/model/media.ts'

const LARGEST_TEXT = 200_000
const LARGEST_PDF = 10 * 1024 * 1024
const MOST_LINES = 200
const LONGEST_LINE = 300
const PDF_MS = 10_000
const PDF_MEGABYTES = 192
const PDFS_ABREAST = 2

/** The lines of a PDF, a plain text or a table in CSV. By what it is, not by what it calls itself. Null for anything else. Never rejects. */
export const readDocument: ReadDocument = async ({ bytes, mime, name }) => {
  if (isPdf(bytes)) return bytes.byteLength <= LARGEST_PDF ? readPdf(bytes) : null
  if (!mime.startsWith('text/') && !/\.(txt|csv|tsv)$/i.test(name ?? '')) return null
  const text = asText(bytes.subarray(0, LARGEST_TEXT))
  if (text === null) return null
  const isTable = /csv|tab-separated/.test(mime) || /\.(csv|tsv)$/i.test(name ?? '')
  return tidy((isTable && tableIn(text)) || text.split(/\r\n?|\n/))
}

const isPdf = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-')

/** UTF-8, or the usual code pages of the country where it is not. Null where it is no text at all. */
const asText = (bytes: Uint8Array): string | null => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes.includes(0)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
  } catch {
    return new TextDecoder('windows-1250').decode(bytes)
  }
}

const tidy = (lines: readonly string[]) =>
  lines
    .map((line) =>
      line
        .replace(/[\s\p{Cc}]+/gu, ' ')
        .trim()
        .slice(0, LONGEST_LINE),
    )
    .filter((line) => line !== '')
    .slice(0, MOST_LINES)

const headings = {
  quantity: /^(qty|quantity|cant(itate)?|cantitatea|nr|buc(ati)?|bucăți|menge|pcs)\.?$/i,
  code: /^(cod(ul)?|code|sku|cod produs|product code|articol|artikel|art\.?|item code)$/i,
  name: /^(denumire|produs(ul)?|nume|name|product|item|description|descriere|bezeichnung)$/i,
  unit: /^(um|u\.m\.|unit|unitate|einheit)$/i,
} as const

/** Rows as order lines where the headings say which column is which, else as they stand. Null where it is no table. */
const tableIn = (text: string): string[] | null => {
  const first = text.slice(0, 2000).split(/\r?\n/)[0] ?? ''
  const delimiter = ['\t', ';', ','].find((mark) => first.includes(mark))
  if (!delimiter) return null
  let rows: string[][]
  try {
    rows = parse(text, {
      delimiter,
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
      to: MOST_LINES + 1,
    })
  } catch {
    return null
  }
  const [head = [], ...body] = rows
  const at = (heading: RegExp) => head.findIndex((cell) => heading.test(cell))
  const [quantity, code, name, unit] = [at(headings.quantity), at(headings.code), at(headings.name), at(headings.unit)]
  const what = code >= 0 ? code : name
  if (quantity < 0 || what < 0) return rows.map((row) => row.join(' '))
  return body.flatMap((row) => {
    const [amount, thing] = [row[quantity], row[what] || row[name]]
    return amount && thing && !/^0+([.,]0+)?$/.test(amount) ? [`${[amount, row[unit], thing].filter(Boolean).join(' ')}`] : []
  })
}

let running = 0

/** In a thread of its own with little memory and little time: a file may have been made to take much of both. */
const readPdf = (bytes: Uint8Array): Promise<readonly string[] | null> => {
  if (running >= PDFS_ABREAST) return Promise.resolve(null)
  running += 1
  return new Promise<readonly string[] | null>((resolve) => {
    const worker = new Worker(new URL('./pdf-thread.ts', import.meta.url), {
      workerData: Uint8Array.from(bytes),
      resourceLimits: { maxOldGenerationSizeMb: PDF_MEGABYTES },
      env: {},
      stdout: true,
      stderr: true,
    })
    const end = (lines: readonly string[] | null) => {
      clearTimeout(late)
      resolve(lines)
      void worker.terminate()
    }
    const late = setTimeout(() => end(null), PDF_MS)
    worker.once('message', (told: unknown) => end(Array.isArray(told) ? tidy(told.filter((line) => typeof line === 'string')) : null))
    worker.once('error', () => end(null))
    worker.once('exit', () => end(null))
  }).finally(() => {
    running -= 1
  })
}

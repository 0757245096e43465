import { parentPort, workerData } from 'node:worker_threads'
import { extractText, getDocumentProxy } from 'unpdf'

// Runs as a thread of `documents.ts`: takes the bytes of a PDF, tells the lines of its first pages, or null.
const MOST_PAGES = 10

const linesOf = async (bytes: Uint8Array): Promise<string[] | null> => {
  try {
    const pdf = await getDocumentProxy(bytes)
    if (pdf.numPages > MOST_PAGES * 10) return null
    const { text } = await extractText(pdf, { mergePages: false })
    return text.slice(0, MOST_PAGES).flatMap((page) => page.split('\n'))
  } catch {
    return null
  }
}

parentPort?.postMessage(await linesOf(workerData as Uint8Array))

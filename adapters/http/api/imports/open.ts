import { Worker } from 'node:worker_threads'
import { type Sheet, Unreadable } from './sheet.ts'

/** A file that takes longer or more memory to read than this is not read. */
const LONGEST_MS = 60_000
const MOST_MEMORY_MB = 700

/** Reads a CSV or XLSX beside the process, so that a hostile file can hinder nobody. Throws Unreadable. */
export const openSheet = async (bytes: Uint8Array): Promise<Sheet> => {
  const worker = new Worker(new URL('./sheet-worker.ts', import.meta.url), {
    workerData: bytes,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
    env: {},
    execArgv: [],
  })
  const { promise, resolve, reject } = Promise.withResolvers<Sheet>()
  const timer = setTimeout(() => reject(new Unreadable('too_long')), LONGEST_MS)
  worker.once('message', (told: { sheet: Sheet } | { code: Unreadable['code'] }) =>
    'sheet' in told ? resolve(told.sheet) : reject(new Unreadable(told.code)),
  )
  // Out of memory, or the library fell over it.
  worker.once('error', () => reject(new Unreadable('not_a_sheet')))
  worker.once('exit', () => reject(new Unreadable('not_a_sheet')))
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}

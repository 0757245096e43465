import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { type Block, Damaged, readBlocks } from './blocks.ts'
import { FileEnd, FileStart, FORM, Head, Manifest, type SavedFile, type SavedTable, TableEnd, TableStart } from './shape.ts'

/** One table or file of a backup; its bytes must be read to their end before the next one. */
export type Part = ({ kind: 'table'; start: z.infer<typeof TableStart> } | { kind: 'file'; start: z.infer<typeof FileStart> }) & {
  bytes: AsyncIterable<Buffer>
}

/**
 * Walks through a backup and hands each table and file to `visit`. Resolves with the manifest once everything was read and every sum was right.
 * Throws Damaged at the first thing that is not.
 */
export const walkBackup = async (path: string, visit: (part: Part, head: Head) => Promise<void>): Promise<Manifest> => {
  const blocks = readBlocks(path)
  const next = async (): Promise<Block> => {
    const { value, done } = await blocks.next()
    if (done) throw new Damaged('it ends too early')
    return value
  }
  try {
    const first = await next()
    if (first.kind !== 'P') throw new Damaged('it does not begin like a backup')
    const head = parsed(Head, first)
    if (head.form !== FORM) throw new Error(`This backup has form ${head.form}; this release of Parley reads form ${FORM}.`)
    const tables: SavedTable[] = []
    const files: SavedFile[] = []
    for (;;) {
      const block = await next()
      if (block.kind === 'M') {
        const manifest = parsed(Manifest, block)
        const told = { ...head, tables, files, counters: manifest.counters }
        if (JSON.stringify(manifest) !== JSON.stringify(Manifest.parse(told))) throw new Damaged('its manifest does not fit what it holds')
        if (!(await blocks.next()).done) throw new Damaged('something follows its end')
        return manifest
      }
      if (block.kind !== 'T' && block.kind !== 'F') throw new Damaged('its parts do not follow each other')
      const meter = metered(next)
      if (block.kind === 'T') {
        const start = parsed(TableStart, block)
        await visit({ kind: 'table', start, bytes: meter.bytes() }, head)
        const end = await meter.end(TableEnd, `table ${start.table}`)
        tables.push({ ...start, ...end })
      } else {
        const start = parsed(FileStart, block)
        await visit({ kind: 'file', start, bytes: meter.bytes() }, head)
        const end = await meter.end(FileEnd, `file ${start.file}`)
        files.push({ ...start, ...end })
      }
    }
  } finally {
    await blocks.return(undefined)
  }
}

/** Reads a backup to its end and gives its manifest. Throws Damaged when it is not whole. */
export const checkBackup = (path: string) =>
  walkBackup(path, async ({ bytes }) => {
    for await (const _ of bytes);
  })

/** Counts and sums the bytes of one part, and compares them with what its end says. */
const metered = (next: () => Promise<Block>) => {
  const sum = createHash('sha256')
  let count = 0
  let last: Block | undefined
  const bytes = async function* () {
    for (;;) {
      const block = await next()
      if (block.kind !== 'D') {
        last = block
        return
      }
      sum.update(block.payload)
      count += block.payload.length
      yield block.payload
    }
  }
  const end = async <Shape extends z.ZodType<{ bytes: number; sha256: string }>>(shape: Shape, what: string) => {
    if (!last) throw new Error(`The ${what} was not read to its end.`)
    if (last.kind !== 'E') throw new Damaged('its parts do not follow each other')
    const told = parsed(shape, last)
    if (told.bytes !== count || told.sha256 !== sum.digest('hex')) throw new Damaged(`the ${what} is not what was written`)
    return told
  }
  return { bytes, end }
}

const parsed = <Shape extends z.ZodType>(shape: Shape, { payload }: Block): z.infer<Shape> => {
  try {
    return shape.parse(JSON.parse(payload.toString())) as z.infer<Shape>
  } catch (error) {
    throw new Damaged('one of its parts cannot be read', { cause: error })
  }
}

import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'

/**
 * A backup is gzip of blocks: one letter, the payload's length in four bytes (big end first), the payload.
 * `P` begins, `T` a table and `F` a file follow, each with `D` (its bytes) and `E` (its sums), and `M` (the manifest) ends it.
 */
export const kinds = ['P', 'T', 'F', 'D', 'E', 'M'] as const
export type Kind = (typeof kinds)[number]
export type Block = { kind: Kind; payload: Buffer }

/** A backup that is not whole; the message is a sentence for the operator. */
export class Damaged extends Error {
  override name = 'Damaged'
}

const HEADER = 5
const LARGEST = 1 << 20

/** A block as it stands in the file. Longer bytes than one block takes become several. */
export const blocksOf = function* (kind: Kind, payload: Buffer): Generator<Buffer> {
  for (let at = 0; at === 0 || at < payload.length; at += LARGEST) {
    const part = payload.subarray(at, at + LARGEST)
    const header = Buffer.alloc(HEADER)
    header.write(kind, 'latin1')
    header.writeUInt32BE(part.length, 1)
    yield header
    yield part
  }
}

/** A block that holds JSON. The manifest of a great many files may be longer than other blocks. */
export const jsonBlock = (kind: Kind, value: object): Buffer => {
  const payload = Buffer.from(JSON.stringify(value))
  const header = Buffer.alloc(HEADER)
  header.write(kind, 'latin1')
  header.writeUInt32BE(payload.length, 1)
  return Buffer.concat([header, payload])
}

const LONGEST_MANIFEST = 64 << 20

/** The blocks of a backup file, one at a time. Throws Damaged where the bytes cannot be such a file. */
export const readBlocks = async function* (path: string): AsyncGenerator<Block> {
  let held: Buffer = Buffer.alloc(0)
  const packed = createReadStream(path, { highWaterMark: LARGEST })
  const unpacked = packed.pipe(createGunzip({ chunkSize: LARGEST / 4 }))
  packed.once('error', (error) => unpacked.destroy(error))
  try {
    for await (const chunk of unpacked) {
      held = held.length ? Buffer.concat([held, chunk as Buffer]) : (chunk as Buffer)
      for (let length = lengthOf(held); length !== undefined && held.length >= HEADER + length; length = lengthOf(held)) {
        const kind = kinds.find((one) => one === held.toString('latin1', 0, 1))
        if (!kind) throw new Damaged('it holds a part that no backup has')
        yield { kind, payload: held.subarray(HEADER, HEADER + length) }
        held = held.subarray(HEADER + length)
      }
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^Z_/.test(String(error.code)))
      throw new Damaged(error.code === 'Z_BUF_ERROR' ? 'it ends too early' : 'its bytes are not those that were written', { cause: error })
    throw error
  } finally {
    packed.destroy()
  }
  if (held.length) throw new Damaged('it ends too early')
}

const lengthOf = (held: Buffer) => {
  if (held.length < HEADER) return undefined
  const length = held.readUInt32BE(1)
  if (length > LONGEST_MANIFEST) throw new Damaged('it holds a part that is longer than any backup has')
  return length
}

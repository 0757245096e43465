import { parentPort, workerData } from 'node:worker_threads'
import { inflateRawSync } from 'node:zlib'
import { readSheet } from 'read-excel-file/node'
import { fromWorkbook, readCsv, Unreadable } from './sheet.ts'

const MOST_INFLATED = 150 * 1024 * 1024

/** Unpacks every part of a zip once, to see that it is not larger than we take; what the file says about itself is not believed. */
const isBomb = (bytes: Buffer): boolean => {
  let left = MOST_INFLATED
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end < 0) throw new Unreadable('not_a_sheet')
  let at = bytes.readUInt32LE(end + 16)
  for (let part = bytes.readUInt16LE(end + 10); part > 0; part -= 1) {
    if (bytes.readUInt32LE(at) !== 0x02014b50) throw new Unreadable('not_a_sheet')
    const [method, packed, start] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)]
    const from = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28)
    try {
      left -= method === 8 ? inflateRawSync(bytes.subarray(from, from + packed), { maxOutputLength: left }).length : packed
    } catch {
      return true
    }
    if (left <= 0) return true
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return false
}

const read = async (bytes: Buffer) => {
  if (bytes.readUInt32LE(0) !== 0x04034b50) return readCsv(bytes)
  if (isBomb(bytes)) throw new Unreadable('too_long')
  return fromWorkbook(await readSheet(bytes))
}

const bytes = Buffer.from(workerData as Uint8Array)
await read(bytes.length < 4 ? Buffer.concat([bytes, Buffer.from('\n\n\n\n')]) : bytes).then(
  (sheet) => parentPort?.postMessage({ sheet }),
  (error: unknown) => parentPort?.postMessage({ code: error instanceof Unreadable ? error.code : 'not_a_sheet' }),
)

import { readFileSync } from 'node:fs'
import { crc32, deflateSync } from 'node:zlib'

/** The app package of Teams: its manifest and two pictures, zipped. `publicUrl` is where people reach us, beginning with https://. */
export const appPackage = ({ appId, publicUrl }: { appId: string; publicUrl: string }): Buffer => {
  const manifest = readFileSync(new URL('./manifest.json', import.meta.url), 'utf8')
    .replaceAll('{APP_ID}', appId)
    .replaceAll('{PUBLIC_URL}', publicUrl.replace(/\/$/, ''))
    .replaceAll('{DOMAIN}', new URL(publicUrl).hostname)
  return zipped([
    { name: 'manifest.json', bytes: Buffer.from(manifest) },
    { name: 'color.png', bytes: picture(192, (x, y) => bubble(x, y, 192, [31, 58, 77, 255], [255, 255, 255, 255])) },
    { name: 'outline.png', bytes: picture(32, (x, y) => bubble(x, y, 32, [0, 0, 0, 0], [255, 255, 255, 255])) },
  ])
}

type Colour = readonly [number, number, number, number]

/** A speech bubble in the middle of a square. */
const bubble = (x: number, y: number, size: number, ground: Colour, ink: Colour): Colour => {
  const [u, v] = [x / size, y / size]
  const isRound = u > 0.2 && u < 0.8 && v > 0.24 && v < 0.64
  const isTail = v >= 0.64 && v < 0.8 && u > 0.3 && u < 0.3 + (0.8 - v)
  return isRound || isTail ? ink : ground
}

const chunk = (type: string, bytes: Buffer) => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), bytes])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(bytes.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

const picture = (size: number, colourAt: (x: number, y: number) => Colour) => {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(size, 4)
  head.set([8, 6, 0, 0, 0], 8)
  const rows = Buffer.concat(
    Array.from({ length: size }, (_, y) => Buffer.from([0, ...Array.from({ length: size }, (__, x) => colourAt(x, y)).flat()])),
  )
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

/** Files as they are, in the zip format of 1989; nothing in them is worth pressing. */
const zipped = (files: readonly { name: string; bytes: Buffer }[]) => {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const { name, bytes } of files) {
    const title = Buffer.from(name)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    // 1 January 1980: the same package for the same settings.
    fields.writeUInt16LE(0x21, 8)
    fields.writeUInt32LE(crc32(bytes), 10)
    fields.writeUInt32LE(bytes.length, 14)
    fields.writeUInt32LE(bytes.length, 18)
    fields.writeUInt16LE(title.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, title, bytes])
    const entry = Buffer.alloc(42)
    entry.writeUInt16LE(20, 0)
    fields.copy(entry, 2)
    entry.writeUInt32LE(offset, 38)
    central.push(Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), entry, title]))
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(files.length, 4)
  end.writeUInt16LE(files.length, 6)
  end.writeUInt32LE(directory.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06', 'latin1'), end])
}

import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/**
 * A key and a certificate for a name, signed by itself, good for two days: Chromium speaks to the page of WhatsApp Web over TLS only, and is
 * told to believe this one. The few ASN.1 pieces that an X.509 certificate needs are written by hand.
 */
export const selfSigned = (name: string, now: Date): { key: string; cert: string } => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const signedWith = sequence(oid('2a8648ce3d040302'))
  const subject = sequence(set(sequence(oid('550403'), piece(0x0c, Buffer.from(name)))))
  const serial = randomBytes(8)
  serial[0] = (serial[0]! & 0x7f) | 0x40
  const day = 86_400_000
  const names = sequence(sequence(oid('551d11'), piece(0x04, sequence(piece(0x82, Buffer.from(name))))))
  const content = sequence(
    piece(0xa0, piece(0x02, Buffer.from([2]))),
    piece(0x02, serial),
    signedWith,
    subject,
    sequence(time(new Date(now.getTime() - day)), time(new Date(now.getTime() + 2 * day))),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    piece(0xa3, names),
  )
  const signature = piece(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', content, privateKey)]))
  const der = sequence(content, signedWith, signature)
  const lines = der
    .toString('base64')
    .match(/.{1,64}/g)
    ?.join('\n')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  }
}

const piece = (tag: number, content: Buffer) => Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content])

const lengthOf = (length: number) => {
  if (length < 0x80) return Buffer.from([length])
  return length < 0x100 ? Buffer.from([0x81, length]) : Buffer.from([0x82, length >> 8, length & 0xff])
}

const sequence = (...parts: Buffer[]) => piece(0x30, Buffer.concat(parts))
const set = (...parts: Buffer[]) => piece(0x31, Buffer.concat(parts))
const oid = (hex: string) => piece(0x06, Buffer.from(hex, 'hex'))
/** UTCTime, to the second. */
const time = (at: Date) => piece(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replace(/[-T:]/g, '')}Z`))

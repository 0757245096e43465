import { createHash, timingSafeEqual } from 'node:crypto'

/** Whom a link is for and what it pays. `expiresAt`: no longer good from this moment on. */
export type PayClaim = { contactId: string; invoiceIds: readonly string[]; language: 'en' | 'ro'; expiresAt: Date }

/** Signs text with a key of the installation. */
export type Sign = (text: string) => string

const VERSION = 1
const ID_BYTES = 16
const HEAD_BYTES = 1 + 1 + 6 + ID_BYTES
const SIGNATURE_CHARS = 32
const MOST_INVOICES = 20

const bytesOf = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex')
const idIn = (bytes: Buffer) => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

/** A signed word that fits into an address: version, language, expiry, contact and invoices, then the signature. */
export const tokenOf = ({ contactId, invoiceIds, language, expiresAt }: PayClaim, sign: Sign): string => {
  const head = Buffer.alloc(8)
  head.writeUInt8(VERSION, 0)
  head.writeUInt8(language === 'ro' ? 1 : 0, 1)
  head.writeUIntBE(expiresAt.getTime(), 2, 6)
  const body = Buffer.concat([head, bytesOf(contactId), ...invoiceIds.slice(0, MOST_INVOICES).map(bytesOf)]).toString('base64url')
  return `${body}.${signatureOf(body, sign)}`
}

const signatureOf = (body: string, sign: Sign) => sign(`pay link ${body}`).slice(0, SIGNATURE_CHARS)

/** What a token claims; null for one that we did not sign or whose time is over. */
export const claimIn = (token: string, sign: Sign, now: Date): PayClaim | null => {
  const [body = '', signature = '', ...more] = token.split('.')
  if (more.length || token.length > 2000 || !isSame(signature, signatureOf(body, sign))) return null
  const bytes = Buffer.from(body, 'base64url')
  if (bytes.length < HEAD_BYTES + ID_BYTES || (bytes.length - HEAD_BYTES) % ID_BYTES !== 0 || bytes[0] !== VERSION) return null
  const expiresAt = new Date(bytes.readUIntBE(2, 6))
  if (expiresAt <= now) return null
  const ids: string[] = []
  for (let at = 8; at < bytes.length; at += ID_BYTES) ids.push(idIn(bytes.subarray(at, at + ID_BYTES)))
  const [contactId = '', ...invoiceIds] = ids
  return { contactId, invoiceIds, language: bytes[1] === 1 ? 'ro' : 'en', expiresAt }
}

/** In constant time. */
export const isSame = (one: string, other: string) => {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

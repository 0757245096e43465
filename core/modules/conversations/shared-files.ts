import { createHash, randomBytes } from 'node:crypto'
import type { Knex } from 'knex'
import { newId } from '../../kernel/db.ts'

/** How long a document can be opened by its address. */
const LIVES_MS = 7 * 24 * 3_600_000

export type SharedFile = { name: string; mime: string; bytes: Uint8Array }

const fingerprintOf = (key: string) => createHash('sha256').update(key).digest('hex')

/** Keeps a document for a week and gives the key that opens it, which is kept nowhere. */
export const shareFile = async (db: Knex, { name, mime, bytes }: SharedFile, now: Date): Promise<string> => {
  const key = randomBytes(24).toString('base64url')
  await db('shared_files').insert({ id: newId(), key_fingerprint: fingerprintOf(key), name, mime, bytes: Buffer.from(bytes), made_at: now })
  return key
}

/** The document that a key opens; null where there is none, or none any more. */
export const sharedFile = async (db: Knex, key: string, now: Date): Promise<SharedFile | null> => {
  const found = await db('shared_files')
    .where({ key_fingerprint: fingerprintOf(key) })
    .where('made_at', '>', new Date(now.getTime() - LIVES_MS))
    .first<SharedFile | undefined>('name', 'mime', 'bytes')
  return found ?? null
}

/** Removes what cannot be opened any more. */
export const dropSharedFiles = async (db: Knex, now: Date): Promise<void> => {
  await db('shared_files')
    .where('made_at', '<=', new Date(now.getTime() - LIVES_MS))
    .delete()
}

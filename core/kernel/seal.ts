import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import type { Knex } from 'knex'

/** AES-256-GCM: nonce (12 bytes), tag (16 bytes), then the text. */
const encrypt = (key: Buffer, text: Buffer) => {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const body = Buffer.concat([cipher.update(text), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

const decrypt = (key: Buffer, sealed: Buffer) => {
  const cipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12))
  cipher.setAuthTag(sealed.subarray(12, 28))
  return Buffer.concat([cipher.update(sealed.subarray(28)), cipher.final()])
}

/**
 * Everything that is encrypted at rest: secrets of channel accounts under the installation's key, personal values in
 * event bodies under a key per person (`person_keys`), which erasing a person destroys.
 */
export class Seal {
  #root: Buffer
  /** `secret`: at least 32 random bytes in base64 or hex, or a passphrase of that strength. */
  constructor(secret: string) {
    if (secret.length < 32)
      throw new Error('PARLEY_SECRET_KEY must be at least 32 characters of randomness, for instance from `openssl rand -base64 32`.')
    this.#root = Buffer.from(secret)
  }
  #derived(purpose: string) {
    return Buffer.from(hkdfSync('sha256', this.#root, '', `parley ${purpose}`, 32))
  }
  /** A secret, for a column. */
  secret(text: string) {
    return encrypt(this.#derived('secrets'), Buffer.from(text)).toString('base64')
  }
  openSecret(sealed: string) {
    return decrypt(this.#derived('secrets'), Buffer.from(sealed, 'base64')).toString()
  }
  /** A keyed fingerprint: tokens are stored as this and never as themselves. */
  fingerprint(text: string) {
    return createHmac('sha256', this.#derived('fingerprints')).update(text).digest('hex')
  }
  /** The person's key. Its row is looked at each time: another process may have destroyed it, or made a new one. */
  async #keyOf(db: Knex, person: string): Promise<Buffer> {
    const kept = await this.#kept(db, person)
    if (kept) return kept
    const wrapped = encrypt(this.#derived('persons'), randomBytes(32))
    await db('person_keys').insert({ person_id: person, wrapped }).onConflict('person_id').ignore()
    // A twin inserted in the same instant: its row is committed by now and a second look sees it.
    return (await this.#kept(db, person))!
  }
  async #kept(db: Knex, person: string): Promise<Buffer | null> {
    const row = await db('person_keys').where({ person_id: person }).first<{ wrapped: Buffer } | undefined>('wrapped')
    return row ? decrypt(this.#derived('persons'), row.wrapped) : null
  }
  /** A personal value as it stands in an event body. */
  async personal(db: Knex, person: string, value: unknown) {
    return { sealed: person, value: encrypt(await this.#keyOf(db, person), Buffer.from(JSON.stringify(value))).toString('base64') }
  }
  /** The value again, or null once the person is erased. */
  async openPersonal(db: Knex, sealed: { sealed: string; value: string }): Promise<unknown> {
    const key = await this.#kept(db, sealed.sealed)
    return key && JSON.parse(decrypt(key, Buffer.from(sealed.value, 'base64')).toString())
  }
  /** Destroys a person's key: what was sealed with it cannot be read again by anybody. */
  async forget(db: Knex, person: string) {
    await db('person_keys').where({ person_id: person }).delete()
  }
}

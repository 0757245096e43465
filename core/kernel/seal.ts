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

const CACHED_KEYS = 2000

/**
 * Everything that is encrypted at rest: secrets of channel accounts under the installation's key, personal values in
 * event bodies under a key per person (`person_keys`), which erasing a person destroys.
 */
export class Seal {
  #root: Buffer
  #persons = new Map<string, Buffer>()
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
  async #keyOf(db: Knex, person: string): Promise<Buffer> {
    const cached = this.#persons.get(person)
    if (cached) return cached
    const wrapping = this.#derived('persons')
    const fresh = encrypt(wrapping, randomBytes(32))
    const { rows } = await db.raw<{ rows: { wrapped: Buffer }[] }>(
      `with made as (insert into person_keys (person_id, wrapped) values (?, ?) on conflict do nothing returning wrapped)
       select wrapped from made union all select wrapped from person_keys where person_id = ? limit 1`,
      [person, fresh, person],
    )
    // A twin inserted in the same instant: its row is committed by now and a second look sees it.
    const wrapped = rows[0]?.wrapped ?? (await db('person_keys').where({ person_id: person }).first<{ wrapped: Buffer }>('wrapped')).wrapped
    const key = decrypt(wrapping, wrapped)
    // Kept only where the row is surely committed; inside a transaction that may roll back a fresh key must not outlive it.
    if (!wrapped.equals(fresh)) this.#remember(person, key)
    return key
  }
  #remember(person: string, key: Buffer) {
    if (this.#persons.size >= CACHED_KEYS) this.#persons.delete(this.#persons.keys().next().value!)
    this.#persons.set(person, key)
  }
  /** A personal value as it stands in an event body. */
  async personal(db: Knex, person: string, value: unknown) {
    return { sealed: person, value: encrypt(await this.#keyOf(db, person), Buffer.from(JSON.stringify(value))).toString('base64') }
  }
  /** The value again, or null once the person is erased. */
  async openPersonal(db: Knex, sealed: { sealed: string; value: string }): Promise<unknown> {
    const row = await db('person_keys').where({ person_id: sealed.sealed }).first<{ wrapped: Buffer } | undefined>('wrapped')
    if (!row) return null
    return JSON.parse(decrypt(decrypt(this.#derived('persons'), row.wrapped), Buffer.from(sealed.value, 'base64')).toString())
  }
  /** Destroys a person's key: what was sealed with it cannot be read again by anybody. */
  async forget(db: Knex, person: string) {
    this.#persons.delete(person)
    await db('person_keys').where({ person_id: person }).delete()
  }
}

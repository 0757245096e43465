import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import { canonical } from '../language/canonical.ts'
import type { Call, Outcome } from './ctx.ts'
import { Conflict } from './errors.ts'
import { inEnglish } from './sentence.ts'

/** Days that a key keeps its answer. */
export const KEYS_LIVE_DAYS = 30

export type Claim = { scope: string; key: string; hash: string }

export const claimOf = (actor: { kind: string; id: string | null }, action: string, call: Call): Claim | null =>
  call.key === undefined
    ? null
    : {
        scope: `${actor.kind}:${actor.id ?? ''} ${action}`,
        key: call.key,
        hash: createHash('sha256')
          .update(canonical(JSON.parse(JSON.stringify({ id: call.id ?? null, input: call.input ?? null }))))
          .digest('hex'),
      }

/**
 * Takes the key for this call, or gives the stored outcome of its twin. A twin that is still running is waited for:
 * the unique index holds us until it commits (its outcome is ours) or rolls back (the key is free again). `again`: see Caller.
 */
export const claimKey = async (db: Knex, claim: Claim, now: Date, again = false): Promise<Outcome | null> => {
  const earlier = again && (await doneBefore(db, claim))
  if (earlier) return earlier
  const { rowCount } = await db.raw<{ rowCount: number }>(
    'insert into idempotency_keys (scope, key, input_hash, created_at) values (?, ?, ?, ?) on conflict (scope, key) do nothing',
    [claim.scope, claim.key, claim.hash, now],
  )
  if (rowCount === 1) return null
  const twin = await db('idempotency_keys')
    .where({ scope: claim.scope, key: claim.key })
    .first<{ input_hash: string; outcome: Outcome }>('input_hash', 'outcome')
  if (twin.input_hash !== claim.hash)
    throw new Conflict('key.used_otherwise', 'This idempotency key was used before with other input. Use a new key for a new request.')
  return revived(twin.outcome)
}

/** What this actor did under this key, whichever action it was. */
const doneBefore = async (db: Knex, { scope, key }: Claim): Promise<Outcome | null> => {
  const found = await db('idempotency_keys')
    .where({ key })
    .whereRaw('starts_with(scope, ?)', [scope.slice(0, scope.indexOf(' ') + 1)])
    .whereNotNull('outcome')
    .first<{ outcome: Outcome } | undefined>('outcome')
  return found ? revived(found.outcome) : null
}

export const keepOutcome = async (db: Knex, claim: Claim, outcome: Outcome) => {
  const { code, words, terms } = outcome.said
  const kept = Object.fromEntries(
    Object.entries(terms).map(([name, term]) => [name, typeof term === 'object' && 'secret' in term ? { secret: '…' } : term]),
  )
  const stored = { ...outcome, said: { code, words, terms: kept, text: inEnglish({ code, words, terms: kept }) } }
  await db('idempotency_keys')
    .where({ scope: claim.scope, key: claim.key })
    .update({ outcome: JSON.stringify(stored) })
}

/** Instants went through JSON as text and come back as instants. */
const revived = (outcome: Outcome): Outcome => {
  const terms = Object.entries(outcome.said.terms).map(
    ([name, term]) => [name, typeof term === 'object' && 'at' in term ? { ...term, at: new Date(term.at) } : term] as const,
  )
  return { ...outcome, said: { ...outcome.said, terms: Object.fromEntries(terms) } }
}

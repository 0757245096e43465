import type { Knex } from 'knex'

/** What one process noticed of an account since it last wrote it down. */
export type Noticed = {
  /** A message or a press of a person came in. */
  inboundAt: Date | null
  /** Anything at all came in, delivery reports too. */
  heardAt: Date | null
  sentAt: Date | null
  /** The first message that left after the platform was last heard of. */
  unheardSince: Date | null
}

export type Pulse = Noticed & {
  accountId: string
  /** Why the platform does not take our token, in its words; null where it does, or was not asked. */
  refused: string | null
  tokenExpiresAt: Date | null
}

/** Adds what a process noticed to what is known. Written seldom, in any order, by many processes: the latest holds. */
export const notePulse = async (db: Knex, accountId: string, { inboundAt, heardAt, sentAt, unheardSince }: Noticed): Promise<void> => {
  await db.raw(
    `insert into channel_pulses as known (account_id, inbound_at, heard_at, sent_at, unheard_since) values (:accountId, :inboundAt, :heardAt, :sentAt, :unheardSince)
     on conflict (account_id) do update set
       inbound_at = greatest(known.inbound_at, excluded.inbound_at), heard_at = greatest(known.heard_at, excluded.heard_at),
       sent_at = greatest(known.sent_at, excluded.sent_at),
       unheard_since = least(
         case when coalesce(known.unheard_since > greatest(known.heard_at, excluded.heard_at), true) then known.unheard_since end,
         case when coalesce(excluded.unheard_since > greatest(known.heard_at, excluded.heard_at), true) then excluded.unheard_since end)`,
    { accountId, inboundAt, heardAt, sentAt, unheardSince },
  )
}

/** True for the one process that is to ask the platform now; nobody asks again for `everyMs`. */
export const isMineToAsk = async (db: Knex, accountId: string, now: Date, everyMs: number): Promise<boolean> => {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `insert into channel_pulses as known (account_id, asked_at) values (:accountId, :now)
     on conflict (account_id) do update set asked_at = :now where known.asked_at is null or known.asked_at <= :before`,
    { accountId, now, before: new Date(now.getTime() - everyMs) },
  )
  return rowCount === 1
}

/** Keeps what the platform said about our token. */
export const noteToken = (db: Knex, accountId: string, { refused, tokenExpiresAt }: Pick<Pulse, 'refused' | 'tokenExpiresAt'>) =>
  db('channel_pulses')
    .where({ account_id: accountId })
    .update({ refused: refused?.slice(0, 500) ?? null, token_expires_at: tokenExpiresAt })

/** An account begins anew: what was known of its token, or was waited for, is about another one. */
export const forgetPulse = (db: Knex, accountId: string) =>
  db('channel_pulses')
    .where({ account_id: accountId })
    .update({ asked_at: null, refused: null, token_expires_at: null, unheard_since: null })

/** What is known of each account by its id. */
export const pulsesOf = async (db: Knex, accountIds: readonly string[]): Promise<ReadonlyMap<string, Pulse>> => {
  const { rows } = await db.raw<{ rows: Pulse[] }>(
    `select account_id as "accountId", inbound_at as "inboundAt", heard_at as "heardAt", sent_at as "sentAt", unheard_since as "unheardSince", refused,
       token_expires_at as "tokenExpiresAt" from channel_pulses where account_id = any(?)`,
    [[...accountIds]],
  )
  return new Map(rows.map((row) => [row.accountId, row]))
}

import type { Knex } from 'knex'

/** Who signs in: a colleague or a contact. */
export type Person = { kind: 'staff' | 'contact'; id: string }

/** `in`: signed in; `totp`: the second step is missing; `set_password`: came by a link, and chooses a password first. */
export type SessionState = 'in' | 'totp' | 'set_password'
export type Session = { id: string; person: Person; state: SessionState; wrongCodes: number; createdAt: Date; lastSeenAt: Date }

type SessionRow = {
  id: string
  person_kind: Person['kind']
  person_id: string
  state: SessionState
  wrong_codes: number
  created_at: Date
  last_seen_at: Date
  ip: string
  user_agent: string
}

const who = ({ kind, id }: Person) => ({ person_kind: kind, person_id: id })
const SEEN_EVERY_MS = 60_000

/** Opens a session that ends `expiresAt`, or when nothing was heard for `idleSeconds`. */
export const openSession = async (
  db: Knex,
  session: {
    id: string
    fingerprint: string
    person: Person
    state: SessionState
    now: Date
    idleSeconds: number
    expiresAt: Date
    ip: string
    userAgent: string
  },
): Promise<void> => {
  const { id, fingerprint, person, state, now, idleSeconds, expiresAt, ip, userAgent } = session
  await db('sessions').insert({
    id,
    fingerprint,
    ...who(person),
    state,
    created_at: now,
    last_seen_at: now,
    idle_seconds: idleSeconds,
    expires_at: expiresAt,
    ip: ip.slice(0, 60),
    user_agent: userAgent.slice(0, 300),
  })
}

/** The session that lives under this fingerprint, or null; that it was seen is written down at most once a minute. */
export const sessionCalled = async (db: Knex, fingerprint: string, now: Date): Promise<Session | null> => {
  const { rows } = await db.raw<{ rows: SessionRow[] }>(
    `select id, person_kind, person_id, state, wrong_codes, created_at, last_seen_at from sessions
     where fingerprint = ? and expires_at > ?::timestamptz and last_seen_at + idle_seconds * interval '1 second' > ?::timestamptz`,
    [fingerprint, now, now],
  )
  const found = rows[0]
  if (!found) return null
  if (now.getTime() - found.last_seen_at.getTime() >= SEEN_EVERY_MS)
    await db('sessions').where({ id: found.id }).where('last_seen_at', '<', now).update({ last_seen_at: now })
  return {
    id: found.id,
    person: { kind: found.person_kind, id: found.person_id },
    state: found.state,
    wrongCodes: found.wrong_codes,
    createdAt: found.created_at,
    lastSeenAt: found.last_seen_at,
  }
}

export const endSession = async (db: Knex, person: Person, id: string): Promise<boolean> =>
  (await db('sessions')
    .where({ id, ...who(person) })
    .delete()) === 1

/** Ends the person's sessions, all but one where it is named. Gives how many. */
export const endSessionsOf = (db: Knex, person: Person, but?: string): Promise<number> =>
  db('sessions')
    .where(who(person))
    .modify((query) => {
      if (but) query.whereNot({ id: but })
    })
    .delete()

/** The person's sessions that live, newest first. */
export const sessionsOf = async (db: Knex, person: Person, now: Date) => {
  const { rows } = await db.raw<{ rows: SessionRow[] }>(
    `select id, created_at, last_seen_at, ip, user_agent from sessions
     where person_kind = ? and person_id = ? and state = 'in' and expires_at > ?::timestamptz
       and last_seen_at + idle_seconds * interval '1 second' > ?::timestamptz
     order by last_seen_at desc, id desc limit 200`,
    [person.kind, person.id, now, now],
  )
  return rows.map(({ id, created_at, last_seen_at, ip, user_agent }) => ({
    id,
    createdAt: created_at,
    lastSeenAt: last_seen_at,
    ip,
    userAgent: user_agent,
  }))
}

/** One more wrong code of the second step; gives how many there were. */
export const countWrongCode = async (db: Knex, id: string): Promise<number> => {
  const [row] = await db('sessions').where({ id }).increment('wrong_codes', 1).returning<{ wrong_codes: number }[]>('wrong_codes')
  return row?.wrong_codes ?? Number.POSITIVE_INFINITY
}

export type Secrets = {
  passwordHash: string | null
  /** Sealed. */
  totpSecret: string | null
  totpPending: string | null
  recovery: readonly string[]
}

/** What the person signs in with; empty where there is nothing yet. */
export const secretsOf = async (db: Knex, person: Person): Promise<Secrets> => {
  const row = await db('sign_in_secrets').where(who(person)).first<
    | {
        password_hash: string | null
        totp_secret: string | null
        totp_pending: string | null
        totp_step: number | null
        recovery: string[]
      }
    | undefined
  >()
  return {
    passwordHash: row?.password_hash ?? null,
    totpSecret: row?.totp_secret ?? null,
    totpPending: row?.totp_pending ?? null,
    recovery: row?.recovery ?? [],
  }
}

export const keepSecrets = async (
  db: Knex,
  person: Person,
  {
    passwordHash,
    totpSecret,
    totpStep,
    totpPending,
    recovery,
  }: {
    passwordHash?: string
    totpSecret?: string | null
    totpStep?: number | null
    totpPending?: string | null
    recovery?: readonly string[]
  },
): Promise<void> => {
  const values = {
    ...(passwordHash !== undefined && { password_hash: passwordHash }),
    ...(totpSecret !== undefined && { totp_secret: totpSecret }),
    ...(totpStep !== undefined && { totp_step: totpStep }),
    ...(totpPending !== undefined && { totp_pending: totpPending }),
    ...(recovery !== undefined && { recovery: JSON.stringify(recovery) }),
  }
  await db('sign_in_secrets')
    .insert({ ...who(person), ...values })
    .onConflict(['person_kind', 'person_id'])
    .merge(values)
}

/** A better hash of the same password; nothing where the password was changed meanwhile. */
export const rehash = async (db: Knex, person: Person, from: string, to: string): Promise<void> => {
  await db('sign_in_secrets')
    .where({ ...who(person), password_hash: from })
    .update({ password_hash: to })
}

/** Takes a step of the second factor: true once, and never again for this step or one before it. */
export const takeStep = async (db: Knex, person: Person, step: number): Promise<boolean> =>
  (await db('sign_in_secrets').where(who(person)).whereRaw('coalesce(totp_step, 0) < ?', [step]).update({ totp_step: step })) === 1

/** Forgets sessions that have ended, and failures of the days before. */
export const forgetEnded = async (db: Knex, now: Date): Promise<void> => {
  await db.raw(
    `delete from sessions where expires_at <= ?::timestamptz or last_seen_at + idle_seconds * interval '1 second' <= ?::timestamptz`,
    [now, now],
  )
  await db('sign_in_failures')
    .where('last_at', '<', new Date(now.getTime() - 86_400_000))
    .delete()
}

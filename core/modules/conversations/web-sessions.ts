import type { Knex } from 'knex'

/** How an account on WhatsApp Web stands. `blocked`: WhatsApp does not let this number in any more. */
export type WebState =
  | 'starting'
  | 'no_browser'
  | 'asleep'
  | 'scan'
  | 'linking'
  | 'ready'
  | 'reconnecting'
  | 'conflict'
  | 'blocked'
  | 'stopped'

export type WebSession = {
  state: WebState
  /** What is to be known of the state, in words for the operator's log. */
  detail: string | null
  /** What the phone scans. */
  qr: string | null
  number: string | null
  changedAt: Date | null
  /** When somebody last wanted to see the code. */
  wantedAt: Date | null
}

/** How long a process holds the browser of an account without saying so again. */
export const WEB_LEASE_MS = 15_000

type Claim = { accountId: string; owner: string; living: readonly string[]; now: Date }

/**
 * Takes the browser of an account, or keeps it, for fifteen seconds. Gives the fence, which grows with each new owner; null where
 * another process that lives has it.
 */
export const claimWebSession = async (db: Knex, { accountId, owner, living, now }: Claim): Promise<number | null> => {
  const until = new Date(now.getTime() + WEB_LEASE_MS)
  const { rows } = await db.raw<{ rows: { fence: string }[] }>(
    `insert into whatsapp_web_sessions as held (account_id, owner, lease_until, fence) values (:accountId, :owner, :until, 1)
     on conflict (account_id) do update set owner = excluded.owner, lease_until = excluded.lease_until,
       fence = case when held.owner = excluded.owner then held.fence else held.fence + 1 end
     where held.owner is null or held.owner = excluded.owner or held.lease_until <= :now
       or (held.owner like 'process %' and held.owner <> all(:living))
     returning fence`,
    { accountId, owner, until, now, living: [...living] },
  )
  return rows[0] ? Number(rows[0].fence) : null
}

type Held = { accountId: string; fence: number }

/** Is this fence still the newest? Asked before each message leaves. */
export const holdsWebSession = async (db: Knex, { accountId, fence }: Held): Promise<boolean> =>
  (await db('whatsapp_web_sessions').where({ account_id: accountId, fence }).whereNotNull('owner').first('fence')) !== undefined

export const releaseWebSession = (db: Knex, { accountId, fence }: Held) =>
  db('whatsapp_web_sessions').where({ account_id: accountId, fence }).update({ owner: null, lease_until: null })

/** Writes how the account stands; who has an old fence writes nothing. */
export const tellWebSession = (
  db: Knex,
  { accountId, fence }: Held,
  { state, detail = null, qr = null, number }: { state: WebState; detail?: string | null; qr?: string | null; number?: string | null },
  now: Date,
) =>
  db('whatsapp_web_sessions')
    .where({ account_id: accountId, fence })
    .update({ state, detail: detail?.slice(0, 1000) ?? null, qr, changed_at: now, ...(number !== undefined && { number }) })

export const webSession = async (db: Knex, accountId: string): Promise<WebSession | undefined> => {
  const { rows } = await db.raw<{ rows: WebSession[] }>(
    `select state, detail, qr, number, changed_at as "changedAt", wanted_at as "wantedAt" from whatsapp_web_sessions where account_id = ?`,
    [accountId],
  )
  return rows[0]
}

/** Somebody looks at the code: the browser that waits for nobody is woken by it. */
export const wantWebCode = (db: Knex, accountId: string, now: Date) =>
  db('whatsapp_web_sessions').where({ account_id: accountId }).update({ wanted_at: now })

/** One piece of a message as it is about to leave. */
export type Piece = { messageId: string; part: number; parts: number; accountId: string; userId: string; print: string }
export type PieceSent = { part: number; parts: number; print: string; begunAt: Date; sentAt: Date | null; externalId: string | null }

/** Keeps that a piece is about to leave, before it does. One that went already keeps what is known of it. */
export const beginPiece = (db: Knex, { messageId, part, parts, accountId, userId, print }: Piece, now: Date) =>
  db('whatsapp_web_parts')
    .insert({ message_id: messageId, part, parts, account_id: accountId, user_id: userId, print, begun_at: now })
    .onConflict(['message_id', 'part'])
    .merge({ parts, print, begun_at: now, sent_at: null, external_id: null })

export const pieceSent = (db: Knex, { messageId, part }: Pick<Piece, 'messageId' | 'part'>, externalId: string, now: Date) =>
  db('whatsapp_web_parts').where({ message_id: messageId, part }).update({ sent_at: now, external_id: externalId })

/** What is known of the pieces of a message, the first one first. */
export const piecesOf = async (db: Knex, messageId: string): Promise<PieceSent[]> => {
  const { rows } = await db.raw<{ rows: PieceSent[] }>(
    `select part, parts, print, begun_at as "begunAt", sent_at as "sentAt", external_id as "externalId" from whatsapp_web_parts
     where message_id = ? order by part`,
    [messageId],
  )
  return rows
}

/** Which message of ours stands behind an id of the platform. */
export const messageOfPiece = async (
  db: Knex,
  { accountId, externalId }: { accountId: string; externalId: string },
): Promise<{ messageId: string; part: number; parts: number } | undefined> => {
  const { rows } = await db.raw<{ rows: { messageId: string; part: number; parts: number }[] }>(
    'select message_id as "messageId", part, parts from whatsapp_web_parts where account_id = ? and external_id = ?',
    [accountId, externalId],
  )
  return rows[0]
}

export type Asked = { externalId: string; choices: { id: string; title: string }[] }

const asked = `select piece.external_id as "externalId", message.request_id as turn, message.content_key as key,
    coalesce(message.rendered -> 'choices', message.values -> 'reply' -> 'choices', '[]'::jsonb) as choices
  from whatsapp_web_parts piece join messages message on message.id = piece.message_id
  where piece.account_id = :accountId and piece.part = piece.parts and piece.external_id is not null`

/**
 * What a number written at this moment answers: the choices that were offered last, within this person's chat. Null where what we said
 * last in the talk offers nothing, even if something older does. Notices that offer nothing do not count as said in the talk.
 */
export const askedLast = async (
  db: Knex,
  { accountId, userId, before }: { accountId: string; userId: string; before: Date },
): Promise<Asked | null> => {
  const { rows } = await db.raw<{ rows: (Asked & { turn: string; key: string })[] }>(
    `${asked} and piece.user_id = :userId and piece.sent_at <= :before order by piece.sent_at desc, message.seq desc limit 20`,
    { accountId, userId, before },
  )
  const newest = rows.find(({ key, choices }) => key === 'reply' || choices.length > 0)
  if (!newest) return null
  // One turn may say several things; what it offers counts, wherever in it that stands.
  return rows.find(({ turn, choices }) => turn === newest.turn && choices.length > 0) ?? null
}

/** What a certain message of ours offered. */
export const askedIn = async (db: Knex, { accountId, externalId }: { accountId: string; externalId: string }): Promise<Asked | null> => {
  const { rows } = await db.raw<{ rows: Asked[] }>(`${asked} and piece.external_id = :externalId limit 1`, { accountId, externalId })
  return rows[0]?.choices.length ? rows[0] : null
}

export type KeptMedia = { accountId: string; id: string; userId: string; mime: string; bytes: Uint8Array }

/** Keeps the bytes of inbound media: only the page that got them can decrypt them, and the process that asks may be another. */
export const keepMedia = (db: Knex, { accountId, id, userId, mime, bytes }: KeptMedia, now: Date) =>
  db('whatsapp_web_media')
    .insert({ account_id: accountId, id, user_id: userId, mime, bytes: Buffer.from(bytes), at: now })
    .onConflict(['account_id', 'id'])
    .ignore()

export const mediaKept = async (db: Knex, accountId: string, id: string): Promise<{ bytes: Uint8Array; mime: string } | null> => {
  const row = await db('whatsapp_web_media')
    .where({ account_id: accountId, id })
    .first<{ bytes: Buffer; mime: string } | undefined>('bytes', 'mime')
  return row ? { bytes: new Uint8Array(row.bytes), mime: row.mime } : null
}

const KEPT_MS = 30 * 24 * 3_600_000

/** Media and the traces of what was sent live thirty days. */
export const forgetWebTraces = async (db: Knex, now: Date): Promise<void> => {
  const before = new Date(now.getTime() - KEPT_MS)
  await db('whatsapp_web_media').where('at', '<', before).delete()
  await db('whatsapp_web_parts').where('begun_at', '<', before).delete()
}

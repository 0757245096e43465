import type { Knex } from 'knex'
import type { Person } from './sign-in.ts'

/** A mail with a link that waits to leave. */
export type SignInMail = { id: string; person: Person; purpose: 'invitation' | 'reset'; sealed: string; language: string; attempts: number }

const HELD_MS = 60_000
const FIRST_WAIT_MS = 15_000
const LONGEST_WAIT_MS = 600_000

type Row = Omit<SignInMail, 'person'> & { person_kind: Person['kind']; person_id: string }

/** Mails that are due, held for a minute; those whose link is void by now are dropped. */
export const takeMails = async (db: Knex, now: Date, most: number): Promise<SignInMail[]> => {
  await db.raw(
    `delete from sign_in_mails using sign_in_links link where link.id = link_id and (link.used_at is not null or link.archived_at is not null or link.expires_at <= ?)`,
    [now],
  )
  const { rows } = await db.raw<{ rows: Row[] }>(
    `update sign_in_mails mail set locked_until = ?, attempts = attempts + 1
     from (select sign_in_mails.id, person_kind, person_id from sign_in_mails join sign_in_links link on link.id = link_id
           where due_at <= ? and (locked_until is null or locked_until <= ?) order by due_at limit ? for update of sign_in_mails skip locked) due
     where mail.id = due.id
     returning mail.id, due.person_kind, due.person_id, mail.purpose, mail.sealed, mail.language, mail.attempts`,
    [new Date(now.getTime() + HELD_MS), now, now, most],
  )
  return rows.map(({ person_kind, person_id, ...mail }) => ({ ...mail, person: { kind: person_kind, id: person_id } }))
}

/** It left, or nobody is there to get it. */
export const dropMail = async (db: Knex, id: string): Promise<void> => {
  await db('sign_in_mails').where({ id }).delete()
}

/** It could not be sent: once more later, and later still. */
export const postponeMail = async (db: Knex, { id, attempts }: SignInMail, now: Date, why: string): Promise<void> => {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(10, attempts - 1))
  await db('sign_in_mails')
    .where({ id })
    .update({ locked_until: null, due_at: new Date(now.getTime() + wait), last_error: why.slice(0, 200) })
}

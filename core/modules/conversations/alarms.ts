import type { Knex } from 'knex'
import { type Sentence, sentence } from '../../kernel/sentence.ts'
import type { AlarmCode } from './records.ts'

/** How long a platform may be silent while messages go out. */
const SILENCE_MS = 30 * 60_000
/** A token that ends within so many days is told of. */
const TOKEN_DAYS = 14
const DAY_MS = 24 * 3_600_000

/** An alarm that is due. `accountId` null: it is about the whole house. */
export type Alarm = { accountId: string | null; code: AlarmCode; terms: Record<string, string> }

type Judged = {
  id: string
  state: string
  trouble: string | null
  reports: boolean
  unheardSince: Date | null
  refused: string | null
  tokenExpiresAt: Date | null
  /** How a number on WhatsApp Web stands; null where that is no matter for anybody. */
  web: string | null
}

/** What is wrong with the channels at this moment, from what was noticed of them; instants are told in `zone`. */
export const alarmsDue = async (db: Knex, now: Date, zone: string): Promise<Alarm[]> => {
  const { rows } = await db.raw<{ rows: Judged[] }>(
    `select account.id, account.state, account.trouble, account.kind like 'whatsapp%' as reports, pulse.unheard_since as "unheardSince", pulse.refused,
       pulse.token_expires_at as "tokenExpiresAt",
       case when account.kind = 'whatsapp-web' and (web.state in ('no_browser', 'conflict') or (web.state in ('scan', 'asleep') and web.number is not null)) then web.state end as web
     from channel_accounts account left join channel_pulses pulse on pulse.account_id = account.id
     left join whatsapp_web_sessions web on web.account_id = account.id
     where account.archived_at is null and account.state <> 'off' order by account.created_at`,
  )
  const due = rows.flatMap((account) => alarmsOf(account, now, zone).map((alarm) => ({ ...alarm, accountId: account.id })))
  return rows.length && !(await hasPlaceForOrders(db)) ? [...due, { accountId: null, code: 'no_place', terms: {} }] : due
}

const alarmsOf = (
  { state, trouble, reports, unheardSince, refused, tokenExpiresAt, web }: Judged,
  now: Date,
  zone: string,
): Omit<Alarm, 'accountId'>[] => {
  if (state === 'faulty') return [{ code: 'faulty', terms: { why: trouble ?? '' } }]
  const due: Omit<Alarm, 'accountId'>[] = []
  if (web !== null) return [{ code: 'not_linked', terms: { state: web } }]
  if (refused !== null) due.push({ code: 'token_refused', terms: { why: refused } })
  else if (tokenExpiresAt && tokenExpiresAt.getTime() < now.getTime() + TOKEN_DAYS * DAY_MS)
    due.push({ code: 'token_expires', terms: { day: tokenExpiresAt.toISOString().slice(0, 10) } })
  // Only WhatsApp reports on every message; Slack and Teams may have nothing to say for a night.
  if (reports && unheardSince && unheardSince.getTime() <= now.getTime() - SILENCE_MS)
    due.push({ code: 'silent', terms: { since: unheardSince.toISOString(), zone } })
  return due
}

const hasPlaceForOrders = async (db: Knex): Promise<boolean> => {
  const { rows } = await db.raw<{ rows: object[] }>(
    `select from chat_places place join channel_accounts account on account.id = place.account_id and account.state <> 'off' and account.archived_at is null
     where place.purpose = 'orders' and place.archived_at is null limit 1`,
  )
  return rows.length > 0
}

/** What an alarm says, and what to do about it. `name`: of the account. */
export const alarmSaid = (code: AlarmCode, terms: Readonly<Record<string, unknown>>, name: string): Sentence => {
  const told = (term: string) => String(terms[term] ?? '')
  switch (code) {
    case 'faulty':
      return sentence('channel_alarm.is_faulty', '{name} does not work and was switched off: {why} Correct it: then it is tried again.', {
        name,
        why: told('why'),
      })
    case 'token_refused':
      return sentence('channel_alarm.is_refused', '{name}: the token is refused. {why} Make a new token and put it into the account.', {
        name,
        why: told('why'),
      })
    case 'token_expires':
      return sentence(
        'channel_alarm.token_expires',
        '{name}: the token expires on {day}. Make a new one and put it into the account before.',
        {
          name,
          day: { day: told('day') },
        },
      )
    case 'silent':
      return sentence(
        'channel_alarm.is_silent',
        '{name}: messages go out, but nothing has been heard since {since}. Check the address and the subscription of the webhook at the platform, and run the test of the account.',
        { name, since: { at: new Date(told('since')), zone: told('zone') || 'UTC' } },
      )
    case 'not_linked':
      return notLinked(told('state'), name)
    case 'no_place':
      return sentence(
        'channel_alarm.no_place',
        'There is no place for orders: cards for the staff go nowhere. Connect Slack or Teams, invite the bot into a channel, and say that orders go there.',
      )
  }
}

const notLinked = (state: string, name: string): Sentence => {
  if (state === 'no_browser')
    return sentence(
      'channel_alarm.no_browser',
      '{name}: there is no Chromium on the machine, so nothing comes in or goes out. Install it; it is found within a minute.',
      {
        name,
      },
    )
  if (state === 'conflict')
    return sentence(
      'channel_alarm.is_elsewhere',
      '{name}: WhatsApp Web is open elsewhere with its session, so nothing comes in or goes out here. Close it there, then open the code in the console.',
      { name },
    )
  return sentence(
    'channel_alarm.is_signed_out',
    '{name} was signed out of WhatsApp Web: on the phone, or by WhatsApp itself. Nothing comes in or goes out. Look at the phone whether the number still works, then scan the code in the console.',
    { name },
  )
}

/** The alarms that nobody has ended yet, the oldest first. */
export const openAlarms = async (db: Knex): Promise<(Alarm & { id: string; raisedAt: Date })[]> => {
  const { rows } = await db.raw<{ rows: (Alarm & { id: string; raisedAt: Date })[] }>(
    `select id, account_id as "accountId", code, terms, raised_at as "raisedAt" from channel_alarms
     where cleared_at is null and archived_at is null order by raised_at, id`,
  )
  return rows
}

/** Where the staff is told: a place at an account that works, the inbox before others, another account before the one in trouble. Null: nowhere. */
export const placeForAlarm = async (db: Knex, accountId: string | null): Promise<{ accountId: string; channel: string } | null> => {
  const { rows } = await db.raw<{ rows: { accountId: string; channel: string }[] }>(
    `select place.account_id as "accountId", place.external_id as channel
     from chat_places place join channel_accounts account on account.id = place.account_id and account.state = 'active' and account.archived_at is null
     where place.archived_at is null
     order by place.account_id is not distinct from :accountId::uuid, place.purpose <> 'inbox', place.purpose <> 'orders', place.created_at limit 1`,
    { accountId },
  )
  return rows[0] ?? null
}

import type { Knex } from 'knex'
import { isUuid } from '../../kernel/reads.ts'
import type { Message } from './messages.ts'

/** What a platform says about a message of ours, some time after. */
export type Report = {
  accountId: string
  externalId: string
  messageId?: string
  state: 'sent' | 'delivered' | 'read' | 'failed'
  at: Date
  error?: { code: string; title: string }
}

/** More than 24 hours since the customer wrote: Meta says so late. */
export const WINDOW_CLOSED = '131047'

/**
 * Takes a delivery report to its message. Reports come in any order and more than once: the highest state wins, and a failure
 * counts only where nothing better was told. One for a message we do not know (yet) is kept aside.
 */
export const takeReport = async (db: Knex, report: Report, now: Date): Promise<'known' | 'stray'> =>
  db.transaction(async (trx) => {
    const [ours, part] = (report.messageId ?? '').split('#')
    const message = await messageOf(trx, report, ours!)
    if (!message) {
      await keepAside(trx, report)
      return 'stray'
    }
    // Of a message in several parts the last one stands for all; an earlier part tells only failures.
    if (part === undefined || report.state === 'failed') await apply(trx, message, report, now)
    return 'known'
  })

const messageOf = async (trx: Knex, { accountId, externalId }: Report, ours: string) => {
  const where = isUuid(ours) ? { id: ours, account_id: accountId } : { account_id: accountId, external_id: externalId }
  return trx('messages').where(where).forUpdate().first<Message | undefined>()
}

const apply = async (trx: Knex, message: Message, report: Report, now: Date) => {
  const row = trx('messages').where({ id: message.id })
  if (report.state === 'failed') return fail(row, message, report, now)
  // After a return as template the old try's reports say nothing about the new one.
  if (message.as_template && message.external_id !== report.externalId && message.state !== 'sending' && message.state !== 'in_doubt')
    return
  const arrived = ['queued', 'sending', 'in_doubt', 'failed', 'dead'].includes(message.state)
  await row.update({
    ...(arrived && {
      state: 'sent',
      locked_until: null,
      sent_revision: message.wanted_revision,
      external_id: message.external_id ?? report.externalId,
      error_code: null,
      error_text: null,
    }),
    sent_at: message.sent_at ?? report.at,
    ...(report.state !== 'sent' && { delivered_at: message.delivered_at ?? report.at }),
    ...(report.state === 'read' && { read_at: message.read_at ?? report.at }),
  })
}

const fail = async (row: Knex.QueryBuilder, message: Message, { externalId, error }: Report, now: Date) => {
  if (message.delivered_at || message.read_at) return
  const concernsThisTry =
    message.external_id === externalId || (message.external_id === null && ['sending', 'in_doubt'].includes(message.state))
  if (!concernsThisTry) return
  const closed = error?.code === WINDOW_CLOSED
  if (closed && message.as_template) return
  if (closed)
    return void (await row.update({
      state: 'queued',
      as_template: true,
      external_id: null,
      rendered: null,
      attempts: 0,
      due_at: now,
      locked_until: null,
      sent_at: null,
    }))
  await row.update({
    state: 'failed',
    locked_until: null,
    error_code: error?.code ?? 'unknown',
    error_text: error?.title.slice(0, 1000) ?? null,
  })
}

const keepAside = (trx: Knex, { accountId, externalId, state, at, error }: Report) =>
  trx('stray_reports')
    .insert({
      account_id: accountId,
      external_id: externalId,
      state,
      at,
      error_code: error?.code ?? null,
      error_text: error?.title ?? null,
    })
    .onConflict(['account_id', 'external_id', 'state'])
    .ignore()

type Stray = { external_id: string; state: Report['state']; at: Date; error_code: string | null; error_text: string | null }

/** Takes up what was told about a message before we knew its id. */
export const takeStrays = async (db: Knex, accountId: string, externalId: string, now: Date) => {
  const strays: Stray[] = await db('stray_reports').where({ account_id: accountId, external_id: externalId }).delete().returning('*')
  for (const { state, at, error_code, error_text } of strays)
    await takeReport(
      db,
      { accountId, externalId, state, at, ...(error_code && { error: { code: error_code, title: error_text ?? '' } }) },
      now,
    )
}

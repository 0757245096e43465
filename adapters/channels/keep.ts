import { setTimeout as sleep } from 'node:timers/promises'
import type { Middleware } from 'koa'
import type { Channel, Doors } from '../../bots/channel.ts'
import { Expected } from '../../core/kernel/errors.ts'
import type { House } from '../../core/kernel/house.ts'
import type { Log } from '../../core/kernel/log.ts'
import { failAccount, updateAccount } from '../../core/modules/conversations/actions/account.ts'
import { noteTemplates } from '../../core/modules/conversations/actions/template.ts'
import { isMineToAsk, noteToken } from '../../core/modules/conversations/pulses.ts'
import { type AccountRow, accountIn, demandWhole, whyOf } from './account.ts'
import { openFront } from './front.ts'
import { type Account, asTold, Faulty, type Kind, type Started, type Words } from './kind.ts'
import { makeNotices } from './notice.ts'

const LOOKED_EVERY_MS = 2_000
const STOPPED_WITHIN_MS = 3_000
const ASKED_EVERY_MS = 10 * 60_000
/** A change that comes while accounts start is seen by the next look; more rounds than this belong to the one after. */
const MOST_ROUNDS = 5

type Held = { kind: Kind; account: Account; version: number | null; started: Started; askedAt: number }

export type KeepParts = {
  house: House
  log: Log
  doors: Doors
  /** Who can be sent for in this process. */
  channels: Map<string, Channel>
  kinds: readonly Kind[]
  dataDir: string
  publicUrl: string
  production: boolean
  /** What those who share a place are spoken to in. */
  language: string
}

/**
 * Keeps what runs in this process as the database says: accounts are started, begun anew when they changed, and stopped, while the house
 * runs. One that cannot work is switched off with its reason; nothing else suffers.
 */
export const keepChannels = ({ house, log, doors, channels, kinds, dataDir, publicUrl, production, language }: KeepParts) => {
  const held = new Map<string, Held>()
  const busy = new Map<string, Promise<void>>()
  const notices = makeNotices(house.db, house.clock)
  const listening = notices.listening(doors)
  let stopping = false

  const rows = async (): Promise<AccountRow[]> => {
    const { rows } = await house.db.raw<{ rows: AccountRow[] }>(
      `select id, kind, name, external_id as "externalId", settings, sealed_secrets as "sealedSecrets", state, trouble, version
       from channel_accounts where state = 'active' and archived_at is null and settings -> 'fromEnvironment' is distinct from 'true'::jsonb order by created_at`,
    )
    return rows
  }

  const fail = async (id: string, version: number | null, why: Words) => {
    const trouble = (language === 'ro' ? why.ro : why.en).slice(0, 1000)
    log.warn({ accountId: id }, `A channel account does not work: ${why.en}`)
    await house
      .perform(house.self('channels'), failAccount, { id, input: { trouble }, ...(version !== null && { version }) })
      // Another process said so before, or the account was changed meanwhile: then it is looked at again.
      .catch(expected)
  }

  const begin = async (kind: Kind, account: Account, version: number | null) => {
    const { id } = account
    const offer = (channel: Channel | null) => void (channel ? channels.set(id, notices.watching(channel)) : channels.delete(id))
    const started = await kind.start(account, {
      house,
      doors: listening,
      log,
      dataDir,
      publicUrl,
      offer,
      fail: (why) =>
        void fail(id, version, why).catch((error: unknown) => log.error({ error, accountId: id }, 'a fault could not be kept')),
    })
    const refused = version === null ? null : await refusal(started)
    if (refused || stopping) {
      channels.delete(id)
      await started.stop()
      if (refused) throw new Faulty(asTold(refused))
      return
    }
    if (started.channel) offer(started.channel)
    held.set(id, { kind, account, version, started, askedAt: 0 })
  }

  /** Why its platform refuses an account that has just begun; null where it does not, or cannot be reached. */
  const refusal = async (started: Started): Promise<string | null> => {
    const pulse = await started.pulse?.().catch(() => null)
    return pulse?.refused ?? null
  }

  const end = async (id: string) => {
    const one = held.get(id)
    held.delete(id)
    channels.delete(id)
    await one?.started
      .stop()
      .catch((error: unknown) => log.error({ error, accountId: id }, 'a channel account could not be stopped cleanly'))
  }

  /** Brings one account to what its row says; null: it is not to run. */
  const settle = async (id: string, row: AccountRow | null) => {
    if (held.has(id)) await end(id)
    if (!row || stopping) return
    if (typeof row.settings.language !== 'string') return speak(row)
    const kind = kinds.find((one) => one.kind === row.kind)
    if (!kind) return fail(id, row.version, { en: `This version knows no ${row.kind}.`, ro: `Această versiune nu cunoaște ${row.kind}.` })
    let account: Account = { ...row, values: {} }
    try {
      account = accountIn(row, house.seal)
      demandWhole(kind, account, { production })
      await begin(kind, account, row.version)
    } catch (error) {
      channels.delete(id)
      await fail(id, row.version, whyOf(error, kind, account))
    }
  }

  /** An account that nobody gave a language speaks the company's. */
  const speak = async ({ id, version }: AccountRow) =>
    void (await house.perform(house.self('channels'), updateAccount, { id, version, input: { settings: { language } } }).catch(expected))

  const compare = async () => {
    const wanted = new Map((await rows()).map((row) => [row.id, row]))
    const gone = [...held].filter(([id, { version }]) => version !== null && !wanted.has(id)).map(([id]) => id)
    const changed = [...wanted.values()].filter(({ id, version }) => held.get(id)?.version !== version)
    const due: [string, AccountRow | null][] = [
      ...gone.map((id): [string, null] => [id, null]),
      ...changed.map((row): [string, AccountRow] => [row.id, row]),
    ]
    for (const [id, row] of due) {
      if (busy.has(id) || stopping) continue
      const work = settle(id, row)
        .catch((error: unknown) =>
          log.warn({ error, accountId: id }, 'a channel account could not be brought up to date; it is tried again'),
        )
        .finally(() => busy.delete(id))
      busy.set(id, work)
    }
    return due.length
  }

  /** Compares with the database until nothing is left to do; resolves when what was begun is done. Rejects where the database does not answer. */
  const look = async () => {
    for (let round = 0; round < MOST_ROUNDS && !stopping && (await compare()) > 0; round++) await Promise.all(busy.values())
  }

  /** Asks each platform from time to time whether our token is still good; one process of all does. */
  const ask = async () => {
    const now = house.clock()
    for (const [id, one] of held) {
      if (!one.started.pulse || now.getTime() - one.askedAt < ASKED_EVERY_MS) continue
      one.askedAt = now.getTime()
      if (!(await isMineToAsk(house.db, id, now, ASKED_EVERY_MS))) continue
      const pulse = await one.started.pulse().catch(() => null)
      // A platform that cannot be reached says nothing about the token.
      if (pulse) await noteToken(house.db, id, pulse)
      const templates = pulse?.refused === null ? await one.started.templates?.().catch(() => null) : null
      if (templates) await house.perform(house.self('channels'), noteTemplates, { input: { accountId: id, templates } })
    }
  }

  const tick = async () => {
    await look()
    await notices.write()
    await ask()
  }
  let ticking: Promise<void> | null = null
  const timer = setInterval(() => {
    ticking ??= tick()
      .catch((error: unknown) => log.warn({ error }, 'the channel accounts could not be looked at; they are looked at again'))
      .finally(() => {
        ticking = null
      })
  }, LOOKED_EVERY_MS)
  timer.unref()

  const front = openFront(() => [...held.values()])
  const middleware: Middleware = async (ctx, next) => {
    await front(ctx, next)
    // What was just decided about an account here is done here at once; other processes see it when they look.
    if (ctx.method === 'POST' && ctx.path.startsWith('/api/v1/actions/channel_account.'))
      void look().catch((error: unknown) => log.warn({ error }, 'the channel accounts could not be looked at; they are looked at again'))
  }

  return {
    middleware,
    look,
    /** An account that the environment or the sandbox defines: it runs as long as the house. Rejects where it cannot work. */
    hold: (kind: Kind, account: Account) => begin(kind, account, null),
    running: (id: string): Held | null => held.get(id) ?? null,
    /** When this process last heard of it. */
    heardAt: notices.heardAt,
    /** Writes down what was noticed. */
    note: () => notices.write(true),
    async stop() {
      stopping = true
      clearInterval(timer)
      // One that still waits for its platform ends itself when it has its answer.
      await Promise.race([Promise.all([ticking, ...busy.values()]), sleep(STOPPED_WITHIN_MS, undefined, { ref: false })])
      await Promise.all([...held.keys()].map(end))
      await notices.write(true).catch((error: unknown) => log.warn({ error }, 'what was noticed of the channels could not be kept'))
    },
  }
}
export type Keeper = ReturnType<typeof keepChannels>

const expected = (error: unknown) => {
  if (!(error instanceof Expected)) throw error
}

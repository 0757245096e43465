import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Channel, Doors } from '../../bots/channel.ts'
import { signsOfLife } from '../../core/kernel/alive.ts'
import type { House } from '../../core/kernel/house.ts'
import type { Log } from '../../core/kernel/log.ts'
import {
  claimWebSession,
  forgetWebTraces,
  releaseWebSession,
  tellWebSession,
  WEB_LEASE_MS,
  type WebState,
  webSession,
} from '../../core/modules/conversations/web-sessions.ts'
import { type Browser, openBrowser } from './browser.ts'
import { chromiumFlags, clearFolder, findChromium, noChromium, notePid, type StandIn } from './chromium.ts'
import { blocked, type Ending, endingOf, restMs } from './ending.ts'
import { makeEar } from './listen.ts'
import { humanPace, noPace } from './pace.ts'
import { codeShown, showInTerminal } from './qr.ts'
import { openChannel, type WebChannel } from './send.ts'
import type { Told } from './wire.ts'

const LOOKS_EVERY_MS = 1000
/** Our clock may run on while the database's lease is over: nothing is sent in the last seconds of it. */
const LEASE_MARGIN_MS = 4000
/** A code that nobody looks at is shown so long; then the browser is closed until somebody asks for it. */
const CODE_SHOWN_MS = 10 * 60_000
const FORGETS_EVERY_MS = 3_600_000
const NO_CHROMIUM_MS = 60_000

export type WebAccount = {
  /** Our id of the channel account. */
  id: string
  /** Questions that fit become polls. */
  polls: boolean
  /** For the sandbox: what stands where WhatsApp Web stands. No pace is kept there. */
  standIn?: StandIn
}

export type StartParts = {
  account: WebAccount
  house: House
  doors: Pick<Doors, 'receive' | 'report'>
  log: Log
  dataDir: string
  /** Lends the channel for sending in this process, or takes it back. */
  offer(channel: Channel | null): void
  /** The account cannot go on. */
  fail(why: { en: string; ro: string }): void
  env?: Readonly<Record<string, string | undefined>>
  /** What a terminal gets; null: there is none. (Default: this one's, if it is one) */
  terminal?: ((text: string) => void) | null
  sentWithinMs?: number
}

export type WhatsappWeb = {
  /** How the account stands, and the code to scan as SVG. Asking wakes a browser that nobody waited for. */
  qr(): Promise<{ state: WebState; qr?: string; detail?: string; number?: string }>
  /** Closes the browser, where it is in this process, and lets go of the account. */
  stop(): Promise<void>
}

type Open = { browser: Browser; channel: WebChannel; ear: ReturnType<typeof makeEar>; wasReady: boolean; number: string; since: number }

/**
 * Keeps one number on WhatsApp Web. Of all processes that do so, one holds the account and its browser; another takes over within seconds
 * when that one is gone. Resolves at once, whether WhatsApp Web can be reached or not.
 */
export const startWhatsappWeb = (parts: StartParts): WhatsappWeb => {
  const { account, house, doors, log, offer } = parts
  const { db } = house
  const accountId = account.id
  const pace = account.standIn ? noPace : humanPace
  const folder = join(parts.dataDir, 'whatsapp-web', accountId)
  const terminal =
    parts.terminal === undefined ? (process.stdout.isTTY ? (text: string) => void process.stdout.write(text) : null) : parts.terminal

  let fence: number | null = null
  let goodUntil = 0
  let open: Open | null = null
  let closing: Promise<void> = Promise.resolve()
  let notBefore = 0
  let endings = 0
  let asleepSince: Date | null = null
  let forgotAt = Number.NEGATIVE_INFINITY
  let isOver = false

  const holds = () => fence !== null && performance.now() < goodUntil - LEASE_MARGIN_MS
  const tell = async (state: WebState, more: { detail?: string; qr?: string; number?: string | null } = {}) => {
    if (fence !== null) await tellWebSession(db, { accountId, fence }, { state, ...more }, house.clock())
  }

  const openNow = async () => {
    const executablePath = findChromium(parts.env)
    if (!executablePath) {
      notBefore = performance.now() + NO_CHROMIUM_MS
      log.warn({ accountId }, noChromium.en)
      return tell('no_browser', { detail: noChromium.en })
    }
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    clearFolder(folder, join(folder, 'session-one'))
    await tell('starting')
    const browser = openBrowser(
      { folder, executablePath, flags: chromiumFlags(account.standIn) },
      { hear: (told) => mine() && hear(mine()!, told), ended: (why) => ended(opened, why) },
    )
    const channel = openChannel({
      db,
      accountId,
      browser,
      fence: fence!,
      holds,
      pace,
      polls: account.polls,
      ...(parts.sentWithinMs && { sentWithinMs: parts.sentWithinMs }),
      now: house.clock,
    })
    const ear = makeEar({ db, accountId, doors, log, browser, booked: channel.booked, now: house.clock })
    const opened: Open = { browser, channel, ear, wasReady: false, number: '', since: performance.now() }
    const mine = () => (open === opened ? opened : null)
    open = opened
  }

  /** What the page tells is judged one after the other. */
  let hearing: Promise<void> = Promise.resolve()
  const hear = (from: Open, told: Exclude<Told, { tell: 'answer' }>) => {
    hearing = hearing
      .then(() => heard(from, told))
      .catch((error: unknown) => log.warn({ error, accountId }, 'the state of WhatsApp Web could not be written down'))
  }

  const heard = async (from: Open, told: Exclude<Told, { tell: 'answer' }>) => {
    switch (told.tell) {
      case 'opened':
        return notePid(folder, told.pid)
      case 'qr':
        if (terminal && !from.wasReady) terminal(await showInTerminal(told.qr))
        return tell('scan', { qr: told.qr })
      case 'linking':
        return tell('linking')
      case 'ready':
        from.wasReady = true
        from.number = told.number
        endings = 0
        offer(from.channel)
        house.nudge('messages')
        log.info({ accountId }, 'WhatsApp Web is connected')
        return tell('ready', { number: told.number })
      case 'trouble':
        return log.warn({ accountId, why: told.text.replace(/\+?\d{7,}/g, '…') }, 'the page of WhatsApp Web stumbled')
      case 'gone':
        return
      default:
        return from.ear.hear(told)
    }
  }

  const ended = (from: Open, why: string) => {
    if (open !== from) return
    open = null
    offer(null)
    if (isOver || fence === null) return
    const ending = endingOf(why)
    endings = ending === 'signed_out' ? 0 : endings + 1
    notBefore = performance.now() + restMs(ending, endings)
    log.warn({ accountId, why: why.slice(0, 300) }, 'the browser with WhatsApp Web ended')
    hearing = hearing
      .then(() => after(ending, why))
      .catch((error: unknown) => log.error({ error, accountId }, 'WhatsApp Web could not be set right'))
  }

  const after = async (ending: Ending, why: string) => {
    // A session that is over is of no use to anybody, and the next scan makes a new one.
    if (ending === 'signed_out') rmSync(folder, { recursive: true, force: true })
    if (ending === 'blocked') {
      await tell('blocked', { detail: why })
      parts.fail(blocked)
      return
    }
    await tell(ending === 'conflict' ? 'conflict' : ending === 'signed_out' ? 'starting' : 'reconnecting', { detail: why })
  }

  const close = async () => {
    const was = open
    open = null
    offer(null)
    if (!was) return
    await was.channel.stop()
    await was.browser.close()
    await was.ear.settled()
  }

  const lose = () => {
    log.warn({ accountId }, 'another process holds WhatsApp Web now')
    fence = null
    const was = open
    open = null
    offer(null)
    was?.browser.kill()
  }

  const look = async () => {
    const now = house.clock()
    const asked = performance.now()
    const living = fence === null ? await signsOfLife(db) : []
    const given = await claimWebSession(db, { accountId, owner: house.owner, living, now })
    if (fence !== null && given !== fence) lose()
    if (given === null) return
    fence = given
    goodUntil = asked + WEB_LEASE_MS
    if (asked - forgotAt > FORGETS_EVERY_MS) {
      forgotAt = asked
      await forgetWebTraces(db, now)
    }
    const session = await webSession(db, accountId)
    const isWanted = (session?.wantedAt?.getTime() ?? 0) > (asleepSince?.getTime() ?? Number.POSITIVE_INFINITY)
    if (open) {
      // The sandbox may have started over under us.
      if (open.wasReady && session?.state !== 'ready') await tell('ready', { number: open.number })
      if (open.wasReady || session?.state !== 'scan' || asked - open.since < CODE_SHOWN_MS || lookedAt(session.wantedAt, now)) return
      asleepSince = now
      closing = close()
      await closing
      return tell('asleep')
    }
    if (asleepSince && !isWanted) return
    if (session?.state === 'conflict' && lookedAt(session.wantedAt, session.changedAt ?? now, true)) notBefore = 0
    if (asked < notBefore) return
    asleepSince = null
    await hearing
    await openNow()
  }

  let looking: Promise<void> = Promise.resolve()
  let timer: ReturnType<typeof setTimeout> | undefined
  const round = () => {
    looking = look()
      .catch((error: unknown) => {
        log.warn({ error, accountId }, 'the lease of WhatsApp Web could not be renewed')
        if (fence !== null && performance.now() > goodUntil - LEASE_MARGIN_MS) lose()
      })
      .then(() => {
        if (!isOver) timer = setTimeout(round, LOOKS_EVERY_MS).unref()
      })
  }
  round()

  return {
    qr: () => codeShown(db, accountId, house.clock()),
    async stop() {
      isOver = true
      clearTimeout(timer)
      await looking
      await closing
      await close()
      await hearing
      if (fence !== null) {
        await tell('stopped')
        await releaseWebSession(db, { accountId, fence })
      }
      fence = null
    },
  }
}

/** Did somebody ask for the code in the last two minutes (or since that moment)? */
const lookedAt = (wantedAt: Date | null, than: Date, since = false) =>
  wantedAt !== null && (since ? wantedAt.getTime() > than.getTime() : than.getTime() - wantedAt.getTime() < 120_000)

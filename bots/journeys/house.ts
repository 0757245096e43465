import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readConfig } from '../../adapters/config/read.ts'
import { type SandboxClient, sandboxClient } from '../../adapters/sandbox/client.ts'
import type { House } from '../../core/kernel/house.ts'
import type { Log } from '../../core/kernel/log.ts'
import { sweeps } from '../../core/sweeps.ts'
import { retention, sweeper } from '../../jobs/sweeps.ts'
import { start } from '../../server.ts'
import { type Desks, moveToTeams } from './desks.ts'
import { demoDatabase, MONDAY, secretKey } from './template.ts'

// The stand-ins take as much as one gives them, and a test has no patience.
const paces = {
  slack: { perSecond: 1000, burst: 1000 },
  teams: { perSecond: 1000, burst: 1000 },
  'whatsapp-cloud': { perSecond: 1000, burst: 1000 },
  'whatsapp-web': { perSecond: 1000, burst: 1000 },
}

export type JourneyHouse = Awaited<ReturnType<typeof openHouse>>

/**
 * The whole product as `npm start` brings it up, on the demo company, on Monday, 23 November 2026, ten in the morning in Brașov: real adapters,
 * signed requests, and the stand-ins of Slack and WhatsApp in a process of their own. `stop` takes everything down.
 */
export const openHouse = async ({
  at = MONDAY,
  desks = 'slack',
  transport = 'cloud',
}: {
  at?: Date
  desks?: Desks
  transport?: 'cloud' | 'web'
} = {}) => {
  const database = await demoDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-journey-'))
  let shift = at.getTime() - Date.now()
  const clock = () => new Date(Date.now() + shift)
  const troubles: string[] = []
  const config = readConfig({
    DATABASE_URL: database.url,
    DATABASE_APP_URL: database.appUrl,
    DATA_DIR: dataDir,
    PARLEY_SECRET_KEY: secretKey,
    PORT: '0',
    SANDBOX: 'on',
  })
  const away = async () => {
    rmSync(dataDir, { recursive: true, force: true })
    await database.drop()
  }
  const running = await start(config, listening(troubles), nothing, { clock, paces }).catch(async (error: unknown) => {
    await away()
    throw error
  })
  const { house, sandbox } = running
  if (desks !== 'slack') await moveToTeams(house, desks)
  const client = sandboxClient(sandbox!.url)
  await client.clock({ now: clock().getTime() })
  if (transport === 'web') await moveToWeb(house, client)
  const sweep = sweeper(house, [...retention, ...sweeps])

  /** What is being worked on or due: events, messages in and out. */
  const open = async () => {
    const { rows } = await house.db.raw<{ rows: { what: string; count: number }[] }>(
      `select 'events' as what, count(*)::int as count from outbox where due_at <= :now
       union all select 'inbound', count(*)::int from inbound where handled_at is null and not dead and lane = 'message'
       union all select 'messages', count(*)::int from messages where due_at <= :now
         and (state in ('queued', 'sending', 'in_doubt') or (state = 'sent' and wanted_revision > sent_revision))`,
      { now: clock() },
    )
    return rows.filter(({ count }) => count > 0).map(({ what, count }) => `${count} ${what}`)
  }

  return {
    url: running.url,
    /** What the stand-ins sign and ask with. */
    secrets: sandbox!,
    house,
    client,
    clock,
    /** What the house logged as errors so far; a journey in which nothing is broken leaves it empty. */
    troubles,
    /** Lets time pass, for the house and for the platforms, and does what is looked at from time to time. */
    async later(ms: number) {
      shift += ms
      await client.clock({ now: clock().getTime() })
      await sweep(clock())
      house.nudge()
    },
    /** Waits until nothing is left to do now: whatever was going to be said has been said. */
    async settles(ms = 30_000) {
      const deadline = performance.now() + ms
      for (let calm = 0; calm < 2; ) {
        const left = await open()
        calm = left.length ? 0 : calm + 1
        if (left.length && performance.now() > deadline) throw new Error(`The house does not come to rest: ${left.join(', ')} left.`)
        await sleep(20)
      }
    },
    async stop() {
      await running.stop()
      await away()
    },
  }
}

/** The phones write over WhatsApp Web from now on; resolves when the app's browser is linked. */
const moveToWeb = async (house: House, client: SandboxClient) => {
  await client.web.transport('web')
  const deadline = performance.now() + 60_000
  for (;;) {
    const { rows } = await house.db.raw<{ rows: { state: string }[] }>('select state from whatsapp_web_sessions')
    if (rows.some(({ state }) => state === 'ready')) return
    if (performance.now() > deadline)
      throw new Error(`WhatsApp Web is not linked: ${rows.map(({ state }) => state).join() || 'nobody holds it'}.`)
    await sleep(50)
  }
}

const nothing = () => {}

const listening = (troubles: string[]): Log => {
  const log: Log = {
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: (bound, text) => {
      const { error } = bound as { error?: unknown }
      troubles.push(`${text ?? ''}: ${error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(bound)}`)
    },
    child: () => log,
  }
  return log
}

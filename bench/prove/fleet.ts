import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { secretKey } from '../../bots/journeys/template.ts'
import { openFront } from './front.ts'
import { startStandIn, whatsapp } from './stand-in.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const lifeline = new URL('../../scripts/lifeline.mjs', import.meta.url).href

export type Fleet = Awaited<ReturnType<typeof openFleet>>

/**
 * `processes` processes of the server, each on its own port, on one database, with one WhatsApp stand-in before which a front deals out
 * each webhook one to `copies` times. Everything is a real process; `kill` is kill -9.
 */
export const openFleet = async (parts: {
  processes: number
  copies: number
  database: { ownerUrl: string; appUrl: string }
  phones: { phone: string; name: string }[]
  random: () => number
  env?: Record<string, string>
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-fleet-'))
  const front = await openFront({ most: parts.copies, random: parts.random })
  const standIn = await startStandIn({ appUrl: front.url, folder, phones: parts.phones })
  const ports = await Promise.all(Array.from({ length: parts.processes }, freePort))
  front.between(standIn.graphUrl, ports)
  const living: (ChildProcess | null)[] = ports.map(() => null)
  let ended = false
  const unexpected: string[] = []

  const begin = (index: number) => {
    const dataDir = join(folder, `process-${index}`)
    mkdirSync(dataDir, { recursive: true })
    const log = openSync(join(folder, `process-${index}.log`), 'a')
    const profile = index === 0 && process.env.PROVE_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.PROVE_PROFILE}`] : []
    // Ends with this program, however this ends.
    const child = spawn(process.execPath, ['--import', lifeline, ...profile, 'server.ts'], {
      cwd: root,
      stdio: ['ignore', log, log],
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules/.cache/compiled'),
        PORT: String(ports[index]),
        DATA_DIR: dataDir,
        DATABASE_URL: parts.database.ownerUrl,
        DATABASE_APP_URL: parts.database.appUrl,
        PARLEY_SECRET_KEY: secretKey,
        SANDBOX: 'off',
        LOG_LEVEL: 'warn',
        WHATSAPP_TRANSPORT: 'cloud',
        WHATSAPP_ACCESS_TOKEN: whatsapp.accessToken,
        WHATSAPP_PHONE_NUMBER_ID: whatsapp.phoneNumberId,
        WHATSAPP_BUSINESS_ACCOUNT_ID: whatsapp.businessId,
        WHATSAPP_APP_SECRET: whatsapp.appSecret,
        WHATSAPP_VERIFY_TOKEN: whatsapp.verifyToken,
        WHATSAPP_GRAPH_URL: `${front.url}/graph`,
        ...parts.env,
      },
    })
    living[index] = child
    child.on('exit', (code, signal) => {
      if (living[index] === child) living[index] = null
      if (!ended && signal !== 'SIGKILL') unexpected.push(`process ${index} ended with ${signal ?? code}`)
    })
    return child
  }

  const isReady = async (index: number) =>
    (await fetch(`http://127.0.0.1:${ports[index]}/readyz`, { signal: AbortSignal.timeout(2000) }).catch(() => null))?.status === 200
  const ready = async (index: number) => {
    const until = performance.now() + 60_000
    while (!(await isReady(index))) {
      if (performance.now() > until || unexpected.length)
        throw new Error(`Process ${index} does not come up (${unexpected.join(', ')}); see ${folder}/process-${index}.log`)
      await sleep(50)
    }
  }

  const stop = async () => {
    ended = true
    for (const child of living) child?.kill('SIGKILL')
    standIn.stop()
    front.close()
    while (living.some((child) => child !== null)) await sleep(20)
    if (!process.env.PROVE_KEEP) rmSync(folder, { recursive: true, force: true })
  }
  try {
    // The first brings the database up to date; the others find it so.
    for (const index of ports.keys()) {
      begin(index)
      await ready(index)
    }
  } catch (error) {
    await stop()
    throw error
  }

  return {
    folder,
    front,
    standIn,
    ports,
    unexpected,
    pidOf: (index: number) => living[index]!.pid!,
    /** kill -9, and a new one in its place at once. Resolves when the old one is gone. */
    async kill(index: number) {
      const child = living[index]
      if (!child) return false
      child.kill('SIGKILL')
      while (living[index] === child) await sleep(5)
      begin(index)
      return true
    },
    signal: (index: number, signal: NodeJS.Signals) => living[index]!.kill(signal),
    ready,
    /** Lets all drain by SIGTERM. Resolves with how each ended, when all are gone. */
    async drain() {
      ended = true
      const ends = living.map(
        (child) => new Promise<number | string | null>((resolve) => child!.once('exit', (code, signal) => resolve(signal ?? code))),
      )
      for (const child of living) child!.kill('SIGTERM')
      return Promise.all(ends)
    },
    stop,
  }
}

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

/** Random numbers that are the same again for the same seed. */
export const seeded = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
}

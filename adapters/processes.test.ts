import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { demoDatabase, secretKey } from '../bots/journeys/template.ts'
import { LARGEST_POOL, poolSize } from './processes.ts'

describe('the size of a pool', () => {
  test.for([
    [100, 1, LARGEST_POOL],
    [200, 4, LARGEST_POOL],
    [100, 4, 18],
    [200, 8, 19],
    [100, 64, 5],
  ] as const)('of %i connections and %i processes is %i', ([most, processes, size]) => {
    expect(poolSize(most, processes)).toBe(size)
  })

  test.for([4, 8, 12, 16])('leaves the server room with %i processes', (processes) => {
    expect(processes * (poolSize(200, processes) + 4)).toBeLessThan(200)
  })
})

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

const away: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const step of away.splice(0).reverse()) await step()
})

describe('many processes on one port', () => {
  test('come up, are told apart, outlive kill -9 of one, and drain together', async () => {
    const database = await demoDatabase()
    away.push(() => database.drop())
    const dataDir = mkdtempSync(join(tmpdir(), 'parley-many-'))
    const port = await freePort()
    const root = fileURLToPath(new URL('..', import.meta.url))
    const server = spawn(process.execPath, ['--import', './scripts/lifeline.mjs', 'server.ts', '--processes', '2'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        PORT: String(port),
        DATA_DIR: dataDir,
        DATABASE_URL: database.url,
        DATABASE_APP_URL: database.appUrl,
        PARLEY_SECRET_KEY: secretKey,
        SANDBOX: 'on',
      },
    })
    away.push(async () => {
      server.kill('SIGKILL')
      rmSync(dataDir, { recursive: true, force: true })
    })
    let said = ''
    for (const stream of [server.stdout, server.stderr]) stream.on('data', (part: Buffer) => (said += part.toString()))
    const until = async <T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> => {
      for (const end = performance.now() + 50_000; ; await sleep(50)) {
        const found = await look()
        if (found !== undefined && found !== false) return found
        if (performance.now() > end) throw new Error(`Waited in vain until ${what}. It said:\n${said.slice(-3000)}`)
      }
    }
    const ask = (path: string) =>
      fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' }, signal: AbortSignal.timeout(5_000) }).catch(
        () => undefined,
      )
    /** The numbers of those that answer, asked one after the other. */
    const numbers = async () => {
      const seen = new Set<number>()
      for (let nth = 0; nth < 6; nth += 1) {
        const response = await ask('/readyz')
        if (response?.ok) seen.add(((await response.json()) as { process: number }).process)
      }
      return [...seen].sort()
    }
    const both = async () => (await numbers()).join() === '1,2'
    await until('both answer', both)
    expect(await (await ask('/metrics'))!.text()).toMatch(/parley_database_up\{process="[12]"\} 1/)
    const children = spawnSync('pgrep', ['-P', String(server.pid)], { encoding: 'utf8' })
      .stdout.trim()
      .split('\n')
      .map(Number)
    process.kill(children[0]!, 'SIGKILL')
    await until('its death is told', async () => said.includes('a process ended and is started again'))
    expect(await numbers()).toHaveLength(1)
    await until('both answer again', both)
    const ended = new Promise<number | null>((resolve) => server.once('exit', resolve))
    server.kill('SIGTERM')
    // It would end with 1 where somebody had to be killed after ten seconds.
    expect(await ended).toBe(0)
    expect(await ask('/healthz')).toBeUndefined()
  }, 120_000)
})

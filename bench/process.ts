import { spawn } from 'node:child_process'
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serverFlags } from '../scripts/run.mjs'
import { root } from '../scripts/setup.mjs'
import { tell } from './figures.ts'
import { secretKey } from './ground.ts'
import type { Platforms } from './platforms.ts'

const lifeline = new URL('../scripts/lifeline.mjs', import.meta.url).href

export type HouseProcess = Awaited<ReturnType<typeof startHouse>>

/** One process of the house, on a database and between platforms. With BENCH_PROFILE it writes a CPU profile there when it stops. */
export const startHouse = async (database: { ownerUrl: string; appUrl: string }, platforms: Platforms) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-bench-house-'))
  const { PATH, HOME, NODE_COMPILE_CACHE, NODE_OPTIONS, MALLOC_ARENA_MAX, BENCH_PROFILE } = process.env
  const flags = [...serverFlags, ...(BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${BENCH_PROFILE}`] : [])]
  const logFile = join(dataDir, 'house.log')
  const child = spawn(process.execPath, ['--import', lifeline, ...flags, fileURLToPath(new URL('./house.ts', import.meta.url))], {
    cwd: root,
    stdio: ['ignore', 'pipe', openSync(logFile, 'a')],
    env: {
      ...{ PATH, HOME, NODE_COMPILE_CACHE, NODE_OPTIONS, MALLOC_ARENA_MAX },
      ...{ PORT: '0', DATA_DIR: dataDir, PARLEY_SECRET_KEY: secretKey, SANDBOX: 'off', LOG_LEVEL: 'warn' },
      ...{ DATABASE_URL: database.ownerUrl, DATABASE_APP_URL: database.appUrl, API_RATE_PER_TOKEN: '0', API_RATE_PER_ADDRESS: '0' },
      ...platforms.env,
    },
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let said = ''
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The house ended with ${code}:\n${readFileSync(logFile, 'utf8').slice(-2000)}`)))
    child.stdout!.on('data', (part: Buffer) => {
      said += part.toString()
      const line = said.split('\n').find((one) => one.startsWith('{"url"'))
      if (line) resolve((JSON.parse(line) as { url: string }).url)
    })
  })
  platforms.knows(url)
  return {
    url,
    pid: child.pid!,
    /** What it warned of, for the one who measures: a measurement of a house in trouble is none. */
    warnings: () => [
      ...said.split('\n').filter((line) => line && !line.startsWith('{"url"')),
      ...readFileSync(logFile, 'utf8').split('\n').filter(Boolean),
    ],
    async stop() {
      child.kill('SIGTERM')
      await ended
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Memory that a process holds, in MB; null where the system does not tell. */
export const residentMb = (pid: number): number | null => {
  try {
    const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kb ? Number(kb) / 1024 : null
  } catch {
    return null
  }
}

/** What a house warned of: one in trouble is measured in vain. */
export const sayTroubles = (lines: readonly string[]) => {
  if (lines.length) tell({ measure: `(the house logged ${lines.length} warnings; the first: ${lines[0]!.slice(0, 1000)})`, value: '' })
}

import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from '../scripts/setup.mjs'
import { mb, median, ms, tell } from './figures.ts'
import { residentMb } from './process.ts'

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

/** One `npm start` (without npm) on a data folder, to `readyz` and down again. Gives the milliseconds, and the memory after a rest. */
const once = async (dataDir: string, sandbox: 'on' | 'off', restMs: number) => {
  const port = await freePort()
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env
  const began = performance.now()
  const child = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
    cwd: root,
    stdio: 'ignore',
    env: { PATH, HOME, NODE_COMPILE_CACHE, DATA_DIR: dataDir, SANDBOX: sandbox, PORT: String(port), LOG_LEVEL: 'warn' },
  })
  let ended = false
  const gone = new Promise<void>((resolve) =>
    child.once('exit', () => {
      ended = true
      resolve()
    }),
  )
  try {
    for (;;) {
      if (ended || performance.now() - began > 120_000) throw new Error('The server does not start.')
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null)
      if (answer?.status === 200) break
      await sleep(10)
    }
    const took = performance.now() - began
    await sleep(restMs)
    // The start script is the parent of the server.
    const server = restMs ? childOf(child.pid!) : null
    return { took, memory: server && residentMb(server) }
  } finally {
    child.kill('SIGTERM')
    await gone
  }
}

const childOf = (pid: number) => {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]) || null
  } catch {
    return null
  }
}

/** Starts on a prepared machine: everything installed, the database made, its server stopped; median of `times`. */
export const measureStarts = async (times: number) => {
  for (const sandbox of ['off', 'on'] as const) {
    const dataDir = mkdtempSync(join(tmpdir(), 'parley-bench-start-'))
    chmodSync(dataDir, 0o711)
    try {
      const first = await once(dataDir, sandbox, 0)
      const next: number[] = []
      for (let time = 0; time < times; time += 1) next.push((await once(dataDir, sandbox, 0)).took)
      const what = `sandbox ${sandbox}`
      tell({ measure: `start to readyz, ${what}, median of ${times}`, value: ms(median(next)), aim: '3 s' })
      tell({
        measure: `the very first start, ${what}: database made${sandbox === 'on' ? ', demo company loaded' : ''}`,
        value: ms(first.took),
      })
      const { memory } = await once(dataDir, sandbox, 10_000)
      tell({ measure: `resident memory after 10 s at rest, ${what}`, value: mb(memory ?? null), aim: '150 MB' })
    } finally {
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 20 })
    }
  }
}

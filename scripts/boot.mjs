import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from './setup.mjs'

const readyWithinMs = 120_000
const stoppedWithinMs = 10_000

/**
 * Starts Parley as `npm start` does, in the sandbox and with an empty data folder, waits until it is ready, and stops it with SIGTERM.
 * Vitest accepts syntax that Node refuses, so only this proves a start. Throws what was wrong with the end of its output.
 */
export async function boot(env) {
  const port = await freePort()
  const dataDir = join(tmpdir(), `parley-boot-${process.pid}-${port}`)
  mkdirSync(dataDir, { mode: 0o711 })
  // Nothing of the operator's own configuration: this start is about the code.
  const { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE, CI } = env
  const own = { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE, CI, DATA_DIR: dataDir, SANDBOX: 'on', PORT: String(port), HOST: '127.0.0.1' }
  const server = spawn(process.execPath, [join(root, 'scripts/start.mjs')], { cwd: root, env: own, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => (output = (output + chunk).slice(-4000)))
  const ended = new Promise((resolve) => server.on('exit', (code, signal) => resolve(signal ?? code)))
  const fail = (what) => new Error(`${what}\nIts last words:\n${output.trim() || '(none)'}`)
  const began = Date.now()
  try {
    while (!(await isReady(port))) {
      if (server.exitCode !== null) throw fail(`The server ended with exit code ${server.exitCode} before it was ready.`)
      if (Date.now() - began > readyWithinMs) throw fail(`GET /readyz did not answer 200 within ${readyWithinMs / 1000} s.`)
      await sleep(100)
    }
    console.log(`ready after ${((Date.now() - began) / 1000).toFixed(1)} s`)
    server.kill('SIGTERM')
    const result = await Promise.race([ended, sleep(stoppedWithinMs, 'timeout', { ref: false })])
    if (result === 'timeout') throw fail(`SIGTERM did not stop it within ${stoppedWithinMs / 1000} s.`)
    if (result !== 0) throw fail(`After SIGTERM it ended with ${result}, not with exit code 0.`)
  } finally {
    if (server.exitCode === null && server.signalCode === null) server.kill('SIGKILL')
    await removeWhenStopped(dataDir)
  }
}

async function isReady(port) {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(5000) })).status === 200
  } catch {
    return false
  }
}

/** The database's own process follows the server within moments; its files go after it, also those outside the data folder. */
async function removeWhenStopped(dataDir) {
  const note = join(dataDir, 'postgres.at')
  const elsewhere = existsSync(note) ? [readFileSync(note, 'utf8').trim()] : []
  for (let waited = 0; existsSync(join(dataDir, 'database.join')) && waited < 10_000; waited += 100) await sleep(100)
  for (const folder of [dataDir, ...elsewhere]) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

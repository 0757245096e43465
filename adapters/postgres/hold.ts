import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** Our claim on a running server: it runs at least until we release it or end. */
export type Hold = {
  ownerUrl: string
  /** Resolves when the server is gone although we have not released it. */
  lost: Promise<void>
  /** Resolves when the server has stopped, or at once when others still use it. */
  release: () => Promise<void>
}

export type HoldOptions = {
  /** An absolute path; the folder exists. */
  dataDir: string
  log: (sentence: string) => void
  /** For tests: faster, and a crash of the machine may cost data. (Default: false) */
  careless?: boolean
  /** Remove the data folder when the last user has gone. (Default: false) */
  removeAfter?: boolean
}

type Message = { ready?: string; remark?: string; failed?: string; busy?: boolean; left?: boolean }

const patienceMs = 90_000

/**
 * Joins the server that runs for this data folder, or starts it. Throws a sentence when neither works; waits up to 90 s for another
 * process that is just starting or stopping it.
 */
export const holdServer = async (options: HoldOptions): Promise<Hold> => {
  const until = Date.now() + patienceMs
  for (;;) {
    const hold = (await joinSupervisor(options)) ?? (await startSupervisor(options))
    if (hold) return hold
    if (Date.now() > until) {
      throw new Error(
        `${options.dataDir} is in use by a database server that does not answer here. Stop the other Parley, or set another DATA_DIR.`,
      )
    }
    await sleep(100)
  }
}

const joinSupervisor = ({ dataDir, log }: HoldOptions): Promise<Hold | undefined> => {
  const meeting = readMeeting(join(dataDir, 'database.join'))
  if (!meeting) return Promise.resolve(undefined)
  const socket = connect({ port: meeting.port, host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => socket.destroy())
  socket.write(`${meeting.token}\n`)
  const cut = setTimeout(() => socket.destroy(), 5000)
  return converse(socket, socket, log, () => socket.unref()).finally(() => clearTimeout(cut))
}

const startSupervisor = async ({ dataDir, log, careless = false, removeAfter = false }: HoldOptions): Promise<Hold | undefined> => {
  const logFile = openLog(join(dataDir, 'postgres.log'))
  const program = fileURLToPath(new URL('./supervisor.ts', import.meta.url))
  const args = ['--disable-warning=ExperimentalWarning', program, JSON.stringify({ dataDir, careless, removeAfter })]
  const { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE } = process.env
  // Its own process group and a bare environment: a Ctrl-C meant for us does not reach it, and our secrets are none of its business.
  const env = { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE }
  const child = spawn(process.execPath, args, { cwd: '/', env, detached: true, stdio: ['pipe', 'pipe', logFile] })
  closeSync(logFile)
  const { stdin, stdout } = child
  if (!stdin || !stdout) throw new Error('The database supervisor could not be started.')
  child.on('error', () => stdout.destroy())
  stdin.on('error', () => {})
  return converse(stdin, stdout, log, () => {
    // A script that forgets to release ends all the same, and the server with it.
    child.unref()
    for (const pipe of [stdin, stdout]) if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref()
  })
}

/** Speaks with the supervisor, one JSON object a line. Undefined: it is not ours to have (just stopping, or somebody else is just starting it). */
const converse = (input: Writable, output: Readable, log: HoldOptions['log'], letGo: () => void): Promise<Hold | undefined> =>
  new Promise((resolve, reject) => {
    let released = false
    const gone = Promise.withResolvers<void>()
    const lost = Promise.withResolvers<void>()
    const release = () => {
      released = true
      if ('ref' in output && typeof output.ref === 'function') output.ref()
      input.end()
      return gone.promise
    }
    createInterface({ input: output })
      .on('line', (line) => {
        const { ready, remark, failed, busy, left } = JSON.parse(line) as Message
        if (remark) log(remark)
        if (failed) reject(new Error(failed))
        if (busy) resolve(undefined)
        if (left) {
          gone.resolve()
          output.destroy()
        }
        if (ready) {
          letGo()
          resolve({ ownerUrl: ready, lost: lost.promise, release })
        }
      })
      .on('error', () => {})
    output.once('close', () => {
      resolve(undefined)
      gone.resolve()
      input.destroy()
      if (!released) lost.resolve()
    })
  })

const readMeeting = (file: string): { port: number; token: string } | undefined => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { port: number; token: string }
  } catch {
    return undefined
  }
}

/** The server's own log, begun anew above 10 MB; the one before is kept. */
const openLog = (file: string) => {
  try {
    if (statSync(file).size > 10_000_000) renameSync(file, `${file}.1`)
  } catch {
    // Not there yet.
  }
  return openSync(file, 'a', 0o600)
}

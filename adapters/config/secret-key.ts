import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { type Environment, Misconfigured } from './setting.ts'

const LEAST_CHARACTERS = 32

/** Throws Misconfigured when a secret is too short, or plainly not random. */
export const demandStrong = (secret: string, name: string) => {
  if (secret.length < LEAST_CHARACTERS || new Set(secret).size < 8)
    throw new Misconfigured(
      `${name} should be at least ${LEAST_CHARACTERS} characters of randomness, for instance from \`openssl rand -base64 32\`.`,
    )
  return secret
}

/**
 * The installation's secret: PARLEY_SECRET_KEY, or the file `secret.key` in the data folder, made with mode 600 on the first start.
 * Throws Misconfigured when others may read the file, or when it cannot be read or made.
 */
export const loadSecretKey = ({ env, dataDir }: { env: Environment; dataDir: string }): string => {
  const given = env.PARLEY_SECRET_KEY?.trim()
  if (given) return demandStrong(given, 'PARLEY_SECRET_KEY')
  const path = join(dataDir, 'secret.key')
  try {
    if (!existsSync(path)) make(dataDir, path)
    const { mode } = statSync(path)
    if (process.platform !== 'win32' && mode & 0o077)
      throw new Misconfigured(`${path} should be readable by its owner alone, but others may read it: run \`chmod 600 ${path}\`.`)
    return demandStrong(readFileSync(path, 'utf8').trim(), `The secret in ${path}`)
  } catch (error) {
    if (error instanceof Misconfigured) throw error
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new Misconfigured(`DATA_DIR should be a folder that this account may read and write: ${path} could not be read or made (${why}).`)
  }
}

/** Written aside and linked into place, so that of two processes that start together both read the same whole key. */
const make = (dataDir: string, path: string) => {
  if (!existsSync(dataDir)) {
    mkdirSync(dataDir, { recursive: true })
    // As root the database server runs under another account, which must be able to walk through.
    chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700)
  }
  const aside = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  const file = openSync(aside, 'wx', 0o600)
  try {
    writeFileSync(file, `${randomBytes(32).toString('base64')}\n`)
    fsyncSync(file)
    linkSync(aside, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    closeSync(file)
    rmSync(aside, { force: true })
  }
}

import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadSecretKey } from './secret-key.ts'

const strong = 'q8Yt2mZr7Lw4Xc9Vb1Ns6Kd3Hj5Gf0PaUe'
let dataDir = ''
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'parley-key-'))
})
afterEach(() => rmSync(dataDir, { recursive: true }))
const path = () => join(dataDir, 'secret.key')

test('the secret of the environment is taken, and no file is made', () => {
  expect(loadSecretKey({ env: { PARLEY_SECRET_KEY: strong }, dataDir })).toBe(strong)
  expect(readdirSync(dataDir)).toEqual([])
})

test('a weak secret of the environment is refused', () => {
  expect(() => loadSecretKey({ env: { PARLEY_SECRET_KEY: 'short' }, dataDir })).toThrow(
    /^PARLEY_SECRET_KEY should be at least 32 characters/,
  )
})

test('the first start makes a file that only its owner reads, and the next start reads it', () => {
  const made = loadSecretKey({ env: {}, dataDir })
  expect(made).toHaveLength(44)
  expect(statSync(path()).mode & 0o777).toBe(0o600)
  expect(readdirSync(dataDir)).toEqual(['secret.key'])
  expect(loadSecretKey({ env: {}, dataDir })).toBe(made)
})

test('a folder that is not there yet is made', () => {
  const inner = join(dataDir, 'a', 'b')
  expect(loadSecretKey({ env: {}, dataDir: inner })).toBe(readFileSync(join(inner, 'secret.key'), 'utf8').trim())
})

test('two installations have two secrets', () => {
  expect(loadSecretKey({ env: {}, dataDir: join(dataDir, 'a') })).not.toBe(loadSecretKey({ env: {}, dataDir: join(dataDir, 'b') }))
})

test.for([0o640, 0o604, 0o644, 0o660])('a file of mode %o is refused with what to do', (mode) => {
  writeFileSync(path(), strong)
  chmodSync(path(), mode)
  expect(() => loadSecretKey({ env: {}, dataDir })).toThrow(
    `${path()} should be readable by its owner alone, but others may read it: run \`chmod 600`,
  )
})

test('a file that was cut short is refused', () => {
  writeFileSync(path(), 'abc', { mode: 0o600 })
  expect(() => loadSecretKey({ env: {}, dataDir })).toThrow(/^The secret in .*secret\.key should be at least 32 characters/)
})

test('a data folder that cannot be one is refused by name', () => {
  writeFileSync(join(dataDir, 'file'), '')
  expect(() => loadSecretKey({ env: {}, dataDir: join(dataDir, 'file') })).toThrow(
    /^DATA_DIR should be a folder that this account may read and write/,
  )
})

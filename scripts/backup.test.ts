import { chownSync, copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { jsonBlock } from '../adapters/postgres/backup/blocks.ts'
import { checkBackup } from '../adapters/postgres/backup/check.ts'
import { openDatabase } from '../adapters/postgres/open.ts'
import { demoHouse } from '../core/demo/testing.ts'
import { openPool } from '../core/kernel/db.ts'
import { house as buildHouse } from '../core/kernel/house.ts'
import { silent } from '../core/kernel/log.ts'
import { drainOutbox } from '../core/kernel/outbox.ts'
import { Seal } from '../core/kernel/seal.ts'
import { Contact } from '../core/modules/crm/records.ts'
import { editSetting } from '../core/modules/settings/module.ts'
import { hooks, modules } from '../core/modules.ts'
import { MONDAY } from '../core/testing.ts'
import { isMigrated } from '../migrations/run.ts'
import { asked, databaseToBe, ground, run, sums, testSecret } from './testing.ts'

// Each test runs whole programs, some with a database server of their own.
vi.setConfig({ testTimeout: 180_000 })

const at = demoHouse()
beforeAll(async () => {
  await drainOutbox(at.house)
  // What COPY's text form must carry through unharmed.
  const odd = 'tab\there, line\nbreak, back\\slash, \\N, „ș ț ă” and 🧻'
  await at.house.perform(at.house.self('t'), editSetting.create, { input: { key: 'odd', value: odd } })
})

const env = (dataDir: string, more: Record<string, string> = {}) => ({
  DATABASE_URL: at.ownerUrl,
  DATA_DIR: dataDir,
  PARLEY_SECRET_KEY: testSecret,
  ...more,
})

/** A backup of the demo company, in a folder of its own. */
const saved = async (args: readonly string[] = []) => {
  const folder = ground()
  const file = join(folder, 'demo.parley.gz')
  const dataDir = join(folder, 'data')
  mkdirSync(join(dataDir, 'media', '2026'), { recursive: true })
  writeFileSync(join(dataDir, 'media', '2026', 'photo.jpg'), Buffer.from([0, 255, 10, 13]), { mode: 0o640 })
  writeFileSync(join(dataDir, 'postgres.log'), 'of this machine alone')
  const done = await run('backup.ts', [file, ...args], { env: env(dataDir) })
  expect([done.code, done.err]).toEqual([0, ''])
  return { folder, file, dataDir, out: done.out }
}

describe('a backup', () => {
  test('comes back into an empty database byte for byte, and the house goes on there where it stood', async () => {
    const { folder, file, out } = await saved()
    expect(out).toMatch(/^events: [\d,]+ rows, /m)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const target = databaseToBe(at.ownerUrl)
    const dataDir = join(folder, 'restored')
    const restored = await run('restore.ts', [file], { env: env(dataDir, { DATABASE_URL: target }) })
    expect([restored.code, restored.err]).toEqual([0, ''])
    expect(restored.out).toMatch(/^events: [\d,]+ rows, /m)
    expect(restored.out).toContain(' records checked, 0 broken.')
    expect(await sums(target)).toEqual(await sums(at.ownerUrl))
    expect(readFileSync(join(dataDir, 'media/2026/photo.jpg'))).toEqual(Buffer.from([0, 255, 10, 13]))
    expect(statSync(join(dataDir, 'media/2026/photo.jpg')).mode & 0o777).toBe(0o640)
    expect(existsSync(join(dataDir, 'postgres.log'))).toBe(false)

    const db = openPool(target, 5)
    const house = buildHouse({ modules, db, seal: new Seal(testSecret), log: silent, hooks, clock: () => MONDAY })
    const [last] = await asked(at.ownerUrl, 'select max(id)::int as id from events')
    await house.perform(house.self('t'), editSetting.create, { input: { key: 'afterwards', value: '1' } })
    expect(await asked(target, 'select max(id)::int as id from events')).toEqual([{ id: Number(last!.id) + 1 }])
    // Whoever reads in order meets the restored events first, whatever number of transactions either server has counted.
    const order = await db('events').orderBy(['tx', 'id']).select('id')
    expect(order.map(({ id }) => id)).toEqual((await db('events').orderBy('id').select('id')).map(({ id }) => id))
    const contact = await house.ctx(house.self('t')).facts(Contact).first()
    const { body } = await db('events').where({ record: 'contact', record_id: contact!.id, seq: 1 }).first()
    const { after } = JSON.parse(body) as { after: { phone: { sealed: string; value: string } } }
    expect(await house.seal.openPersonal(db, after.phone)).toBe(contact!.phone)
    await db.destroy()
    expect((await run('audit-verify.ts', [], { env: { DATABASE_URL: target } })).code).toBe(0)
  })

  test('of an older release is restored as it was and brought forward', async () => {
    const old = databaseToBe(at.ownerUrl)
    await asked(at.ownerUrl, `create database "${new URL(old).pathname.slice(1)}"`)
    await asked(old, 'create table migrations (id serial primary key, name varchar(255), batch integer, migration_time timestamptz)')
    for (const name of ['0001_kernel', '0002_people_and_clients']) {
      await asked(old, ((await import(`../migrations/${name}.ts`)) as { up: string }).up)
      await asked(old, 'insert into migrations (name, batch, migration_time) values ($1, 1, $2)', [name, MONDAY])
    }
    await asked(old, "insert into number_series values ('order', 'SO-', 1042, 6)")
    const folder = ground()
    const file = join(folder, 'old.parley.gz')
    expect((await run('backup.ts', [file], { env: env(folder, { DATABASE_URL: old }) })).code).toBe(0)
    const target = databaseToBe(at.ownerUrl)
    expect((await run('restore.ts', [file], { env: env(folder, { DATABASE_URL: target }) })).err).toBe('')
    expect(await asked(target, 'select * from number_series')).toEqual([{ name: 'order', prefix: 'SO-', next: 1042, width: 6 }])
    const db = openPool(target, 1)
    expect(await isMigrated(db)).toBe(true)
    await db.destroy()
  })

  test('never replaces a file that is there', async () => {
    const { file, dataDir } = await saved()
    const before = readFileSync(file)
    const again = await run('backup.ts', [file], { env: env(dataDir) })
    expect([again.code, again.err]).toEqual([1, `${file} is there already. A backup never replaces another one: choose another name.\n`])
    expect(readFileSync(file).equals(before)).toBe(true)
  })
})

describe('a damaged backup is refused before anything is written:', () => {
  let good: Buffer | undefined
  const middle = (bytes: Buffer) => Math.floor(bytes.length / 2)
  const flipped = (bytes: Buffer, at: number) =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from([bytes[at]! ^ 1]), bytes.subarray(at + 1)])
  const unpacked = (bytes: Buffer, change: (inner: Buffer) => Buffer) => gzipSync(change(gunzipSync(bytes)))
  test.for<[string, (bytes: Buffer) => Buffer]>([
    ['one with a byte changed', (bytes) => flipped(bytes, middle(bytes))],
    ['one with a byte changed and packed again', (bytes) => unpacked(bytes, (inner) => flipped(inner, inner.indexOf('Carpath') + 1))],
    ['one that was cut off', (bytes) => bytes.subarray(0, middle(bytes))],
    ['one that was cut off and packed again', (bytes) => unpacked(bytes, (inner) => inner.subarray(0, middle(inner)))],
    ['one without its manifest', (bytes) => unpacked(bytes, (inner) => inner.subarray(0, inner.lastIndexOf('M\0')))],
    ['one with more behind its end', (bytes) => unpacked(bytes, (inner) => Buffer.concat([inner, jsonBlock('T', {})]))],
    [
      'one that writes outside the data folder',
      (bytes) =>
        unpacked(bytes, (inner) => Buffer.from(inner.toString('latin1').replace('media/2026/photo.jpg', '../../2026/photo.jp'), 'latin1')),
    ],
    ['one that is none', () => gzipSync('a letter to the finance department')],
    ['one that is not even packed', () => Buffer.from('a letter to the finance department')],
    ['an empty one', () => Buffer.alloc(0)],
  ])('%s', async ([, change]) => {
    good ??= readFileSync((await saved()).file)
    const folder = ground()
    const bad = join(folder, 'bad.parley.gz')
    writeFileSync(bad, change(good))
    const target = databaseToBe(at.ownerUrl)
    const { code, err } = await run('restore.ts', [bad], { env: env(join(folder, 'new'), { DATABASE_URL: target }) })
    expect(err).toMatch(/^\S+bad\.parley\.gz is damaged or no backup: .+\. Nothing was written\.\n$/)
    expect(code).toBe(1)
    expect(await asked(at.ownerUrl, 'select from pg_database where datname = $1', [new URL(target).pathname.slice(1)])).toEqual([])
    expect(existsSync(join(folder, 'new'))).toBe(false)
  })
})

describe('a restore', () => {
  test('that is killed half-way leaves a database on which nothing starts, and begins anew', async () => {
    // Enough that it is still at work when the kill arrives.
    await asked(
      at.ownerUrl,
      "insert into idempotency_keys select 'bulk', n::text, md5(n::text), null, '2026-01-01' from generate_series(1, 150000) n",
    )
    const { folder, file } = await saved()
    await asked(at.ownerUrl, "delete from idempotency_keys where scope = 'bulk'")
    const target = databaseToBe(at.ownerUrl)
    const to = { env: env(folder, { DATABASE_URL: target }) }
    const killed = await run('restore.ts', [file], { ...to, watch: (out, kill) => out.includes('events: ') && kill() })
    expect([killed.code, killed.out.includes('Restored')]).toEqual([null, false])
    const start = openDatabase({ dataDir: folder, databaseUrl: target, log: () => {} })
    await expect(start).rejects.toThrow(
      /^The restore of the database "parley_test_restore_\w+" has not finished, so nothing may start on it\./,
    )
    expect((await run('backup.ts', [join(folder, 'half.parley.gz')], to)).err).toMatch(/has not finished/)
    const again = await run('restore.ts', [file], to)
    expect([again.code, again.err]).toEqual([0, ''])
    expect(again.out).toContain('An earlier restore has not finished here.')
    expect(await asked(target, 'select count(*)::int as count from idempotency_keys where scope = $1', ['bulk'])).toEqual([
      { count: 150_000 },
    ])
    await (await openDatabase({ dataDir: folder, databaseUrl: target, log: () => {} })).stop()
  })

  test('goes into an empty database only; --force asks for its name and removes nothing before it is told', async () => {
    const { folder, file } = await saved()
    const target = databaseToBe(at.ownerUrl)
    const name = new URL(target).pathname.slice(1)
    await asked(at.ownerUrl, `create database "${name}"`)
    await asked(target, "create table kept (word text); create view seen as select * from kept; create type mood as enum ('calm')")
    const to = { env: env(folder, { DATABASE_URL: target }) }
    const refused = await run('restore.ts', [file], to)
    expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/is not empty, and a restore only goes into an empty one\./)])
    for (const typed of ['', 'yes\n', 'parley\n']) {
      const unsaid = await run('restore.ts', [file, '--force'], { ...to, typed })
      expect([unsaid.code, unsaid.err]).toEqual([1, '\nThat is not its name. Nothing was removed.\n'])
    }
    expect(await asked(target, 'select * from seen')).toEqual([])
    const forced = await run('restore.ts', [file, '--force'], { ...to, typed: `${name}\n` })
    expect([forced.code, forced.err]).toEqual([0, ''])
    expect(await asked(target, "select to_regclass('kept') as kept, to_regtype('mood') as mood")).toEqual([{ kept: null, mood: null }])
    expect(await sums(target)).toEqual(await sums(at.ownerUrl))
  })

  test('waits for nobody: where somebody works in the database it refuses', async () => {
    const { folder, file } = await saved()
    const parley = openPool(at.ownerUrl, 1)
    await parley.raw('select 1')
    const busy = await run('restore.ts', [file, '--force'], { env: env(folder), typed: `${new URL(at.ownerUrl).pathname.slice(1)}\n` })
    expect([busy.code, busy.err]).toEqual([1, 'Somebody works in this database (parley). Stop Parley first, then restore.\n'])
    await parley.destroy()
  })

  test('replaces no file of the data folder', async () => {
    const { folder, file } = await saved()
    const dataDir = join(folder, 'other')
    mkdirSync(join(dataDir, 'media/2026'), { recursive: true })
    writeFileSync(join(dataDir, 'media/2026/photo.jpg'), 'another picture')
    const target = databaseToBe(at.ownerUrl)
    const { code, err } = await run('restore.ts', [file], { env: env(dataDir, { DATABASE_URL: target }) })
    expect([code, err]).toEqual([1, expect.stringContaining('holds other files under names that the backup brings (media/2026/photo.jpg)')])
    expect(readFileSync(join(dataDir, 'media/2026/photo.jpg'), 'utf8')).toBe('another picture')
  })
})

describe('the secret key', () => {
  const another = 'another secret that opens nothing of this house'

  test('is not in a backup, which says so; a restore asks for the right one', async () => {
    const { folder, file, out } = await saved()
    expect(out).toContain('The secret key is NOT in it.')
    expect(gunzipSync(readFileSync(file)).includes(testSecret)).toBe(false)
    const target = databaseToBe(at.ownerUrl)
    const wrong = await run('restore.ts', [file], { env: env(folder, { DATABASE_URL: target, PARLEY_SECRET_KEY: another }) })
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringMatching(/^The secret key here is not the one of this backup: /)])
    const none = await run('restore.ts', [file], { env: env(folder, { DATABASE_URL: target, PARLEY_SECRET_KEY: '' }) })
    expect([none.code, none.err]).toEqual([1, expect.stringMatching(/^This backup needs its secret key, which is not in it\./)])
    const agreed = await run('restore.ts', [file, '--other-key'], {
      env: env(folder, { DATABASE_URL: target, PARLEY_SECRET_KEY: another }),
    })
    expect([agreed.code, agreed.err]).toEqual([0, ''])
  })

  test('travels with --with-key, and comes back readable by its owner alone', async () => {
    const { folder, file, out } = await saved(['--with-key'])
    expect(out).toContain('The secret key is in it')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const dataDir = join(folder, 'new')
    const target = databaseToBe(at.ownerUrl)
    const { code, err } = await run('restore.ts', [file], { env: env(dataDir, { DATABASE_URL: target, PARLEY_SECRET_KEY: '' }) })
    expect([code, err]).toEqual([0, ''])
    expect(readFileSync(join(dataDir, 'secret.key'), 'utf8').trim()).toBe(testSecret)
    expect(statSync(join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600)
  })
})

describe('with the database that comes along', () => {
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined

  test.for([
    ['the account that runs the tests', undefined],
    ['an ordinary user', nobody],
  ] as const)('%s restores, starts on it and backs it up again', async ([, as]) => {
    const { folder, file } = await saved()
    const home = join(folder, 'home')
    mkdirSync(home)
    const mine = join(home, 'demo.parley.gz')
    copyFileSync(file, mine)
    if (as) for (const path of [home, mine]) chownSync(path, as.uid, as.gid)
    const own = { env: { DATA_DIR: join(home, 'data'), HOME: home, PARLEY_SECRET_KEY: testSecret }, as }
    const restored = await run('restore.ts', [mine], own)
    expect([restored.code, restored.err]).toEqual([0, ''])
    const again = await run('backup.ts', [join(home, 'again.parley.gz')], own)
    expect([again.code, again.err]).toEqual([0, ''])
    const [first, second] = [await checkBackup(mine), await checkBackup(join(home, 'again.parley.gz'))]
    expect(second.tables).toEqual(first.tables)
    expect(second.files).toEqual(first.files)
    expect(second.counters).toEqual(first.counters)
  })
})

// `npm run restore -- FILE [--force] [--other-key] [--database NAME]`: brings a backup back, into an empty database.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { Damaged } from '../adapters/postgres/backup/blocks.ts'
import { checkBackup } from '../adapters/postgres/backup/check.ts'
import { clashesIn, KEY_FILE } from '../adapters/postgres/backup/folder.ts'
import { clearGround, finish, groundOf, loadBackup } from '../adapters/postgres/backup/load.ts'
import type { Manifest } from '../adapters/postgres/backup/shape.ts'
import { openPool } from '../core/kernel/db.ts'
import { migrate } from '../migrations/run.ts'
import { reportChains } from './chains.ts'
import { type Chosen, command, fromHere, keyMark, openChosen, productVersion, say, secretKeyOf } from './database.ts'

await command(async () => {
  const { values, positionals } = parseArgs({
    options: {
      database: { type: 'string' },
      force: { type: 'boolean', default: false },
      'other-key': { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
  const [given, ...more] = positionals
  if (!given || more.length) throw new Error('Which backup? npm run restore -- FILE')
  const file = fromHere(given)
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`)
  say(`Reading ${file} to its end…`)
  const manifest = await checked(file)
  say(`It is whole: the database "${manifest.database}" of ${manifest.createdAt}, by Parley ${manifest.product}.`)
  for (const name of manifest.migrations) migrationFile(name, manifest)

  const chosen = await openChosen({ name: values.database, make: true, unfinished: true })
  try {
    refuseOtherKey(chosen, manifest, values['other-key'])
    await refuseClashes(chosen, manifest)
    const ground = await groundOf(chosen.ownerUrl)
    if (ground === 'unfinished') say('An earlier restore has not finished here. What it left is removed, and it begins anew.')
    if (ground === 'taken') await mayEmpty(chosen, values.force)
    await clearGround(chosen.ownerUrl)
    await loadBackup({
      ownerUrl: chosen.ownerUrl,
      file,
      manifest,
      dataDir: chosen.dataDir,
      migrationCalled: (name) => migrationOf(name, manifest),
      tell: say,
    })
    await migrate(chosen.ownerUrl, chosen.appRole)
    const broken = await verified(chosen)
    await finish(chosen.ownerUrl)
    say(
      broken
        ? 'The backup is restored as it was saved, but its event log was broken already when it was saved.'
        : `Restored. Start it with: npm start`,
    )
    return broken ? 1 : 0
  } finally {
    await chosen.close()
  }
})

async function checked(file: string): Promise<Manifest> {
  try {
    return await checkBackup(file)
  } catch (error) {
    if (!(error instanceof Damaged)) throw error
    throw new Error(`${file} is damaged or no backup: ${error.message}. Nothing was written.`, { cause: error })
  }
}

function migrationFile(name: string, { product }: Manifest): URL {
  const path = new URL(`../migrations/${name}.ts`, import.meta.url)
  if (!existsSync(path))
    throw new Error(
      `This backup was made by Parley ${product}, which has the migration ${name}; this is ${productVersion()}. Restore it with that release or a newer one.`,
    )
  return path
}

/** The statements of one migration, by the name under which it was noted as applied. */
async function migrationOf(name: string, manifest: Manifest): Promise<string> {
  const { up } = (await import(migrationFile(name, manifest).href)) as { up: string }
  return up
}

/** Before anything is written: with another key the data would come back, but not what is sealed in it. */
function refuseOtherKey(chosen: Chosen, manifest: Manifest, agreed: boolean) {
  const brings = manifest.files.some(({ file }) => file === KEY_FILE)
  const here = secretKeyOf(chosen)
  if (manifest.key === null || agreed || (brings && !here)) return
  if (here && keyMark(here) === manifest.key) return
  throw new Error(
    here
      ? `The secret key here is not the one of this backup: tokens, secrets and sealed personal values could not be read. Put the right one into ${join(chosen.dataDir, KEY_FILE)} (or PARLEY_SECRET_KEY), or pass --other-key to go without them.`
      : `This backup needs its secret key, which is not in it. Put it into ${join(chosen.dataDir, KEY_FILE)} with mode 600 (or into PARLEY_SECRET_KEY), or pass --other-key to go without what it seals.`,
  )
}

async function refuseClashes({ dataDir }: Chosen, { files }: Manifest) {
  const clashes = await clashesIn(dataDir, files)
  if (clashes.length)
    throw new Error(
      `${dataDir} holds other files under names that the backup brings (${clashes.slice(0, 3).join(', ')}${clashes.length > 3 ? ', …' : ''}). Move them away first; nothing was written.`,
    )
}

/** Throws unless the operator wants the database emptied and types its name. */
async function mayEmpty({ name }: Chosen, force: boolean) {
  if (!force)
    throw new Error(
      `The database "${name}" is not empty, and a restore only goes into an empty one. To REMOVE everything in it first, pass --force; you are asked for its name.`,
    )
  process.stdout.write(`Everything in the database "${name}" will be removed. Type its name to go on: `)
  const lines = createInterface({ input: process.stdin })
  const answer = await new Promise<string>((resolve) => lines.once('line', resolve).once('close', () => resolve('')))
  lines.close()
  if (answer.trim() !== name) throw new Error('\nThat is not its name. Nothing was removed.')
}

async function verified({ ownerUrl }: Chosen) {
  const db = openPool(ownerUrl, 2)
  try {
    return await reportChains(db, say)
  } finally {
    await db.destroy()
  }
}

// `npm run backup [-- FILE] [--with-key] [--database NAME]`: writes everything into one file, also while Parley runs.
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { filesOf, KEY_FILE, type KeptFile } from '../adapters/postgres/backup/folder.ts'
import { counted, saveBackup } from '../adapters/postgres/backup/save.ts'
import { command, fromHere, keyMark, openChosen, productVersion, say, secretKeyOf } from './database.ts'

await command(async () => {
  const { values, positionals } = parseArgs({
    options: { database: { type: 'string' }, 'with-key': { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  if (positionals.length > 1) throw new Error('One file, please: npm run backup -- FILE')
  const file = fromHere(positionals[0] ?? `parley-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.parley.gz`)
  if (existsSync(file)) throw new Error(`${file} is there already. A backup never replaces another one: choose another name.`)
  const chosen = await openChosen({ name: values.database })
  try {
    const secret = secretKeyOf(chosen)
    if (values['with-key'] && !secret) throw new Error('There is no secret key yet, so --with-key has nothing to keep.')
    const key: KeptFile[] = values['with-key'] ? [{ path: KEY_FILE, mode: 0o600, from: null, content: `${secret}\n` }] : []
    say(`Backing up the database "${chosen.name}" and the files in ${chosen.dataDir}…`)
    const manifest = await saveBackup({
      ownerUrl: chosen.ownerUrl,
      file,
      product: productVersion(),
      key: secret ? keyMark(secret) : null,
      files: [...filesOf(chosen.dataDir), ...key],
      tell: say,
    })
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
    say(`${counted(manifest.tables.length, 'table')}, ${counted(rows, 'row')}: ${file}`)
    say(
      values['with-key']
        ? 'The secret key is in it: whoever has this file can read everything. Keep it like a key.'
        : 'The secret key is NOT in it. Keep a copy of it (DATA_DIR/secret.key or PARLEY_SECRET_KEY) in another place: without it tokens, secrets and sealed personal values cannot be read again.',
    )
    return 0
  } finally {
    await chosen.close()
  }
})

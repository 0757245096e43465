// `npm run admin -- create --email … --first … --last … [--language en]`: the first admin of a company, without a console.
import { parseArgs } from 'node:util'
import { loadSecretKey } from '../adapters/config/secret-key.ts'
import { makeAdmin } from '../core/first-start.ts'
import { openPool } from '../core/kernel/db.ts'
import { house as buildHouse } from '../core/kernel/house.ts'
import { silent } from '../core/kernel/log.ts'
import { Seal } from '../core/kernel/seal.ts'
import { hooks, modules } from '../core/modules.ts'
import { migrate } from '../migrations/run.ts'
import { command, openChosen, say } from './database.ts'

await command(async () => {
  const { values, positionals } = parseArgs({
    options: {
      email: { type: 'string' },
      first: { type: 'string' },
      last: { type: 'string' },
      language: { type: 'string', default: 'en' },
      database: { type: 'string' },
    },
    allowPositionals: true,
  })
  const { email, first, last, language, database } = values
  if (positionals.join(' ') !== 'create' || !email || !first || !last)
    throw new Error('Whom? npm run admin -- create --email ana@example.com --first Ana --last Pop [--language en]')
  const chosen = await openChosen({ name: database, make: true })
  try {
    if (chosen.config.sandbox && database === undefined)
      throw new Error(
        'The sandbox is on, which has its own people. Connect a chat platform or set SANDBOX=off: an admin belongs to your own company.',
      )
    await migrate(chosen.ownerUrl, chosen.appRole)
    const db = openPool(chosen.appUrl, 4)
    try {
      const seal = new Seal(chosen.config.secretKey ?? loadSecretKey({ env: process.env, dataDir: chosen.dataDir }))
      const house = buildHouse({ modules, db, seal, log: silent, hooks, address: () => chosen.config.http.publicUrl })
      for (const line of await makeAdmin(house, { email, firstName: first, lastName: last, language })) say(line)
      return 0
    } finally {
      await db.destroy()
    }
  } finally {
    await chosen.close()
  }
})

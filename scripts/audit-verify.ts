// `npm run audit:verify [-- --database NAME]`: checks every chain of the event log. Exit 1 when one is broken.
import { parseArgs } from 'node:util'
import { openPool } from '../core/kernel/db.ts'
import { reportChains } from './chains.ts'
import { command, openChosen, say } from './database.ts'

await command(async () => {
  const { values } = parseArgs({ options: { database: { type: 'string' } } })
  const chosen = await openChosen({ name: values.database })
  const db = openPool(chosen.ownerUrl, 2)
  try {
    say(`Checking the event log of the database "${chosen.name}"…`)
    // One look at one moment, so that what is written meanwhile does not matter.
    const broken = await db.transaction((trx) => reportChains(trx, say), { isolationLevel: 'repeatable read', readOnly: true })
    say(
      broken
        ? 'The log is not as it was written. Keep this database as it is, and compare with a backup.'
        : 'Every chain is whole: no event in it was changed, and none is missing inside a chain. (An end that was cut off is not seen by this.)',
    )
    return broken ? 1 : 0
  } finally {
    await db.destroy()
    await chosen.close()
  }
})

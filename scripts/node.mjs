// `node scripts/node.mjs file.ts …`: runs a file of this project under Node 24, whatever Node and npm are at hand.
import { become } from './run.mjs'
import { setUp } from './setup.mjs'

try {
  become(await setUp(), process.argv.slice(2))
} catch (error) {
  console.error(error.message)
  process.exit(1)
}

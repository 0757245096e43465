// `npm start`: makes the clone ready and runs the server under Node 24. Works from Node 20 on, with nothing installed.
// (package.json says `exec`, because npm sends its signals to the shell only, and a shell in between would end without waiting for us.)
import { become, serverFlags } from './run.mjs'
import { setUp } from './setup.mjs'

try {
  become(await setUp(), [...serverFlags, 'server.ts', ...process.argv.slice(2)])
} catch (error) {
  console.error(error.message)
  process.exit(1)
}

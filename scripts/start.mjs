// `npm start`: makes the clone ready and runs the server under Node 24. Works from Node 20 on, with nothing installed.
// (package.json says `exec`, because npm sends its signals to the shell only, and a shell in between would end without waiting for us.)
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { become, serverFlags } from './run.mjs'
import { environmentFor, root, setUp } from './setup.mjs'
import { isWebFresh } from './web.mjs'

try {
  const node = await setUp()
  // A web app that cannot be built is no reason to leave the chats unanswered: it says so itself.
  if (!isWebFresh()) spawnSync(node, [join(root, 'scripts/build-web.mjs')], { env: environmentFor(node), stdio: 'inherit' })
  become(node, [...serverFlags, 'server.ts', ...process.argv.slice(2)])
} catch (error) {
  console.error(error.message)
  process.exit(1)
}

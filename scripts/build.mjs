// `npm run build`: builds the web apps, for machines and images that leave development dependencies out afterwards.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { environmentFor, setUp } from './setup.mjs'

const worker = fileURLToPath(new URL('./build-web.mjs', import.meta.url))
try {
  const node = await setUp({ dev: true })
  process.exitCode = spawnSync(node, [worker], { env: environmentFor(node), stdio: 'inherit' }).status ?? 1
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}

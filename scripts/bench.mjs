// `npm run bench`: figures and ratios of this machine. `-- --quick` for a short look; `-- --only orders` for a part. docs/performance.md explains.
import { become } from './run.mjs'
import { setUp } from './setup.mjs'

try {
  become(await setUp(), ['bench/main.ts', ...process.argv.slice(2)])
} catch (error) {
  console.error(error.message)
  process.exit(1)
}

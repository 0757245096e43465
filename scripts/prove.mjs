// `npm run prove`: the long versions of the rules (files *.prove.ts) at full counts, with their figures. Arguments narrow the files.
import { become } from './run.mjs'
import { setUp } from './setup.mjs'

try {
  const node = await setUp({ dev: true })
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.config.ts', '--reporter=verbose', ...process.argv.slice(2)]
  become(node, args, { ...process.env, PARLEY_PROVE: '1' })
} catch (error) {
  console.error(error.message)
  process.exit(1)
}

// Runs under Node 24, because the configuration is TypeScript; `start.mjs`, `test.mjs` and `build.mjs` call it.
import { buildWeb } from './web.mjs'

try {
  const began = Date.now()
  const built = await buildWeb()
  if (built.length > 0) process.stderr.write(`Built ${built.join(' and ')} in ${((Date.now() - began) / 1000).toFixed(1)} s.\n`)
} catch (error) {
  process.stderr.write(`The web apps could not be built: ${error.message}\n`)
  process.exitCode = 1
}

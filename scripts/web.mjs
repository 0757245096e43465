// Builds the web apps where their sources changed since they were built. Works under Node 20 and without them installed: then it says so.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { root } from './setup.mjs'

const home = join(root, 'web-admin')
const apps = ['console', 'clientarea']
const stampOf = (app) => join(home, 'dist', app, '.built-from')

/** True when every web app is built from its sources as they are. */
export const isWebFresh = () => apps.every((app) => !existsSync(join(home, app, 'index.html')) || isFresh(app))

/** Builds what is not built yet or changed since. Returns the names of the apps that were built; throws what the build complains about. */
export async function buildWeb() {
  const stale = apps.filter((app) => existsSync(join(home, app, 'index.html')) && !isFresh(app))
  if (stale.length === 0) return []
  if (!existsSync(join(root, 'node_modules/vite/package.json'))) {
    const missing = stale.filter((app) => !existsSync(stampOf(app)))
    const what = missing.length > 0 ? 'are not built' : 'are older than their sources'
    process.stderr.write(
      `The web apps ${what}, and what builds them is not installed: run \`npm run build\` where development dependencies are.\n`,
    )
    return []
  }
  const { build } = await import('vite')
  const { configOf } = await import(pathToFileURL(join(home, 'vite.config.ts')).href)
  // Also from inside of a test, whose environment would bring React's own complaints along.
  const { NODE_ENV } = process.env
  process.env.NODE_ENV = 'production'
  try {
    for (const app of stale) {
      const print = printOf(app)
      await build({ ...configOf(app), configFile: false, logLevel: 'warn' })
      forgetOld(join(home, 'dist', app, 'assets'))
      compress(join(home, 'dist', app))
      writeFileSync(stampOf(app), print)
    }
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = NODE_ENV
  }
  return stale
}

/** True when what is built comes from the sources as they are. */
const isFresh = (app) => existsSync(stampOf(app)) && readFileSync(stampOf(app), 'utf8') === printOf(app)

/** A fingerprint of everything that an app is made of. */
function printOf(app) {
  const hash = createHash('sha256')
  const sources = ['shared', 'api', app].flatMap((folder) => filesIn(join(home, folder)))
  for (const path of [...sources, join(home, 'vite.config.ts'), join(root, 'scripts/web.mjs'), join(root, 'package-lock.json')])
    hash.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0')
  return hash.digest('hex')
}

function filesIn(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true })
    .map((path) => join(folder, String(path)))
    .filter((path) => !path.includes('.test.') && statSync(path).isFile())
    .sort()
}

/** What an open page of an earlier build may still ask for stays for a week. */
function forgetOld(folder) {
  for (const path of filesIn(folder)) if (Date.now() - statSync(path).mtimeMs > 7 * 86_400_000) rmSync(path)
}

/** Beside each text its gzip and brotli twins, made once, as small as they get. */
function compress(folder) {
  mkdirSync(folder, { recursive: true })
  for (const path of filesIn(folder)) {
    if (!/\.(js|css|svg|json|html)$/.test(path) || isCompressed(path)) continue
    const text = readFileSync(path)
    if (text.length < 1024) continue
    writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }))
    writeFileSync(`${path}.br`, brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }))
  }
}

/** A name with a hash says all about its content; one without is written anew. */
function isCompressed(path) {
  return /-[\w-]{8}\.\w+$/.test(path) && existsSync(`${path}.br`)
}

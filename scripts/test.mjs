// `npm test`: everything that must hold, in named steps. Works from Node 20 on, with nothing installed.
// The last line is always, alone: N passed, N failed.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { boot } from './boot.mjs'
import { findChromium, howToInstall, installChromium } from './chromium.mjs'
import { environmentFor, root, setUp } from './setup.mjs'
import { readReport } from './vitest-report.mjs'

const isCi = process.env.CI === 'true'
const lifeline = pathToFileURL(fileURLToPath(new URL('./lifeline.mjs', import.meta.url))).href
const totals = { passed: 0, failed: 0, notRun: [] }
const running = new Set()

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    for (const child of running) child.kill(signal)
    process.exit(130)
  })
}

const scratch = mkdtempSync(join(tmpdir(), 'parley-npm-test-'))
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))

let node
await step('set-up', async () => {
  node = await setUp({ dev: true })
})
if (node) {
  const chromium = findChromium() ?? installChromium()
  if (!chromium) notRun('Browser tests (*.browser.test.ts)', `no Chromium on this machine. ${howToInstall}`)
  const env = environmentFor(node, { ...process.env, CHROMIUM_PATH: chromium ?? '', PARLEY_BROWSER_TESTS: chromium ? 'on' : 'off' })
  const tool = (path, ...args) => run(node, [join(root, 'node_modules', path), ...args], env)

  await step('types', () => tool('typescript/bin/tsc', '-p', '.'))
  await step('lint', () => tool('@biomejs/biome/bin/biome', 'ci', '.', '--diagnostic-level=warn'))
  await step('web apps', () => run(node, [join(root, 'scripts/build-web.mjs')], env))
  await step('tests', () => runTests(env))
  await step('boot', () => boot(env))
}
finish()

async function step(name, work) {
  const began = Date.now()
  console.log(`\n── ${name}`)
  try {
    const failed = await work()
    if (failed) return console.log(`── ${name}: ${failed} FAILED in ${seconds(began)}`)
    totals.passed++
    console.log(`── ${name}: passed in ${seconds(began)}`)
  } catch (error) {
    totals.failed++
    console.log(`${error.message}\n── ${name}: FAILED after ${seconds(began)}`)
  }
}

/** Runs a program with this terminal; rejects when it does not end with 0. */
function run(command, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, ['--import', lifeline, ...args], { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] })
    running.add(child)
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      running.delete(child)
      if (code === 0) resolve()
      else reject(new Error(`It ended with ${signal ?? `exit code ${code}`}.`))
    })
  })
}

/** Every test counts by itself; the step throws only for what no single test says (an error outside the tests, no report at all). */
async function runTests(env) {
  const file = join(scratch, 'vitest.json')
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`]
  const ended = await run(node, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...reporters], env).catch((error) => error)
  const report = readReport(file)
  totals.passed += report.passed
  totals.failed += report.failures.length
  for (const failure of report.failures) console.log(`✗ ${failure}`)
  if (ended instanceof Error && report.failures.length === 0) throw ended
  if (report.passed === 0 && report.failures.length === 0) throw new Error('Not a single test ran.')
  return report.failures.length
}

function notRun(what, why) {
  console.log(`NOT RUN: ${what}: ${why}`)
  totals.notRun.push(`${what}: ${why}`)
  if (isCi) totals.failed++
}

function finish() {
  if (totals.notRun.length > 0)
    console.log(`\nNot run${isCi ? ' (counts as failed in CI)' : ''}:\n${totals.notRun.map((line) => `  ${line}`).join('\n')}`)
  process.exitCode = totals.failed > 0 ? 1 : 0
  console.log(`\n${totals.passed} passed, ${totals.failed} failed`)
}

function seconds(began) {
  return `${((Date.now() - began) / 1000).toFixed(1)} s`
}

import { spawn } from 'node:child_process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { environmentFor, root } from './setup.mjs'

const lifeline = pathToFileURL(fileURLToPath(new URL('./lifeline.mjs', import.meta.url))).href

/** The server before its file: a small nursery for young objects keeps a process small and costs next to no time (docs/performance.md). */
export const serverFlags = ['--max-semi-space-size=4']

/**
 * Runs `node …args` under the given Node 24 with this terminal, passes SIGTERM and SIGINT on, and ends as it ends.
 * When our own parent (npm) is killed outright, the process we run is asked to stop.
 */
export function become(node, args, env = process.env) {
  const child = spawn(node, ['--import', lifeline, ...args], { cwd: root, stdio: 'inherit', env: environmentFor(node, env) })
  // A terminal sends Ctrl-C to the whole group: the child has it already, and a second one means "at once".
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('SIGHUP', () => child.kill('SIGTERM'))
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    child.kill('SIGTERM')
  }, 500)
  child.on('error', (error) => {
    console.error(`${node} could not be run: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    clearInterval(watch)
    process.exit(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 137))
  })
}

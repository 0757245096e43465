import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterEach, expect, test, vi } from 'vitest'

const running: ChildProcess[] = []

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

/** Runs `program` as `npm start` runs the server; resolves with the process and the id of the server, which the program says first. */
const started = async (program: string) => {
  const runner = `import { become } from ${JSON.stringify(new URL('./run.mjs', import.meta.url).href)}\nbecome(process.execPath, ['-e', ${JSON.stringify(program)}])`
  const child = spawn(process.execPath, ['--input-type=module', '-e', runner], { stdio: ['ignore', 'pipe', 'inherit'] })
  running.push(child)
  const [pid] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { child, server: Number(pid) }
}

const isRunning = (pid: number) =>
  spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
    .stdout.trim()
    .replace(/^Z.*/, '') !== ''

const waits = 'setInterval(() => {}, 1000); console.log(process.pid)'

test('the start ends with the exit code of the server', async () => {
  const { child } = await started('console.log(process.pid); process.exitCode = 7')
  expect(await once(child, 'exit')).toEqual([7, null])
})

test.for(['SIGTERM', 'SIGINT'] as const)('%s reaches the server, and the start waits until it has drained', async (signal) => {
  const { child, server } = await started(`process.on('${signal}', () => setTimeout(() => process.exit(5), 300)); ${waits}`)
  child.kill(signal)
  expect(await once(child, 'exit')).toEqual([5, null])
  expect(isRunning(server)).toBe(false)
})

test('a start that is killed outright takes the server along', async () => {
  const { child, server } = await started(waits)
  expect(isRunning(server)).toBe(true)
  child.kill('SIGKILL')
  await vi.waitUntil(() => !isRunning(server), 15_000)
})

test('a server that is killed ends the start with the code of a killed program', async () => {
  const { child, server } = await started(waits)
  process.kill(server, 'SIGKILL')
  expect(await once(child, 'exit')).toEqual([137, null])
})

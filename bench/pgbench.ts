import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where Debian and others put it; PGBENCH names another. Null: it is not here. */
export const findPgbench = (): string | null =>
  [process.env.PGBENCH, '/usr/bin/pgbench', '/usr/local/bin/pgbench', '/opt/homebrew/bin/pgbench'].find(
    (path) => path && existsSync(path),
  ) ?? null

/**
 * Plays scripts for so many seconds: one pgbench per slot, each with one connection and its own scripts, chosen at random. Gives whole
 * scripts per second of all slots together, and how many. Rejects with what pgbench says where a statement fails.
 */
export const play = async (
  pgbench: string,
  url: string,
  slots: readonly (readonly string[])[],
  seconds: number,
): Promise<{ rate: number; played: number }> => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-pgbench-'))
  const { hostname, port, username, password, pathname } = new URL(url)
  const env = { PATH: process.env.PATH, PGPASSWORD: decodeURIComponent(password) }
  const at = ['-h', hostname, '-p', port, '-U', decodeURIComponent(username)]
  const one = (scripts: readonly string[], slot: number) =>
    new Promise<{ rate: number; played: number }>((resolve, reject) => {
      const files = scripts.flatMap((script, index) => {
        const file = join(folder, `${slot}-${index}.sql`)
        writeFileSync(file, script)
        return ['-f', file]
      })
      const how = ['-n', '-M', 'simple', '-c', '1', '-T', String(seconds), '--max-tries=10', '-D', 'n=0', '-D', `slot=${slot}`]
      const child = spawn(pgbench, [...at, ...how, ...files, decodeURIComponent(pathname.slice(1))], {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let said = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (said += part.toString()))
      child.on('error', reject)
      child.on('exit', (code) => {
        const rate = Number(/tps = ([\d.]+) \(without/.exec(said)?.[1])
        const played = Number(/actually processed: (\d+)/.exec(said)?.[1])
        code === 0 && Number.isFinite(rate)
          ? resolve({ rate, played })
          : reject(new Error(`pgbench ended with ${code}:\n${said.slice(-3000)}`))
      })
    })
  try {
    const all = await Promise.all(slots.map(one))
    return { rate: all.reduce((sum, { rate }) => sum + rate, 0), played: all.reduce((sum, { played }) => sum + played, 0) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

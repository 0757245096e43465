import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** How somebody without Chromium gets it. */
export const howToInstall =
  'Install Chromium (Debian: apt-get install chromium; macOS: brew install --cask chromium; or any Chrome) or set CHROMIUM_PATH.'

/** The path of a Chromium or Chrome on this machine, or undefined. */
export function findChromium() {
  const named = process.env.CHROMIUM_PATH
  if (named) return isProgram(named) ? named : undefined
  const folders = (process.env.PATH ?? '').split(delimiter)
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram)
  const apps = ['Chromium.app/Contents/MacOS/Chromium', 'Google Chrome.app/Contents/MacOS/Google Chrome'].map(
    (app) => `/Applications/${app}`,
  )
  return found ?? apps.find(isProgram)
}

/** Installs Debian's Chromium where we may: in CI, and for root on Debian. Returns its path, or undefined with the reason on stderr. */
export function installChromium() {
  const isRoot = process.getuid?.() === 0
  if (!existsSync('/etc/debian_version') || !(isRoot || process.env.CI === 'true')) return undefined
  process.stderr.write('Installing Chromium for the browser tests (apt-get)…\n')
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
  ]) {
    const [command, ...rest] = isRoot ? ['apt-get', ...args] : ['sudo', '-n', 'apt-get', ...args]
    const done = spawnSync(command, rest, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, encoding: 'utf8' })
    if (done.status === 0) continue
    process.stderr.write(`apt-get ${args[0]} failed: ${(done.error?.message ?? done.stderr).trim().split('\n').slice(-3).join(' ')}\n`)
    // Old lists may still do.
    if (args[0] === 'install') return undefined
  }
  return findChromium()
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

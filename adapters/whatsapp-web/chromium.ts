import { accessSync, constants, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** What somebody without Chromium is told. */
export const noChromium = {
  en: 'WhatsApp Web needs Chromium on this machine. Install it (Debian: apt-get install chromium; macOS: brew install --cask chromium; or any Chrome) or set CHROMIUM_PATH; it is found within a minute.',
  ro: 'WhatsApp Web are nevoie de Chromium pe această mașină. Instalează-l (Debian: apt-get install chromium; macOS: brew install --cask chromium; sau orice Chrome) ori setează CHROMIUM_PATH; este găsit într-un minut.',
}

/** The path of a Chromium or Chrome on this machine, or undefined. */
export const findChromium = (env: Readonly<Record<string, string | undefined>> = process.env): string | undefined => {
  const named = env.CHROMIUM_PATH
  if (named) return isProgram(named) ? named : undefined
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean)
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
  const apps = ['Chromium.app/Contents/MacOS/Chromium', 'Google Chrome.app/Contents/MacOS/Google Chrome']
  return [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...apps.map((app) => `/Applications/${app}`)].find(
    isProgram,
  )
}

const isProgram = (path: string) => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Where WhatsApp Web is to be found instead, for the sandbox and for tests: `127.0.0.1:4443`. */
export type StandIn = { host: string }

/** How Chromium is started; as root it does not start with its own sandbox. */
export const chromiumFlags = (standIn?: StandIn): string[] => [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  '--mute-audio',
  ...(standIn ? [`--host-resolver-rules=MAP web.whatsapp.com ${standIn.host}, EXCLUDE 127.0.0.1`, '--ignore-certificate-errors'] : []),
]

const pidFile = (folder: string) => join(folder, 'chromium.pid')

export const notePid = (folder: string, pid: number) => writeFileSync(pidFile(folder), String(pid), { mode: 0o600 })

/**
 * A browser that an owner before us has left running in this folder is ended, by its pid and only if it is that browser; then its locks,
 * which may name a machine that is gone, are taken away. Only who holds the account's lease may call this.
 */
export const clearFolder = (folder: string, sessionFolder: string) => {
  const pid = leftRunning(folder)
  if (pid !== null) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended by itself meanwhile.
    }
  }
  rmSync(pidFile(folder), { force: true })
  for (const lock of ['SingletonLock', 'SingletonSocket', 'SingletonCookie']) rmSync(join(sessionFolder, lock), { force: true })
}

const leftRunning = (folder: string): number | null => {
  try {
    const pid = Number(readFileSync(pidFile(folder), 'utf8'))
    if (!Number.isInteger(pid) || pid < 2) return null
    // Numbers are given again: what does not work in this folder is somebody else's. Without /proc we cannot know, and let it be.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder) ? pid : null
  } catch {
    return null
  }
}

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'

export type Encoding = 'br' | 'gzip' | 'identity'
/** A file of a built app, with its compressed twins. */
export type WebFile = { type: string; encodings: ReadonlyMap<Encoding, Buffer>; isHashed: boolean; tag: string }
export type WebApp = { page: string; files: ReadonlyMap<string, WebFile> }

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
}

/** Reads a built app from its folder whenever it was built anew; null while it is not built. */
export const openWebApp = (folder: string): (() => WebApp | null) => {
  let read: { at: number; app: WebApp } | null = null
  return () => {
    // Written last by the build: what is older is not whole yet.
    const at = statSync(join(folder, '.built-from'), { throwIfNoEntry: false })?.mtimeMs
    if (at === undefined) return null
    if (read?.at !== at) read = { at, app: readWebApp(folder, String(at)) }
    return read.app
  }
}

const readWebApp = (folder: string, tag: string): WebApp => {
  const files = new Map<string, WebFile>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)]
    if (!type || !entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const name = path.slice(folder.length).replaceAll('\\', '/').replace(/^\//, '')
    // What Vite puts there carries a hash of its content in its name.
    files.set(name, { type, encodings: encodingsOf(path), isHashed: name.startsWith('assets/'), tag: `W/"${tag}"` })
  }
  return { page: readFileSync(join(folder, 'index.html'), 'utf8'), files }
}

const encodingsOf = (path: string) => {
  const twins: readonly [Encoding, string][] = [
    ['br', '.br'],
    ['gzip', '.gz'],
    ['identity', ''],
  ]
  return new Map(
    twins.flatMap(([encoding, suffix]) => {
      const isThere = statSync(`${path}${suffix}`, { throwIfNoEntry: false })?.isFile()
      return isThere ? [[encoding, readFileSync(`${path}${suffix}`)] as const] : []
    }),
  )
}

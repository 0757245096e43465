import { existsSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildWeb } from '../scripts/web.mjs'

const KB = 1024
const MOST = 300 * KB
const folder = fileURLToPath(new URL('./dist/', import.meta.url))
const apps = ['console', 'clientarea'].filter((app) => existsSync(fileURLToPath(new URL(`./${app}/index.html`, import.meta.url))))

type Part = { file: string; isEntry?: boolean; src?: string; imports?: string[]; css?: string[] }

describe('what is loaded before a page stands', () => {
  beforeAll(() => buildWeb(), 120_000)

  test.for(apps)('by the %s is under 300 KB of scripts and styles, as they travel', (app) => {
    const manifest: Record<string, Part> = JSON.parse(readFileSync(`${folder}${app}/.vite/manifest.json`, 'utf8'))
    const files = new Set<string>(['index.html'])
    const take = (name: string) => {
      const part = manifest[name]
      if (!part || files.has(part.file)) return
      files.add(part.file)
      for (const css of part.css ?? []) files.add(css)
      for (const other of part.imports ?? []) take(other)
    }
    // The frame, and the page that everybody sees first.
    for (const [name, { isEntry, src }] of Object.entries(manifest)) if (isEntry || src?.endsWith('pages/start.tsx')) take(name)
    const size = [...files].reduce((sum, file) => {
      const path = `${folder}${app}/${file}`
      return sum + statSync(existsSync(`${path}.gz`) ? `${path}.gz` : path).size
    }, 0)
    expect(size).toBeGreaterThan(20 * KB)
    expect(size).toBeLessThan(MOST)
  })
})

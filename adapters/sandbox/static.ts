import { readdirSync, readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'

const FOLDER = new URL('./page/', import.meta.url)
const TYPES: Record<string, string> = { html: 'text/html', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' }

/** What the page may do: nothing from elsewhere, nothing inline. */
const HEADERS = {
  'content-security-policy': "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-cache',
}

/** Serves a file of the page by its plain name; false when there is none. */
export const sendPage = (response: ServerResponse, name: string) => {
  if (!readdirSync(FOLDER).includes(name)) return false
  const type = TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream'
  response.writeHead(200, { ...HEADERS, 'content-type': `${type}; charset=utf-8` })
  response.end(readFileSync(new URL(name, FOLDER)))
  return true
}

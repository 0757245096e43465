import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Context, Middleware } from 'koa'
import { openWebApp, type WebApp, type WebFile } from './files.ts'

const built = fileURLToPath(new URL('../../../web-admin/dist/', import.meta.url))

/** Each web app, where it is served. */
const addresses: Readonly<Record<string, string>> = { '/admin': 'console', '/clientarea': 'clientarea' }

/**
 * What a page of ours may load: its own scripts and styles, pictures and the API. Libraries make style elements at run time; those carry the
 * page's own token, and no others count.
 */
const policyWith = (nonce: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')

/**
 * Serves the built web apps at `/admin` and `/clientarea`. Files with a hash in their name are kept for ever, everything else is asked for anew;
 * addresses inside an app get its page, because the app itself knows them. `folder`: where they are built. (Default: `web-admin/dist`)
 */
export const webApps = (folder = built): Middleware => {
  const apps = Object.entries(addresses).map(([address, name]) => ({ address, open: openWebApp(`${folder}${name}`) }))
  return async (ctx, next) => {
    const found = apps.find(({ address }) => ctx.path === address || ctx.path.startsWith(`${address}/`))
    if (!found) return next()
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
      ctx.status = 405
      ctx.set('Allow', 'GET, HEAD')
      return
    }
    if (ctx.path === found.address) return ctx.redirect(`${found.address}/${ctx.search}`)
    const app = found.open()
    if (!app) return notBuilt(ctx)
    const name = ctx.path.slice(found.address.length + 1)
    const file = app.files.get(name)
    if (file) return answerFile(ctx, file)
    // A file that is gone after an update must not be answered with a page.
    if (name.startsWith('assets/')) return next()
    answerPage(ctx, app)
  }
}

const answerFile = (ctx: Context, file: WebFile) => {
  ctx.set('Cache-Control', file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
  ctx.vary('Accept-Encoding')
  ctx.set('ETag', file.tag)
  ctx.status = 200
  if (ctx.fresh) {
    ctx.status = 304
    return
  }
  const accepted = ctx.acceptsEncodings([...file.encodings.keys()])
  const encoding = accepted === 'br' || accepted === 'gzip' ? accepted : 'identity'
  if (encoding !== 'identity') ctx.set('Content-Encoding', encoding)
  ctx.type = file.type
  ctx.body = file.encodings.get(encoding)
}

const answerPage = (ctx: Context, { page }: WebApp) => {
  const nonce = randomBytes(16).toString('base64url')
  ctx.set({ 'Cache-Control': 'no-store', 'Content-Security-Policy': policyWith(nonce), 'Referrer-Policy': 'same-origin' })
  ctx.type = 'html'
  ctx.body = page.replace('%NONCE%', nonce)
}

const notBuilt = (ctx: Context) => {
  ctx.status = 503
  ctx.set({ 'Cache-Control': 'no-store', 'Retry-After': '10' })
  ctx.type = 'text'
  ctx.body =
    'This web app is not built yet. `npm start` builds it where development dependencies are installed; `npm run build` does so for images.\n'
}

import type { Middleware } from 'koa'
import type { House } from '../../core/kernel/house.ts'
import { sharedFile } from '../../core/modules/conversations/shared-files.ts'

/** Where documents lie that a chat does not take itself. */
export const sharedFilesPath = '/shared/'

/** Serves documents to whoever has their address, for a week. They are shown in no page of ours. */
export const sharedFilesDoor =
  (house: House): Middleware =>
  async (ctx, next) => {
    if (ctx.method !== 'GET' || !ctx.path.startsWith(sharedFilesPath)) return next()
    const file = await sharedFile(house.db, ctx.path.slice(sharedFilesPath.length), house.clock())
    ctx.status = file ? 200 : 404
    ctx.set('cache-control', 'private, no-store')
    ctx.set('x-content-type-options', 'nosniff')
    ctx.set('content-security-policy', "default-src 'none'; sandbox")
    if (!file) {
      ctx.body = 'This document is not here any more. Ask Parley for it again.'
      return
    }
    ctx.set(
      'content-disposition',
      `${file.mime === 'application/pdf' ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    )
    ctx.type = file.mime
    ctx.body = Buffer.from(file.bytes)
  }

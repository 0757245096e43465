import type { Context } from 'koa'
import type { Document } from '../openapi/document.ts'
import { docsPage } from './page.ts'
import { docsStyle } from './style.ts'

/** Nothing runs and nothing is fetched but our own style sheet. */
const POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** `GET /api/docs` and its style sheet: the document to be read by people. */
export const readDocs = (document: () => Document) => {
  let page: string | undefined
  const guarded = (ctx: Context, type: string, body: string) => {
    ctx.set('Content-Security-Policy', POLICY)
    ctx.set('Cache-Control', 'no-cache')
    ctx.type = type
    ctx.body = body
  }
  return {
    page(ctx: Context) {
      page ??= docsPage(document())
      guarded(ctx, 'html', page)
    },
    style: (ctx: Context) => guarded(ctx, 'css', docsStyle),
  }
}

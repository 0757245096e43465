import type { Context } from 'koa'

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Parley</title>
<h1>Parley is running</h1>
<p>Customers write to it on WhatsApp, colleagues decide in Slack and Teams. Here is the rest:</p>
<ul>
<li><a href="/api/v1">/api/v1</a>: the API, for callers with a token; <a href="/api/docs">/api/docs</a> says how it is called</li>
<li><a href="/healthz">/healthz</a>, <a href="/readyz">/readyz</a> and <a href="/metrics">/metrics</a>: how it is doing</li>
</ul>
</html>
`

/** `GET /`: leads to `home`, or says where things are. */
export const welcome = (home: string | null) => (ctx: Context) => {
  if (home) return ctx.redirect(home)
  ctx.type = 'html'
  ctx.body = page
}

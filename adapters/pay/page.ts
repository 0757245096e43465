import { createHash } from 'node:crypto'

const safe = (text: string) =>
  text.replace(/[&<>"']/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[mark] ?? mark)

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:30rem;margin:2rem auto;padding:0 1rem;color:#1c1f23;background:#f6f7f8}
main{background:#fff;border-radius:12px;padding:1.5rem;box-shadow:0 1px 4px #0002}.note{background:#fff6d6;border-radius:8px;padding:.5rem .75rem}
table{width:100%;border-collapse:collapse;margin:1rem 0}td,th{text-align:left;padding:.4rem 0;border-bottom:1px solid #e4e6e9}td:last-child,th:last-child{text-align:right}
button{font:inherit;padding:.6rem 1.1rem;border-radius:8px;border:1px solid #c5c9ce;background:#fff;cursor:pointer}button.main{background:#0b6b50;border-color:#0b6b50;color:#fff}`

/** What the page may load: nothing but its own style, and its form goes back to where it came from. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`

export type Page = {
  language: 'en' | 'ro'
  title: string
  sandbox: string
  message?: string
  seller?: string
  head?: [string, string]
  rows?: [string, string][]
  form?: { csrf: string; pay: string; cancel: string }
}

/** A page without scripts: everything that was told by others is escaped. */
export const htmlOf = ({ language, title, sandbox, message, seller, head, rows, form }: Page): string => {
  const row = (cells: readonly string[], tag: 'td' | 'th') => `<tr>${cells.map((cell) => `<${tag}>${safe(cell)}</${tag}>`).join('')}</tr>`
  const table = rows?.length ? `<table>${head ? row(head, 'th') : ''}${rows.map((cells) => row(cells, 'td')).join('')}</table>` : ''
  const buttons = form
    ? `<form method="post"><input type="hidden" name="csrf" value="${safe(form.csrf)}">
<button class="main" name="deed" value="pay">${safe(form.pay)}</button> <button name="deed" value="cancel">${safe(form.cancel)}</button></form>`
    : ''
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${safe(title)}</title><style>${STYLE}</style></head>
<body><main><p class="note">${safe(sandbox)}</p><h1>${safe(title)}</h1>${seller ? `<p>${safe(seller)}</p>` : ''}
${message ? `<p role="status">${safe(message)}</p>` : ''}${table}${buttons}</main></body></html>`
}

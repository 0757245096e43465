import { beforeAll, expect, test } from 'vitest'
import { hooks, modules } from '../../../../core/modules.ts'
import { type Answer, testDoor } from '../../testing.ts'
import type { Document } from '../openapi/document.ts'
import { docsPage } from './page.ts'

const house = testDoor(modules, { hooks })
let page: Answer
let document: Document
beforeAll(async () => {
  page = await house.ask('/api/docs')
  document = (await house.ask('/api/v1/openapi.json')).json as unknown as Document
})

test('the page says how each operation is called, with links that lead somewhere', () => {
  expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } })
  for (const path of Object.keys(document.paths)) expect(page.text).toContain(`<code>/api${path}</code>`)
  const ids = [...page.text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  expect(ids).toEqual([...new Set(ids)])
  const links = [...new Set([...page.text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id))]
  expect(links.length).toBeGreaterThan(30)
  expect(links.filter((id) => !ids.includes(id))).toEqual([])
})

test('nothing on it runs, and nothing comes from elsewhere', async () => {
  const policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
  expect(page.headers['content-security-policy']).toBe(policy)
  expect(page.text).not.toMatch(/<script|<iframe|<img| style=| on[a-z]+=/i)
  const sources = [...page.text.matchAll(/(?:src|href)="([^#][^"]*)"/g)].map(([, source]) => source)
  expect([...new Set(sources)]).toEqual(['/api/docs/style.css', '/api/v1/openapi.json'])
  const style = await house.ask('/api/docs/style.css')
  expect(style).toMatchObject({ status: 200, headers: { 'content-type': 'text/css; charset=utf-8', 'content-security-policy': policy } })
  expect(style.text).not.toMatch(/url\(|@import/)
})

test('words of declarations stay words', () => {
  const evil = '<script>alert(1)</script>"\'&'
  const operation = { operationId: 'evil', tags: [evil], summary: evil, description: evil, responses: { '200': { description: evil } } }
  const made = docsPage({ ...document, tags: [{ name: evil }], paths: { [`/${evil}`]: { get: operation } } })
  expect(made).not.toContain('<script')
  expect(made).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;')
})

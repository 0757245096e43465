/**
 * `npm run screens -- <address with a one-time link>`: pictures of the main pages of the console, for docs/screens. Wants a running house and the
 * link of its first start; PARLEY_SCREENS names other pages, with blanks between.
 */
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium, type Page } from 'playwright-core'
import { findChromium } from './chromium.mjs'

const usual =
  '/ /orders /clients /products /invoices /price_lists /prices/why /policies /roles /conversations /channels /audit /health /settings /first-steps'
const link = process.argv[2]
const executablePath = findChromium()
if (!link || !executablePath) {
  process.stderr.write('Say the link of the first start (http://…/admin/enter#…), and have Chromium installed.\n')
  process.exit(1)
}
const folder = fileURLToPath(new URL('../docs/screens/', import.meta.url))
mkdirSync(folder, { recursive: true })
const { origin } = new URL(link)
const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic'] })

const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 360, height: 720 } } as const
const context = await browser.newContext({ viewport: sizes.desktop, locale: 'en-GB', reducedMotion: 'reduce' })
await context.addInitScript(() => localStorage.setItem('parley-language', 'en'))
const page = await context.newPage()
await page.goto(link)
await page.getByRole('button').filter({ hasText: 'Continue' }).click()
await page.getByRole('navigation').waitFor()

const still = async (shown: Page) => {
  await shown.locator('main h1').waitFor()
  await shown.waitForLoadState('networkidle', { timeout: 2000 }).catch(() => {})
}
for (const path of (process.env.PARLEY_SCREENS ?? usual).split(' ')) {
  const name = path.replace(/^\/|\/$/g, '').replaceAll('/', '-') || 'start'
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport)
    await page.emulateMedia({ colorScheme: 'light' })
    await page.goto(`${origin}/admin${path}`)
    await still(page)
    await page.screenshot({ path: `${folder}${name}-${size}.png` })
  }
}
await page.setViewportSize(sizes.desktop)
await page.emulateMedia({ colorScheme: 'dark' })
await page.goto(`${origin}/admin/`)
await still(page)
await page.screenshot({ path: `${folder}start-dark.png` })
await browser.close()

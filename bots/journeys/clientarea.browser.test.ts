import { existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { findChromium } from '../../scripts/chromium.mjs'
import { buildWeb } from '../../scripts/web.mjs'
import type { Customer } from './customer.ts'
import { journey } from './journey.ts'

const executablePath = process.env.CHROMIUM_PATH || findChromium()
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']
const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const { doina, dan, emil, paul, house } = journey()

type Violation = { id: string; nodes: { target: string[]; html: string; failureSummary?: string }[] }

describe.runIf(executablePath !== undefined && existsSync(executablePath))('the client area in Chromium', () => {
  let browser: Browser
  const opened: BrowserContext[] = []
  let complaints: string[] = []

  beforeAll(async () => {
    await buildWeb()
    browser = await chromium.launch({ executablePath: executablePath!, args: flags })
  })
  afterAll(() => browser.close())
  afterEach(async () => {
    for (const context of opened.splice(0)) await context.close()
    // That nobody is signed in yet, the browser tells as an error.
    const heard = complaints.filter((said) => !said.includes('status of 401'))
    complaints = []
    expect(heard).toEqual([])
  })

  const shoot = async (page: Page, name: string) => {
    if (!process.env.PARLEY_SHOTS) return
    const docs = fileURLToPath(new URL('../../docs/screens/', import.meta.url))
    mkdirSync(docs, { recursive: true })
    await page.screenshot({ path: `${docs}clientarea-${name}.png` })
  }

  /** A browser of this person's own. */
  const browse = async (language = 'ro', bypassCSP = false) => {
    const context = await browser.newContext({
      viewport: { width: 1366, height: 860 },
      locale: language === 'ro' ? 'ro-RO' : 'en-GB',
      timezoneId: 'Europe/Bucharest',
      reducedMotion: 'reduce',
      // Only for tools that look at a page from inside it.
      bypassCSP,
    })
    opened.push(context)
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    return page
  }

  /** Asks for the link on the phone, and opens it. */
  const enters = async (person: Customer, bypassCSP = false) => {
    await person.says('site')
    const words = await person.hears('/clientarea/enter#')
    const link = /http\S+\/clientarea\/enter#[\w-]+/.exec(words)![0]
    const page = await browse('ro', bypassCSP)
    await page.goto(link)
    await page.getByRole('button', { name: 'Intră' }).click()
    await page.getByRole('heading', { level: 1, name: /^Bună/ }).waitFor()
    return { page, link }
  }

  const open = (page: Page, path: string) => page.goto(`${house().url}/clientarea${path}`)

  test('an order begun on the phone is finished here, decided in Slack, and told on the phone', async () => {
    await doina.says('30 baxuri hârtie igienică 3 straturi, 6 săpun lichid')
    await doina.hears('30 de baxuri Hârtie igienică')
    const { page, link } = await enters(doina)

    await page.getByRole('link', { name: /^Coș/ }).first().click()
    await page.getByRole('heading', { name: 'Coș', level: 1 }).waitFor()
    await page.getByRole('searchbox', { name: 'Caută un produs' }).or(page.getByLabel('Caută un produs')).first().fill('manusi m')
    await page.getByRole('heading', { name: /pentru „manusi m”/ }).waitFor()
    const card = page.getByRole('listitem').filter({ hasText: 'GLV-NIT-M' })
    await card.getByRole('textbox', { name: /Cantitatea/ }).fill('5')
    await card.getByRole('textbox', { name: /Cantitatea/ }).press('Enter')
    await card.getByRole('button', { name: /Adaugă/ }).click()
    await page.getByRole('complementary', { name: 'Coș' }).getByText('5 cutii').waitFor()
    await page.getByRole('link', { name: 'Către comandă' }).click()

    await page.getByText('Acum sunt doar 3 cutii.').waitFor()
    await shoot(page, 'short')
    await page.getByRole('button', { name: /^Tot, până pe/ }).click()
    await page.getByText('Toată cantitatea vine până pe').waitFor()
    await page.getByLabel('Referința ta').fill('PO-7')
    await page.getByLabel('Referința ta').blur()
    await page.getByRole('button', { name: /Trimite comanda · 942,47/ }).click()
    await page.getByRole('heading', { name: 'Comanda CMD-0001' }).waitFor()
    await page.getByText('Mulțumim! Comanda este la noi.').waitFor()

    await paul.sees('#orders', 'Comanda CMD-0001 · Hotel Corbul de Argint')
    await paul.presses('Aprob')
    await doina.hears('Comanda *CMD-0001* este confirmată: 942,47 lei')
    await page.getByText('Confirmată, în pregătire').waitFor()
    await page
      .getByText(/CPS-\d+/)
      .first()
      .waitFor()
    await shoot(page, 'decided')

    // The link is used up, and so is nobody else's way in.
    const other = await browse()
    await other.goto(link)
    await other.getByRole('button', { name: 'Intră' }).click()
    await other.getByRole('alert').waitFor()
    expect(await other.getByRole('heading', { level: 1 }).textContent()).toBe('Ne bucurăm că ai venit')
    complaints = complaints.filter((said) => !/status of 4\d\d/.test(said))
  })

  test('an order begun here is finished on the phone, and both see the same', async () => {
    const { page } = await enters(dan)
    await page.goto(`${house().url}/clientarea/quick`)
    await page.getByLabel('De ce ai nevoie?').fill('20 PAP-A4-80\n2 toner negru 410\n7 zzz')
    await page.getByRole('button', { name: 'Citește' }).click()
    await page.getByText('Nu este în catalog').waitFor()
    await page.getByRole('button', { name: 'Pune în coș 2 rânduri' }).click()
    await page.getByRole('heading', { name: 'Coș', level: 1 }).waitFor()

    await dan.says('pune 10 PAP-A4-80')
    await dan.hears('10 cutii Hârtie copiator A4 80 g')
    // What was changed on the phone comes by itself.
    const paper = page.getByRole('textbox', { name: /Cantitatea de Hârtie copiator A4 80/ })
    await expect.poll(() => paper.inputValue(), { timeout: 15_000 }).toBe('10')
    await dan.presses('Comandă')
    await dan.hears(/Comanda \*CMD-\d+\* este la noi/)
    await page.getByRole('heading', { name: 'Coșul este gol' }).waitFor()
    await open(page, '/orders')
    await page.getByRole('link', { name: /CMD-/ }).first().waitFor()
  })

  test('who may only order finds no invoices, no papers, and no orders of others', async () => {
    const { page } = await enters(emil)
    const ways = page.getByRole('navigation', { name: 'Meniu' }).first()
    expect(await ways.getByRole('link').allTextContents()).toEqual(['Acasă', 'Catalog', 'Comandă rapidă', 'Comenzi'])
    await open(page, '/invoices')
    await page.getByRole('heading', { name: 'Asta nu face parte din contul tău' }).waitFor()
    await open(page, '/orders')
    await page.getByRole('heading', { name: 'Încă nu sunt comenzi' }).waitFor()
  })

  test('every page is free of what axe finds, in light and dark, and fits 360 pixels', async () => {
    const entrance = await browse('en', true)
    await open(entrance, '/')
    await entrance.getByRole('button', { name: 'Sign in' }).waitFor()
    const { page } = await enters(doina, true)
    await doina.says('5 PAP-A4-80, 5 cutii mănuși M')
    const [order] = await house()
      .house.db('sales_orders')
      .where({ state: 'accepted' })
      .whereIn('client_id', house().house.db('contacts').select('client_id').where({ phone: doina.number }))
      .limit(1)
    const pages = [
      ['home', '/'],
      ['catalogue', '/catalogue'],
      ['product', '/products/PAP-A4-80'],
      ['quick', '/quick'],
      ['cart', '/cart'],
      ['orders', '/orders'],
      ['order', `/orders/${order.id}`],
      ['invoices', '/invoices'],
      ['deliveries', '/deliveries'],
      ['profile', '/profile'],
      ['nothing', '/nothing'],
    ] as const
    const found: string[] = []
    const prepare = async (at: Page) => {
      await at.addScriptTag({ path: axeSource })
      // What fades from one colour to the other is looked at when it is there.
      await at.addStyleTag({ content: '*, *::before, *::after { transition: none !important; animation: none !important }' })
    }
    const check = async (at: Page, name: string) => {
      for (const [colorScheme, width] of [
        ['light', 1366],
        ['dark', 360],
      ] as const) {
        await at.setViewportSize({ width, height: 780 })
        await at.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await at.waitForFunction(`document.documentElement.dataset.mantineColorScheme === '${colorScheme}'`)
        const violations = (await at.evaluate(
          "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then(({ violations }) => violations)",
        )) as Violation[]
        for (const { id, nodes } of violations)
          found.push(
            `${name} ${colorScheme}: ${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary ?? ''}`).join(' | ')}`.slice(
              0,
              700,
            ),
          )
        const over = await at.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')
        if (over > 0) found.push(`${name} at ${width} is ${over} too wide`)
        await shoot(at, `${name}-${width === 360 ? 'phone' : 'desktop'}`)
      }
      await at.setViewportSize({ width: 1366, height: 860 })
    }
    await prepare(entrance)
    await check(entrance, 'enter')
    await prepare(page)
    for (const [name, path] of pages) {
      await page.evaluate((to) => history.pushState(null, '', to), `/clientarea${path}`)
      await page.locator('main h1, main h2').first().waitFor()
      await page.waitForFunction("!document.querySelector('main .mantine-Loader-root')")
      await check(page, name)
    }
    expect(found).toEqual([])
  }, 180_000)
})

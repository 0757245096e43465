import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { journey } from '../../bots/journeys/journey.ts'
import { firstLink } from '../../core/first-start.ts'
import { findChromium } from '../../scripts/chromium.mjs'
import { buildWeb } from '../../scripts/web.mjs'
import type { House } from '../shared/house.ts'
import type { PageEntry } from './page-entry.ts'
import { pages } from './pages.tsx'
import { recordPages } from './records.ts'

const executablePath = process.env.CHROMIUM_PATH || findChromium()
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const password = 'the goats of Brasov sing at dawn'
const { house } = journey()

describe.runIf(executablePath !== undefined && existsSync(executablePath))('the console in Chromium', () => {
  let browser: Browser
  let context: BrowserContext
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    await buildWeb()
    browser = await chromium.launch({ executablePath: executablePath!, args: flags })
    context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      locale: 'en-GB',
      timezoneId: 'Europe/Bucharest',
      reducedMotion: 'reduce',
    })
    // Tudor speaks Romanian, and this file English.
    await context.addInitScript(() => localStorage.setItem('parley-language', 'en'))
    page = await context.newPage()
    page.setDefaultTimeout(10_000)
    page.on('console', (message) => {
      // What the server refuses is part of the stories below.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
  })
  afterAll(async () => {
    await browser?.close()
    // Among them would be everything that the content security policy stops.
    expect(complaints).toEqual([])
  })

  const open = (path: string) => page.goto(`${house().url}/admin${path}`)
  const go = (path: string) =>
    page.evaluate((to) => {
      history.pushState(null, '', to)
    }, `/admin${path}`)

  test('the first link lets in once; a password is chosen, and from then on it is what lets in', async () => {
    const link = await firstLink(house().house)
    await page.goto(`${house().url}${link}`)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('heading', { name: /^Hello, / }).waitFor()

    await go('/profile')
    await page.getByLabel('New password').fill(password)
    await page.getByRole('button', { name: 'Choose a password' }).click()
    await page.getByText('Your password is changed.').waitFor()
    await page.getByRole('button', { name: /^Your account/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()

    await page.getByLabel('Email').fill('tudor.lazar@carpath.example')
    await page.getByRole('textbox', { name: 'Password' }).fill('a password that is not mine')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: /^Hello, / }).waitFor()
  })

  test('a list is searched, narrowed by a state, and opened with the keyboard alone', async () => {
    await open('/clients')
    await page.getByRole('link', { name: 'HOT-CORB' }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('corbul')
    await page.getByRole('link', { name: 'PAT-LUNE' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.getByPlaceholder('State').click()
    await page.getByRole('option', { name: 'blocked' }).click()
    await page.getByRole('link', { name: 'HOT-CORB' }).waitFor({ state: 'detached' })
    expect(new URL(page.url()).searchParams.get('f')).toBe('[{"field":"state","op":"in","value":["blocked"]}]')
    await page.getByRole('link', { name: 'PEN-BURS' }).waitFor()
    await page.getByRole('heading', { name: 'Clients' }).click()
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Pensiunea Bursucul Adormit' }).waitFor()
  })

  test('what is wrong with a field is said at the field; unsaved work is not lost by going away; what is saved can be taken back', async () => {
    await open('/clients')
    await page.getByRole('link', { name: 'HOT-CORB' }).click()
    await page.getByRole('link', { name: 'Edit' }).click()
    const country = page.getByLabel('Country (two letters)')
    await country.fill('R')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Some fields need another look.').waitFor()
    expect(await country.getAttribute('aria-invalid')).toBe('true')

    await country.fill('RO')
    await page.getByLabel('City').fill('Bușteni')
    await page.getByRole('link', { name: 'Products' }).click()
    await page.getByRole('button', { name: 'Stay here' }).click()
    expect(await page.getByLabel('City').inputValue()).toBe('Bușteni')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Hotel Corbul de Argint' }).waitFor()
    await page.getByText('Bușteni').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Sinaia').waitFor()
  })

  test('what others do shows without loading anew', async () => {
    await open('/clients')
    await page.getByRole('link', { name: 'TAB-CUCH' }).click()
    await page.getByRole('heading', { name: 'Taberna Siete Cucharas' }).waitFor()
    const { house: inside } = house()
    const { id } = await inside.db('clients').where({ code: 'TAB-CUCH' }).first<{ id: string }>('id')
    await inside.perform(inside.self('test'), 'client.block', { id, input: { reason: 'Three invoices are late.' } })
    await page.getByText('blocked', { exact: true }).waitFor()
  })

  test('no page has anything that axe finds, in light or dark, and none is wider than a small phone', async () => {
    await open('/')
    await page.getByRole('heading', { name: /^Hello, / }).waitFor()
    await page.evaluate(axe)
    const found: string[] = []
    const walked: string[] = []
    const shapes = await page.evaluate(
      async (): Promise<House> => (await fetch('/api/v1/house', { headers: { 'X-Parley-Area': 'console' } })).json(),
    )
    const firstOf = (plural: string) =>
      page.evaluate(async (list): Promise<string | undefined> => {
        const response = await fetch(`/api/v1/${list}?limit=1`, { headers: { 'X-Parley-Area': 'console' } })
        return response.ok ? (await response.json()).items[0]?.id : undefined
      }, plural)
    for (const entry of pages) {
      const { path, record } = entry
      const plural = record && shapes.records[record]?.plural
      const id = path.includes(':') && plural ? await firstOf(plural) : undefined
      if (path.includes(':') && !id) continue
      const at = path.replace(/:\w+/, id ?? '')
      await go(at)
      await settled(page)
      walked.push(path)
      for (const theme of isJudged(entry) ? (['light', 'dark'] as const) : [])
        found.push(...(await faults(page, theme)).map((fault) => `${path} (${theme}): ${fault}`))
      await page.setViewportSize({ width: 360, height: 780 })
      await page.evaluate(still)
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      if (width > 360) found.push(`${path}: ${width} pixels wide on a phone`)
      await page.setViewportSize({ width: 1280, height: 900 })
    }
    expect(found).toEqual([])
    expect(walked.length).toBeGreaterThan(70)
  }, 240_000)
})

/** Made by the same parts from other words: of these, axe judges a few, and the width of all is measured. */
const judged = ['order', 'client', 'product', 'invoice', 'staff']
const isJudged = ({ path, record }: PageEntry) =>
  judged.includes(record ?? '') || !recordPages.some((pages) => path === `/${pages.plural}` || path.startsWith(`/${pages.plural}/`))

/** In the page: waits until nothing moves any more. */
const still = async () => {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY)
  await Promise.allSettled(ending.map(({ finished }) => finished))
}

/** Waits until nothing is being loaded any more. */
const settled = async (page: Page) => {
  await page.waitForFunction(
    () => document.querySelector('main h1') !== null && document.querySelector('[aria-busy="true"], [aria-label="Loading…"]') === null,
  )
}

type Found = { violations: readonly { id: string; nodes: readonly { target: readonly unknown[]; failureSummary?: string }[] }[] }

/** What axe finds; in the dark only what depends on colours. */
const faults = async (page: Page, theme: 'light' | 'dark'): Promise<string[]> => {
  await page.evaluate((scheme) => document.documentElement.setAttribute('data-mantine-color-scheme', scheme), theme)
  await page.evaluate(still)
  return page.evaluate(async (scheme) => {
    const { axe: judge } = globalThis as unknown as { axe: { run(view: object, options: object): Promise<Found> } }
    // The frame is judged once, on the first page; of a long table some rows are enough.
    const view = { include: [document.title.startsWith('Hello') ? 'body' : 'main'], exclude: ['tbody tr:nth-child(n+5)', 'tbody ~ tbody'] }
    const runOnly =
      scheme === 'dark' ? ['color-contrast'] : { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }
    const { violations } = await judge.run(view, { runOnly, resultTypes: ['violations'] })
    return violations.map(({ id, nodes }) => `${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
  }, theme)
}

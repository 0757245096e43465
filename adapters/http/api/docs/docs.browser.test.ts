import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hooks, modules } from '../../../../core/modules.ts'
import { findChromium } from '../../../../scripts/chromium.mjs'
import { testDoor } from '../../testing.ts'

const executablePath = process.env.CHROMIUM_PATH || findChromium()
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']
const house = testDoor(modules, { hooks })

describe.runIf(executablePath !== undefined && existsSync(executablePath))('the docs in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath!, args: flags })
  })
  afterAll(() => browser.close())

  const open = async (colorScheme: 'light' | 'dark', width: number) => {
    const page = await browser.newPage({ viewport: { width, height: 740 }, colorScheme })
    const asked: string[] = []
    const complaints: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    await page.goto(`${house.url}/api/docs`)
    return { page, asked, complaints }
  }
  const isTooWide = (page: Page) => page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')
  const paper = (page: Page) => page.evaluate('getComputedStyle(document.body).backgroundColor')

  test('fit a phone, also with everything open, and ask nobody else', async () => {
    const { page, asked, complaints } = await open('light', 360)
    await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    expect(await isTooWide(page)).toBe(false)
    expect(new Set(asked.map((url) => new URL(url).origin))).toEqual(new Set([house.url]))
    expect(complaints).toEqual([])
    await page.close()
  })

  test('are opened and followed with the keyboard', async () => {
    const { page } = await open('light', 1200)
    const first = page.locator('summary').first()
    for (let presses = 0; presses < 60 && !(await first.evaluate((one) => one === document.activeElement)); presses += 1)
      await page.keyboard.press('Tab')
    expect(await first.evaluate((one) => one === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    expect(await page.locator('details').first().getAttribute('open')).toBe('')
    await page.goto(`${house.url}/api/docs#schema-client`)
    expect(await page.locator('#schema-client').isVisible()).toBe(true)
    await page.close()
  })

  test('are dark for who wants it dark', async () => {
    const light = await open('light', 800)
    const dark = await open('dark', 800)
    expect([await paper(light.page), await paper(dark.page)]).toEqual(['rgb(255, 255, 255)', 'rgb(20, 24, 29)'])
    if (process.env.PARLEY_SHOTS) await dark.page.screenshot({ path: `${process.env.PARLEY_SHOTS}/docs.png` })
    await light.page.close()
    await dark.page.close()
  })
})

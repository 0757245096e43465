import { existsSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findChromium } from '../../scripts/chromium.mjs'
import { journey } from './journey.ts'

const executablePath = process.env.CHROMIUM_PATH || findChromium()
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']
const { doina, paul, house } = journey()

describe.runIf(executablePath !== undefined && existsSync(executablePath))('the sandbox in Chromium', () => {
  let browser: Browser
  let page: Page
  let complaints: string[] = []

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath!, args: flags })
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    complaints = []
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/Bucharest' })
    page.setDefaultTimeout(20_000)
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
  })
  afterEach(async () => {
    await page.close()
    expect(complaints).toEqual([])
  })

  /** For the README, where PARLEY_SHOTS is set. */
  const shoot = async (name: string) => {
    if (!process.env.PARLEY_SHOTS) return
    const docs = fileURLToPath(new URL('../../docs/', import.meta.url))
    mkdirSync(docs, { recursive: true })
    await page.screenshot({ path: `${docs}${name}.png` })
  }

  test('Doina types, presses and is confirmed; Paul reads, presses and sees it accepted', async () => {
    await page.goto(`${house().url}/sandbox/#phone=${encodeURIComponent(doina.number)}&as=${paul.userId}`)
    const phone = page.getByRole('region', { name: 'WhatsApp' })
    const slack = page.getByRole('region', { name: 'Slack' })

    await phone
      .getByRole('textbox', { name: 'Message' })
      .fill('Bună dimineața! 30 baxuri hârtie igienică 3 straturi, 6 săpun lichid și 5 cutii mănuși M')
    await page.keyboard.press('Enter')
    await phone.getByText('au mai rămas doar 3 cutii').waitFor()
    await phone.getByRole('button', { name: 'Alege' }).click()
    const sheet = page.getByRole('dialog', { name: 'Alege' })
    await sheet.getByRole('radio', { name: 'Tot, până pe 2 dec.' }).click()
    await sheet.getByRole('button', { name: 'Send' }).click()
    await phone.getByText('Total: 942,47 lei').waitFor()
    await phone.getByRole('button', { name: 'Comandă' }).click()
    await phone.getByText('Comanda CMD-0001 este la noi: 942,47 lei').waitFor()

    await slack.getByRole('heading', { name: 'Comanda CMD-0001 · Hotel Corbul de Argint' }).waitFor()
    await slack.getByText('Are nevoie de o decizie').waitFor()
    await shoot('sandbox')
    await slack.getByRole('button', { name: 'Aprob' }).click()
    await slack.getByText('Ai aprobat A-1').waitFor()
    await slack.getByText('acceptată').first().waitFor()

    await phone.getByText('Comanda CMD-0001 este confirmată: 942,47 lei').waitFor()
    await phone.getByText('Factura CPS-0001.pdf').waitFor()
    await doina.gets('Factura CPS-0001.pdf', 'Total RON 942,47')
  })
})

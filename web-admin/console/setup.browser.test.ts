import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import writeExcelFile from 'write-excel-file/node'
import { doina, openCompany } from '../../adapters/channels/testing.ts'
import { findChromium } from '../../scripts/chromium.mjs'
import { buildWeb } from '../../scripts/web.mjs'

const executablePath = process.env.CHROMIUM_PATH || findChromium()
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']
const PHONE_NUMBER_ID = '106540352242922'

type Company = Awaited<ReturnType<typeof openCompany>>
type House = Awaited<ReturnType<Company['openHouse']>>
type StandIns = Awaited<ReturnType<Company['openStandIns']>>

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 })

/** The whole of the console's promise: from nothing to an order that somebody approved, with a browser and two platforms alone. */
describe.runIf(executablePath !== undefined && existsSync(executablePath))('an admin sets an empty company up from the console', () => {
  let company: Company
  let house: House
  let platforms: StandIns
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    await buildWeb()
    company = await openCompany()
    house = await company.openHouse()
    platforms = await company.openStandIns(house.url, 'setup', PHONE_NUMBER_ID)
    browser = await chromium.launch({ executablePath: executablePath!, args: flags })
    page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/Bucharest' })
    page.setDefaultTimeout(20_000)
    page.on('console', (message) => {
      // What the server refuses stands in the console too; what the content security policy stops must not.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
  })
  afterAll(async () => {
    await browser?.close()
    await company?.close()
    expect(complaints).toEqual([])
  })

  /** Goes to a page as a link in the console does. */
  const open = (path: string) =>
    page.evaluate((to) => {
      history.pushState(null, '', to)
    }, `/admin${path}`)
  const press = (name: string | RegExp) =>
    page
      .getByRole('button', { name, exact: typeof name === 'string' })
      .first()
      .click()
  /** The input with this label; needed ones end in a star. */
  const input = (label: string) =>
    page
      .locator('main, [role=dialog]')
      .getByLabel(new RegExp(`^${label.replace(/[()+…]/g, '\\$&')}( \\*)?$`))
      .first()
  const write = async (fields: Readonly<Record<string, string>>) => {
    for (const [label, value] of Object.entries(fields)) await input(label).fill(value)
  }
  const choose = async (label: string, option: string | RegExp) => {
    await input(label).click()
    await page.getByRole('option', { name: option }).first().click()
  }
  const told = (text: string | RegExp) => page.getByText(text).first().waitFor()
  /** Fills the form that adds a row, and sends it. */
  const add = async (plural: string, fields: Readonly<Record<string, string>>, more: () => Promise<void> = async () => {}) => {
    await open(`/${plural}/new`)
    await write(fields)
    await more()
    await page.locator('main form button[type=submit]').click()
    await page.waitForURL((url) => !url.pathname.endsWith('/new'))
  }
  const bring = async (of: string, name: string, buffer: Buffer, lines: number, before: () => Promise<void> = async () => {}) => {
    await open(`/import?of=${of}`)
    const mimeType = name.endsWith('.csv') ? 'text/csv' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
    await page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer })
    await page.getByRole('heading', { name: `${name}: ${lines} line` }).waitFor()
    await before()
    await press(new RegExp(`^Import ${lines} line`))
    await page.getByRole('heading', { name: 'The import is done' }).waitFor()
  }
  const csv = (...lines: string[]) => Buffer.from(`${lines.join('\r\n')}\r\n`)

  test('the first link lets in, and a password is chosen', async () => {
    const link = house.enter ?? ''
    await page.goto(link.startsWith('http') ? link : `${house.url}${link}`)
    await press('Continue')
    await page.getByLabel('New password').fill('the goats of Brasov sing at dawn')
    await press('Continue')
    await page.getByRole('heading', { name: /^Hello, / }).waitFor()
    await told('6 steps are left until you are open for business')
  })

  test('the company, its people, its warehouse and its VAT are written down', async () => {
    await add('companies', {
      'Legal name': 'Carpath Supplies SRL',
      'Tax id': 'RO99000174',
      'Street and number': 'Șoseaua Cărărilor 100',
      City: 'Brașov',
      'Country (two letters)': 'RO',
      Currency: 'RON',
      'Time zone': 'Europe/Bucharest',
      'Language (en, ro)': 'en',
    })
    await add('warehouses', { Code: 'BV', Name: 'Brașov', 'Country (two letters)': 'RO', 'Working days to the door': '1' }, () =>
      input('The usual one').check(),
    )
    await add('vat_rates', { 'Tax class': 'standard', 'Rate in per cent': '21', 'Valid from': '2020-01-01' }, () =>
      choose('VAT category', /^S|tandard/),
    )
    await add(
      'staff',
      { 'First name': 'Ada', 'Last name': 'Voicu', 'E-mail': 'ada@carpath.example', 'Language (en, ro)': 'en' },
      async () => {
        await input('Roles').click()
        await page.keyboard.type('sales_manager')
        await page.keyboard.press('Enter')
      },
    )
    await add('units', { Code: 'box', 'Name in English': 'box', 'Name in Romanian': 'cutie' })
  })

  test('products come from a workbook, prices and clients from CSV, each seen before it is done', async () => {
    const cell = (value: string | number) => (typeof value === 'number' ? { value, type: Number } : { value, type: String })
    const workbook = await writeExcelFile([
      ['Code', 'Name in English', 'Denumire', 'UM', 'List price', 'VAT class', 'Aliases'].map(cell),
      ['PAP-A4-80', 'A4 copy paper 80 g', 'Hârtie A4 80 g', 'box', 98.9, 'standard', 'a4 paper|copy paper'].map(cell),
      ['GLV-M', 'Gloves M, box of 100', 'Mănuși M, cutie de 100', 'box', 27.5, 'standard', 'gloves'].map(cell),
    ]).toBuffer()
    await bring('products', 'products.xlsx', workbook, 2)

    await open('/price_lists')
    await press('New price list')
    await write({ Code: 'DEF', Name: 'Standard prices', Currency: 'RON' })
    await choose('Kind', /default|everybody/i)
    await page.locator('[role=dialog] form button[type=submit]').click()
    await page.getByRole('heading', { name: 'Standard prices' }).waitFor()
    await bring(
      'prices',
      'prices.csv',
      csv('price list code,product code,min qty,price', 'DEF,PAP-A4-80,0,90.00', 'DEF,PAP-A4-80,40,86.00', 'DEF,GLV-M,0,24.50'),
      3,
    )
    await bring(
      'clients',
      'clients.csv',
      csv('code,name,legal name,country,currency,language,credit limit', `HOT-CORB,${doina.client},${doina.client} SRL,RO,RON,en,40000`),
      1,
    )
    await bring(
      'contacts',
      'contacts.csv',
      csv('client code,first name,last name,phone,language,permissions', `HOT-CORB,Doina,Marcu,${doina.phone},en,order|view_stock`),
      1,
    )
    await bring('stock', 'stock.csv', csv('product code,warehouse code,counted', 'PAP-A4-80,BV,180', 'GLV-M,BV,40'), 2)
  })

  test('a price in the list is typed over, saved, and explained', async () => {
    await open('/price_lists')
    await page.getByRole('link', { name: 'Standard prices' }).click()
    const price = page.getByRole('textbox', { name: /^GLV-M.*: Price$/ })
    await price.fill('25')
    await page.keyboard.press('Control+s')
    await expect.poll(() => price.inputValue(), { timeout: 10_000 }).toBe('25.00')
    await press('Undo')
    await expect.poll(() => price.inputValue(), { timeout: 10_000 }).toBe('24.50')
    await open('/prices/why')
    await choose('Product', /GLV-M/)
    await choose('Client', /Corbul/)
    await page.getByRole('heading', { name: 'RON 24.50' }).waitFor()
    expect(await page.locator('.why-step[data-won]').textContent()).toContain('Standard prices')
  })

  test('WhatsApp and Slack are connected, and tried for real', async () => {
    await open('/channels/new')
    await press('WhatsApp (Cloud API)')
    await write({
      'Phone number ID': PHONE_NUMBER_ID,
      'WhatsApp business account ID': '102290129340398',
      'Access token': platforms.whatsapp.accessToken,
      'App secret': platforms.whatsapp.appSecret,
      'Verify token': platforms.whatsapp.verifyToken,
      'Address of the Graph API': `${platforms.graphUrl}/v23.0`,
    })
    await press('Connect')
    await page.getByRole('heading', { name: 'Live test' }).waitFor()
    await told(/Everything works|missing/)
    await open('/channels/new')
    await press('Slack')
    await write({
      'Bot token': platforms.slack.botToken,
      'Signing secret': platforms.slack.signingSecret,
      'Address of the Web API': platforms.slackApiUrl,
    })
    await press('Connect')
    await page.getByRole('heading', { name: 'Live test' }).waitFor()
    await told(/Everything works|missing/)
    await open('/channels')
    await press('Choose the room: Orders')
    await write({ 'The platform’s id of the room': 'C0SALES', 'Name of the room': '#sales' })
    await press('Set')
    await told('#sales (Slack)')
    await open('/chat_identities')
    await press('Link a colleague')
    await page.getByRole('tab', { name: 'Link by hand' }).click()
    const dialog = page.getByRole('tabpanel', { name: 'Link by hand' })
    await dialog.getByLabel('Colleague').click()
    await page.getByRole('option', { name: 'Ada Voicu' }).click()
    await dialog.getByLabel('Channel').click()
    await page.getByRole('option', { name: /Slack/ }).click()
    await dialog.getByLabel('The platform’s id of the user').fill('U0ADA')
    await dialog.getByRole('button', { name: 'Link' }).click()
    await told('U0ADA')
  })

  test('a policy is written as a sentence: large orders wait for the sales manager', async () => {
    await open('/policies/new')
    await write({ Code: 'BIG', 'Why, in a sentence': 'a second look at large orders' })
    await press('Add a condition')
    await page.getByRole('combobox', { name: 'Field' }).click()
    await page.getByRole('option', { name: 'Total with VAT' }).click()
    await page.getByLabel('Value').fill('500')
    await page.getByRole('combobox', { name: 'Role' }).click()
    await page.getByRole('option', { name: 'Sales manager' }).click()
    await told('When total with VAT is above RON 500')
    await press('Save the policy')
    await page.getByRole('link', { name: 'BIG' }).waitFor()
    await told('When total with VAT is above RON 500')
  })

  test('an order from the phone walks through it: it waits, is approved in Slack by Ada, and is confirmed on the phone', async () => {
    const phone = platforms.hand.phone(doina.phone)
    const slack = platforms.hand.slack('U0ADA')
    await phone.say('10 boxes of PAP-A4-80')
    await phone.hears('1,089.00', 15_000)
    await phone.press('Order it')
    await phone.hears(/with us|waits|received/i, 15_000)
    const card = await slack.waitForMessage('C0SALES', '[Approve]', 15_000)
    await slack.press('C0SALES', card.ts, 'Approve')
    await phone.hears('confirmed', 15_000)
    await page.goto(`${house.url}/admin/`)
    await told('RON 1,089.00')
    await page.getByText(/steps? (is|are) left/).waitFor({ state: 'detached' })
    await open('/conversations')
    await page.getByRole('link', { name: /Doina/ }).click()
    await page.getByRole('log').getByText('10 boxes of PAP-A4-80').waitFor()
    expect(company.logged()).not.toContain(platforms.whatsapp.accessToken)
  })
})

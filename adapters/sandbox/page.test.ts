import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { secrets, seed } from './cast.ts'
import type { SandboxClient } from './client.ts'
import { sandboxClient } from './client.ts'
import type { Sandbox } from './start.ts'
import { startSandbox } from './start.ts'
import type { Fields } from './wire.ts'
import { fieldsOf, jsonOf, rowsOf, textOf } from './wire.ts'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path))
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const DOINA = '+40700000101'

// A tiny app: an order from the phone becomes a card in Slack; Approve and Reject go back to the phone.
const tinyApp = (target: () => Sandbox) => {
  const slack = (method: string, body: Fields) =>
    fetch(`${target().slackApiUrl}${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secrets.slackBotToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const whatsapp = (message: Fields) =>
    fetch(`${target().graphUrl}/v23.0/${secrets.whatsappPhoneNumberId}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secrets.whatsappAccessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ messaging_product: 'whatsapp', to: DOINA, ...message }),
    })
  const plain = (text: string) => ({ type: 'plain_text', text })
  const heard = async (message: Fields) => {
    const text = textOf(fieldsOf(message.text).body)
    const pressed = textOf(fieldsOf(fieldsOf(message.interactive).button_reply).id)
    if (text)
      await whatsapp({
        type: 'interactive',
        interactive: {
          type: 'button',
          body: { text: `*2 boxes* for <b>you</b>: ${text}` },
          action: { buttons: [{ type: 'reply', reply: { id: 'place', title: 'Place order' } }] },
        },
      })
    if (pressed !== 'place') return
    const button = (action: string, style: string) => ({ type: 'button', action_id: action.toLowerCase(), text: plain(action), style })
    const confirm = { title: plain('Approve it?'), text: plain('The customer is told.'), confirm: plain('Yes, approve'), deny: plain('No') }
    await slack('chat.postMessage', {
      channel: 'C0SALES',
      text: 'SO-1',
      blocks: [
        { type: 'header', text: plain('SO-1 for Doina') },
        { type: 'actions', elements: [{ ...button('Approve', 'primary'), confirm }, button('Reject', 'danger')] },
      ],
    })
  }
  const interaction = async (payload: Fields) => {
    if (payload.type === 'view_submission') {
      const value = textOf(fieldsOf(fieldsOf(fieldsOf(fieldsOf(fieldsOf(payload.view).state).values).why).text).value)
      if (value.length < 3) return { response_action: 'errors', errors: { why: 'Say a little more.' } }
      await whatsapp({ type: 'text', text: { body: `Sorry: ${value}` } })
      return undefined
    }
    const action = textOf(rowsOf(payload.actions)[0]?.action_id)
    if (action === 'reject') {
      const why = { type: 'input', block_id: 'why', label: plain('Reason'), element: { type: 'plain_text_input', action_id: 'text' } }
      await slack('views.open', {
        trigger_id: payload.trigger_id,
        view: { type: 'modal', title: plain('Reject SO-1'), submit: plain('Send'), blocks: [why] },
      })
    }
    if (action === 'approve') {
      await slack('chat.update', {
        channel: 'C0SALES',
        ts: fieldsOf(payload.message).ts,
        text: 'Approved',
        blocks: [
          { type: 'section', text: { type: 'mrkdwn', text: `:white_check_mark: Approved by <@${textOf(fieldsOf(payload.user).id)}>` } },
        ],
      })
      await whatsapp({ type: 'text', text: { body: 'Order *SO-1* is accepted.' } })
    }
    return undefined
  }
  return createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const raw = Buffer.concat(chunks).toString('utf8')
    const form = new URLSearchParams(raw)
    const payload = form.get('payload')
    const answer = payload ? await interaction(fieldsOf(jsonOf(payload))) : form.get('command') ? { text: 'Nothing waits.' } : undefined
    response.writeHead(200, { 'content-type': 'application/json' }).end(answer ? JSON.stringify(answer) : '')
    if (request.url !== '/webhooks/whatsapp') return
    const messages = rowsOf(fieldsOf(rowsOf(rowsOf(fieldsOf(jsonOf(raw)).entry)[0]?.changes)[0]?.value).messages)
    for (const message of messages) await heard(message)
  })
}

describe.skipIf(!CHROMIUM)(`the page in Chromium${CHROMIUM ? '' : ' (no Chromium found: not run)'}`, () => {
  let sandbox: Sandbox
  let client: SandboxClient
  let browser: Browser
  let page: Page
  let complaints: string[] = []
  const app = tinyApp(() => sandbox)

  beforeAll(async () => {
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve))
    sandbox = await startSandbox({ appUrl: `http://127.0.0.1:${(app.address() as AddressInfo).port}`, seed, ...secrets })
    client = sandboxClient(sandbox.url)
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: FLAGS })
  })
  afterAll(async () => {
    await browser.close()
    await sandbox.stop()
    app.closeAllConnections()
    app.close()
  })
  beforeEach(async () => {
    await client.reset()
    complaints = []
    page = await browser.newPage({ viewport: { width: 1400, height: 900 }, locale: 'en-GB' })
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(`${sandbox.url}/#phone=${encodeURIComponent(DOINA)}&as=U0ADA`)
  })
  afterEach(async () => {
    await page.close()
    expect(complaints).toEqual([])
  })

  const phone = () => page.getByRole('region', { name: 'WhatsApp' })
  const slack = () => page.getByRole('region', { name: 'Slack' })
  const order = async () => {
    await phone().getByRole('textbox', { name: 'Message' }).fill('paper please')
    await page.keyboard.press('Enter')
    await phone().getByRole('button', { name: 'Place order' }).click()
    await slack().getByRole('heading', { name: 'SO-1 for Doina' }).waitFor()
  }

  test('an order typed on the phone is approved in Slack and confirmed on the phone', async () => {
    await order()
    await slack().getByRole('button', { name: 'Approve' }).click()
    await page.getByRole('button', { name: 'Yes, approve' }).click()
    await slack().getByText('Approved by @Ada Voicu').waitFor()
    await phone().getByText('Order SO-1 is accepted.').waitFor()
    // What comes from the app is shown as text, never as markup, and is read once it is seen.
    expect(await phone().getByText('2 boxes for <b>you</b>').count()).toBe(1)
    await client.phone(DOINA).waitFor((chat) => chat.every((message) => message.from === 'phone' || message.state === 'read'))
  })

  test('a rejection needs a reason, by keyboard alone', async () => {
    await order()
    await slack().getByRole('button', { name: 'Reject' }).press('Enter')
    await page.getByRole('dialog', { name: 'Reject SO-1' }).waitFor()
    await page.keyboard.press('Enter')
    await slack().getByText('Please complete this required field.').waitFor()
    await page.keyboard.type('no')
    await page.keyboard.press('Enter')
    await slack().getByText('Say a little more.').waitFor()
    await page.keyboard.type('t in stock')
    await page.keyboard.press('Enter')
    await phone().getByText('Sorry: not in stock').waitFor()
    await page.getByRole('dialog', { name: 'Reject SO-1' }).waitFor({ state: 'detached' })
  })

  test('a slash command is answered for the one who typed it alone', async () => {
    await slack().getByRole('textbox', { name: 'Message #sales-approvals' }).fill('/parley waiting')
    await page.keyboard.press('Enter')
    await slack().getByText('Only visible to you').waitFor()
    await slack().getByText('Nothing waits.').waitFor()
    await slack().getByRole('combobox', { name: 'You are' }).selectOption('Kim Ionescu')
    await slack().getByText('Nothing waits.').waitFor({ state: 'detached' })
  })

  test('a channel that is not open shows a dot when something is written there', async () => {
    await slack().getByRole('button', { name: 'support', exact: true }).waitFor()
    await client.slack('U0KIM').post('C0SUPPORT', 'anybody?')
    await slack().getByRole('button', { name: 'support unread' }).click()
    await slack().getByText('anybody?').waitFor()
    await slack().getByRole('button', { name: 'support', exact: true }).waitFor()
  })

  test('a small screen shows one side at a time, and says that it is a sandbox', async () => {
    await page.setViewportSize({ width: 390, height: 800 })
    await page.getByText('Sandbox', { exact: true }).waitFor()
    expect([await phone().isVisible(), await slack().isVisible()]).toEqual([true, false])
    await page.getByRole('tab', { name: 'Slack' }).click()
    expect([await phone().isVisible(), await slack().isVisible()]).toEqual([false, true])
  })

  test('the chrome speaks Romanian when asked to', async () => {
    await page.getByRole('button', { name: 'Română' }).click()
    await page.getByRole('button', { name: 'De la capăt' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('ro')
  })

  test('the drawer switches a misbehaviour on and moves the clock', async () => {
    await client.phone(DOINA).say('hello')
    await page.getByRole('button', { name: 'Tools' }).click()
    await page.getByRole('button', { name: '+25 h' }).click()
    await page.getByText('(shifted)').waitFor()
    await page.getByRole('combobox', { name: 'kind' }).selectOption('http_500')
    await page.getByRole('button', { name: 'Switch on' }).click()
    await page.getByText('whatsapp: server error (500)').waitFor()
    await page.keyboard.press('Escape')
    await phone().getByText('only templates reach this phone').waitFor()
  })
})

import { expect, test } from 'vitest'
import { wordsOfBlocks } from '../../adapters/sandbox/client-slack.ts'
import { journey } from './journey.ts'

const { kim, ada, paul, violeta, costel, doina, ilinca, house } = journey()

test('a colleague orders for a client in words; nobody need look at it, and the client is told', async () => {
  await kim.commands('order new for corbul 10 x TP-3P, hârtie A4 5 cutii')
  await kim.isTold('Which “hârtie A4 5 cutii”?')
  const slack = house().client.slack(kim.userId)
  const pressTold = async (label: string | RegExp) => {
    const last = (await slack.whispers()).at(-1)!
    const found = slack.buttons(last).find((one) => (typeof label === 'string' ? one === label : label.test(one)))
    expect(found, wordsOfBlocks(last)).toBeDefined()
    await slack.press(last.channel, last.ts, found!)
  }
  await pressTold(/^PAP-A4-80/)
  await kim.isTold('Order for Hotel Corbul de Argint', 'Total with VAT', '[Place the order]')
  await pressTold('Place the order')
  await kim.isTold('Order CMD-0001 is placed')
  await paul.sees('#orders', 'CMD-0001', 'acceptată', 'Doina Marcu')
  expect(await doina.hears('CMD-0001')).toContain('CMD-0001')
})

test('what waits stands on the page of the one who decides, is decided there, and is gone from it', async () => {
  const slack = house().client.slack(ada.userId)
  await slack.openHome()
  await slack.waitForHome('Nu te așteaptă nimic')
  await ilinca.says('10 cutii hârtie A4 premium 100 g')
  await ilinca.presses('Comandă')
  await slack.waitForHome(/O decizie te așteaptă[\s\S]*Cafeneaua Zimbrul Treaz/)
  expect(await ada.seesDirectly('Cafeneaua Zimbrul Treaz')).toContain('A-1')
  await slack.pressAtHome('Aprob peste limită…')
  await ada.isAsked('Motiv')
  expect(await ada.fills({ reason: 'plătește vineri' })).toBeNull()
  await slack.waitForHome('Nu te așteaptă nimic')
  expect((await slack.im()).filter((message) => wordsOfBlocks(message).includes('Cafeneaua')).length).toBe(1)
})

test('an invoice comes with its PDF and is paid in the form of its action', async () => {
  await violeta.commands('factura 1', '#finance')
  await violeta.isTold('CPS-0001', 'Hotel Corbul de Argint', '[Înregistrează o plată]')
  const slack = house().client.slack(violeta.userId)
  const pdf = await slack.waitFor('im', (messages) => messages.find((one) => one.files?.some(({ name }) => name.endsWith('.pdf'))))
  expect((await slack.download(pdf)).mime).toBe('application/pdf')
  const card = (await slack.whispers()).findLast((one) => wordsOfBlocks(one).includes('CPS-0001'))!
  await slack.press(card.channel, card.ts, 'Înregistrează o plată')
  await violeta.isAsked('Suma plătită (RON)')
  expect(await violeta.fills({ amountMinor: '999.999,00' })).toEqual({ amountMinor: expect.stringContaining('999.999,00') })
  expect(await violeta.fills({ amountMinor: '100,00' })).toBeNull()
  await violeta.isTold('100,00', 'CPS-0001')
})

test('the picture of the day is a picture', async () => {
  await ada.commands('azi')
  await ada.isTold('Azi, 23 noiembrie 2026', 'Vânzări cu TVA')
  const slack = house().client.slack(ada.userId)
  const picture = await slack.waitFor('im', (messages) => messages.find((one) => one.files?.some(({ name }) => name.endsWith('.png'))))
  const { bytes } = await slack.download(picture)
  expect([...bytes.slice(1, 4)].map((byte) => String.fromCharCode(byte)).join('')).toBe('PNG')
  expect(bytes.length).toBeGreaterThan(10_000)
})

test('the warehouse sends what is ready from its page', async () => {
  const slack = house().client.slack(costel.userId)
  await slack.openHome()
  await slack.waitForHome('Gata de plecare')
  await slack.pressAtHome('CMD-0001 a plecat')
  await doina.hears('CMD-0001')
  await slack.openHome()
  await slack.waitForHome(/Gata de plecare(?![\s\S]*CMD-0001 a plecat)/)
})

test('a command with a slip offers what was meant, and the press does it', async () => {
  await kim.commands('stok PAP-A4-80')
  await kim.isTold('Did you mean stock?')
  const slack = house().client.slack(kim.userId)
  const last = (await slack.whispers()).at(-1)!
  await slack.press(last.channel, last.ts, '/parley stock')
  await kim.isTold('boxes free')
})

test('an address of the console shows its card to the others, where the one who posted it may see it', async () => {
  const { id } = await house().house.db('sales_orders').where({ number: 'CMD-0001' }).first<{ id: string }>('id')
  const address = `${house().url}/admin/orders/${id}`
  await kim.writes('#orders', `look at this: ${address}`)
  await paul.sees('#orders', address, 'Hotel Corbul de Argint', 'CMD-0001')
  expect(await paul.canPress()).toEqual([])
  await costel.writes('#orders', `or at this: ${house().url}/admin/orders/${id.replace(/.$/, (last) => (last === '0' ? '1' : '0'))}`)
  await house().settles()
  expect(await paul.counts('#orders', 'or at this', 'CMD-0001')).toBe(0)
})

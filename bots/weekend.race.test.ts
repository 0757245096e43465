import { afterAll, beforeAll, expect, test } from 'vitest'
import { enqueue } from '../core/modules/conversations/messages.ts'
import { Order } from '../core/modules/sales/records.ts'
import { places } from './journeys/colleague.ts'
import { type JourneyHouse, openHouse } from './journeys/house.ts'

const FRIDAY = new Date('2026-11-27T14:30:00Z')
const HOUR = 3_600_000
const DOINA = '+40700000101'
const PAUL = 'U0CARP0004'

let house: JourneyHouse
beforeAll(async () => {
  house = await openHouse({ at: FRIDAY })
}, 60_000)
afterAll(() => house.stop())

const orders = () => house.house.ctx(house.house.self('test')).facts(Order)
const fromUs = async () => (await house.client.phone(DOINA).chat()).filter(({ from }) => from === 'business')

test("Friday's order is decided on Monday: a template reaches the customer, and a STOP between ends marketing and nothing else", async () => {
  const phone = house.client.phone(DOINA)
  await phone.say('6 săpun lichid')
  const summary = await phone.hears('săpun', 20_000).catch(() => phone.hears('Săpun', 20_000))
  await phone.press(summary.buttons![0]!.id)
  await phone.hears('CMD-0001', 20_000)
  await house.settles()
  await house.later(20 * HOUR)
  await phone.say('STOP')
  await phone.hears(/STOP|oprit|START/i, 20_000)
  await house.settles()
  const beforeMonday = (await fromUs()).length
  await house.later(47 * HOUR)
  await house.settles()
  const [order] = await orders().where({ number: 'CMD-0001' })
  expect(order!.state).toBe('placed')

  const ctx = house.house.ctx(house.house.self('test'))
  const contactId = order!.contactId!
  const offer = await enqueue(ctx, {
    uniqueKey: 'leaflet',
    contentKey: 'reply',
    values: { reply: { text: 'The new leaflet is here.' } },
    purpose: 'marketing',
    to: { contactId },
  })
  const card = await house.client.slack(PAUL).waitForMessage(places['#orders'], 'CMD-0001')
  const approve = house.client.slack(PAUL).buttons(card)[0]!
  await house.client.slack(PAUL).press(places['#orders'], card.ts, approve)
  await house.settles()

  expect((await orders().where({ number: 'CMD-0001' }))[0]!.state).toBe('accepted')
  const told = (await fromUs()).slice(beforeMonday)
  expect(told.map(({ template }) => template?.name ?? null)).not.toContain(null)
  expect(told.map(({ state }) => state)).not.toContain('failed')
  expect(told.map(({ template }) => template!.name)).toContain('parley_order_decided')
  expect(told.filter(({ text }) => text.includes('leaflet'))).toEqual([])
  expect(await house.house.db('messages').where({ id: offer }).first('state', 'error_code')).toEqual({
    state: 'dropped',
    error_code: 'marketing_stopped',
  })
  expect(house.troubles).toEqual([])
}, 60_000)

import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { Channel, Doors } from '../../bots/channel.ts'
import { grant } from '../../core/kernel/permit.ts'
import { pulsesOf } from '../../core/modules/conversations/pulses.ts'
import { type Cast, smallCompany, talkingHouse } from '../../core/modules/conversations/testing.ts'
import { makeNotices } from './notice.ts'

const at = talkingHouse()
const SECOND = 1_000
let cast: Cast
let now: Date
const later = (seconds: number) => {
  now = new Date(now.getTime() + seconds * SECOND)
  return now
}
const doors: Doors = { receive: async () => true, press: async () => ({}), report: async () => {} }
const permit = grant('m', 'free')
const open = () => {
  const notices = makeNotices(at.db, () => now)
  const send: Channel['send'] = async () => ({ externalId: 'x' })
  const channel = notices.watching({ kind: 'whatsapp-cloud', accountId: cast.whatsapp, send, stop: async () => {} })
  const ear = notices.listening(doors)
  return {
    ...notices,
    send: () => channel.send(permit, { user: 'u' }, { text: 'Hello' }),
    report: () => ear.report({ accountId: cast.whatsapp, externalId: 'x', state: 'sent', at: now }),
    pulse: async () => (await pulsesOf(at.db, [cast.whatsapp])).get(cast.whatsapp),
  }
}

beforeAll(async () => {
  cast = await smallCompany(at.house, at.db)
})
beforeEach(async () => {
  now = at.house.clock()
  await at.db('channel_pulses').delete()
})

test('what leaves is waited for from the first message on, until anything is heard', async () => {
  const one = open()
  const sentAt = later(1)
  await one.send()
  later(60)
  await one.send()
  await one.write()
  expect(await one.pulse()).toMatchObject({ unheardSince: sentAt, sentAt: now, heardAt: null })
  const heardAt = later(60)
  await one.report()
  await one.write()
  expect(await one.pulse()).toMatchObject({ unheardSince: null, heardAt, inboundAt: null })
})

test('what one process sends and another one hears is not waited for', async () => {
  const [one, other] = [open(), open()]
  await one.send()
  await one.write()
  later(1)
  await other.report()
  await other.write()
  expect(await one.pulse()).toMatchObject({ unheardSince: null })
  later(60)
  await one.send()
  await one.write()
  expect(await one.pulse()).toMatchObject({ unheardSince: now })
})

test('it is written down seldom, and nothing is forgotten', async () => {
  const one = open()
  await one.report()
  await one.write()
  const first = await one.pulse()
  later(5)
  await one.report()
  await one.write()
  expect(await one.pulse()).toEqual(first)
  await one.write(true)
  expect(await one.pulse()).toMatchObject({ heardAt: now })
})

import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { type Cast, smallCompany, talkingHouse } from '../core/modules/conversations/testing.ts'
import { MONDAY } from '../core/testing.ts'
import { drainConversations } from './converse.ts'
import { makeDelivery } from './deliver.ts'
import { makeDoors } from './receive.ts'
import type { Customers, Desk } from './talk.ts'
import { fromPhone, recordingChannel, sayPlainly } from './testing.ts'

const RUNS = Number(process.env.MODEL_RUNS ?? 12)
const at = talkingHouse()
const phones = ['+40700000661', '+40700000662', '+40700000663']
const SECOND = 1_000

/** One message: which phone, when it was written, how late and how often its webhook comes. */
const message = fc.record({
  phone: fc.nat(phones.length - 1),
  writtenAt: fc.nat(60),
  late: fc.nat(8),
  copies: fc.integer({ min: 1, max: 3 }),
  fails: fc.constantFrom(0, 0, 0, 1, 2),
})
/** What the worker does meanwhile: `work` of one to three processes at once. */
const schedule = fc.record({
  messages: fc.array(message, { minLength: 4, maxLength: 24 }),
  workers: fc.array(fc.integer({ min: 0, max: 3 })),
})

let cast: Cast
beforeAll(async () => {
  cast = await smallCompany(at.house, at.db)
  await at.db('contacts').insert(
    phones.map((phone, index) => ({
      id: `00000000-0000-7000-8000-00000000066${index}`,
      version: 1,
      created_at: MONDAY,
      custom: '{}',
      client_id: cast.hotel,
      first_name: 'Guest',
      last_name: String(index),
      phone,
      language: 'en',
      permissions: '[]',
    })),
  )
})

let round = 0
test('messages late, twice, to several processes, with turns that fail: each is heard once, in the order of those that were there', async () => {
  await fc.assert(
    fc.asyncProperty(schedule, async ({ messages, workers }) => {
      round += 1
      let now = new Date(MONDAY.getTime() + round * 3_600_000)
      at.at(now)
      const began = now
      const phone = recordingChannel('whatsapp-cloud', cast.whatsapp)
      const heard: string[] = []
      const turns: string[][] = []
      const failing = new Map<string, number>(messages.map((one, index) => [`${round}.${index}`, one.fails]))
      const failures = new Map<string, number>()
      const customers: Customers = async (talk) => {
        const texts = talk.items.map(({ text }) => text!)
        for (const text of texts) {
          const left = failing.get(text) ?? 0
          failing.set(text, left - 1)
          // Five failures of one turn make a dead letter, which is another story.
          const failed = failures.get(talk.conversation.id) ?? 0
          if (left <= 0 || failed >= 4) continue
          failures.set(talk.conversation.id, failed + 1)
          throw new Error('the turn fails')
        }
        turns.push(texts)
        for (const text of texts) talk.say({ text })
      }
      const desk: Desk = { choice: async () => ({}), form: async () => ({}), command: async () => ({}) }
      const parts = { house: at.house, customers, desk, sayExpected: sayPlainly, now: () => now }
      const doors = makeDoors({ house: at.house, desk, sayExpected: sayPlainly })
      const deliver = () =>
        makeDelivery({ house: at.house, channels: new Map([[cast.whatsapp, phone]]), contents: {}, now: () => now }).drain()
      const work = async (count: number) => {
        await Promise.all(Array.from({ length: count }, () => drainConversations(parts)))
        await deliver()
      }
      const webhooks = messages
        .flatMap((one, index) => {
          const writtenAt = new Date(began.getTime() + one.writtenAt * SECOND)
          const inbound = fromPhone(cast.whatsapp, phones[one.phone]!, { at: writtenAt, text: `${round}.${index}` })
          return Array.from({ length: one.copies }, (_, copy) => ({ inbound, comesAt: one.writtenAt + one.late + copy * 2 }))
        })
        .sort((a, b) => a.comesAt - b.comesAt)
      const came = new Map<string, number>()
      for (const [index, { inbound, comesAt }] of webhooks.entries()) {
        now = new Date(Math.max(now.getTime(), began.getTime() + comesAt * SECOND))
        at.at(now)
        if (await doors.receive(inbound)) {
          expect(came.has(inbound.text!)).toBe(false)
          came.set(inbound.text!, index)
        }
        await work(workers[index % Math.max(1, workers.length)] ?? 1)
      }
      // What failed is tried again a little later.
      for (let pause = 0; pause < 8; pause += 1) {
        now = new Date(now.getTime() + 60 * SECOND)
        at.at(now)
        await work(2)
      }
      heard.push(...turns.flat())
      expect([...heard].sort()).toEqual(messages.map((_, index) => `${round}.${index}`).sort())
      expect(phone.texts().sort()).toEqual([...heard].sort())
      const writtenAt = (text: string) => messages[Number(text.split('.')[1])]!.writtenAt
      const ofPhone = (text: string) => messages[Number(text.split('.')[1])]!.phone
      for (const texts of turns) {
        expect(new Set(texts.map(ofPhone)).size).toBe(1)
        // Heard together: by the time they were written.
        for (const [index, text] of texts.entries()) if (index) expect(writtenAt(texts[index - 1]!)).toBeLessThanOrEqual(writtenAt(text))
      }
      for (const nth of phones.keys()) {
        const own = turns.filter((texts) => ofPhone(texts[0]!) === nth)
        for (const [index, texts] of own.entries()) {
          // Whoever was heard later and was written sooner was not there yet when the earlier turn began.
          const earlier = own.slice(0, index)
          for (const turn of earlier)
            for (const text of texts)
              for (const before of turn)
                if (writtenAt(text) < writtenAt(before)) expect(came.get(text)!).toBeGreaterThan(came.get(turn[0]!)!)
        }
        // And the phone got the answers in the order in which its messages were heard.
        const answers = phone.sent.filter(({ to }) => 'user' in to && to.user === phones[nth]!.slice(1)).map(({ reply }) => reply.text)
        expect(answers).toEqual(own.flat())
      }
    }),
    { numRuns: RUNS },
  )
}, 120_000)

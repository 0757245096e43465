import { setTimeout as sleep } from 'node:timers/promises'
import type { Misbehaviour } from '../../adapters/sandbox/mischief.ts'
import { places } from '../../bots/journeys/colleague.ts'
import { openHouse } from '../../bots/journeys/house.ts'
import { books } from './carts.ts'
import { layPeople, layStock, withoutPolicies } from './ground.ts'
import { type Found, unlike } from './prove-scarce.ts'

const ADA = 'U0CARP0002'
const MINUTE = 61_000

/** Of `share` orders one is hit by each of these, at both platforms at once. */
const mischief = (share: number): Misbehaviour[] => {
  const count = Math.max(1, share)
  return [
    { platform: 'whatsapp', kind: 'lose_answer', method: 'messages', count },
    { platform: 'whatsapp', kind: 'http_429', method: 'messages', ms: 300, count },
    { platform: 'whatsapp', kind: 'http_500', method: 'messages', count },
    { platform: 'whatsapp', kind: 'duplicate', count: count * 3 },
    { platform: 'whatsapp', kind: 'reorder', ms: 500, count },
    { platform: 'whatsapp', kind: 'delay', method: 'statuses', ms: 700, count },
    { platform: 'slack', kind: 'lose_answer', method: 'chat.postMessage', count },
    { platform: 'slack', kind: 'http_429', method: 'chat.postMessage', ms: 1000, count },
    { platform: 'slack', kind: 'http_500', method: 'chat.update', count },
    { platform: 'slack', kind: 'http_500', method: 'chat.postMessage', count },
    { platform: 'slack', kind: 'duplicate', count },
    { platform: 'slack', kind: 'delay', method: 'message', ms: 500, count },
  ]
}

/** `orders` walk from the words to the invoice, decided in Slack, while both platforms lose, refuse, repeat, swap and delay. */
export const proveMisbehaviour = async ({ orders, people }: { orders: number; people: number }): Promise<Found> => {
  const house = await openHouse()
  const { db } = house.house
  const ground = { house: house.house, db } as Parameters<typeof layPeople>[0]
  try {
    await withoutPolicies(house.house, ['BIG'])
    const persons = await layPeople(ground, { count: people, perClient: 1, limitMinor: 1e12 })
    await layStock(ground, ['ENV-C5'], 1_000_000_000)
    for (const rule of mischief(Math.ceil(orders / 10))) await house.client.misbehave(rule)
    const ada = house.client.slack(ADA)
    const began = performance.now()
    let deciding = true
    let pressed = 0
    /** Ada looks at the channel and presses what still can be pressed, as a person would who saw no answer. */
    const decide = (async () => {
      while (deciding) {
        for (const card of await ada.channel(places['#orders'])) {
          const approve = ada.buttons(card).find((label) => /^Aprob|^Approve/.test(label))
          if (!approve || !deciding) continue
          await ada.press(places['#orders'], card.ts, approve).catch(() => {})
          pressed += 1
        }
        await sleep(300)
        // Nobody has to sit through the minute in which a report may still tell of a message in doubt.
        const { doubts } = (await db('messages').where({ state: 'in_doubt' }).count({ doubts: '*' }).first()) as { doubts: string | number }
        if (Number(doubts) > 0) await house.later(20_000)
      }
    })()
    await Promise.all(
      persons.map(async ({ phone: number }, index) => {
        const phone = house.client.phone(number)
        for (let nth = index; nth < orders; nth += people) {
          await phone.order([{ code: 'ENV-C5', quantity: 1 }])
          const summary = await phone.hears(/Shall I order it/, 150_000)
          await phone.press(summary.buttons![0]!.id, summary.id)
          await phone.hears(/is confirmed/, 150_000)
        }
      }),
    ).finally(() => {
      deciding = false
    })
    await decide
    const seconds = (performance.now() - began) / 1000
    await house.later(MINUTE)
    await house.settles(150_000)
    const left = await db('messages')
      .whereIn('state', ['dead', 'failed', 'held', 'in_doubt', 'dropped'])
      .select('state', 'content_key', 'error_code')
    const told = await books(
      db,
      persons.map(({ clientId }) => clientId),
    )
    let heard = 0
    for (const { phone } of persons)
      heard += (await house.client.phone(phone).chat()).filter(({ from, state }) => from === 'business' && state !== 'failed').length
    const cards = (await ada.channel(places['#orders'])).filter((one) => /CMD-\d+/.test(JSON.stringify(one)))
    const counts = await house.client.counts()
    return {
      figures: {
        orders,
        seconds: seconds.toFixed(1),
        'presses by the colleague': pressed,
        'calls to WhatsApp': counts['call whatsapp messages'] ?? 0,
        'messages to customers': told.said,
        'messages on the phones': heard,
        'calls to Slack (post)': counts['call slack chat.postMessage'] ?? 0,
      },
      wrong: unlike([
        ['orders', told.orders, orders],
        ['orders that are accepted and billed', told.accepted, orders],
        ['orders with exactly one invoice of their total', told.billed, orders],
        ['delivery notes', told.notes, orders],
        ['messages on the phones, against the rows', heard, told.said],
        ['messages that did not leave', left, []],
        ['cards in the channel', cards.length, Math.min(orders, cards.length > 190 ? cards.length : orders)],
        ['dead effects', told.deadEffects, 0],
        ['dead inbound messages', told.deadInbound, 0],
        ['shelves unlike their reservations', told.shelves, 0],
        ['breaks in the audit chain', told.chains, []],
        ['troubles', house.troubles.filter((one) => !/429|500|answer/i.test(one)), []],
      ]),
    }
  } finally {
    await house.stop()
  }
}

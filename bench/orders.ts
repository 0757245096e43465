import { setTimeout as sleep } from 'node:timers/promises'
import type { Knex } from 'knex'
import { MESSAGE, type Person } from './ground.ts'
import type { Handed, Platforms, Posted } from './platforms.ts'

/** The manager who says yes. */
const APPROVER = 'U0CARP0002'
const PATIENCE_MS = 60_000

/** One order from the message to the invoice on the phone, in milliseconds. */
export type Timed = { message: number; press: number; whole: number }

type Listening = { handed(handed: Handed): void; posted(posted: Posted): void }
type Button = { action_id: string; block_id: string; value: string }

/** People who order, and a manager who approves whatever is shown to her. */
export const openOrders = (platforms: Platforms) => {
  const listening = new Map<string, Listening>()
  platforms.onHanded((handed) => listening.get(handed.to)?.handed(handed))
  platforms.onPosted((posted) => {
    // A card names its client; the phones know theirs.
    const client = /Bench (\d+)\b/.exec(posted.text)?.[1]
    if (client) listening.get(`client ${client}`)?.posted(posted)
  })

  /** Orders once and resolves when the invoice is on the phone. */
  const order = (person: Person): Promise<Timed> =>
    new Promise((resolve, reject) => {
      const timed: Timed = { message: 0, press: 0, whole: 0 }
      const last: string[] = []
      const done = (error?: Error) => {
        clearTimeout(timer)
        listening.delete(person.phone)
        listening.delete(`client ${person.number}`)
        error ? reject(error) : resolve(timed)
      }
      const timer = setTimeout(() => done(new Error(`${person.name} heard nothing more. Last: ${last.slice(-3).join(' | ')}`)), PATIENCE_MS)
      const approved = new Set<string>()
      const began = performance.now()
      let pressedAt = 0
      listening.set(person.phone, {
        posted: () => {},
        handed: ({ type, id, body, at }) => {
          const text = JSON.stringify(body)
          last.push(text.slice(0, 600))
          const button = /"id":"(order\.place:[^"]+)"/.exec(text)?.[1]
          if (button && !pressedAt) {
            timed.message = at - began
            pressedAt = performance.now()
            const reply = { type: 'button_reply', button_reply: { id: button, title: 'Comandă' } }
            platforms.writes(person, { type: 'interactive', interactive: reply, context: { from: '1', id } }).catch(done)
          } else if (pressedAt && !timed.press) timed.press = at - pressedAt
          else if (type === 'document') {
            timed.whole = at - began
            done()
          }
        },
      })
      listening.set(`client ${person.number}`, {
        handed: () => {},
        posted: (posted) => {
          const button = buttonIn(posted.text)
          if (!button || approved.has(button.value)) return
          approved.add(button.value)
          platforms.presses(APPROVER, posted, button).catch(done)
        },
      })
      platforms.writes(person, { type: 'text', text: { body: MESSAGE } }).catch(done)
    })

  /** So many at once order, one person after the other, until `enough` says so. Gives what each order took and the seconds for all. */
  const sustained = async (people: readonly Person[], abreast: number, enough: (started: number, seconds: number) => boolean) => {
    const all: Timed[] = []
    const began = performance.now()
    const seconds = () => (performance.now() - began) / 1000
    let started = 0
    await Promise.all(
      Array.from({ length: abreast }, async (_, slot) => {
        const own = people.filter((_person, index) => index % abreast === slot)
        for (let nth = 0; !enough(started, seconds()); nth += 1) {
          started += 1
          all.push(await order(own[nth % own.length]!))
        }
      }),
    )
    return { orders: all, seconds: seconds() }
  }
  return { order, sustained }
}

const buttonIn = (blocks: string): Button | null => {
  const parsed = JSON.parse(blocks) as { block_id?: string; elements?: { action_id?: string; value?: string }[] }[]
  for (const { block_id = '', elements } of Array.isArray(parsed) ? parsed : [])
    for (const { action_id = '', value = '' } of elements ?? [])
      if (value.startsWith('approval.approve:')) return { action_id, block_id, value }
  return null
}

/** Waits until nothing is due or under way: effects, turns, messages. */
export const settled = async (db: Knex) => {
  for (let waited = 0; waited < 60_000; waited += 50) {
    const { rows } = await db.raw<{ rows: { left: number }[] }>(
      `select (select count(*) from outbox where due_at <= now()) + (select count(*) from inbound where handled_at is null and lane = 'message')
         + (select count(*) from messages where state in ('queued', 'sending', 'in_doubt') or (state = 'sent' and wanted_revision > sent_revision)) as left`,
    )
    if (Number(rows[0]!.left) === 0) return
    await sleep(50)
  }
  throw new Error('The house does not come to rest.')
}

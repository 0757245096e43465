import { beforeAll } from 'vitest'
import { seedChannels } from '../../core/demo/seed.ts'
import { demoHouse } from '../../core/demo/testing.ts'
import { drainOutbox } from '../../core/kernel/outbox.ts'
import { ensureAccount } from '../../core/modules/conversations/actions/account.ts'
import { MONDAY, type TestHouse } from '../../core/testing.ts'
import type { Choice, Doors, Inbound, PressAnswer } from '../channel.ts'
import { drainConversations } from '../converse.ts'
import { makeDelivery } from '../deliver.ts'
import { makePrinter } from '../print.ts'
import { makeDoors } from '../receive.ts'
import { sayIn } from '../say.ts'
import { staffContents } from '../staff/contents.ts'
import { desk } from '../staff/desk.ts'
import { fromPhone, pressOf, type RecordingChannel, recordingChannel, type Sent } from '../testing.ts'
import { customerContents } from './contents.ts'
import { customersWith } from './customers.ts'
import type { PayLinks } from './pay.ts'

/** What a customer or a place got: its words, what can be pressed, and the names of its files. */
export type Heard = { text: string; choices: Choice[]; files: string[]; id: string }

export type Chat = TestHouse & {
  now(): Date
  later(ms: number): void
  /** Does everything that is to be done: answers, effects, messages. */
  settle(): Promise<void>
  phone: RecordingChannel
  slack: RecordingChannel
  doors: Doors
  whatsappId: string
  slackId: string
  /** What was posted in this place and what hangs under it, cards as they are now. */
  posted(place: keyof typeof places): Heard[]
  /** A colleague presses what says this on the latest card that offers it. */
  press(user: string, title: string): Promise<PressAnswer>
  fill(user: string, form: string, values: Record<string, string>): Promise<PressAnswer>
}

export const places = { orders: 'C0ORDERS01', credit: 'C0CREDIT01', inbox: 'C0INBOX001', finance: 'C0FINANCE1' } as const

const heard = ({ reply, externalId, updates }: Sent): Heard => {
  const now = updates.at(-1) ?? reply
  const card = now.card ? [now.card.title, ...(now.card.facts ?? []).map(({ label, value }) => `${label}: ${value}`)] : []
  const sections = (now.card?.sections ?? []).flatMap(({ heading, lines }) => [...(heading ? [heading] : []), ...lines])
  return {
    text: [now.text, ...card, ...sections, ...(now.card?.notes ?? [])].join('\n'),
    choices: now.choices ?? [],
    files: (now.files ?? []).map(({ name }) => name),
    id: externalId,
  }
}

/** The demo company with its phones and its Slack, without the wire: what leaves is remembered. Call it at the top of a file. */
export const chatting = (payLinks?: PayLinks): Chat => {
  const at = demoHouse() as Chat
  let now = MONDAY
  const sayExpected = (error: { said: Parameters<typeof sayIn>[0] }, language: string) => sayIn(error.said, language)
  at.now = () => now
  at.later = (ms) => {
    now = new Date(now.getTime() + ms)
    at.at(now)
  }
  beforeAll(async () => {
    const account = async (kind: 'slack' | 'whatsapp-cloud') =>
      (
        await at.house.perform(at.house.self('test'), ensureAccount, {
          input: { kind, name: kind, externalId: kind, settings: { language: 'ro' } },
        })
      ).id!
    at.whatsappId = await account('whatsapp-cloud')
    at.slackId = await account('slack')
    await seedChannels(at.house, { slackAccountId: at.slackId })
    at.phone = recordingChannel('whatsapp-cloud', at.whatsappId)
    at.slack = recordingChannel('slack', at.slackId, { find: true, update: true })
    at.doors = makeDoors({ house: at.house, desk, sayExpected, saySentence: sayIn })
  })
  at.settle = async () => {
    const printDocument = makePrinter(at.house, async () => new Uint8Array())
    const delivery = makeDelivery({
      house: at.house,
      channels: new Map([
        [at.whatsappId, at.phone],
        [at.slackId, at.slack],
      ]),
      contents: { ...staffContents, ...customerContents(printDocument) },
      printDocument,
      now: () => now,
      paces: { slack: { perSecond: 1000, burst: 1000 }, 'whatsapp-cloud': { perSecond: 1000, burst: 1000 } },
    })
    const customers = customersWith(payLinks ? { payLinks } : {})
    await drainConversations({ house: at.house, customers, desk, sayExpected, saySentence: sayIn, now: () => now })
    for (let round = 0; round < 6; round += 1) await drainOutbox(at.house, () => now)
    await delivery.drain()
  }
  at.posted = (place) => at.slack.sent.filter(({ to }) => 'channel' in to && to.channel === places[place]).map(heard)
  at.press = async (user, title) => {
    const all = at.slack.sent.flatMap((sent) => heard(sent).choices.filter((one) => one.title.includes(title)))
    if (!all.length) throw new Error(`Nobody can press ${title} in Slack.`)
    at.later(1000)
    const answer = await at.doors.press(pressOf(at.slackId, user, { choice: all.at(-1)!.id }, now))
    await at.settle()
    return answer
  }
  at.fill = async (user, form, values) => {
    at.later(1000)
    const answer = await at.doors.press(pressOf(at.slackId, user, { form, values }, now))
    await at.settle()
    return answer
  }
  return at
}

export type Guest = ReturnType<typeof guest>

/** A customer with a phone. Each deed gives what was heard because of it. */
export const guest = (chat: Chat, number: string) => {
  const mine = () => chat.phone.sent.filter(({ to }) => 'user' in to && to.user === number.slice(1)).map(heard)
  const after = async (inbound: readonly Inbound[]): Promise<Heard[]> => {
    const before = mine().length
    for (const one of inbound) await chat.doors.receive(one)
    await chat.settle()
    return mine().slice(before)
  }
  const write = (more: Partial<Inbound>) => {
    chat.later(1000)
    return fromPhone(chat.whatsappId, number, { at: chat.now(), ...more })
  }
  return {
    number,
    everything: mine,
    last: () => mine().at(-1)!,
    sends: (more: Partial<Inbound>) => after([write(more)]),
    says: (text: string, more: Partial<Inbound> = {}) => after([write({ text, ...more })]),
    saysAtOnce: (...texts: string[]) => after(texts.map((text) => write({ text }))),
    /** Writes and gives the message too, to be changed later. */
    async writes(text: string) {
      const inbound = write({ text })
      return { messageId: inbound.messageId!, heard: await after([inbound]) }
    },
    /** Presses what says this on the latest message that offers it. */
    async presses(title: string) {
      const at = mine().findLast(({ choices }) =>
        choices.some((one) => [one.title, one.description ?? ''].some((said) => said.includes(title))),
      )
      const choice = at?.choices.find((one) => [one.title, one.description ?? ''].some((said) => said.includes(title)))
      if (!at || !choice)
        throw new Error(`${number} sees nothing to press that says ${title}. The last was:\n${JSON.stringify(mine().at(-1), null, 1)}`)
      return after([write({ kind: 'choice', choice: choice.id, text: choice.title, quotes: at.id })])
    },
  }
}

/** Everything of it as one text. */
export const all = (heardOf: readonly Heard[]) => heardOf.map(({ text }) => text).join('\n\n')

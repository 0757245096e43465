import { NotSeen } from '../../adapters/sandbox/client.ts'
import { type SlackMessage, wordsOfBlocks } from '../../adapters/sandbox/client-slack.ts'
import type { JourneyHouse } from './house.ts'
import { matches, type Said, WAIT_MS } from './said.ts'

export const places = { '#orders': 'C0ORDERS01', '#credit': 'C0CREDIT01', '#inbox': 'C0INBOX001', '#finance': 'C0FINANCE1' } as const
export type Place = keyof typeof places

export type Colleague = ReturnType<typeof colleague>

/** A colleague at the Slack window. `sees` looks at a message; what follows (`presses`, `reads`, `writesUnder`) is about that one. */
export const colleague = (house: () => JourneyHouse, name: string, userId: string) => {
  const slack = () => house().client.slack(userId)
  const told = new Set<string>()
  let at: { channel: string; ts: string } | null = null

  const here = () => {
    if (!at) throw new Error(`${name} is not looking at any message yet.`)
    return at
  }

  const patiently = async <T>(what: string, wait: () => Promise<T>, instead: () => Promise<string>): Promise<T> => {
    try {
      return await wait()
    } catch (error) {
      if (!(error instanceof NotSeen)) throw error
      const troubles = house().troubles.length ? `\n\nThe house logged:\n${house().troubles.join('\n')}` : ''
      throw new Error(`${name} waited for ${what}. This is there:\n\n${await instead()}${troubles}`)
    }
  }
  const all = (messages: readonly SlackMessage[]) =>
    messages
      .slice(-8)
      .map((one) => wordsOfBlocks(one))
      .join('\n———\n') || '(nothing)'
  const says = (one: Parameters<typeof wordsOfBlocks>[0], said: readonly Said[]) => said.every((part) => matches(wordsOfBlocks(one), part))
  const whispersUnheard = async () => (await slack().whispers()).filter(({ ts, channel }) => !told.has(`${channel} ${ts}`))

  const press = async (label: Said) => {
    const { channel, ts } = here()
    const message = await patiently(
      `something to press that says ${label}`,
      () =>
        slack().waitFor(
          channel,
          (messages) =>
            messages.find(
              (one) =>
                one.ts === ts &&
                slack()
                  .buttons(one)
                  .some((button) => matches(button, label)),
            ),
          WAIT_MS,
        ),
      async () => all((await slack().channel(channel)).filter((one) => one.ts === ts)),
    )
    const found = slack()
      .buttons(message)
      .find((button) => matches(button, label))!
    return slack().press(channel, ts, found)
  }

  return {
    name,
    userId,
    /** Waits for the newest message in a place that says all of this, looks at it, and gives its words. */
    async sees(place: Place, ...said: Said[]) {
      const channel = places[place]
      const message = await patiently(
        `${said.join(' and ')} in ${place}`,
        () => slack().waitFor(channel, (messages) => messages.findLast((one) => says(one, said)), WAIT_MS),
        async () => all(await slack().channel(channel)),
      )
      at = { channel, ts: message.ts }
      return wordsOfBlocks(message)
    },
    /** The same in the direct messages with the app. */
    async seesDirectly(...said: Said[]) {
      const message = await patiently(
        `${said.join(' and ')} in a direct message`,
        () => slack().waitFor('im', (messages) => messages.findLast((one) => says(one, said)), WAIT_MS),
        async () => all(await slack().im()),
      )
      return wordsOfBlocks(message)
    },
    /** Waits until the message looked at says all of this now: cards are brought up to date in place. */
    async seesItSay(...said: Said[]) {
      const { channel, ts } = here()
      const message = await patiently(
        `the card to say ${said.join(' and ')}`,
        () => slack().waitFor(channel, (messages) => messages.find((one) => one.ts === ts && says(one, said)), WAIT_MS),
        async () => all((await slack().channel(channel)).filter((one) => one.ts === ts)),
      )
      return wordsOfBlocks(message)
    },
    /** Waits for a line in the thread of the message looked at. */
    async readsUnder(...said: Said[]) {
      const { channel, ts } = here()
      const wanted = said[0]!
      const message = await patiently(
        `${said.join(' and ')} in the thread`,
        () => slack().waitForReply(channel, ts, typeof wanted === 'string' && said.length === 1 ? wanted : both(said), WAIT_MS),
        async () => all((await slack().thread(channel, ts)).slice(1)),
      )
      return wordsOfBlocks(message)
    },
    /** The labels that can be pressed on the message looked at. */
    async canPress() {
      const { channel, ts } = here()
      const message = (await slack().channel(channel)).find((one) => one.ts === ts)
      return message ? slack().buttons(message) : []
    },
    presses: press,
    /** Writes in the thread of the message looked at. */
    writesUnder: (text: string) => slack().post(here().channel, text, { thread: here().ts }),
    writes: (place: Place, text: string) => slack().post(places[place], text),
    mentions: (place: Place, text: string) => slack().mention(places[place], text),
    writesDirectly: (text: string) => slack().dm(text),
    /** A slash command, without the `/parley`. */
    commands: (text: string, place: Place = '#orders') => slack().command('/parley', text, places[place]),
    /** Waits for something that only this person is told, and gives its words. */
    async isTold(...said: Said[]) {
      const deadline = performance.now() + WAIT_MS
      for (;;) {
        const found = (await whispersUnheard()).find((one) => says(one, said))
        if (found) {
          told.add(`${found.channel} ${found.ts}`)
          return wordsOfBlocks(found)
        }
        if (performance.now() > deadline) {
          const there = (await slack().whispers()).map((one) => wordsOfBlocks(one)).join('\n———\n') || '(nothing)'
          const troubles = house().troubles.length ? `\n\nThe house logged:\n${house().troubles.join('\n')}` : ''
          throw new Error(`${name} waited to be told ${said.join(' and ')}. Told was:\n\n${there}${troubles}`)
        }
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
    },
    /** Waits for a form that says all of this, and gives its words. */
    async isAsked(...said: Said[]) {
      const view = await patiently(
        `a form that says ${said.join(' and ')}`,
        () => slack().waitForModal(both(said), WAIT_MS),
        async () => (await slack().whispers()).map((one) => `told: ${wordsOfBlocks(one)}`).join('\n'),
      )
      return wordsOfBlocks(view)
    },
    /** Whether no form is open. */
    isAskedNothing: async () => (await slack().modal()) === null,
    /** Fills in the open form and sends it; gives the words at its fields where it stays open. */
    async fills(values: Record<string, string>) {
      await patiently(
        'a form',
        () => slack().waitForModal('', WAIT_MS),
        async () => (await slack().whispers()).map((one) => `told: ${wordsOfBlocks(one)}`).join('\n'),
      )
      const { open, errors, trouble } = await slack().submit(values)
      if (trouble) throw new Error(`${name}'s form: ${trouble}`)
      return open ? (errors ?? {}) : null
    },
    closes: () => slack().close(true),
    /** Waits until all that was going to be posted is, and fails where a place says this. */
    async doesNotSee(place: Place, ...said: Said[]) {
      await house().settles()
      const found = (await slack().channel(places[place])).find((one) => says(one, said))
      if (found) throw new Error(`${name} sees in ${place}:\n\n${wordsOfBlocks(found)}`)
    },
    /** How many messages in a place (not in threads) say all of this. */
    async counts(place: Place, ...said: Said[]) {
      await house().settles()
      return (await slack().channel(places[place])).filter((one) => says(one, said)).length
    },
  }
}

/** One pattern for the words that must all be there. */
const both = (said: readonly Said[]): RegExp =>
  new RegExp(
    said.map((part) => `(?=[\\s\\S]*${typeof part === 'string' ? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : part.source})`).join(''),
  )

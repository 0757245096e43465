import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { grant } from '../core/kernel/permit.ts'
import type { Abilities } from './abilities.ts'
import { type Address, type Channel, ChannelError, plain, type Reply } from './channel.ts'

/** A message as its reader sees it, in the words of the platform's stand-in. */
export type ReaderSees = {
  words: string
  /** What can be pressed or picked, in order. */
  choices: string[]
  files: { name: string; bytes: Uint8Array }[]
}

/** A channel with the reader at its other end. Everything is new for each test (`fresh`). */
export type ContractStand = {
  abilities: Abilities
  channel: Channel
  /** The reader's own chat. */
  to: Address
  /** A shared place, where the platform has such. */
  place?: Address & { channel: string }
  /** Nobody of the platform's. */
  nobody: Address
  fresh(): Promise<void>
  /** What we said to the reader (or in the place), oldest first. */
  seen(where?: 'place'): Promise<ReaderSees[]>
  /** The reader writes. */
  writes(text: string): Promise<void>
  /** The reader presses this choice of the newest message. */
  presses(title: string): Promise<void>
  /** What reached the doors: texts, and the ids of pressed choices; each delivery once by its key. */
  heard(): { key: string; text?: string; choice?: string; user: string; at: Date }[]
  /** Every delivery, repeated ones too, by key. */
  keys(): string[]
  misbehave(kind: 'http_429' | 'http_500' | 'lose_answer' | 'duplicate'): Promise<void>
  close(): Promise<void>
}

let count = 0
const permit = (mode: 'free' | 'template' = 'free') => {
  count += 1
  return grant(`00000000-0000-4000-8000-${String(count).padStart(12, '0')}`, mode)
}

const failure = async (work: Promise<unknown>): Promise<ChannelError> => {
  const error: unknown = await work.then(
    () => null,
    (problem: unknown) => problem,
  )
  expect(error).toBeInstanceOf(ChannelError)
  return error as ChannelError
}

const until = async <Found>(look: () => Promise<Found | undefined | false> | Found | undefined | false): Promise<Found> => {
  const deadline = performance.now() + 5000
  for (;;) {
    const found = await look()
    if (found) return found
    if (performance.now() > deadline) throw new Error('It did not happen within five seconds.')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

const choices = (many: number) =>
  Array.from({ length: many }, (_, index) => ({ id: `deed.choose:${'x'.repeat(index)}:${index + 1}`, title: `Choice ${index + 1}` }))

/** What every channel keeps to, tried against its stand-in over the wire. */
export const channelContract = (name: string, open: () => Promise<ContractStand>) => {
  describe(`the channel ${name}`, () => {
    let stand: ContractStand
    beforeAll(async () => {
      stand = await open()
    }, 60_000)
    beforeEach(() => stand.fresh())
    afterAll(() => stand?.close())

    const newest = async () => (await stand.seen()).at(-1)
    const say = (reply: Reply, to: Address = stand.to) => stand.channel.send(permit(), to, reply)

    test('declares what it has', () => {
      const { channel, abilities } = stand
      expect(channel.kind).toBe(abilities.kind)
      expect(channel.update !== undefined).toBe(abilities.edits)
      expect(channel.find !== undefined).toBe(abilities.finds)
      expect(channel.media).toBeDefined()
      expect(stand.place !== undefined).toBe(abilities.threads)
    })

    test('brings a text, and gives each message a name of its own', async () => {
      const first = await say({ text: 'Bună ziua, *Doina*!' })
      const second = await say({ text: 'A second line' })
      expect(first.externalId).not.toBe(second.externalId)
      await until(async () => (await stand.seen()).length === 2)
      expect((await stand.seen()).map(({ words }) => words)).toEqual([
        expect.stringContaining('Bună ziua'),
        expect.stringContaining('A second line'),
      ])
    })

    test('lets data be data: no markup, no mention, nothing lost', async () => {
      const hostile = '*bold* _it_ ~no~ `code` <b>tag</b> [a](https://x.example) <at>all</at> & @channel'
      await say({ text: `Name: ${plain(hostile)}` })
      const { words } = (await until(newest))!
      for (const part of ['bold', 'code', 'tag', 'https://x.example', '& @channel'])
        expect(words.replace(/[\u200b\\]/g, '')).toContain(part)
    })

    test('shows a card whole', async () => {
      await say({
        text: 'Order 12',
        card: {
          title: 'Order 12',
          state: { label: 'waits', tone: 'waiting' },
          facts: [{ label: 'Client', value: 'Hotel Corbul' }],
          sections: [{ heading: 'Lines', lines: ['30 × paper', '6 × soap'] }],
          notes: ['Asked by Doina'],
        },
      })
      const { words } = (await until(newest))!
      expect(words).toContain('Order 12')
      // Where there are no cards, the text alone is the whole message.
      if (stand.abilities.threads)
        for (const part of ['waits', 'Hotel Corbul', '30 × paper', '6 × soap', 'Asked by Doina']) expect(words).toContain(part)
    })

    test('offers what can be chosen, and a press brings the exact id back', async () => {
      for (const many of new Set([
        1,
        Math.max(1, stand.abilities.buttons),
        Math.min(stand.abilities.buttons + 1, stand.abilities.listed),
      ])) {
        await stand.fresh()
        const offered = choices(many)
        await say({ text: 'Which one?', choices: offered, choicesLabel: 'Choose' })
        const seen = (await until(newest))!
        expect(seen.choices).toEqual(offered.map(({ title }) => title))
        await stand.presses(offered.at(-1)!.title)
        await until(() =>
          stand.heard().some(({ choice, text }) => choice === offered.at(-1)!.id || (stand.abilities.buttons === 0 && text !== undefined)),
        )
      }
    })

    test('takes a text that is longer than the platform’s, and a card that is larger', async () => {
      await say({ text: `begins ${'ă'.repeat(stand.abilities.text + 500)}` })
      await until(async () => (await stand.seen()).some(({ words }) => words.includes('begins')))
      await say({
        text: 'Many lines',
        card: { title: 'Many lines', sections: Array.from({ length: 80 }, (_, at) => ({ lines: [`${at} ${'line '.repeat(60)}`] })) },
      })
      await until(async () => (await stand.seen()).some(({ words }) => words.includes('Many lines')))
    })

    test('brings a document with its name and every byte', async () => {
      const bytes = new Uint8Array(Buffer.from(`%PDF-1.4 ${'x'.repeat(50_000)}`))
      await say({ text: 'Your invoice', files: [{ name: 'CPS-0007.pdf', mime: 'application/pdf', load: async () => bytes }] })
      const file = await until(async () => (await stand.seen()).flatMap(({ files }) => files)[0])
      expect(file.name).toBe('CPS-0007.pdf')
      expect(Buffer.from(file.bytes).equals(Buffer.from(bytes))).toBe(true)
    })

    test('changes a message in place, where the platform can', async () => {
      if (!stand.channel.update) return expect(stand.abilities.edits).toBe(false)
      const { externalId } = await say({ text: 'It waits', choices: choices(2) })
      await stand.channel.update(permit(), stand.to, externalId, { text: 'It is done' })
      const seen = await until(async () => ((await newest())?.words.includes('It is done') ? stand.seen() : undefined))
      expect(seen).toHaveLength(1)
      expect(seen[0]!.choices).toEqual([])
      const gone = await failure(stand.channel.update(permit(), stand.to, 'nobody:knows', { text: 'x' }))
      expect(gone.kind).toBe('refused')
    })

    test('posts in a shared place and under it', async () => {
      if (!stand.place) return expect(stand.abilities.threads).toBe(false)
      const { externalId } = await stand.channel.send(permit(), stand.place, { text: 'Order 12', card: { title: 'Order 12' } })
      const thread = externalId.slice(stand.place.channel.length + 1)
      await stand.channel.send(permit(), { ...stand.place, thread }, { text: 'It has left' })
      const seen = await stand.seen('place')
      expect(seen.map(({ words }) => words)).toEqual([expect.stringContaining('Order 12'), expect.stringContaining('It has left')])
    })

    test('is told to slow down: later, with the time to wait, and nothing has arrived', async () => {
      await stand.misbehave('http_429')
      const error = await failure(say({ text: 'Too fast' }))
      expect(error.kind).toBe('later')
      expect(error.retryAfterMs).toBeGreaterThanOrEqual(1000)
      expect(await stand.seen()).toEqual([])
      await say({ text: 'Now' })
      await until(async () => (await stand.seen()).length === 1)
    })

    test('does not know what a lost answer meant, and looks where it can', async () => {
      await stand.misbehave('lose_answer')
      const lost = permit()
      const error = await failure(stand.channel.send(lost, stand.to, { text: 'Lost' }))
      expect(error.kind).toBe('doubt')
      expect(await until(async () => (await stand.seen()).length)).toBe(1)
      if (!stand.channel.find) return expect(stand.abilities.doubt).not.toBe('looked for')
      expect(await stand.channel.find(stand.to, lost.messageId)).toEqual({ externalId: expect.any(String) })
      expect(await stand.channel.find(stand.to, permit().messageId)).toBeNull()
    })

    test('never says more of what went wrong than a code and a sentence', async () => {
      const error = await failure(say({ text: 'To nobody' }, stand.nobody))
      expect(error.kind).toBe('refused')
      expect(error.code).toMatch(/^\w+$/)
      expect(error.message).not.toMatch(/Bearer|xoxb|EAA|an-app-password/)
      await stand.misbehave('http_500')
      expect(['doubt', 'later']).toContain((await failure(say({ text: 'It broke' }))).kind)
    })

    test('hands in what is written with who, when, and a key that a second delivery shares', async () => {
      await stand.misbehave('duplicate')
      await stand.writes('30 baxuri, vă rog')
      const heard = await until(() => stand.heard().find(({ text }) => text === '30 baxuri, vă rog'))
      expect(heard.user).not.toBe('')
      expect(Math.abs(heard.at.getTime() - Date.now())).toBeLessThan(60_000)
      const keys = await until(() => stand.keys().length >= 2 && stand.keys())
      expect(new Set(keys).size).toBe(1)
      expect(stand.heard()).toHaveLength(1)
    })

    test('sends as a template only what is one', async () => {
      if (stand.abilities.windowHours === null)
        return expect((await stand.channel.send(permit('template'), stand.to, { text: 'Any time' })).externalId).not.toBe('')
      const error = await failure(stand.channel.send(permit('template'), stand.to, { text: 'No template' }))
      expect(error.kind).toBe('refused')
      expect(await stand.seen()).toEqual([])
    })
  })
}

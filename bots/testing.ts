import { inEnglish } from '../core/kernel/sentence.ts'
import { type Address, type Channel, ChannelError, type Inbound, type Press, type Reply } from './channel.ts'

let count = 0

/** What left through a channel of the tests, as the platform got it. */
export type Sent = { to: Address; reply: Reply; messageId: string; mode: 'free' | 'template'; externalId: string; updates: Reply[] }

/** A channel that keeps to the contract and remembers what it was given. */
export type RecordingChannel = Channel & {
  sent: Sent[]
  /** What the platform answers next, in order; after that it takes everything. `lost`: it arrives and the answer is lost. `vanished`: neither. */
  next: ('take' | 'lost' | 'vanished' | ChannelError)[]
  texts(): string[]
}

export const recordingChannel = (
  kind: Channel['kind'],
  accountId: string,
  can: { find?: boolean; update?: boolean } = {},
): RecordingChannel => {
  const sent: Sent[] = []
  const next: RecordingChannel['next'] = []
  return {
    kind,
    accountId,
    sent,
    next,
    texts: () => sent.map(({ reply }) => reply.text),
    async send(permit, to, reply) {
      const answer = next.shift() ?? 'take'
      if (answer instanceof ChannelError) throw answer
      if (answer === 'vanished') throw new ChannelError('doubt', 'no_answer', 'No answer came.')
      if (permit.mode === 'template' && !reply.template) throw new ChannelError('refused', 'no_template', 'There is no template.')
      count += 1
      const externalId = 'channel' in to ? `${to.channel}:${count}.000100` : `wamid.${accountId.slice(-4)}.${count}`
      sent.push({ to, reply, messageId: permit.messageId, mode: permit.mode, externalId, updates: [] })
      if (answer === 'lost') throw new ChannelError('doubt', 'no_answer', 'The answer was lost.')
      return { externalId }
    },
    ...(can.update && {
      async update(_permit: unknown, _to: unknown, externalId: string, reply: Reply) {
        const answer = next.shift() ?? 'take'
        if (answer instanceof ChannelError) throw answer
        sent.find((one) => one.externalId === externalId)!.updates.push(reply)
      },
    }),
    ...(can.find && {
      async find(_to: Address, messageId: string) {
        const found = sent.find((one) => one.messageId === messageId)
        return found ? { externalId: found.externalId } : null
      },
    }),
    async stop() {},
  }
}

let nth = 0

/** What a customer's phone sends. */
export const fromPhone = (accountId: string, phone: string, more: Partial<Inbound> & { at: Date }): Inbound => {
  nth += 1
  const id = `wamid.in.${nth}`
  return { accountId, key: id, messageId: id, user: { id: phone.slice(1), phone, name: 'Somebody' }, kind: 'text', raw: { id }, ...more }
}

/** What a colleague writes in Slack: in a direct chat, or in a thread. */
export const fromSlack = (accountId: string, user: string, more: Partial<Inbound> & { at: Date }): Inbound => {
  nth += 1
  return { accountId, key: `Ev${nth}`, messageId: `C:${nth}`, user: { id: user }, kind: 'text', raw: {}, ...more }
}

export const pressOf = (
  accountId: string,
  user: string,
  what: { choice: string } | { command: string } | { form: string; values: Record<string, string> },
  at: Date,
): Press => {
  nth += 1
  const common = { accountId, key: `trigger.${nth}`, user: { id: user }, at, place: { channel: 'C0ORDERS' } }
  if ('choice' in what) return { ...common, kind: 'choice', choice: what.choice }
  if ('form' in what) return { ...common, kind: 'form', form: what.form, values: what.values }
  return { ...common, kind: 'command', command: '/parley', text: what.command }
}

export const sayPlainly = (error: { said: Parameters<typeof inEnglish>[0] }) => inEnglish(error.said)

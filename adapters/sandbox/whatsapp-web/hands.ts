import { randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Deed } from '../whatsapp/hands.ts'
import type { ChatMessage, Phone, Phones } from '../whatsapp/phones.ts'
import { Refused } from '../wire.ts'
import { chatIdOf } from './letters.ts'
import type { WebLine } from './line.ts'

/** A message id as phones make them. */
const phoneId = () => `3A${randomBytes(9).toString('hex').toUpperCase()}`

/** Does with a phone what goes to the business over WhatsApp Web. `shownOf`: what a deed looks like in the chat; undefined: nothing. */
export const createWebHands = (parts: {
  phones: Phones
  line: WebLine
  clock: Clock
  shownOf(phone: Phone, deed: Deed): Omit<ChatMessage, 'id' | 'from' | 'at' | 'state'> | undefined
}) => {
  const { phones, line, clock, shownOf } = parts

  /** A vote in the newest poll that offers this, or in a certain one. */
  const vote = (phone: Phone, { press, message: id }: Extract<Deed, { kind: 'press' }>) => {
    const polls = phone.messages.filter((one) => one.poll && (id === undefined || one.id === id))
    const poll = polls.findLast((one) => one.poll!.options.includes(press))
    if (!poll) throw new Refused(404, `No poll offers "${press}". Over WhatsApp Web there are no buttons: write the number of the answer.`)
    const option = poll.poll!.options.indexOf(press)
    poll.poll!.chosen = option
    phones.changed(phone)
    line.tell('vote', { id: poll.id, chat: chatIdOf(phone), option, at: clock.now() })
    return poll.id
  }

  const one = (phone: Phone, deed: Deed): string => {
    if (deed.kind === 'press') return vote(phone, deed)
    const shown = shownOf(phone, deed)
    phone.lastWroteAt = clock.now()
    if (!shown) {
      phones.changed(phone)
      const at = clock.now()
      if (deed.kind === 'reaction') line.tell('react', { id: deed.message, chat: chatIdOf(phone), emoji: deed.emoji, at })
      if (deed.kind === 'edit') line.tell('edit', { id: deed.message, body: deed.text, at })
      if (deed.kind === 'delete') line.tell('revoke', { id: deed.message })
      return phoneId()
    }
    const message: ChatMessage = { ...shown, id: phoneId(), from: 'phone', at: clock.now(), state: 'sent', via: 'web' }
    phones.put(phone, message)
    line.arrives(phone, message)
    return message.id
  }

  return {
    doAll: async (phone: Phone, deeds: readonly Deed[]) => ({
      ids: deeds.map((deed) => one(phone, deed)),
      answer: { status: 200, text: '' },
    }),
  }
}

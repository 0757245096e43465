import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../clock.ts'
import type { Feed } from '../feed.ts'
import type { Journal } from '../journal.ts'
import type { Mischief } from '../mischief.ts'
import type { ChatMessage, Phone, Phones } from '../whatsapp/phones.ts'
import type { Fields } from '../wire.ts'
import { fieldsOf, Refused, textOf } from '../wire.ts'
import { chatIdOf, numberOf, pageMessage, shownMessage } from './letters.ts'
import { openSite, type Tab } from './site.ts'

/** The number that the business scans the code with. */
const BUSINESS = '40700000000@c.us'

/** `closed`: no browser has the page open. `scan`: it shows a code. */
export type WebLineState = 'closed' | 'scan' | 'linked'
export type WebLine = Awaited<ReturnType<typeof openWebLine>>

/**
 * WhatsApp Web between the phones and the page: the business's phone, which scans and unlinks, the messages both ways, and their ticks.
 * What is written while no page is open waits, unread, as with the real one.
 */
export const openWebLine = async (parts: { phones: Phones; clock: Clock; feed: Feed; journal: Journal; mischief: Mischief }) => {
  const { phones, clock, feed, journal, mischief } = parts
  let tab: Tab | null = null
  /** What a browser keeps that was linked; null: none is. */
  let linked: string | null = null
  let isUp = false
  let scansBySelf = false
  let codes = 0
  const missing = new Set<string>()
  const told = () => feed.tell({ platform: 'whatsapp', what: 'transport' })

  const state = (): WebLineState => (tab === null ? 'closed' : isUp ? 'linked' : 'scan')
  const showCode = (to: Tab) => to.tell('qr', { ref: `2@sandbox${++codes}` })

  const history = (): Fields[] =>
    phones
      .all()
      .flatMap((phone) =>
        phone.messages
          .filter(({ via, kind }) => via === 'web' && kind !== 'press')
          .map((one) => ({ ...pageMessage(phones, phone, one), unread: one.from === 'phone' && !one.seen })),
      )

  const link = (to: Tab) => {
    linked ??= randomBytes(12).toString('hex')
    isUp = true
    to.tell('linked', { number: BUSINESS, token: linked, history: history() })
    told()
  }

  const sent = async (message: Fields): Promise<Fields | null> => {
    const number = numberOf(message.chat)
    const about = { channel: number }
    const entry = {
      direction: 'call',
      platform: 'whatsapp',
      method: 'messages',
      at: clock.now(),
      body: { ...message, data: undefined },
    } as const
    const fails = mischief.take('whatsapp', 'http_500', 'messages', about)
    const phone = phones.get(number)
    if (fails || !phone) {
      journal.write({ ...entry, status: 500, reply: 'server error 463' })
      return { error: 'server error 463' }
    }
    const late = mischief.take('whatsapp', 'delay', 'messages', { ...about, named: true })
    if (late) await sleep(late.ms ?? 1000)
    const shown = shownMessage(phones, message, clock.now())
    phone.typingUntil = 0
    phones.put(phone, shown)
    if (mischief.take('whatsapp', 'lose_answer', 'messages', about)) {
      journal.write({ ...entry, status: 0, reply: null })
      return null
    }
    journal.write({ ...entry, status: 200, reply: {} })
    setImmediate(() => arrived(phone, shown))
    return {}
  }

  const arrived = (phone: Phone, message: ChatMessage) => {
    if (message.state === 'sent') message.state = 'delivered'
    tab?.tell('ack', { id: message.id, ack: message.state === 'read' ? 3 : 2 })
    phones.changed(phone)
  }

  const hear = async (from: Tab, { tell, ...what }: Fields): Promise<Fields | null> => {
    switch (tell) {
      case 'hello':
        tab = from
        isUp = false
        if (linked !== null && what.token === linked) link(from)
        else if (scansBySelf) {
          showCode(from)
          link(from)
        } else showCode(from)
        told()
        return {}
      case 'refresh_qr':
        showCode(from)
        return {}
      case 'exists':
        return { is: phones.get(numberOf(what.chat)) !== undefined }
      case 'sent':
        return sent(fieldsOf(what.message))
      case 'logged_out':
        linked = null
        isUp = false
        told()
        return {}
      case 'seen': {
        const phone = phones.get(numberOf(what.chat))
        for (const one of phone?.messages ?? []) if (one.from === 'phone' && one.via === 'web') one.seen = true
        if (phone) phones.changed(phone)
        return {}
      }
      case 'typing': {
        const phone = phones.get(numberOf(what.chat))
        if (phone) {
          phone.typingUntil = clock.now() + 25_000
          phones.changed(phone)
        }
        return {}
      }
      case 'edited': {
        const id = textOf(what.id)
        const phone = phones.ownerOf(id)
        const message = phone && phones.message(phone, id)
        if (!phone || !message) return {}
        Object.assign(message, { text: textOf(what.body), edited: true })
        phones.changed(phone)
        return {}
      }
      case 'missing':
        missing.add(textOf(what.name))
        return {}
      default:
        return {}
    }
  }

  const site = await openSite({
    hear,
    gone: (left) => {
      if (left !== tab) return
      tab = null
      isUp = false
      told()
    },
  })

  const demandTab = () => {
    if (!tab) throw new Refused(409, 'No browser has WhatsApp Web open.')
    return tab
  }

  return {
    /** For the app's Chromium: what web.whatsapp.com is mapped to. */
    host: site.host,
    state,
    /** Modules that the library asked the page for in vain. */
    missing: () => [...missing],
    /** The business's phone scans the code that is shown. */
    scan: () => {
      const open = demandTab()
      if (!isUp) link(open)
    },
    /** The code is scanned as soon as one is shown. */
    scanBySelf: (is: boolean) => {
      scansBySelf = is
      if (is && tab && !isUp) link(tab)
    },
    freshCode: () => showCode(demandTab()),
    /** The business's phone unlinks the browser. */
    unlink: () => {
      linked = null
      isUp = false
      tab?.tell('unlinked', {})
      told()
    },
    /** The page says that its state is this: CONFLICT, TOS_BLOCK, UNPAIRED, … */
    say: (pageState: string) => {
      if (pageState === 'UNPAIRED') linked = null
      demandTab().tell('state', { state: pageState })
      isUp = false
      told()
    },
    /** To the page, if one is open; else it finds it when it opens. */
    tell: (name: string, what: Fields) => {
      if (isUp) tab?.tell(name, what)
    },
    arrives: (phone: Phone, message: ChatMessage) => {
      if (!isUp) return
      const twice = mischief.take('whatsapp', 'duplicate', 'message', { channel: phone.phone })
      const told = { ...pageMessage(phones, phone, message), unread: true }
      tab?.tell('arrives', told)
      if (twice) tab?.tell('arrives', told)
    },
    /** The person has read this. */
    readBy: (message: ChatMessage) => {
      if (isUp) tab?.tell('ack', { id: message.id, ack: 3 })
    },
    chatIdOf,
    reset: () => {
      missing.clear()
    },
    stop: () => site.stop(),
  }
}

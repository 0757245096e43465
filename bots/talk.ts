import type { Ctx } from '../core/kernel/ctx.ts'
import type { Expected } from '../core/kernel/errors.ts'
import type { Sentence } from '../core/kernel/sentence.ts'
import type { Purpose } from '../core/modules/conversations/messages.ts'
import type { Inbound, PressAnswer, Reply } from './channel.ts'

/** One thing that a customer sent, as it waits to be answered. */
export type InboundItem = {
  /** Our id of it: the root of every key that its handling uses. */
  id: string
  kind: Inbound['kind']
  text: string | null
  /** The id of the pressed choice. */
  choice: string | null
  /** The platform's id of the message that this one answers or quotes. */
  quotes: string | null
  /** When the platform says it was written. */
  at: Date
  media: { id: string; mime: string; name?: string } | null
  location: { latitude: number; longitude: number; label?: string } | null
  /** `price`: what the platform's catalogue showed for one, in minor units. */
  cart: { code: string; quantity: number; price?: { minor: number; currency: string } }[] | null
  /** The platform's id of the message itself: a press's evidence. */
  messageId: string | null
}

export type Talk = {
  /** The actor is the contact with the rights of this moment. Its keys come from the first item, so that a second try does nothing twice. */
  ctx: Ctx
  conversation: {
    id: string
    accountId: string
    language: string
    contactId: string
    contactName: string
    clientId: string
    clientName: string
    handlerId: string | null
    /** True while the customer waits for a person who has not come yet. */
    waitsForPerson: boolean
    /** True where this number belongs to several clients: show the client on every summary. */
    severalClients: boolean
  }
  /** All that waited together, oldest first. */
  items: InboundItem[]
  /** The state of the dialog; `set` is written together with the rest of the turn. */
  dialog: { state: Record<string, unknown>; set(next: Record<string, unknown>): void }
  /** Says something, in order; leaves when the whole turn is written. */
  say(reply: Reply, options?: SayOptions): void
  /** Asks for a person: the bot says nothing by itself. `reason` is shown to the staff. */
  handOver(reason: string): Promise<void>
}

export type SayOptions = {
  documents?: { record: string; id: string }[]
  /** (Default: 'service') */
  purpose?: Purpose
  /** Says it once for ever, whatever happens. (Default: from the first item and the count of what was said) */
  key?: string
}

/** The customer side: answers what waited. Expected errors that it throws are said to the customer in words. */
export type Customers = ((talk: Talk) => Promise<void>) & {
  /** Kinds of messages with a file that it reads itself. (Default: none, they are answered with a remark) */
  reads?: ReadonlySet<InboundItem['kind']>
}

/** Where a press or a command of a colleague came from. */
export type DeskPlace = { accountId: string; channel: string | null; thread: string | null; messageId: string | null }

/** The staff side: presses, forms and commands of linked colleagues. Expected errors that it throws are whispered in words. */
export type Desk = {
  choice(ctx: Ctx, press: { id: string; place: DeskPlace }): Promise<PressAnswer>
  form(ctx: Ctx, press: { id: string; values: Record<string, string>; place: DeskPlace }): Promise<PressAnswer>
  command(ctx: Ctx, command: { text: string; place: DeskPlace }): Promise<PressAnswer>
  /** They opened their own page: it is sent to them, or what is whispered is shown on it. (Default: nothing) */
  home?(ctx: Ctx, opened: { place: DeskPlace }): Promise<PressAnswer>
  /** They look for something to put its card into a chat. (Default: nothing is found) */
  search?(ctx: Ctx, asked: { text: string }): Promise<PressAnswer>
  /** They showed others an address of ours. (Default: it has no card) */
  link?(ctx: Ctx, shown: { path: string }): Promise<PressAnswer>
}

/** Words for an error that a person can act on, in the person's language. */
export type SayExpected = (error: Expected, language: string) => string

/** Words for what an action says when it is done. */
export type SaySentence = (sentence: Sentence, language: string) => string

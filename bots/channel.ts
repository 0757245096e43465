import type { Permit } from '../core/kernel/permit.ts'

/** The chat platforms Parley speaks. One adapter folder each. */
export type ChannelKind = 'whatsapp-cloud' | 'whatsapp-web' | 'slack' | 'teams'

/**
 * What we say, without any platform. Each adapter renders it within its platform's limits and falls back to
 * numbered text where there are no buttons. Text may hold *bold*, _italic_ and line breaks, nothing else;
 * names and other data are put in with `plain()` so that they cannot become markup.
 */
export type Reply = {
  /** Always there: the whole message in words, also the notification line of a card. */
  text: string
  card?: Card
  /** Pressable answers, best first. WhatsApp: up to 3 become buttons, up to 10 a list, more are paged by the caller. */
  choices?: Choice[]
  /** What the list button says where choices become a list (at most 20 characters). */
  choicesLabel?: string
  /** A form right in the message, for platforms that can show one there (Teams); elsewhere the sender sends none. */
  form?: Form
  files?: FileToSend[]
  /** The template that may stand in outside the platform's window. */
  template?: TemplateUse
}

export type Card = {
  /** At most 150 characters. */
  title: string
  /** A word and a colour for the state, shown beside the title. */
  state?: { label: string; tone: 'neutral' | 'waiting' | 'good' | 'bad' }
  /** Short label and value pairs, shown in two columns. */
  facts?: { label: string; value: string }[]
  /** Longer paragraphs or line lists, each with an optional bold heading and, where the platform can show them there, choices of its own. */
  sections?: { heading?: string; lines: string[]; choices?: Choice[] }[]
  /** Small print under the card. */
  notes?: string[]
}

export type Choice = {
  /** Comes back in the press exactly as it is here. At most 200 characters. */
  id: string
  /** At most 20 characters where it is to be a WhatsApp button, 24 in a list, 75 elsewhere; adapters cut by whole characters. */
  title: string
  /** At most 72 characters; shown where the platform can. */
  description?: string
  tone?: 'primary' | 'danger'
}

/** A document we made; `load` is called only when it is really sent. */
export type FileToSend = { name: string; mime: string; caption?: string; load: () => Promise<Uint8Array> }

/** A template by name and language, with its body values in order and, where it has one, a document header and quick replies. */
export type TemplateUse = { name: string; language: string; values: string[]; document?: FileToSend; replies?: string[] }

/** A form (Slack modal, Teams dialog, or questions one by one where there are no forms). */
export type Form = {
  /** Comes back with the submission exactly as it is here. At most 255 characters. */
  id: string
  title: string
  submit: string
  cancel: string
  /** A line of text above the fields. */
  intro?: string
  fields: FormField[]
}
export type FormField = {
  name: string
  label: string
  kind: 'text' | 'longtext' | 'number' | 'date' | 'choice'
  required: boolean
  value?: string
  hint?: string
  options?: { id: string; title: string }[]
}

/**
 * Where a message goes: a person's chat, a person's own page beside it (Slack's App Home, a personal tab in Teams), of which there is one and
 * which is replaced whole, or a shared place and possibly the thread of one message in it.
 */
export type Address = { user: string } | { home: string } | { channel: string; thread?: string }

/** A message as a platform hands it in, before anybody has looked at it. */
export type Inbound = {
  /** Our id of the channel account it came through. */
  accountId: string
  /** The platform's id of this delivery: a second one with the same key is a duplicate (WhatsApp message id, Slack event_id). */
  key: string
  /** The platform's id of the message itself, where it has one (WhatsApp wamid, Slack `channel:ts`). */
  messageId?: string
  user: { id: string; phone?: string; name?: string }
  /** The shared place and thread it was written in, where there is one. */
  place?: { channel: string; thread?: string }
  /** When the platform says it was written. */
  at: Date
  kind:
    | 'text'
    | 'choice'
    | 'command'
    | 'voice'
    | 'image'
    | 'video'
    | 'document'
    | 'sticker'
    | 'location'
    | 'contacts'
    | 'reaction'
    | 'edit'
    | 'delete'
    | 'cart'
    | 'group'
    | 'unsupported'
  text?: string
  /** The id of the pressed choice (kind `choice`). */
  choice?: string
  location?: { latitude: number; longitude: number; label?: string }
  /** The platform's id of the message that this one answers or quotes. */
  quotes?: string
  media?: { id: string; mime: string; name?: string }
  /** `price` where the platform tells what its catalogue showed, in minor units. */
  cart?: { code: string; quantity: number; price?: { minor: number; currency: string } }[]
  /** The platform's own words, kept 30 days. */
  raw: unknown
}

/** A delivery state that the platform reports for one of our messages. */
export type DeliveryReport = {
  accountId: string
  /** The platform's id of our message. */
  externalId: string
  /** Our own id, where the platform hands it back (WhatsApp `biz_opaque_callback_data`). */
  messageId?: string
  state: 'sent' | 'delivered' | 'read' | 'failed'
  at: Date
  error?: { code: string; title: string }
}

/** A press, a submitted form, or a slash command that wants its answer in the same response (within two seconds). */
export type Press = {
  accountId: string
  /** Idempotency key: Slack `trigger_id` (or view id and hash), Teams activity id. */
  key: string
  user: { id: string; name?: string }
  place?: { channel: string; thread?: string; messageId?: string }
  at: Date
} & (
  | { kind: 'choice'; choice: string }
  | { kind: 'form'; form: string; values: Record<string, string> }
  | { kind: 'command'; command: string; text: string }
  /** They opened their own page: what is whispered is shown on it, else it is sent to their page as a message. */
  | { kind: 'home' }
  /** They look for something to put its card into a chat; the answer has it as `found`. */
  | { kind: 'search'; text: string }
  /** They showed others an address of ours; the answer has its card as `found`. `path`: of the address, as in `/admin/orders/…`. */
  | { kind: 'link'; path: string }
)

/** What the presser gets at once. */
export type PressAnswer = {
  /** Said to the presser alone. */
  whisper?: Reply
  /** Opened for the presser. */
  form?: Form
  /** Shown at the fields of the submitted form, which stays open. */
  errors?: Record<string, string>
  /** What a search has found, best first. */
  found?: Found[]
}

/** One thing that was found: two lines to choose it by, and its card. */
export type Found = { title: string; text: string; reply: Reply }

/** The doors an adapter knocks at; `bots/` implements them and the composition root hands them over. */
export type Doors = {
  /** Message lane: stores and returns, quickly; the answer comes later as messages. False = seen before. */
  receive(inbound: Inbound): Promise<boolean>
  /** Press lane: stores, does the deed, answers. */
  press(press: Press): Promise<PressAnswer>
  report(report: DeliveryReport): Promise<void>
  /** What a message of ours says now to this user of the platform, with what they may press; null where it is not for them. */
  show?(shown: { accountId: string; messageId: string; userId: string }): Promise<Reply | null>
}

/** What an adapter offers to the house: one object per channel account. */
export type Channel = {
  kind: ChannelKind
  accountId: string
  /** Rejects with ChannelError and nothing else. Resolves with the platform's id of the message (of the last one, where several were needed). */
  send(permit: Permit, to: Address, reply: Reply): Promise<{ externalId: string }>
  /** Replaces an earlier message, where the platform can. */
  update?(permit: Permit, to: Address, externalId: string, reply: Reply): Promise<void>
  /** Looks for a message of ours that may have arrived although its answer was lost. Null = it is not there. */
  find?(to: Address, messageId: string): Promise<{ externalId: string } | null>
  /** Fetches bytes of inbound media. */
  media?(id: string): Promise<{ bytes: Uint8Array; mime: string }>
  stop(): Promise<void>
}

/**
 * Why a message did not leave. `refused`: the platform said no and never will say yes (code says why).
 * `later`: it said not now (429, 5xx with a clear answer), try after `retryAfterMs`. `doubt`: no answer, it may have arrived.
 */
export class ChannelError extends Error {
  override name = 'ChannelError'
  kind: 'refused' | 'later' | 'doubt'
  code: string
  retryAfterMs?: number
  constructor(kind: ChannelError['kind'], code: string, message: string, retryAfterMs?: number) {
    super(message)
    this.kind = kind
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}

/** Puts data into a reply so that it cannot become markup, a mention or a link of ours. */
export const plain = (text: string) =>
  text
    .replace(/[*_~`]/g, (mark) => `\u200b${mark}`)
    .replace(/(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ')
    .trim()

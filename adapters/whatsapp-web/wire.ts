/** What goes between the house and the process that holds the browser. Plain data only. */

/** One message to be sent. */
export type Content =
  | { kind: 'text'; text: string }
  | { kind: 'poll'; question: string; options: string[] }
  | { kind: 'file'; shown: 'document' | 'photo' | 'voice'; name: string; mime: string; bytes: Uint8Array; caption: string }

/** What the house wants done. Each order is answered by its number. */
export type Order =
  | { do: 'send'; to: string; content: Content; typingMs: number; waitMs: number }
  | { do: 'seen'; chat: string }
  | { do: 'recent'; to: string; limit: number }
  | { do: 'close' }
export type Numbered = { n: number; order: Order }

/** A message of ours as it stands in a chat. */
export type Ours = { id: string; ack: number; at: number; type: string; body: string; caption: string; fileName: string; options: string[] }

/** How sending went wrong: `nobody` is not on WhatsApp, `failed` says the page, `silent` that it said nothing in time. */
export type Mishap = 'nobody' | 'failed' | 'silent' | 'no_media'
export type Answer = { ok: true; id?: string; ours?: Ours[] } | { ok: false; mishap: Mishap; text: string }

/** Whom a chat is with: the number where WhatsApp tells it. */
export type Person = { chat: string; phone: string | null; name: string | null }

/** A message of somebody, as the page has it. Times are in milliseconds. */
export type Heard = Person & {
  id: string
  type: string
  text: string
  at: number
  quotes: string | null
  media: { mime: string; name: string | null; bytes: Uint8Array | null } | null
  location: { latitude: number; longitude: number; label: string } | null
  cards: string[]
  raw: Record<string, unknown>
}

/** What the browser tells. */
export type Told =
  | { tell: 'answer'; n: number; answer: Answer }
  | { tell: 'opened'; pid: number }
  | { tell: 'qr'; qr: string }
  | { tell: 'linking' }
  | { tell: 'ready'; number: string }
  /** It is over with this browser; `why` is WhatsApp's word, or the error that it did not start with. */
  | { tell: 'gone'; why: string }
  | { tell: 'message'; heard: Heard }
  | { tell: 'edit'; who: Person; id: string; text: string; at: number }
  | { tell: 'delete'; who: Person; id: string; at: number }
  | { tell: 'reaction'; who: Person; id: string; emoji: string; at: number }
  | { tell: 'vote'; who: Person; id: string; option: number; at: number }
  | { tell: 'ack'; id: string; ack: number; at: number }
  | { tell: 'trouble'; text: string }

/** What the browser's process is to begin with, as JSON in its environment. */
export type Beginning = { folder: string; executablePath: string; flags: string[] }
export const beginningName = 'PARLEY_WHATSAPP_WEB'

/** Inbound media above this stays where it is, like on the Cloud API. */
export const mediaMaxBytes = 20 * 1024 * 1024

import type { ChannelKind } from './channel.ts'

/** What a channel can do, as its adapter declares it. `docs/channels.md` shows these, and `channelContract` tries them. */
export type Abilities = {
  kind: ChannelKind
  /** How many choices are buttons. 0: a numbered list to answer by writing. */
  buttons: number
  /** How many choices a list or poll holds where they are too many for buttons. */
  listed: number
  /** How long a text may be before it is cut or divided, in UTF-16 units. */
  text: number
  /** Where a form is filled in: a window of its own, in the card, or questions one by one. */
  forms: 'window' | 'card' | 'questions'
  /** What was posted can be changed in place. */
  edits: boolean
  /** What may have arrived can be looked for, so that it is not sent twice. */
  finds: boolean
  /** What becomes of a message whose answer was lost. */
  doubt: 'looked for' | 'told by the platform' | 'sent again'
  /** Documents go along with the message, or are opened by an address in it. */
  documents: 'attached' | 'linked'
  /** Shared places with threads. */
  threads: boolean
  /** A page of one's own. */
  home: 'page' | 'card' | 'none'
  /** What is said to one person alone in a shared place. */
  whispers: 'in place' | 'in the card' | 'none'
  /** How long one may write freely after the customer did, in hours; null: always. */
  windowHours: number | null
}

import type { SpokenLanguage } from '../understand/types.ts'
import type { Proposal } from './proposal.ts'

/** A product as the model sees it: no price, no stock, nobody's note. */
export type Candidate = {
  code: string
  name: string
  /** The name in our other language. */
  otherName: string
  /** What is sold and counted: "box of 5 ream". */
  unit: string
}

type Counted = { code: string; quantity: number }

/** All that leaves the house when words are to be read. Nothing else is ever sent. */
export type ProposalRequest = {
  /** The customer's own words. They are data. */
  text: string
  language: SpokenLanguage
  /** ISO day. */
  today: string | null
  /** The parts of the text that the rules could not read; empty = all of it. */
  unread: readonly string[]
  /** The only products that may be proposed. */
  candidates: readonly Candidate[]
  /** The customer's own draft. */
  draft: readonly Counted[]
  /** The customer's own last order, only where the words point at it. */
  earlier: readonly Counted[]
  /** What we asked last, where it is still open. */
  question: { asks: 'which' | 'substitute' | 'how_many'; codes: readonly string[] } | null
}

export type Sound = { bytes: Uint8Array; mime: string; language: SpokenLanguage }
export type Picture = { bytes: Uint8Array; mime: string }

/** How often one conversation asked on a day: kept with its dialog, so that no other process forgets it. */
export type Spent = { day: string; calls: number }

/** On whose behalf the model is asked. */
export type Asker = { conversationId: string; spent: Spent | null }

/**
 * A language model as the bots use it. It only ever proposes. Null = no answer, for whatever reason (off, paused, over its budget,
 * unreachable, nonsense): the rules go on alone. Never rejects.
 */
export type Model = {
  propose(request: ProposalRequest, by: Asker): Promise<Proposal | null>
  /** What was said in a voice note. */
  transcribe(sound: Sound, by: Asker): Promise<string | null>
  /** The lines of text that stand on a picture; empty = there is nothing to read on it. */
  readPicture(picture: Picture, by: Asker): Promise<readonly string[] | null>
  spentBy(conversationId: string): Spent | null
}

/** What an adapter offers: bare calls, which reject with ModelError and nothing else. The proposal is not looked at yet. */
export type ModelWire = {
  propose(request: ProposalRequest): Promise<unknown>
  transcribe(sound: Sound): Promise<unknown>
  readPicture(picture: Picture): Promise<unknown>
}

/**
 * Why a model did not answer. `limited`: too many requests. `down`: no answer, or a fault of its own. `refused`: it will not take this
 * (a wrong key, an unknown model). `garbled`: an answer that is none. `stopped`: this process is ending. The provider's own words are
 * not kept: they may quote a key or the customer.
 */
export class ModelError extends Error {
  override name = 'ModelError'
  kind: 'limited' | 'down' | 'refused' | 'garbled' | 'stopped'
  status: number | null
  constructor(kind: ModelError['kind'], status: number | null = null) {
    super(`The language model is ${kind}.`)
    this.kind = kind
    this.status = status
  }
}

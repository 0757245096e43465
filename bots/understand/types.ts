/** A product as the caller's catalogue has it: only what this contact may buy. Quantities are integer thousandths of the sales unit. */
export type CatalogueProduct = {
  id: string
  code: string
  barcode: string | null
  names: { en: string; ro: string }
  aliases: { en: readonly string[]; ro: readonly string[] }
  /** What is sold, stocked and counted: box, pack, pc, roll, set, kg, l, pallet … */
  unit: string
  /** How many `packUnit` are inside one `unit`; null where nothing is said. */
  packSize: number | null
  packUnit: string | null
  minQuantityMilli: number
  stepQuantityMilli: number
  /** Inactive products are never sold; their substitutes are offered. */
  active: boolean
  /** Product ids, best first. */
  substitutes: readonly string[]
}

/** Languages we can guess; we answer in English and Romanian. */
export type SpokenLanguage = 'en' | 'ro' | 'de' | 'es' | 'fr'

/** A line of an earlier order of this client. `day` is an ISO day; the latest day (then the highest reference) is the last order. */
export type PastLine = { productId: string; quantityMilli: number; reference: string; day: string }

/** What the reader may know beside the text. Everything is optional but the language the contact is spoken to in. */
export type ReadContext = {
  language: SpokenLanguage
  /** Used only when the customer points at it ("the usual coffee", "ca data trecută"). */
  history?: readonly PastLine[]
  /** The lines of the open draft: "pune 2 tonere", "scoate mănușile". */
  draft?: readonly { productId: string; quantityMilli: number }[]
  /** The products that the last reply was about: after "what does floor cleaner cost?", "40 l" means that. */
  topic?: readonly string[]
  /** The question we asked last, when it is still open. */
  pending?: Pending | null
  /** The contact's today as an ISO day; without it words like "tomorrow" give no day. */
  today?: string
}

/** A quantity as said, before it is known which product it counts. */
export type Amount = {
  /** Thousandths of `unit` (of the sales unit when `unit` is null); null when no single number was said. */
  milli: number | null
  /** Our word for the unit said: bulk (bax, case, carton, box, pack), ream, pc, roll, kg … null when none was said. */
  unit: string | null
  /** Why the number cannot be taken as it stands. `inner_unit`: "10 till rolls", which are sold by the pack of rolls. */
  open?: 'range' | 'vague' | 'inner_unit'
  /** All numbers seen, in thousandths. */
  numbers: readonly number[]
}

/** Told to the customer, never acted on in silence. `maybe_pieces`: a bare number as large as whole packs ("500 envelopes", sold by 500). */
export type LineNote = 'below_min' | 'off_step' | 'from_history' | 'maybe_pieces'

export type SureLine = { kind: 'sure'; productId: string; quantityMilli: number; said: string; notes: readonly LineNote[] }
/** Several products fit, or one fits only perhaps: ask. The order of `candidates` is the order to show them in. */
export type WhichLine = {
  kind: 'which'
  candidates: readonly string[]
  /** Thousandths of `unit`, or of the sales unit when `unit` is null. */
  quantityMilli: number | null
  unit: string | null
  said: string
  /** Everything said about the quantity; `choose` needs it to finish the line. */
  amount: Amount
}
/** The product is clear, the quantity is not. `unit`: a unit that this product is not sold in. */
export type HowManyLine = {
  kind: 'how_many'
  productId: string
  why: 'missing' | 'range' | 'vague' | 'inner_unit' | 'pieces' | 'unit'
  said: string
  /** Thousandths. */
  numbers: readonly number[]
  unit: string | null
}
export type InactiveLine = {
  kind: 'inactive'
  productId: string
  substitutes: readonly string[]
  quantityMilli: number | null
  said: string
  amount: Amount
}
export type UnknownLine = { kind: 'unknown'; said: string; quantityMilli: number | null; unit: string | null }
export type Line = SureLine | WhichLine | HowManyLine | InactiveLine | UnknownLine

/** What a question or a removal is about. One candidate = clear; none = not found. `quantityMilli` in sales units, null when not said or not clear. */
export type About = { candidates: readonly string[]; quantityMilli: number | null; said: string }

export type Change = { deed: 'set'; line: Line } | { deed: 'add'; line: Line } | { deed: 'remove'; about: About }

export type Intent =
  /** `Reading.lines` holds what is wanted. */
  | { kind: 'order' }
  | { kind: 'price_of'; about: readonly About[] }
  | { kind: 'stock_of'; about: readonly About[] }
  /** Changes of the open draft, only when `ReadContext.draft` was given and the words ask for a change. */
  | { kind: 'change'; changes: readonly Change[] }
  /** `Reading.lines` holds the past order with what was said to be different; `reference` null when there is no such order. */
  | { kind: 'repeat'; reference: string | null }
  /** "the usual coffee": `Reading.lines` holds it. */
  | { kind: 'usual' }
  | { kind: 'show_draft' }
  | { kind: 'catalogue' }
  | { kind: 'where_is_my_order'; reference: string | null }
  | { kind: 'owed' }
  | { kind: 'invoices'; reference: string | null }
  | { kind: 'delivery_note'; reference: string | null }
  | { kind: 'statement' }
  | { kind: 'pay'; reference: string | null }
  | { kind: 'cancel'; reference: string | null }
  | { kind: 'help' }
  | { kind: 'back' }
  | { kind: 'human' }
  /** The client area: they want to see and order in a browser. */
  | { kind: 'portal' }
  | { kind: 'yes' }
  | { kind: 'no' }
  | { kind: 'language'; to: SpokenLanguage | null }
  | { kind: 'who_am_i' }
  /** `day` is an ISO day when it could be told from the words and `today`. `said` is the part that speaks of it. */
  | { kind: 'delivery_date'; day: string | null; said: string }
  | { kind: 'own_reference'; reference: string }
  | { kind: 'other_address'; said: string }
  /** Broken, missing or wrong goods: never an order line. */
  | { kind: 'problem'; said: string }
  | { kind: 'greeting' }
  | { kind: 'thanks' }
  | { kind: 'stop' }
  | { kind: 'start' }
  | { kind: 'answer'; answer: Answer }
  | { kind: 'unknown' }

export type IntentKind = Intent['kind']

export type Reading = {
  /** What the text looks like; null when it does not say (codes, numbers). */
  language: SpokenLanguage | null
  /** Never empty; what matters most stands first, greetings and thanks last. */
  intents: readonly Intent[]
  lines: readonly Line[]
  /** "no toner this time": not on the order, good to repeat in the summary. */
  declined: readonly About[]
  /** True when the text was too long to read whole; say so and never order from the unread rest. */
  cut: boolean
}

/** The question that is open. `offered` in `which` and `substitute` are the candidates and substitutes in the order they were shown. */
export type Pending =
  | { kind: 'which'; line: WhichLine }
  | { kind: 'how_many'; line: HowManyLine }
  | { kind: 'substitute'; line: InactiveLine }
  | { kind: 'yes_no' }
  /** Any other numbered choice (company, address, invoice): `words` are what people may call it. */
  | { kind: 'choice'; options: readonly { id: string; words: readonly string[] }[]; many: boolean }

export type Answer =
  /** The pending line, finished or at least narrower ("both" gives two). Empty = the customer wants none of it. */
  { kind: 'lines'; lines: readonly Line[] } | { kind: 'picked'; ids: readonly string[] } | { kind: 'yes' } | { kind: 'no' }

declare const built: unique symbol
/** What `catalogueIndex` makes: reusable, immutable, per catalogue. */
export type CatalogueIndex = { readonly [built]: true; readonly products: ReadonlyMap<string, CatalogueProduct> }

/*
 * Signatures that others code against (bots/understand/index files):
 *   catalogueIndex(products: readonly CatalogueProduct[], language?: SpokenLanguage): CatalogueIndex       catalogue.ts
 *   read(text: string, index: CatalogueIndex, context: ReadContext): Reading                               read.ts
 *   readAnswer(text: string, pending: Pending, index: CatalogueIndex, language: SpokenLanguage): Answer | null   answers.ts (null = no answer to it: read afresh)
 *   choose(line: WhichLine | InactiveLine, productId: string, index: CatalogueIndex): Line                 amounts.ts (after a pressed button)
 *   count(productId: string, amount: Amount, said: string, index: CatalogueIndex): Line                    amounts.ts
 */

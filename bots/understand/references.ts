import type { Token } from './tokens.ts'

type Span = { start: number; end: number }

const own =
  /(?:\b(?:our|my) (?:own )?(?:ref(?:erence)?|po|p\.o\.|order)(?: (?:no|nr|number))?|\bp\.?o\.?(?: (?:no|nr|number))?|\bpurchase order(?: (?:no|nr|number))?|\bref(?:erin[tț]a|erence)?(?: (?:noastr[aă]|our))?|\bnr\.? nostru|\bnum[aă]rul nostru(?: de comand[aă])?|\bcomanda noastr[aă](?: (?:nr|num[aă]rul))?)(?=[\s.:#-])[\s.:#-]{0,4}(?:is |este |e |no\.? |nr\.? )?#?([A-Za-z0-9][A-Za-z0-9/._-]{0,30})/i

/** The customer's own number for the order ("our PO 4711", "referința noastră C-12"), where it was said. */
export const ownReferenceIn = (text: string): ({ reference: string } & Span) | null => {
  const match = own.exec(text)
  const reference = match?.[1]?.replace(/[./_-]+$/, '')
  if (!match || !reference || !/\d/.test(reference)) return null
  return { reference, start: match.index, end: match.index + match[0].length }
}

const ours =
  /(?:\b(?:orders?|comanda|comenzii|comenzi|invoices?|factura|facturii|facturi|aviz(?:ul)?|note|proforma)\b)[\s.:#]{0,3}(?:nr\.?|no\.?|number|num[aă]rul|cu nr\.?)?[\s.:#]{0,3}([A-Za-z]{0,6}[-/ ]?\d[A-Za-z0-9/-]{0,20})/i
const code = /(?:^|[\s(])([A-Z]{1,6}-\d[A-Z0-9-]{0,20})/

/** A number of ours in a question ("unde e comanda SO-1042?"), or null. */
export const referenceIn = (text: string): string | null => {
  const match = ours.exec(text)?.[1] ?? code.exec(text)?.[1]
  return match?.trim().replace(/[-/]+$/, '') ?? null
}

const address =
  /\b(?:(?:la|pe) (?:o )?(?:alt[aă] adres[aă]|cealalt[aă] adres[aă])|alt[aă] adres[aă]|(?:the |an?)?\s?(?:other|another|different|new) address|adresa de livrare|delivery address|livra(?:re|ți|ti|i|t|rea)? (?:la|în|in) (?!ora\b|timp\b|curs\b|\d)|deliver(?:y|ed)? (?:it |them |this )?(?:to|at) (?!me\b|us\b|\d)|ship (?:it |them )?to (?!me\b|us\b)|trimite(?:ți|ti)?(?: marfa| comanda)? la (?!ora\b)|schimb[aă](?:ți|ti)? adresa|change the address|la (?:depozitul|depozit|sediul|sediu|punctul de lucru|filiala)\b)(?:[^\n.,;!?]|(?<=\b(?:str|nr|bl|sc|ap|et|bd|al|jud))\.|,(?=\s*(?:nr|bl|sc|et|ap|jud|sector|str)\b)){0,120}/i

/** What was said about where to deliver, to the end of the clause, or null. */
export const addressIn = (text: string): ({ said: string } & Span) | null => {
  const match = address.exec(text)
  return match ? { said: match[0].trim(), start: match.index, end: match.index + match[0].length } : null
}

/** Tokens that do not lie in the span. */
export const outside = (tokens: readonly Token[], span: Span | null) =>
  span ? tokens.filter((token) => token.end <= span.start || token.start >= span.end) : tokens

const hourLead = /^(?:ora|orele|at|after|before|by|until|dupa|la|pana|pe)$/

/** "la ora 10", "at 10:30", "after 2 pm", "între 9 și 12 dimineața": hours are no quantities, and neither is "90 lei". */
export const withoutHoursAndPrices = (tokens: readonly Token[]): readonly Token[] => {
  const gone = new Set<number>()
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'number') continue
    const [before, next, third] = [tokens[at - 1], tokens[at + 1], tokens[at + 2]]
    const said = (other: Token | undefined, pattern: RegExp) => other?.kind === 'word' && pattern.test(other.text)
    const clock =
      next?.kind === 'mark' && next.mark === 'colon' && next.glued && third?.kind === 'number' && /^\d\d$/.test(third.text) && third.glued
    const price = said(next, /^(?:lei|ron|eur|euro|bani)$/)
    if (price) for (const place of [at, at + 1, ...(said(before, /^(?:at|la|cu|for|de)$/) ? [at - 1] : [])]) gone.add(place)
    if (!said(before, /^(?:ora|orele)$/) && !said(next, /^(?:am|pm|oclock)$/) && !clock) continue
    gone.add(at)
    for (let place = at - 1; said(tokens[place], hourLead); place--) gone.add(place)
    if (said(next, /^(?:am|pm|oclock)$/)) gone.add(at + 1)
    if (clock) for (const place of [at + 1, at + 2]) gone.add(place)
  }
  return gone.size > 0 ? tokens.filter((_, at) => !gone.has(at)) : tokens
}

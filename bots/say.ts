import { inEnglish, type Sentence, type Term } from '../core/kernel/sentence.ts'
import { formatDate, formatDateTime, formatMoney, formatQuantity } from '../core/language/money.ts'
import { plain } from './channel.ts'
import { sentencesRo } from './texts/sentences.ro.ts'
import { stateWords } from './texts/states.ts'

const termIn = (term: Term, language: string): string => {
  if (typeof term === 'string') return term
  if (typeof term === 'number') return formatQuantity(term * 1000, language)
  if ('minor' in term) return formatMoney(term.minor, term.currency, language)
  if ('milli' in term) return formatQuantity(term.milli, language)
  if ('day' in term) return formatDate(term.day, language)
  if ('at' in term) return formatDateTime(new Date(term.at), language, term.zone)
  if ('secret' in term) return term.secret
  return stateWords(term.key, language)
}

/** What a room said, in the reader's language: by code where we have the words, else in English, with every term formatted for the reader. */
export const sayIn = (said: Sentence, language: string): string => filled(said, language, (text) => text)

/** The same for a chat: names and other data in it cannot become markup. */
export const sayInChat = (said: Sentence, language: string): string => filled(said, language, plain)

const filled = (said: Sentence, language: string, clean: (text: string) => string): string => {
  const words = (language.startsWith('ro') && sentencesRo[said.code]) || said.words
  const terms = said.terms
  const told = words.replace(/\{(\w+)\}/g, (place, name: string) =>
    terms[name] === undefined ? place : clean(termIn(terms[name], language)),
  )
  return told || inEnglish(said)
}

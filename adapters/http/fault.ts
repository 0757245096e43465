import { type Sentence, sentence, type Term } from '../../core/kernel/sentence.ts'

/** What the HTTP door itself refuses: requests that no action or record ever gets to see. */
export class Fault extends Error {
  status: number
  said: Sentence
  headers: Readonly<Record<string, string>>
  constructor(status: number, said: Sentence, headers: Readonly<Record<string, string>> = {}) {
    super(said.words)
    this.name = 'Fault'
    this.status = status
    this.said = said
    this.headers = headers
  }
}

/** `throw fault(415, 'request.not_json', 'Send JSON.')` */
export const fault = (
  status: number,
  code: string,
  words: string,
  terms: Record<string, Term> = {},
  headers: Readonly<Record<string, string>> = {},
) => new Fault(status, sentence(code, words, terms), headers)

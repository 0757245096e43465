import type { z } from 'zod'
import { inEnglish, type Refused, type Sentence, sentence, type Term } from './sentence.ts'

/**
 * The five kinds of error that a person can act on. Anything else that is thrown is a bug.
 * Each door has one translator from these to its own words.
 */
export class Expected extends Error {
  said: Sentence
  constructor(said: Sentence) {
    super(inEnglish(said))
    this.said = said
    this.name = new.target.name
  }
  get code() {
    return this.said.code
  }
}

/** Somebody else has taken over what the caller was doing, so its call is not done. Not for a person: nobody waits for it. */
export class TakenOver extends Error {
  override name = 'TakenOver'
}

/** A rule says no. */
export class Refusal extends Expected {
  refused: Refused
  constructor(refused: Refused) {
    super(refused)
    this.refused = refused
  }
}

/** The input is not what the action asks for; carries zod's issues. */
export class Invalid extends Expected {
  issues: z.core.$ZodIssue[]
  constructor(issues: z.core.$ZodIssue[], said?: Sentence) {
    super(
      said ??
        sentence('input.invalid', 'This cannot be used: {why}', {
          why: issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
        }),
    )
    this.issues = issues
  }
}

/** The actor may see it but not do this. */
export class NotAllowed extends Expected {
  constructor(permission: string, said?: Sentence) {
    super(
      said ??
        sentence('actor.not_allowed', 'You may not do this. It needs the right “{permission}”; an admin can give it.', { permission }),
    )
  }
}

/** There is no such thing, or not for this actor: both read the same. */
export class NotFound extends Expected {
  constructor(what: string, key: string) {
    super(sentence('record.not_found', 'There is no {what} “{key}”.', { what, key: key.slice(0, 60) }))
  }
}

/** Somebody else was faster, or the same key came with other input. */
export class Conflict extends Expected {
  constructor(code: string, words: string, terms: Record<string, Term> = {}) {
    super(sentence(code, words, terms))
  }
}

import type { Context, Middleware as KoaMiddleware } from 'koa'
import type { Actor } from '../../core/kernel/actor.ts'
import type { Door as Through } from '../../core/kernel/ctx.ts'
import type { Log } from '../../core/kernel/log.ts'
import { inEnglish, type Sentence } from '../../core/kernel/sentence.ts'

/** What a request carries from one middleware to the next. */
export type State = {
  requestId: string
  log: Log
  actor?: Actor
  /** The door that the actor came through. (Default: 'api') */
  through?: Through
  /** The actor as it is at this moment: null once it is out. For answers that last. */
  again?: () => Promise<Actor | null>
  action?: string
}
export type Door = KoaMiddleware<State>

/** Puts a sentence into a language: 'en', 'ro', … */
export type SayIn = (said: Sentence, language: string) => string
export const sayInEnglish: SayIn = (said) => inEnglish(said)

const LANGUAGES = ['en', 'ro']

/** The language the caller reads best, of those we speak. (Default: 'en') */
export const languageOf = (ctx: Pick<Context, 'acceptsLanguages'>): string => ctx.acceptsLanguages(LANGUAGES) || 'en'

import type { Turn } from './turn.ts'

const RETURN_WORDS = /(?<!\p{L})(retur\p{L}*|refund|(send|take|bring|give)\s+(\p{L}+\s+){0,3}back)(?!\p{L})/iu

/** Does somebody want to give goods back, rather than tell what is wrong with them? */
export const asksForReturn = (text: string): boolean => RETURN_WORDS.test(text)

export const beginReturn = async (turn: Turn, _reference: string | null): Promise<void> => {
  turn.say('return_none')
}

/** An answer in words to a question of the return. False: it is none. */
export const returnAnswered = async (_turn: Turn): Promise<boolean> => false

export const returnPressed = async (turn: Turn, _deed: string, _rest: readonly string[], _press: string | null): Promise<void> => {
  turn.say('gone')
}

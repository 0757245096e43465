import { randomBytes } from 'node:crypto'
import type { Sentence } from '../../../core/kernel/sentence.ts'
import { signInSays } from '../../../core/modules/people/sign-in-sentences.ts'
import { Fault } from '../fault.ts'
import { isCommon } from './common-passwords.ts'

/** OWASP's parameters for argon2id: 19 MiB, two passes, one lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
const AT_ONCE = 2
const MOST_WAITING = 64

export const LEAST_CHARACTERS = 12
export const MOST_CHARACTERS = 200

/** As it is hashed: however a keyboard composes its letters. */
const asTyped = (password: string) => password.normalize('NFKC')

/**
 * Hashes and checks passwords, a few at a time, so that a flood of tries can neither eat the memory nor the processor; what does not find
 * room in the queue is Fault 503.
 */
export const makePasswords = ({ atOnce = AT_ONCE, mostWaiting = MOST_WAITING } = {}) => {
  let running = 0
  const waiting: (() => void)[] = []
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) {
      if (waiting.length >= mostWaiting) throw new Fault(503, signInSays.busy(), { 'Retry-After': '2' })
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
  const library = () => import('argon2')
  const hash = (password: string) =>
    inTurn(async () => {
      const { argon2id, hash: hashed } = await library()
      return hashed(asTyped(password), { ...PARAMETERS, type: argon2id })
    })
  let nobodys: Promise<string> | undefined

  return {
    hash,
    verify: (hashed: string, password: string) => inTurn(async () => (await library()).verify(hashed, asTyped(password))),
    /** As much work as `verify`, for somebody who is not there. */
    async verifyNobody(password: string): Promise<false> {
      nobodys ??= hash(randomBytes(24).toString('hex'))
      const hashed = await nobodys
      await inTurn(async () => (await library()).verify(hashed, asTyped(password)))
      return false
    },
    isOutdated: async (hashed: string) => (await library()).needsRehash(hashed, PARAMETERS),
  }
}
export type Passwords = ReturnType<typeof makePasswords>

/** Why this password cannot be taken, or null. `about`: what belongs to the person and is guessed first. */
export const unfitPassword = (password: string, about: readonly string[]): Sentence | null => {
  const typed = asTyped(password)
  const length = [...typed].length
  if (length < LEAST_CHARACTERS) return signInSays.tooShort(LEAST_CHARACTERS)
  if (length > MOST_CHARACTERS) return signInSays.tooLong(MOST_CHARACTERS)
  const plain = typed.toLowerCase()
  if (isCommon(plain)) return signInSays.tooCommon()
  const own = ['parley', ...about.flatMap((one) => one.toLowerCase().split(/[\s@.]+/))].filter((word) => word.length >= 4)
  // What is left without the words that anybody would try has to be long enough by itself.
  const rest = own.reduce((text, word) => text.replaceAll(word, ''), plain)
  return rest.length < LEAST_CHARACTERS - 4 && rest.length < plain.length ? signInSays.tooPersonal() : null
}

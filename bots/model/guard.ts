import { createHash } from 'node:crypto'
import { type Asker, type Model, ModelError, type ModelWire, type Spent } from './port.ts'
import { parseLines, parseProposal, parseTranscript } from './proposal.ts'

export type Asked = 'propose' | 'transcribe' | 'picture'
export type Outcome = 'answered' | ModelError['kind'] | 'paused' | 'busy' | 'over_conversation' | 'over_day'

export type Limits = {
  /** Calls of one conversation on one day. */
  perConversation: number
  /** Calls of this process on one day. */
  perDay: number
  /** Calls at one time; who comes when all are taken goes without. */
  abreast: number
}

/** Failures in a row after which it is left alone for a while. */
export const FAILURES = 5
const FIRST_PAUSE_MS = 60_000
const LONGEST_PAUSE_MS = 15 * 60_000
const REMEMBERED = 200
const REMEMBERED_MS = 10 * 60_000
const MOST_CONVERSATIONS = 20_000

type Circuit = { failures: number; pauses: number; until: number }

/**
 * Keeps a model within its budget and out of the way when it is not well. Days are those of UTC. The same question asked again within
 * ten minutes has the same answer, so that a turn that is done a second time reads the same.
 */
export const guarded = (
  wire: ModelWire,
  { limits, now, told }: { limits: Limits; now: () => Date; told: (asked: Asked, outcome: Outcome, error: ModelError | null) => void },
): Model => {
  const circuits: Record<Asked, Circuit> = { propose: closed(), transcribe: closed(), picture: closed() }
  const remembered = new Map<string, { at: number; answer: unknown }>()
  let day = ''
  let calls = 0
  let running = 0
  let spent = new Map<string, number>()

  const turnPage = () => {
    const today = now().toISOString().slice(0, 10)
    if (today === day) return
    day = today
    calls = 0
    spent = new Map()
  }

  const spentOf = ({ conversationId, spent: kept }: Asker) => Math.max(spent.get(conversationId) ?? 0, kept?.day === day ? kept.calls : 0)

  const refusal = (asked: Asked, by: Asker): Outcome | null => {
    if (circuits[asked].until > now().getTime()) return 'paused'
    if (calls >= limits.perDay) return 'over_day'
    if (spentOf(by) >= limits.perConversation) return 'over_conversation'
    return running >= limits.abreast ? 'busy' : null
  }

  const ask = async <Answer>(
    asked: Asked,
    by: Asker,
    key: string,
    call: () => Promise<unknown>,
    parse: (given: unknown) => Answer | null,
  ): Promise<Answer | null> => {
    turnPage()
    const known = remembered.get(key)
    if (known && now().getTime() - known.at < REMEMBERED_MS) return known.answer as Answer
    const no = refusal(asked, by)
    if (no) {
      told(asked, no, null)
      return null
    }
    const circuit = circuits[asked]
    // While one call tries whether it is well again, others wait for the outcome.
    if (circuit.failures >= FAILURES) circuit.until = now().getTime() + FIRST_PAUSE_MS
    calls += 1
    if (spent.size >= MOST_CONVERSATIONS) spent.delete(spent.keys().next().value ?? '')
    spent.set(by.conversationId, spentOf(by) + 1)
    running += 1
    try {
      const answer = parse(await call())
      if (answer === null) throw new ModelError('garbled')
      Object.assign(circuit, closed())
      told(asked, 'answered', null)
      if (remembered.size >= REMEMBERED) remembered.delete(remembered.keys().next().value ?? '')
      remembered.set(key, { at: now().getTime(), answer })
      return answer
    } catch (error) {
      const trouble = error instanceof ModelError ? error : new ModelError('down')
      if (trouble.kind !== 'stopped') failed(circuit, now().getTime())
      told(asked, trouble.kind, trouble)
      return null
    } finally {
      running -= 1
    }
  }

  return {
    propose: (request, by) => ask('propose', by, keyOf('p', by, JSON.stringify(request)), () => wire.propose(request), parseProposal),
    transcribe: (sound, by) =>
      ask('transcribe', by, keyOf('t', by, sound.language, sound.bytes), () => wire.transcribe(sound), parseTranscript),
    readPicture: (picture, by) => ask('picture', by, keyOf('i', by, picture.bytes), () => wire.readPicture(picture), parseLines),
    spentBy: (conversationId) => {
      const count = spent.get(conversationId)
      return count === undefined ? null : { day, calls: count }
    },
  }
}

const closed = (): Circuit => ({ failures: 0, pauses: 0, until: 0 })

const failed = (circuit: Circuit, at: number) => {
  circuit.failures += 1
  if (circuit.failures < FAILURES) return
  circuit.until = at + Math.min(FIRST_PAUSE_MS * 2 ** circuit.pauses, LONGEST_PAUSE_MS)
  circuit.pauses += 1
}

/** What was asked, as a fingerprint; nobody gets the answer that another conversation got. */
const keyOf = (asked: string, { conversationId }: Asker, ...parts: readonly (string | Uint8Array)[]) => {
  const hash = createHash('sha256').update(`${asked} ${conversationId} `)
  for (const part of parts) hash.update(part)
  return hash.digest('base64')
}

/** What a dialog keeps of this, read back. */
export const spentIn = (kept: unknown): Spent | null => {
  if (typeof kept !== 'object' || kept === null || !('day' in kept) || !('calls' in kept)) return null
  const { day, calls } = kept
  return typeof day === 'string' && typeof calls === 'number' && Number.isSafeInteger(calls) && calls >= 0 ? { day, calls } : null
}

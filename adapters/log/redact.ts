const SECRET_NAME = /secret|token|passw|authoriz|cookie|api[-_]?key|signature|credential|private[-_]?key|fingerprint/i
/** Named like a secret, but only an id or a name of one. */
const HARMLESS_NAME = /(?:token|key)(?:Id|Name|_id|_name)$/

/** What looks like a secret wherever it stands: our tokens, those of Slack, Meta and OpenAI, bearer headers, passwords in addresses, JSON Web Tokens. */
const SECRET_TEXT: readonly [RegExp, string][] = [
  [/\bparley_[\w-]{8,}/g, 'parley_***'],
  [/\bx(?:ox[a-z]|app)[-.][\w.-]{6,}/g, '***'],
  [/\bEAA[A-Za-z0-9]{16,}/g, '***'],
  [/\bsk-[\w-]{16,}/g, '***'],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, '***'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, '$1 ***'],
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s/]+@/gi, '$1:***@'],
]

const MOST_DEEP = 6
const LONGEST_TEXT = 4000
const LONGEST_LIST = 50

/** A text without what looks like a secret, cut to a length that a log can bear. */
export const cleanText = (text: string) => {
  const cut = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text
  return SECRET_TEXT.reduce((rest, [pattern, blot]) => rest.replace(pattern, blot), cut)
}

/** A value for the log: secrets blotted out by name and by look, errors with kind, code and stack, nothing endless. */
export const clean = (value: unknown, depth = 0): unknown => {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'function' || typeof value === 'symbol') return undefined
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Error) return cleanError(value, depth)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (depth >= MOST_DEEP) return '[…]'
  if (value instanceof Map || value instanceof Set) return clean([...value], depth)
  if (Array.isArray(value)) return value.slice(0, LONGEST_LIST).map((item) => clean(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) =>
      SECRET_NAME.test(name) && !HARMLESS_NAME.test(name) && holdsText(inner) ? [name, '***'] : [name, clean(inner, depth + 1)],
    ),
  )
}

/** Counts and switches named like a secret (`inputTokens: 12`) are none. */
const holdsText = (value: unknown) => typeof value === 'string' || (typeof value === 'object' && value !== null)

const cleanError = (error: Error, depth: number): object => {
  // The models wrap the driver's error and copy its words.
  if ('nativeError' in error && error.nativeError instanceof Error && !('severity' in error))
    return { ...cleanError(error.nativeError, depth), type: error.name }
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    type: error.name,
    message: cleanText(isOfDatabase(error) ? databaseMessage(error) : error.message),
    ...(code !== undefined && { code: clean(code, MOST_DEEP) }),
    ...('constraint' in error && { constraint: error.constraint }),
    ...(frames.length && { stack: cleanText(frames.slice(0, 20).join('\n')) }),
    ...(cause !== undefined && depth < MOST_DEEP && { cause: clean(cause, depth + 1) }),
  }
}

const isOfDatabase = (error: Error) => 'severity' in error && 'code' in error

/**
 * The query builder puts the statement with its values before the message, and messages about values (class 22) quote them:
 * neither may stand in a log.
 */
const databaseMessage = (error: Error) =>
  'code' in error && String(error.code).startsWith('22')
    ? 'the database refused a value'
    : error.message.slice(error.message.lastIndexOf(' - ') + 1).replace(/^- /, '')

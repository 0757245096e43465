import { sentence } from '../../core/kernel/sentence.ts'

/** The driver's own error: the models wrap it. */
const nativeOf = (error: unknown) => (error instanceof Error && 'nativeError' in error ? error.nativeError : error)
const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '')
const textOf = (error: unknown, field: string) => String((error as Record<string, unknown>)[field] ?? '')

/** Values that no column takes: too large, or text that PostgreSQL cannot hold. Other errors about values are bugs. */
const UNFIT = ['22001', '22003', '22008', '22021', '22P05']
/** The server is gone, full or stopping, or so busy that calls kept standing in each other's way. */
const AWAY = ['40001', '40P01', 'ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', '53300', '57P01', '57P02', '57P03']

/**
 * What a database error means for the caller, where it is the caller's or the hour's; null = a bug.
 * Columns are named, values never.
 */
export const ofDatabase = (thrown: unknown) => {
  const error = nativeOf(thrown)
  const code = codeOf(error)
  if (code === '23505') {
    const fields = fieldsIn(error)
    return {
      status: 409,
      said: sentence('record.exists_already', 'There is one with the same {fields} already.', { fields: fields.join(', ') }),
      more: { fields },
    }
  }
  if (code === '23503') {
    const fields = fieldsIn(error)
    return {
      status: 422,
      said: sentence('record.points_nowhere', 'What {fields} points to does not exist, or is still in use.', { fields: fields.join(', ') }),
      more: { issues: fields.map((path) => ({ path, message: 'points to nothing, or is still in use', code })) },
    }
  }
  if (UNFIT.includes(code))
    return { status: 422, said: sentence('input.out_of_range', 'A number, day or text in this is larger than we can keep.') }
  const noneFree = error instanceof Error && error.name === 'KnexTimeoutError'
  if (AWAY.includes(code) || noneFree)
    return {
      status: 503,
      said: sentence('house.unavailable', 'We cannot do this just now. Try again in a moment; the same Idempotency-Key makes that safe.'),
      headers: { 'Retry-After': '2' },
    }
  return null
}

/** `Key (client_id, code)=(…) already exists.` names the columns. */
const fieldsIn = (error: unknown) =>
  (/^Key \(([^)]*)\)=/.exec(textOf(error, 'detail'))?.[1] ?? '')
    .split(',')
    .map((column) => column.trim().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()))
    .filter(Boolean)

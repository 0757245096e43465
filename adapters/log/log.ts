import { type DestinationStream, type Logger, pino } from 'pino'
import type { Log } from '../../core/kernel/log.ts'
import { prettyLines } from './pretty.ts'
import { clean, cleanText } from './redact.ts'

export type LogOptions = {
  /** (Default: 'info') */
  level?: string
  /** (Default: standard output: one JSON object a line, or readable lines on a terminal) */
  to?: DestinationStream
  /** What every line carries, for instance the number of the process. */
  bound?: object
}

/** The log of the whole program. Secrets are blotted out by name and by look; errors come with their stack. */
export const makeLog = ({ level = 'info', to, bound = {} }: LogOptions = {}): Log => {
  const stream = to ?? (process.stdout.isTTY ? prettyLines(process.stdout) : pino.destination({ dest: 1, sync: true }))
  const options = {
    level,
    base: { ...bound },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  }
  return guarded(pino(options, stream))
}

const guarded = (logger: Logger): Log => {
  const line = (level: 'debug' | 'info' | 'warn' | 'error') => (bound: object, text?: string) => {
    if (!logger.isLevelEnabled(level)) return
    // An error given bare is the `error` of its line.
    const fields = clean(bound instanceof Error ? { error: bound } : bound) as object
    text === undefined ? logger[level](fields) : logger[level](fields, cleanText(text))
  }
  return {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    child: (bound) => guarded(logger.child(clean(bound) as Record<string, unknown>)),
  }
}

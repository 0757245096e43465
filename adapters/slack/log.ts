import { type Logger, LogLevel } from '@slack/bolt'

/** Where the adapter tells the operator what happened; a pino logger fits. */
export type Log = {
  info(fields: object, sentence: string): void
  warn(fields: object, sentence: string): void
  error(fields: object, sentence: string): void
}

/** Bolt's logger on top of ours: warnings and errors only, in words, with every one of `secrets` blotted out. Payloads and headers never pass. */
export const boltLogger = (log: Log, secrets: readonly (string | undefined)[]): Logger => {
  const clean = blotter(secrets)
  return {
    debug: () => {},
    info: () => {},
    warn: (...said: unknown[]) => log.warn({ part: 'bolt' }, clean(inWords(said))),
    error: (...said: unknown[]) => log.error({ part: 'bolt' }, clean(inWords(said))),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  }
}

/** Replaces known secrets, and whatever looks like a token of Slack's. */
export const blotter = (secrets: readonly (string | undefined)[]) => (text: string) => {
  const known = secrets.filter((secret): secret is string => !!secret)
  return known.reduce((rest, secret) => rest.replaceAll(secret, '***'), text).replace(/\bx(?:ox[a-z]|app|oxe)[-.][\w.-]{6,}/g, '***')
}

const inWords = (said: readonly unknown[]) =>
  said
    .filter((part) => typeof part === 'string' || part instanceof Error)
    .map((part) => (part instanceof Error ? part.message : part))
    .join(' ')
    .slice(0, 500)

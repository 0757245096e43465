/** Structured logging, as pino does it. Values of personal fields and secrets never go in. */
export type Log = {
  debug(bound: object, text?: string): void
  info(bound: object, text?: string): void
  warn(bound: object, text?: string): void
  error(bound: object, text?: string): void
  child(bound: object): Log
}

const nowhere = () => {}
/** For tests and scripts that want no log. */
export const silent: Log = { debug: nowhere, info: nowhere, warn: nowhere, error: nowhere, child: () => silent }

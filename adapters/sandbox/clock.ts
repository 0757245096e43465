/** The stand-ins' idea of time: the machine's clock, shifted. All instants are milliseconds since 1970. */
export type Clock = {
  now(): number
  /** How far it is shifted, in milliseconds. */
  offsetMs(): number
  set(now: number): void
  advance(ms: number): void
  reset(): void
}

/** Starts unshifted. */
export const createClock = (): Clock => {
  let offset = 0
  return {
    now: () => Date.now() + offset,
    offsetMs: () => offset,
    set: (now) => {
      offset = now - Date.now()
    },
    advance: (ms) => {
      offset += ms
    },
    reset: () => {
      offset = 0
    },
  }
}

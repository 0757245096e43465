/** Why a browser with WhatsApp Web ended, as far as it matters what comes next. */
export type Ending = 'signed_out' | 'conflict' | 'blocked' | 'broken'

/** What the admin is told when WhatsApp does not let the number in any more. */
export const blocked = {
  en: 'WhatsApp does not let this number in any more (its terms of service block it). Look at the phone: the number may be banned. Use the Cloud API, or another number.',
  ro: 'WhatsApp nu mai lasă acest număr să intre (este blocat de termenii serviciului). Uită-te la telefon: numărul poate fi interzis. Folosește Cloud API sau alt număr.',
}

/** `why`: WhatsApp's own word (`LOGOUT`, `UNPAIRED`, `CONFLICT`, `TOS_BLOCK`, …), or an error. */
export const endingOf = (why: string): Ending => {
  if (/^(SMB_)?TOS_BLOCK$|^PROXYBLOCK$/.test(why)) return 'blocked'
  if (why === 'CONFLICT') return 'conflict'
  if (why === 'LOGOUT' || why === 'UNPAIRED' || why === 'UNPAIRED_IDLE' || /^auth_failure/.test(why)) return 'signed_out'
  return 'broken'
}

const LONGEST_REST_MS = 60_000
const CONFLICT_REST_MS = 60_000
const LONGEST_CONFLICT_MS = 3_600_000

/** How long to wait before the next try, in milliseconds, after so many endings in a row. */
export const restMs = (ending: Ending, endings: number): number => {
  if (ending === 'blocked') return Number.POSITIVE_INFINITY
  if (ending === 'signed_out') return 0
  // Somebody else uses the session: taking it back at once would only begin a quarrel.
  if (ending === 'conflict') return Math.min(CONFLICT_REST_MS * 2 ** (endings - 1), LONGEST_CONFLICT_MS)
  return Math.min(1000 * 2 ** (endings - 1), LONGEST_REST_MS)
}

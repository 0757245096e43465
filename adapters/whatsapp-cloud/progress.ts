/**
 * How far the messages of several parts came, so that a retry does not repeat what went. It lives in this process and forgets
 * the oldest beyond 5,000: after a restart such a message starts over, once.
 */
export type Progress = {
  /** How many parts went already; 0 when the content is not the same as before. */
  begin(messageId: string, print: string): number
  /** Part `part` (from 1) has gone. Unknown messages are left alone. */
  reach(messageId: string, part: number): void
  end(messageId: string): void
}

export const rememberProgress = (most = 5_000): Progress => {
  const known = new Map<string, { print: string; sent: number }>()
  return {
    begin(messageId, print) {
      const before = known.get(messageId)
      if (before?.print === print) return before.sent
      known.set(messageId, { print, sent: 0 })
      for (const oldest of known.keys()) {
        if (known.size <= most) break
        known.delete(oldest)
      }
      return 0
    },
    reach(messageId, part) {
      const message = known.get(messageId)
      if (message) message.sent = Math.max(message.sent, part)
    },
    end: (messageId) => void known.delete(messageId),
  }
}

/** What travels as `biz_opaque_callback_data`: our message id alone on the last part (which binds), `id#1`, `id#2`… on those before it. */
export const partId = (messageId: string, part: number, parts: number) => (part === parts ? messageId : `${messageId}#${part}`)

/** The message and, for a part before the last one, its number. */
export const partOf = (callback: string) => {
  const [, messageId, part] = /^(.+)#(\d{1,4})$/.exec(callback) ?? []
  return messageId && part ? { messageId, part: Number(part) } : { messageId: callback }
}

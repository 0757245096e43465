import type { Knex } from 'knex'
import { type WebState, wantWebCode, webSession } from '../../core/modules/conversations/web-sessions.ts'

/** A code and what to do with it, for a terminal. */
export const showInTerminal = async (code: string): Promise<string> => {
  const { default: terminal } = await import('qrcode-terminal')
  const drawn = await new Promise<string>((resolve) => terminal.generate(code, { small: true }, resolve))
  return `\nOn the business's phone: WhatsApp → Settings → Linked devices → Link a device, and scan this:\n${drawn}\n`
}

/** How an account stands, for whoever looks at it, in any process; the code to scan as SVG. That somebody looks is noted. */
export const codeShown = async (
  db: Knex,
  accountId: string,
  now: Date,
): Promise<{ state: WebState; qr?: string; detail?: string; number?: string }> => {
  await wantWebCode(db, accountId, now)
  const session = await webSession(db, accountId)
  if (!session) return { state: 'starting' }
  const { state, qr, detail, number } = session
  return {
    state,
    ...(state === 'scan' && qr && { qr: await drawn(qr) }),
    ...(detail && { detail }),
    ...(number && { number }),
  }
}

const drawn = async (code: string) => {
  const { default: qrcode } = await import('qrcode')
  return qrcode.toString(code, { type: 'svg', errorCorrectionLevel: 'L', margin: 2 })
}

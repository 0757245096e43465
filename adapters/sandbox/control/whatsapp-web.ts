import { z } from 'zod'
import type { Feed } from '../feed.ts'
import type { Hands } from '../whatsapp/hands.ts'
import type { createWebHands } from '../whatsapp-web/hands.ts'
import type { WebLine } from '../whatsapp-web/line.ts'
import { Refused } from '../wire.ts'
import type { Route } from './route.ts'
import { bodyOf, route } from './route.ts'

const SWITCHES_WITHIN_MS = 20_000

/** Which way the phones' messages go, and what the business's own phone can do with the browser that is linked to it. */
export const webRoutes = (parts: {
  webLine: WebLine
  webHands: ReturnType<typeof createWebHands>
  hands: Hands
  feed: Feed
  appUrl: string
}): Route[] => {
  const { webLine, webHands, hands, feed } = parts
  let transport: 'cloud' | 'web' = 'cloud'
  const seen = () => ({ transport, web: webLine.state(), missing: webLine.missing() })
  const go = (to: typeof transport) => {
    transport = to
    hands.takeWeb(to === 'web' ? webHands : null)
    feed.tell({ platform: 'whatsapp', what: 'transport' })
  }

  /** The app opens its browser, or closes it. */
  const tellApp = async (to: typeof transport) => {
    const response = await fetch(`${parts.appUrl}/sandbox/whatsapp-transport`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ transport: to }),
      signal: AbortSignal.timeout(SWITCHES_WITHIN_MS),
    }).catch(() => undefined)
    if (response?.ok) return
    const said: unknown = await response?.json().catch(() => undefined)
    const why = said !== null && typeof said === 'object' && 'error' in said ? String(said.error) : undefined
    throw new Refused(response?.status === 409 ? 409 : 502, why ?? 'Parley did not switch; it may have ended.')
  }

  return [
    route('GET', '/whatsapp/transport', seen),
    /** `app: false`: the app is told nothing, it speaks this way already. */
    route('POST', '/whatsapp/transport', async (call) => {
      const shape = z.object({ transport: z.enum(['cloud', 'web']), app: z.boolean().default(true) })
      const { transport: to, app } = await bodyOf(call, shape)
      if (app) await tellApp(to)
      webLine.scanBySelf(to === 'web' && app)
      go(to)
      return seen()
    }),
    route('POST', '/whatsapp-web/:', async (call) => {
      const { state } = await bodyOf(call, z.object({ state: z.string().max(40).optional() }))
      const deeds: Record<string, () => void> = {
        scan: webLine.scan,
        unlink: webLine.unlink,
        code: webLine.freshCode,
        say: () => webLine.say(state ?? 'CONFLICT'),
      }
      const deed = Object.hasOwn(deeds, call.part(0)) ? deeds[call.part(0)] : undefined
      if (!deed) throw new Refused(404, `A phone cannot ${call.part(0)}.`)
      deed()
      return seen()
    }),
  ]
}

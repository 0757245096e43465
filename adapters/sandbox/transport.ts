import type { Middleware } from 'koa'
import type { House } from '../../core/kernel/house.ts'
import { createAccount, disableAccount, enableAccount, updateAccount } from '../../core/modules/conversations/actions/account.ts'
import { ChannelAccount } from '../../core/modules/conversations/records.ts'
import { fieldsOf, jsonOf, readBody } from './wire.ts'

export const transportPath = '/sandbox/whatsapp-transport'
const EXTERNAL_ID = 'sandbox'

type Transport = 'cloud' | 'web'
type Parts = {
  house: House
  /** What Chromium is to take for web.whatsapp.com. */
  webHost: string
  /** Whose account speaks over the Cloud API here. */
  phoneNumberId: string
  /** Why WhatsApp Web cannot be had on this machine; null where it can. */
  lacking(): string | null
}

/** Switches the app between the two ways to WhatsApp, in the sandbox: the account of one is on, that of the other off. */
export const switchTransport = async ({ house, webHost, phoneNumberId }: Omit<Parts, 'lacking'>, to: Transport) => {
  const self = house.self('sandbox transport')
  const find = (kind: 'whatsapp-cloud' | 'whatsapp-web', externalId: string) =>
    house.ctx(self).facts(ChannelAccount).where({ kind, externalId }).first()
  const web = await find('whatsapp-web', EXTERNAL_ID)
  const settings = { standIn: webHost }
  if (web && to === 'web') {
    if (web.settings.standIn !== webHost) await house.perform(self, updateAccount, { id: web.id, input: { settings } })
    if (web.state !== 'active') await house.perform(self, enableAccount, { id: web.id })
  } else if (to === 'web')
    await house.perform(self, createAccount, { input: { kind: 'whatsapp-web', name: 'WhatsApp Web', externalId: EXTERNAL_ID, settings } })
  else if (web && web.state !== 'off') await house.perform(self, disableAccount, { id: web.id })

  const cloud = await find('whatsapp-cloud', phoneNumberId)
  if (cloud && to === 'web' && cloud.state !== 'off') await house.perform(self, disableAccount, { id: cloud.id })
  if (cloud && to === 'cloud' && cloud.state !== 'active') await house.perform(self, enableAccount, { id: cloud.id })
}

/** At the start: what stand-ins that outlived us, or are new, are switched to. */
export const settleTransport = async (parts: Omit<Parts, 'lacking'>, sandboxUrl: string) => {
  const answer = await fetch(`${sandboxUrl}/control/whatsapp/transport`, { signal: AbortSignal.timeout(5000) }).catch(() => null)
  const { transport } = fieldsOf(answer?.ok ? await answer.json() : null)
  await switchTransport(parts, transport === 'web' ? 'web' : 'cloud')
}

/** `POST /sandbox/whatsapp-transport`, behind the sandbox's own door. */
export const transportDoor =
  (parts: Parts): Middleware =>
  async (ctx, next) => {
    if (ctx.path !== transportPath) return next()
    if (ctx.method !== 'POST') {
      ctx.status = 405
      ctx.set('Allow', 'POST')
      return
    }
    const { transport } = fieldsOf(jsonOf((await readBody(ctx.req)).toString('utf8')))
    if (transport !== 'cloud' && transport !== 'web') {
      ctx.status = 400
      ctx.body = { error: 'The transport is cloud or web.' }
      return
    }
    const why = transport === 'web' ? parts.lacking() : null
    if (why !== null) {
      ctx.status = 409
      ctx.body = { error: why }
      return
    }
    await switchTransport(parts, transport)
    ctx.body = { ok: true }
  }

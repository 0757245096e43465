import type { Context } from 'koa'
import { may } from '../../../core/kernel/actor.ts'
import { NotAllowed, NotFound } from '../../../core/kernel/errors.ts'
import type { House } from '../../../core/kernel/house.ts'
import { alarmSaid } from '../../../core/modules/conversations/alarms.ts'
import { channelsSeen } from '../../../core/modules/conversations/queries.ts'
import { fault } from '../fault.ts'
import { languageOf, type SayIn, type State } from '../state.ts'
import { actorIn, callerIn } from './caller.ts'
import { channelPaths } from './channels-openapi.ts'

type Language = 'en' | 'ro'

/** A kind of channel as the console shows it, in one language. */
export type KindShown = {
  kind: string
  label: string
  fields: { name: string; label: string; secret: boolean; required: boolean; help: string }[]
  warning?: string
  steps: string[]
  webhooks: { label: string; url: string }[]
}
export type StepShown = { name: string; ok: boolean; text: string; todo?: string }

/** What the routes need of the channels that run; the composition root hands it over. */
export type ChannelDesk = {
  kinds(language: Language): KindShown[]
  /** Tries an account for real. Null: there is none with this id. */
  test(id: string, language: Language): Promise<StepShown[] | null>
  /** The code to be scanned. Null: this account has none. */
  qr(id: string): Promise<{ state: string; qr?: string } | null>
  /** Brings what is known of the accounts up to the moment, as far as this process noticed it. */
  fresh(): Promise<void>
  /** Which secrets of an account are set, by the names of their fields. */
  secretsSet(id: string): Promise<string[]>
}

type Parts = { house: House; sayIn: SayIn; channels?: (() => ChannelDesk | null) | undefined }
type Asked = Context & { state: State; params: Record<string, string> }
type Run = (parts: Parts, ctx: Asked) => Promise<void>

const inLanguage = (ctx: Asked): Language => {
  const language = languageOf(ctx) === 'ro' ? 'ro' : 'en'
  ctx.set('Content-Language', language)
  return language
}

/** Who runs the channels may try them: that speaks to the platform with the account's secrets. */
const demandKeeper = (ctx: Asked) => {
  if (!may(actorIn(ctx), 'channel_account.update')) throw new NotAllowed('channel_account.update')
}

const deskIn = ({ channels }: Parts): ChannelDesk => {
  const desk = channels?.()
  if (!desk) throw fault(503, 'channels.not_up', 'The channels are not up yet. Ask again in a moment.', {}, { 'Retry-After': '1' })
  return desk
}

const list: Run = async (parts, ctx) => {
  const actor = actorIn(ctx)
  if (actor.kind === 'contact' || !may(actor, { room: 'conversations', level: 'view' })) throw new NotAllowed('conversations: view')
  const language = inLanguage(ctx)
  const desk = deskIn(parts)
  await desk.fresh()
  const { accounts, alarms } = await channelsSeen(parts.house.ctx(callerIn(parts.house, ctx)))
  const told = (name: string) => (alarm: (typeof alarms)[number]) => ({
    code: alarm.code,
    text: parts.sayIn(alarmSaid(alarm.code, alarm.terms, name), language),
    since: alarm.since,
  })
  const mayKeep = may(actor, 'channel_account.update')
  const items = await Promise.all(
    accounts.map(async (account) => ({
      ...account,
      alarms: account.alarms.map(told(account.name)),
      secretsSet: mayKeep ? await desk.secretsSet(account.id) : [],
    })),
  )
  ctx.body = { items, alarms: alarms.map(told('')), kinds: desk.kinds(language) }
}

const test: Run = async (parts, ctx) => {
  demandKeeper(ctx)
  const language = inLanguage(ctx)
  const steps = await deskIn(parts).test(ctx.params.id ?? '', language)
  if (!steps) throw new NotFound('channel_account', ctx.params.id ?? '')
  ctx.body = { steps }
}

const qr: Run = async (parts, ctx) => {
  demandKeeper(ctx)
  const found = await deskIn(parts).qr(ctx.params.id ?? '')
  if (!found) throw new NotFound('qr', ctx.params.id ?? '')
  ctx.body = found
}

/** The channels with what is known of them, their live test, and the code that a phone scans. */
export const channelRoutes = [
  { method: 'get' as const, path: '/channels', operation: channelPaths.list, run: list },
  { method: 'post' as const, path: '/channels/{id}/test', operation: channelPaths.test, run: test },
  { method: 'get' as const, path: '/channels/{id}/qr', operation: channelPaths.qr, run: qr },
]

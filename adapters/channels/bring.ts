import type { Middleware } from 'koa'
import type { Channel, Doors } from '../../bots/channel.ts'
import type { House } from '../../core/kernel/house.ts'
import type { Log } from '../../core/kernel/log.ts'
import { ensureAccount } from '../../core/modules/conversations/actions/account.ts'
import { Company } from '../../core/modules/settings/records.ts'
import type { Config } from '../config/read.ts'
import type { SandboxAccess } from '../sandbox/process.ts'
import { kinds } from './kinds.ts'

/** What is to be taken down again, last first. */
type Undo = { undo: (() => Promise<unknown>)[] }

/** Starts or joins the stand-ins and opens their door. */
export const bringSandbox = async ({
  house,
  dataDir,
  url,
  mount,
  undo,
  isShared,
}: { house: House; dataDir: string; url: string; mount: Middleware[]; isShared: boolean } & Undo) => {
  const { joinSandbox } = await import('../sandbox/process.ts')
  const { sandboxDoor } = await import('../sandbox/door.ts')
  const { sandboxSeed } = await import('../../core/demo/sandbox.ts')
  const sandbox = await joinSandbox({ dataDir, appUrl: url, seed: await sandboxSeed(house) })
  if (!isShared) undo.push(() => sandbox.stop())
  mount.push(sandboxDoor({ sandboxUrl: sandbox.url }))
  return sandbox
}

type Channels = {
  config: Config
  house: House
  log: Log
  doors: Doors
  channels: Map<string, Channel>
  mount: Middleware[]
  sandbox: SandboxAccess | null
  dataDir: string
} & Undo

/** Each channel by its own credentials, or by the stand-in's where the sandbox is on and it has none. */
export const bringChannels = async ({ config, house, log, doors, channels, mount, undo, sandbox, dataDir }: Channels) => {
  // Shared places are spoken to in the company's language; people in their own.
  const language = (await house.ctx(house.self('start')).facts(Company).first())?.language ?? 'en'
  for (const kind of kinds) {
    const own = kind.environment(config.channels)
    const given = own ?? (sandbox && kind.sandbox(sandbox, config.channels))
    if (!given) continue
    const { name, externalId } = given
    const input = { kind: kind.kind, name, externalId, settings: { language } }
    const id = (await house.perform(house.self('start'), ensureAccount, { input })).id!
    if (kind.kind === 'slack' && !own) await (await import('../../core/demo/seed.ts')).seedChannels(house, { slackAccountId: id })
    const offer = (channel: Channel | null) => void (channel ? channels.set(id, channel) : channels.delete(id))
    const fail = ({ en }: { en: string }) => log.error({ accountId: id }, en)
    const started = await kind.start({ id, ...given }, { house, doors, log, dataDir, publicUrl: config.http.publicUrl, offer, fail })
    if (started.middleware) mount.push(started.middleware)
    if (started.channel) offer(started.channel)
    undo.push(() => started.stop())
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { Middleware } from 'koa'
import type { Channel, Doors } from '../../bots/channel.ts'
import { Expected } from '../../core/kernel/errors.ts'
import type { House } from '../../core/kernel/house.ts'
import type { Log } from '../../core/kernel/log.ts'
import { disableAccount, ensureAccount } from '../../core/modules/conversations/actions/account.ts'
import { ChannelAccount } from '../../core/modules/conversations/records.ts'
import { Company } from '../../core/modules/settings/records.ts'
import type { Config } from '../config/read.ts'
import type { ChannelDesk } from '../http/api/channels.ts'
import type { SandboxAccess } from '../sandbox/process.ts'
import { findChromium, noChromium } from '../whatsapp-web/chromium.ts'
import { channelDesk } from './desk.ts'
import { keepChannels } from './keep.ts'
import { kinds } from './kinds.ts'
import { sharedFilesDoor } from './shared-files.ts'

/** How long the start waits for stored accounts, in milliseconds. */
const STORED_WITHIN_MS = 4_000

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
  const { settleTransport, transportDoor } = await import('../sandbox/transport.ts')
  const transport = { house, webHost: sandbox.whatsappWebHost, phoneNumberId: sandbox.whatsappPhoneNumberId }
  mount.push(transportDoor({ ...transport, lacking: () => (findChromium() ? null : noChromium.en) }))
  await settleTransport(transport, sandbox.url)
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
  /** Where this process listens. */
  url: string
} & Undo

/**
 * Each channel that the environment defines, or the stand-in's where the sandbox is on and it defines none; then those of the database,
 * which come and go while the house runs.
 */
export const bringChannels = async ({
  config,
  house,
  log,
  doors,
  channels,
  mount,
  undo,
  sandbox,
  dataDir,
  url,
}: Channels): Promise<ChannelDesk> => {
  // Shared places are spoken to in the company's language; people in their own.
  const language = (await house.ctx(house.self('start')).facts(Company).first())?.language ?? 'en'
  const publicUrl = config.http.port === 0 ? url : config.http.publicUrl
  const { production } = config
  const keeper = keepChannels({ house, log, doors, channels, kinds, dataDir, publicUrl, production, language })
  mount.push(sharedFilesDoor(house))
  mount.push(keeper.middleware)
  undo.push(() => keeper.stop())
  const known = new Set<string>()
  for (const kind of kinds) {
    const own = kind.environment(config.channels)
    const given = own ?? (sandbox && kind.sandbox(sandbox, config.channels))
    if (!given) continue
    const { name, externalId } = given
    const input = { kind: kind.kind, name, externalId, settings: { language } }
    const id = (await house.perform(house.self('start'), ensureAccount, { input })).id!
    known.add(id)
    if (kind.kind === 'teams' && !own) await (await import('../../core/demo/teams.ts')).seedTeams(house, { teamsAccountId: id })
    if (kind.kind === 'slack' && !own) await (await import('../../core/demo/seed.ts')).seedChannels(house, { slackAccountId: id })
    await keeper.hold(kind, { id, ...given })
  }
  await leaveOthers(house, known)
  // A platform that does not answer must not keep the house from opening; its account follows.
  await Promise.race([keeper.look(), sleep(STORED_WITHIN_MS, undefined, { ref: false })])
  return channelDesk({ house, keeper, kinds, publicUrl, production })
}

/** Accounts of an environment that does not define them any more are off: nothing may wait for them. */
const leaveOthers = async (house: House, known: ReadonlySet<string>) => {
  const rows = await house.ctx(house.self('start')).rows(ChannelAccount).where({ archivedAt: null }).whereNot('state', 'off')
  for (const { id, settings } of rows)
    if (settings.fromEnvironment === true && !known.has(id))
      await house.perform(house.self('start'), disableAccount, { id }).catch((error: unknown) => {
        // Another process of the same start was faster.
        if (!(error instanceof Expected)) throw error
      })
}

import type { Middleware } from 'koa'
import type { Channel, Doors } from '../bots/channel.ts'
import type { House } from '../core/kernel/house.ts'
import type { Log } from '../core/kernel/log.ts'
import { ensureAccount } from '../core/modules/conversations/actions/account.ts'
import { Company } from '../core/modules/settings/records.ts'
import type { Config } from './config/read.ts'
import type { SandboxAccess } from './sandbox/process.ts'

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
  const { joinSandbox } = await import('./sandbox/process.ts')
  const { sandboxDoor } = await import('./sandbox/door.ts')
  const { sandboxSeed } = await import('../core/demo/sandbox.ts')
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
} & Undo

/** Each channel by its own credentials, or by the stand-in's where the sandbox is on and it has none. */
export const bringChannels = async ({ config, house, log, doors, channels, mount, undo, sandbox }: Channels) => {
  // Shared places are spoken to in the company's language; people in their own.
  const language = (await house.ctx(house.self('start')).facts(Company).first())?.language ?? 'en'
  const account = async (kind: 'slack' | 'whatsapp-cloud', name: string, externalId: string) =>
    (await house.perform(house.self('start'), ensureAccount, { input: { kind, name, externalId, settings: { language } } })).id!

  const slack =
    config.channels.slack ??
    (sandbox && {
      botToken: sandbox.slackBotToken,
      signingSecret: sandbox.slackSigningSecret,
      appToken: undefined,
      apiUrl: sandbox.slackApiUrl,
    })
  if (slack) {
    const { startSlack } = await import('./slack/start.ts')
    const id = await account('slack', 'Slack', config.channels.slack ? 'env' : 'sandbox')
    if (sandbox && !config.channels.slack) await (await import('../core/demo/seed.ts')).seedChannels(house, { slackAccountId: id })
    const started = await startSlack({
      account: {
        id,
        botToken: slack.botToken,
        signingSecret: slack.signingSecret ?? '',
        ...(slack.appToken && { appToken: slack.appToken }),
        ...(slack.apiUrl && { apiUrl: slack.apiUrl }),
      },
      doors,
      log,
      now: house.clock,
    })
    mount.push(started.middleware)
    channels.set(id, started.channel)
    undo.push(() => started.stop())
  }

  const cloud = config.channels.whatsapp?.transport === 'cloud' ? config.channels.whatsapp : null
  const whatsapp =
    cloud ??
    (sandbox &&
      !config.channels.whatsapp && {
        accessToken: sandbox.whatsappAccessToken,
        phoneNumberId: sandbox.whatsappPhoneNumberId,
        businessAccountId: sandbox.whatsappBusinessId,
        appSecret: sandbox.whatsappAppSecret,
        verifyToken: sandbox.whatsappVerifyToken,
        graphUrl: sandbox.graphUrl,
      })
  if (whatsapp) {
    const { startWhatsappCloud } = await import('./whatsapp-cloud/start.ts')
    const { bringTemplates } = await import('./whatsapp-cloud/templates.ts')
    const { openGraph } = await import('./whatsapp-cloud/graph.ts')
    const { templateTexts } = await import('../bots/texts/templates.ts')
    const id = await account('whatsapp-cloud', 'WhatsApp', whatsapp.phoneNumberId)
    const settings = {
      id,
      accessToken: whatsapp.accessToken,
      phoneNumberId: whatsapp.phoneNumberId,
      appSecret: whatsapp.appSecret,
      verifyToken: whatsapp.verifyToken,
      ...(whatsapp.businessAccountId && { businessAccountId: whatsapp.businessAccountId }),
      ...(whatsapp.graphUrl && { graphUrl: whatsapp.graphUrl }),
    }
    const started = await startWhatsappCloud({ account: settings, doors, log, now: house.clock })
    mount.push(started.middleware)
    channels.set(id, started.channel)
    undo.push(async () => started.stop())
    if (whatsapp.businessAccountId)
      await bringTemplates(openGraph(settings), whatsapp.businessAccountId, templateTexts()).catch((error: unknown) =>
        log.warn({ error }, 'the message templates could not be brought; messages outside the 24-hour window wait'),
      )
  }
}

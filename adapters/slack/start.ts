import { once } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http'
import { App, HTTPReceiver, type ViewClosedAction, type ViewSubmitAction, webApi } from '@slack/bolt'
import type { Middleware } from 'koa'
import { z } from 'zod'
import type { Channel, Doors } from '../../bots/channel.ts'
import { pressLane } from './answer.ts'
import { missingFor } from './check.ts'
import { claimOf } from './claim.ts'
import { channelError } from './errors.ts'
import { blotter, boltLogger, type Log } from './log.ts'
import { openedHome, pressedChoice, pressedCommand, pressedForm, sharedLinks } from './press.ts'
import { type Identity, inboundsOf } from './receive.ts'
import { directChats, slackChannel } from './send.ts'
import { PatientSocketReceiver } from './socket.ts'
import { englishWords, type SlackWords } from './words.ts'

export type SlackAccount = {
  /** Our id of the channel account. */
  id: string
  botToken: string
  signingSecret: string
  /** Set for Socket Mode; then no HTTP is served. */
  appToken?: string | undefined
  /** Of a stand-in. (Default: https://slack.com/api/) */
  apiUrl?: string | undefined
  /** Events for another workspace are dropped. (Default: the workspace of the bot token) */
  teamId?: string | undefined
}

export type SlackOptions = {
  account: SlackAccount
  doors: Doors
  log: Log
  /** What the adapter says itself. (Default: English) */
  words?: SlackWords
  /** Where Slack's requests arrive. (Default: /slack/events) */
  path?: string
  /** How long a press may take before it is acknowledged without its answer, in milliseconds. (Default: 2000) */
  pressBudgetMs?: number
  now?: () => Date
}

export type SlackProfile = { id: string; name: string; email?: string; timeZone?: string; language?: string; left: boolean; bot: boolean }

export type StartedSlack = {
  channel: Required<Channel>
  /** Serves `POST /slack/events`; everything else goes on to the next. Must stand before any body parser. */
  middleware: Middleware
  /** Whose request is it, where several workspaces are served at one path? `body`: the raw bytes, which then lie in `req.rawBody`. */
  claims: (delivery: { headers: IncomingHttpHeaders; body: Buffer }) => 'mine' | 'known' | 'foreign'
  /** What is missing, one sentence each; empty = all is well. `channels` are ids. Never rejects. */
  check: (channels?: readonly string[]) => Promise<string[]>
  /** Who a Slack user is. Rejects with ChannelError. */
  profile: (user: string) => Promise<SlackProfile>
  stop: () => Promise<void>
}

/** Connects one Slack workspace. Rejects with ChannelError when Slack refuses a token; a Slack that cannot be reached does not stop the start. */
export const startSlack = async ({
  account,
  doors,
  log,
  words = englishWords,
  now = () => new Date(),
  ...options
}: SlackOptions): Promise<StartedSlack> => {
  const path = options.path ?? '/slack/events'
  const secrets = [account.botToken, account.signingSecret, account.appToken]
  const logger = boltLogger(log, secrets)
  const clientOptions: webApi.WebClientOptions = {
    ...(account.apiUrl ? { slackApiUrl: account.apiUrl } : {}),
    // The outbox tries again, not the client: a second try of ours could post twice.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 10_000,
    logger,
  }
  const client = new webApi.WebClient(account.botToken, clientOptions)
  const directOf = directChats(client)
  const lane = pressLane({ client, doors, log, words, budgetMs: options.pressBudgetMs ?? 2000, directOf })

  let known: Promise<Identity> | undefined
  let teamId = account.teamId
  const identity = () => {
    known ??= identify(client).then(
      (us) => {
        teamId ??= us.teamId
        return us
      },
      (error: unknown) => {
        known = undefined
        throw error
      },
    )
    return known
  }
  await identity().catch((error: unknown) => {
    const why = channelError(error, 'auth.test', true)
    if (why.kind === 'refused') throw why
    log.warn({ code: why.code }, why.message)
  })

  const receiver = account.appToken
    ? new PatientSocketReceiver({ appToken: account.appToken, apiUrl: account.apiUrl, logger, log })
    : new HTTPReceiver({
        signingSecret: account.signingSecret,
        endpoints: [path],
        logger,
        // Bolt would acknowledge an event before it is stored; so the answer leaves when the listener is done.
        processBeforeResponse: true,
        processEventErrorHandler: async ({ response }) => {
          if (!response.headersSent) response.writeHead(500).end()
          return true
        },
      })
  const app = new App({
    receiver,
    logger,
    clientOptions,
    convoStore: false,
    // The messages of ours are told apart in receive.ts, edits and deletions of them too.
    ignoreSelf: false,
    authorize: async () => {
      const { userId: botUserId, botId, teamId } = await identity()
      return { botToken: account.botToken, botUserId, teamId, ...(botId ? { botId } : {}) }
    },
  })
  const clean = blotter(secrets)
  app.error(async (error) => {
    log.error(
      { code: error.code, error: clean(error.original?.message ?? error.message) },
      'A delivery from Slack could not be handled; Slack will repeat it.',
    )
    throw error
  })

  const events = async ({ body }: { body: object }) => {
    const us = await identity()
    if (!isFor(account.teamId ?? us.teamId, body)) return
    for (const inbound of inboundsOf(account.id, us, body)) await doors.receive(inbound)
  }
  for (const event of ['message', 'app_mention', 'reaction_added']) app.event(event, events)
  app.event('app_home_opened', async ({ body }) => {
    const opened = openedHome(account.id, body, now())
    if (opened && isFor(account.teamId ?? (await identity()).teamId, body)) await lane.home(opened)
  })
  app.event('link_shared', async ({ body }) => {
    const shared = sharedLinks(account.id, body, now())
    if (shared && isFor(account.teamId ?? (await identity()).teamId, body)) await lane.links(shared)
  })
  app.action(/.*/, async ({ body, ack }) => {
    const pressed = pressedChoice(account.id, body, now())
    await (pressed ? lane.choice(pressed, () => ack()) : ack())
  })
  app.command(/.*/, async ({ body, ack }) => {
    const pressed = pressedCommand(account.id, body, now())
    await (pressed ? lane.command(pressed, ack) : ack())
  })
  app.view<ViewSubmitAction>({ type: 'view_submission', callback_id: /.*/ }, async ({ body, ack }) => {
    const pressed = pressedForm(account.id, body, now())
    await (pressed ? lane.form(pressed, ack) : ack())
  })
  app.view<ViewClosedAction>({ type: 'view_closed', callback_id: /.*/ }, ({ ack }) => ack())

  if (receiver instanceof PatientSocketReceiver) await receiver.start()

  const stop = async () => {
    if (receiver instanceof PatientSocketReceiver) await receiver.stop()
    await lane.stop()
  }

  return {
    channel: slackChannel({ accountId: account.id, client, token: account.botToken, words, directOf, stop }),
    middleware: async (ctx, next) => {
      if (!(receiver instanceof HTTPReceiver) || ctx.path !== path || ctx.method !== 'POST') return next()
      ctx.respond = false
      receiver.requestListener(ctx.req, ctx.res)
      if (!ctx.res.closed) await once(ctx.res, 'close')
    },
    claims: (delivery) => claimOf({ signingSecret: account.appToken ? '' : account.signingSecret, teamId }, delivery),
    check: (channels = []) => missingFor(client, channels, account.teamId),
    profile: (user) => profileOf(client, user),
    stop,
  }
}

const identify = async (client: webApi.WebClient): Promise<Identity> => {
  const { user_id: userId, bot_id: botId, team_id: teamId } = await client.auth.test()
  if (!userId || !teamId) throw new Error('auth.test names no user')
  return { userId, teamId, ...(botId ? { botId } : {}) }
}

const Authorized = z.object({ authorizations: z.array(z.object({ team_id: z.string().nullish() })) })

/** Whether an event is for this workspace. In a channel shared with another company only `authorizations` says so, not `team_id`. */
const isFor = (teamId: string, body: unknown) => {
  const read = Authorized.safeParse(body)
  return !read.success || read.data.authorizations.some(({ team_id }) => !team_id || team_id === teamId)
}

const profileOf = async (client: webApi.WebClient, id: string): Promise<SlackProfile> => {
  try {
    const { user } = await client.users.info({ user: id, include_locale: true })
    const email = user?.profile?.email
    return {
      id,
      name: user?.profile?.display_name || user?.profile?.real_name || user?.real_name || user?.name || id,
      ...(email ? { email } : {}),
      ...(user?.tz ? { timeZone: user.tz } : {}),
      ...(user?.locale ? { language: user.locale.slice(0, 2) } : {}),
      left: user?.deleted ?? false,
      bot: user?.is_bot ?? false,
    }
  } catch (error) {
    throw channelError(error, 'users.info', true)
  }
}

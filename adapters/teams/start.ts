import type { IncomingMessage } from 'node:http'
import type { Middleware } from 'koa'
import type { Channel, Doors } from '../../bots/channel.ts'
import type { Log } from '../../core/kernel/log.ts'
import { isTrustedService, type TeamsAccount } from './account.ts'
import { Activity, isPersonal, timeIn, userIn } from './activity.ts'
import { pressLane } from './answer.ts'
import { missingFor } from './check.ts'
import type { KeepFile } from './files.ts'
import type { Framework, InvokeAnswer } from './framework.ts'
import { outgoingTo } from './outgoing.ts'
import { pressedIn, searchedIn } from './press.ts'
import { inboundsOf } from './receive.ts'
import { teamsChannel } from './send.ts'
import { englishWords, romanianWords, type TeamsWords } from './words.ts'

export type TeamsOptions = {
  account: TeamsAccount
  doors: Doors
  log: Log
  /** The language of what the adapter says itself in shared places. (Default: English) */
  language?: string
  /** Where documents are kept for those who open them. (Default: documents cannot be sent) */
  keepFile?: KeepFile
  /** Where Teams' requests arrive. (Default: /api/messages) */
  path?: string
  /** How long a press may take before it is answered without its outcome, in milliseconds. (Default: 2000) */
  pressBudgetMs?: number
  now?: () => Date
}

export type StartedTeams = {
  channel: Required<Omit<Channel, 'find'>>
  /** Serves `POST /api/messages`; everything else goes on to the next. Must stand before any body parser. */
  middleware: Middleware
  /** What is missing, one sentence each; empty = all is well. `conversations` are ids of channels. Never rejects. */
  check(conversations?: readonly string[]): Promise<string[]>
  /** Has botbuilder been loaded? It takes sixty megabytes, so nobody loads it before Teams is used. */
  isLoaded(): boolean
  stop(): Promise<void>
}

const biggestBody = 1024 * 1024
const isHome = /^\s*(home|acas[aă])\s*$/i

/** Connects one bot to Teams. Asks nothing of the network; botbuilder is loaded with the first request or message. Throws where there is no app id. */
export const startTeams = ({
  account,
  doors,
  log,
  language = 'en',
  keepFile,
  now = () => new Date(),
  ...options
}: TeamsOptions): StartedTeams => {
  if (!account.appId) throw new Error('Teams needs MicrosoftAppId: without an app id anybody could speak in Microsoft’s name.')
  const path = options.path ?? '/api/messages'
  const wordsIn = (locale: unknown): TeamsWords =>
    (typeof locale === 'string' ? locale : language).toLowerCase().startsWith('ro') ? romanianWords : englishWords
  let loaded: Promise<Framework> | undefined
  const framework = () => {
    loaded ??= import('./framework.ts').then(({ openFramework }) => openFramework(account))
    return loaded
  }
  const outgoing = outgoingTo(account, framework)
  const lane = pressLane({ accountId: account.id, doors, log, outgoing, keepFile, wordsIn, budgetMs: options.pressBudgetMs ?? 2000 })
  const stop = () => lane.stop()

  const asksForHome = (activity: Activity) =>
    isPersonal(activity) &&
    ((activity.type === 'message' && isHome.test(activity.text ?? '')) ||
      (activity.type === 'installationUpdate' && activity.action === 'add'))

  const work = async (activity: Activity): Promise<InvokeAnswer | undefined> => {
    const at = now()
    const pressed = pressedIn(account.id, activity, at)
    if (activity.type === 'invoke') {
      if (activity.name === 'adaptiveCard/action' && pressed) return lane.invoked(pressed, activity)
      const searched = searchedIn(account.id, activity, at)
      return searched?.kind === 'search' ? lane.searched(searched, activity) : { status: 501 }
    }
    if (pressed) await lane.submitted(pressed, activity)
    else if (asksForHome(activity))
      await lane.home(
        {
          accountId: account.id,
          key: activity.id ?? `home ${at.getTime()}`,
          user: userIn(activity),
          at: timeIn(activity, at),
          kind: 'home',
        },
        activity,
      )
    else for (const inbound of inboundsOf(account.id, activity, at)) await doors.receive(inbound)
    return undefined
  }

  const serve = async (authorization: string, body: Buffer): Promise<InvokeAnswer> => {
    // Nobody is looked at more closely who brings no token at all.
    if (!/^Bearer \S+$/.test(authorization)) return { status: 401 }
    const read = Activity.safeParse(parsed(body))
    if (!read.success) return { status: 400 }
    const activity = read.data
    const ready = await framework()
    try {
      const welcomed = await ready.welcome(authorization, activity)
      if (!isTrustedService(activity.serviceUrl, account)) return { status: 403 }
      outgoing.heard(activity)
      return await ready.turn(welcomed, activity, () => work(activity))
    } catch (error) {
      if (error instanceof Error && error.name === 'Unwelcome') return { status: 401 }
      const isAway = error instanceof Error && error.name === 'Unreachable'
      log.error(
        { error },
        isAway ? 'Microsoft’s keys cannot be fetched; deliveries from Teams wait.' : 'A delivery from Teams could not be handled.',
      )
      return { status: isAway ? 503 : 500 }
    }
  }

  return {
    channel: teamsChannel({ account, outgoing, words: wordsIn(language), keepFile, framework, stop }),
    async middleware(ctx, next) {
      if (ctx.path !== path || ctx.method !== 'POST') return next()
      const body = await bodyOf(ctx.req)
      if (!body) {
        ctx.status = 413
        return
      }
      const { status, body: said } = await serve(ctx.get('authorization'), body)
      ctx.status = status
      ctx.body = said === undefined ? '' : said
      // An empty answer would turn the status into 204.
      ctx.status = status
    },
    check: (conversations = []) => missingFor({ framework, outgoing }, conversations),
    isLoaded: () => loaded !== undefined,
    stop,
  }
}

const parsed = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

/** The body of a request, read here or by somebody before us; null above 1 MB. */
const bodyOf = async (request: IncomingMessage): Promise<Buffer | null> => {
  const before: unknown = Reflect.get(request, 'rawBody')
  if (Buffer.isBuffer(before)) return before.length > biggestBody ? null : before
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > biggestBody) return null
    parts.push(part)
  }
  return Buffer.concat(parts)
}

import { type ChannelsConfig, readChannels } from './channels.ts'
import { demandStrong } from './secret-key.ts'
import { address, type Environment, filled, Misconfigured, oneOf, wholeGroup, wholeNumber } from './setting.ts'

/** Requests a minute before a caller is asked to wait; 0 = no limit. */
export type RateConfig = { perToken: number; perAddress: number }

export type Config = {
  production: boolean
  http: {
    port: number
    host: string
    /** How others reach us, without a slash at the end. */
    publicUrl: string
    /** How many proxies of ours stand in front; their X-Forwarded-For is believed. */
    proxies: number
    rates: RateConfig
    /** Who sends it reads `/metrics` from anywhere. (Default: only this machine does) */
    metricsToken?: string | undefined
  }
  /** A server of the operator's own; `url` undefined = the embedded one. */
  database: { url: string | undefined; appUrl: string | undefined }
  dataDir: string
  /** Undefined = `loadSecretKey` reads or makes the file. */
  secretKey: string | undefined
  /** How many processes share the work. */
  processes: number
  logLevel: LogLevel
  channels: ChannelsConfig
  model: { apiKey: string | undefined; baseUrl: string | undefined; name: string } | null
  mail: { smtpUrl: string; imapUrl: string | undefined } | null
  smsWebhookUrl: string | undefined
  /** Stand-ins for the channels without credentials. */
  sandbox: boolean
}

export type LogLevel = (typeof logLevels)[number]
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

const MOST_PROCESSES = 64

/** The whole configuration. Throws Misconfigured: one sentence that names the variable and what it should be. */
export const readConfig = (environment: Environment, argv: readonly string[] = []): Config => {
  const env = filled(environment)
  const channels = readChannels(env)
  const production = env.NODE_ENV?.toLowerCase() === 'production'
  const anyChat = Object.values(channels).some((channel) => channel !== null)
  const sandbox = oneOf(env, 'SANDBOX', ['on', 'off'])
  if (env.PARLEY_SECRET_KEY) demandStrong(env.PARLEY_SECRET_KEY, 'PARLEY_SECRET_KEY')
  return {
    production,
    http: http(env),
    database: database(env),
    dataDir: env.DATA_DIR ?? './data',
    secretKey: env.PARLEY_SECRET_KEY,
    processes: processes(argv),
    logLevel: oneOf(env, 'LOG_LEVEL', logLevels) ?? 'info',
    channels,
    model: model(env),
    mail: mail(env),
    smsWebhookUrl: address(env, 'SMS_WEBHOOK_URL', ['http', 'https'], 'https://sms.example.com/send'),
    sandbox: sandbox ? sandbox === 'on' : !anyChat && !production,
  }
}

const http = (env: Environment): Config['http'] => {
  const port = wholeNumber(env, 'PORT', { least: 0, most: 65_535, otherwise: 3000 })
  const host = env.HOST ?? '127.0.0.1'
  if (!/^[\w.:-]+$/.test(host) || /^[^:]+:\d+$/.test(host))
    throw new Misconfigured('HOST should be the address to listen on, like 127.0.0.1 or 0.0.0.0, without scheme and port.')
  const own = ['0.0.0.0', '::'].includes(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host
  const publicUrl = address(env, 'PUBLIC_URL', ['http', 'https'], 'https://crm.example.com') ?? `http://${own}:${port}`
  const { search, hash, username } = new URL(publicUrl)
  if (search || hash || username)
    throw new Misconfigured('PUBLIC_URL should be an address like https://crm.example.com, without a name, a “?” or a “#”.')
  const rate = (name: string, otherwise: number) => wholeNumber(env, name, { least: 0, most: 1_000_000, otherwise })
  return {
    port,
    host,
    publicUrl: publicUrl.replace(/\/+$/, ''),
    proxies: wholeNumber(env, 'TRUSTED_PROXIES', { least: 0, most: 10, otherwise: 0 }),
    rates: { perToken: rate('API_RATE_PER_TOKEN', 6000), perAddress: rate('API_RATE_PER_ADDRESS', 12_000) },
    metricsToken: env.METRICS_TOKEN && demandStrong(env.METRICS_TOKEN, 'METRICS_TOKEN'),
  }
}

const database = (env: Environment): Config['database'] => {
  const schemes = ['postgres', 'postgresql']
  wholeGroup(env, ['DATABASE_APP_URL'], ['DATABASE_URL'], 'the restricted account')
  return {
    url: address(env, 'DATABASE_URL', schemes, 'postgres://parley:secret@localhost:5432/parley'),
    appUrl: address(env, 'DATABASE_APP_URL', schemes, 'postgres://parley_app:secret@localhost:5432/parley'),
  }
}

const model = (env: Environment): Config['model'] => {
  const members = ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_MODEL']
  if (!wholeGroup(env, members, ['OPENAI_MODEL'], 'the language model')) return null
  const baseUrl = address(env, 'OPENAI_BASE_URL', ['http', 'https'], 'https://api.openai.com/v1')
  if (!env.OPENAI_API_KEY && !baseUrl)
    throw new Misconfigured(
      'OPENAI_API_KEY should be the key of your account (or OPENAI_BASE_URL the address of a server that asks for none).',
    )
  return { apiKey: env.OPENAI_API_KEY, baseUrl, name: env.OPENAI_MODEL ?? '' }
}

const mail = (env: Environment): Config['mail'] => {
  if (!wholeGroup(env, ['SMTP_URL', 'IMAP_URL'], ['SMTP_URL'], 'mail')) return null
  return {
    smtpUrl: address(env, 'SMTP_URL', ['smtp', 'smtps'], 'smtp://user:secret@mail.example.com:587') ?? '',
    imapUrl: address(env, 'IMAP_URL', ['imap', 'imaps'], 'imaps://user:secret@mail.example.com'),
  }
}

const processes = (argv: readonly string[]) => {
  let count = 1
  for (let at = 0; at < argv.length; at += 1) {
    const [name, inline] = (argv[at] ?? '').split('=', 2)
    if (name !== '--processes') throw new Misconfigured(`“${argv[at]?.slice(0, 40)}” is not an option; there is --processes N.`)
    if (inline === undefined) at += 1
    count = wholeNumber({ '--processes': inline ?? argv[at] ?? '' }, '--processes', { least: 1, most: MOST_PROCESSES, otherwise: 1 })
  }
  return count
}

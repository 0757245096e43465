import { expect, test } from 'vitest'
import { readConfig } from './read.ts'

const whatsapp = {
  WHATSAPP_ACCESS_TOKEN: 'EAAtoken',
  WHATSAPP_PHONE_NUMBER_ID: '106540352242922',
  WHATSAPP_APP_SECRET: 'app secret',
  WHATSAPP_VERIFY_TOKEN: 'verify',
}
const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'signing' }
const appId = '11111111-2222-3333-4444-555555555555'
const teams = { MicrosoftAppId: appId, MicrosoftAppPassword: 'password' }
const strong = 'q8Yt2mZr7Lw4Xc9Vb1Ns6Kd3Hj5Gf0PaUe'

const without = (env: Record<string, string>, name: string) => Object.fromEntries(Object.entries(env).filter(([other]) => other !== name))
const sentence = (env: Record<string, string>, argv: string[] = []) => {
  try {
    readConfig(env, argv)
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
  return 'accepted'
}

test('an empty environment gives the published defaults', () => {
  expect(readConfig({})).toEqual({
    production: false,
    http: {
      port: 3000,
      host: '127.0.0.1',
      publicUrl: 'http://127.0.0.1:3000',
      proxies: 0,
      rates: { perToken: 6000, perAddress: 12_000 },
    },
    database: { url: undefined, appUrl: undefined },
    dataDir: './data',
    secretKey: undefined,
    processes: 1,
    logLevel: 'info',
    channels: { slack: null, teams: null, whatsapp: null },
    model: null,
    mail: null,
    smsWebhookUrl: undefined,
    sandbox: true,
  })
})

test('a full environment is read', () => {
  const config = readConfig(
    {
      ...slack,
      ...teams,
      ...whatsapp,
      PORT: '8080',
      HOST: '0.0.0.0',
      PUBLIC_URL: 'https://crm.example.com/',
      DATABASE_URL: 'postgres://a:b@db/parley',
      DATABASE_APP_URL: 'postgresql://c:d@db/parley',
      DATA_DIR: '/var/lib/parley',
      PARLEY_SECRET_KEY: strong,
      SLACK_APP_TOKEN: 'xapp-1',
      SLACK_API_URL: 'http://127.0.0.1:9/api/',
      WHATSAPP_BUSINESS_ACCOUNT_ID: '1022',
      WHATSAPP_GRAPH_URL: 'http://127.0.0.1:9/v23.0',
      OPENAI_API_KEY: 'key',
      OPENAI_MODEL: 'small',
      SMTP_URL: 'smtp://mail:25',
      IMAP_URL: 'imaps://mail',
      SMS_WEBHOOK_URL: 'https://sms.example.com',
      TRUSTED_PROXIES: '1',
      API_RATE_PER_TOKEN: '0',
      LOG_LEVEL: 'DEBUG',
    },
    ['--processes', '4'],
  )
  expect(config).toMatchObject({
    http: { port: 8080, host: '0.0.0.0', publicUrl: 'https://crm.example.com', proxies: 1, rates: { perToken: 0 } },
    database: { url: 'postgres://a:b@db/parley', appUrl: 'postgresql://c:d@db/parley' },
    dataDir: '/var/lib/parley',
    secretKey: strong,
    processes: 4,
    logLevel: 'debug',
    channels: {
      slack: { botToken: 'xoxb-1', signingSecret: 'signing', appToken: 'xapp-1', apiUrl: 'http://127.0.0.1:9/api/' },
      teams: { appId, appPassword: 'password', tenantId: undefined, appType: 'MultiTenant' },
      whatsapp: { transport: 'cloud', phoneNumberId: '106540352242922', businessAccountId: '1022' },
    },
    model: { apiKey: 'key', name: 'small' },
    mail: { smtpUrl: 'smtp://mail:25', imapUrl: 'imaps://mail' },
    sandbox: false,
  })
})

test.for<[string, Record<string, string>]>([
  ['a variable that is set to nothing', { SLACK_BOT_TOKEN: '', PORT: ' ' }],
  ['Slack with a signing secret', slack],
  ['Slack in Socket Mode, without a signing secret', { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' }],
  ['WhatsApp without a business account', whatsapp],
  ['WhatsApp Web by itself', { WHATSAPP_TRANSPORT: 'web' }],
  ['Teams for one tenant', { ...teams, MicrosoftAppTenantId: 'tenant', MicrosoftAppType: 'singletenant' }],
  ['Teams with a managed identity', { MicrosoftAppId: appId, MicrosoftAppTenantId: 'tenant', MicrosoftAppType: 'UserAssignedMSI' }],
  ['a model of our own without a key', { OPENAI_BASE_URL: 'http://localhost:11434/v1', OPENAI_MODEL: 'small' }],
  ['mail that is only sent', { SMTP_URL: 'smtps://mail' }],
  ['any free port', { PORT: '0' }],
  ['a database behind a socket', { DATABASE_URL: 'postgres:///parley?host=/var/run/postgresql' }],
  ['an IPv6 host', { HOST: '::1' }],
])('%s is accepted', ([, env]) => {
  expect(sentence(env)).toBe('accepted')
})

test.for<[string, Record<string, string>, RegExp]>([
  ['a port that is no number', { PORT: 'http' }, /^PORT should be a whole number from 0 to 65535, but is “http”\.$/],
  ['a port out of range', { PORT: '70000' }, /^PORT should be a whole number/],
  ['a port with a fraction', { PORT: '30.5' }, /^PORT should/],
  ['a negative port', { PORT: '-1' }, /^PORT should/],
  ['a host with a scheme', { HOST: 'http://0.0.0.0' }, /^HOST should be the address to listen on/],
  ['a host with a port', { HOST: 'localhost:3000' }, /^HOST should/],
  ['a public address without a scheme', { PUBLIC_URL: 'crm.example.com' }, /^PUBLIC_URL should be an address like https/],
  ['a public address of another scheme', { PUBLIC_URL: 'ftp://crm.example.com' }, /^PUBLIC_URL should/],
  ['a public address with a query', { PUBLIC_URL: 'https://crm.example.com/?a=1' }, /^PUBLIC_URL should/],
  ['proxies that are no number', { TRUSTED_PROXIES: 'yes' }, /^TRUSTED_PROXIES should/],
  ['a rate that is no number', { API_RATE_PER_ADDRESS: 'many' }, /^API_RATE_PER_ADDRESS should/],
  ['a database of another kind', { DATABASE_URL: 'mysql://root:hunter2@db/parley' }, /^DATABASE_URL should be an address like postgres/],
  ['a restricted account without its server', { DATABASE_APP_URL: 'postgres://db/parley' }, /^DATABASE_URL should be set too/],
  ['a short secret', { PARLEY_SECRET_KEY: 'hunter2' }, /^PARLEY_SECRET_KEY should be at least 32 characters/],
  ['a secret of one letter', { PARLEY_SECRET_KEY: 'a'.repeat(64) }, /^PARLEY_SECRET_KEY should/],
  ['a log level that is none', { LOG_LEVEL: 'loud' }, /^LOG_LEVEL should be trace, debug, .* or silent, but is “loud”\.$/],
  ['a sandbox neither on nor off', { SANDBOX: 'maybe' }, /^SANDBOX should be on or off, but is “maybe”\.$/],
  ['a Slack bot that hears nothing', { SLACK_BOT_TOKEN: 'xoxb-1' }, /^SLACK_SIGNING_SECRET should be/],
  ['Slack without its bot', { SLACK_SIGNING_SECRET: 'signing' }, /^SLACK_BOT_TOKEN should be set too: SLACK_SIGNING_SECRET is set/],
  ['Slack with an address alone', { SLACK_API_URL: 'http://127.0.0.1:9/api/' }, /^SLACK_BOT_TOKEN should be set too/],
  ['a Slack bot token that is none', { ...slack, SLACK_BOT_TOKEN: 'bot' }, /^SLACK_BOT_TOKEN should be the bot token/],
  ['a Slack app token that is none', { ...slack, SLACK_APP_TOKEN: 'xoxb-2' }, /^SLACK_APP_TOKEN should be the app-level token/],
  ['a Slack address that is none', { ...slack, SLACK_API_URL: 'localhost' }, /^SLACK_API_URL should be an address/],
  ['a Teams app id that is none', { ...teams, MicrosoftAppId: 'id' }, /^MicrosoftAppId should be the app id/],
  ['Teams without its password', { MicrosoftAppId: appId }, /^MicrosoftAppPassword should be set too: MicrosoftAppId is set/],
  ['Teams for one tenant without the tenant', { ...teams, MicrosoftAppType: 'SingleTenant' }, /^MicrosoftAppTenantId should be set too/],
  [
    'a Teams type that is none',
    { ...teams, MicrosoftAppType: 'Bot' },
    /^MicrosoftAppType should be MultiTenant, SingleTenant or UserAssignedMSI/,
  ],
  ['a WhatsApp transport that is none', { WHATSAPP_TRANSPORT: 'fax' }, /^WHATSAPP_TRANSPORT should be cloud or web/],
  [
    'WhatsApp Web with a token of the Cloud API',
    { WHATSAPP_TRANSPORT: 'web', WHATSAPP_APP_SECRET: 'x' },
    /^WHATSAPP_TRANSPORT should be cloud, or WHATSAPP_APP_SECRET/,
  ],
  [
    'the Cloud API without anything',
    { WHATSAPP_TRANSPORT: 'cloud' },
    /^WHATSAPP_ACCESS_TOKEN, .* and WHATSAPP_VERIFY_TOKEN should be set too/,
  ],
  ['a WhatsApp number instead of its id', { ...whatsapp, WHATSAPP_PHONE_NUMBER_ID: '+40700000000' }, /^WHATSAPP_PHONE_NUMBER_ID should be/],
  [
    'a WhatsApp business account that is no id',
    { ...whatsapp, WHATSAPP_BUSINESS_ACCOUNT_ID: 'me' },
    /^WHATSAPP_BUSINESS_ACCOUNT_ID should be/,
  ],
  ['a Graph address that is none', { ...whatsapp, WHATSAPP_GRAPH_URL: 'graph' }, /^WHATSAPP_GRAPH_URL should be/],
  ['a model without its name', { OPENAI_API_KEY: 'key' }, /^OPENAI_MODEL should be set too: OPENAI_API_KEY is set/],
  ['a model without key and address', { OPENAI_MODEL: 'small' }, /^OPENAI_API_KEY should be/],
  ['a model at no address', { OPENAI_BASE_URL: 'local', OPENAI_MODEL: 'small' }, /^OPENAI_BASE_URL should be/],
  ['mail that is only read', { IMAP_URL: 'imaps://mail' }, /^SMTP_URL should be set too: IMAP_URL is set/],
  ['mail over the web', { SMTP_URL: 'https://mail' }, /^SMTP_URL should be an address like smtp/],
  ['a mailbox over the web', { SMTP_URL: 'smtp://mail', IMAP_URL: 'https://mail' }, /^IMAP_URL should be an address like imaps/],
  ['text messages to no address', { SMS_WEBHOOK_URL: 'sms' }, /^SMS_WEBHOOK_URL should be/],
])('%s is refused in one sentence', ([, env, words]) => {
  expect(sentence(env)).toMatch(words)
})

test.for(Object.keys(whatsapp))('WhatsApp without %s is refused by name', (name) => {
  expect(sentence(without(whatsapp, name))).toMatch(new RegExp(`^${name} should be set too: WHATSAPP_\\w+ is set`))
})

test('a refused address never shows the password in it', () => {
  expect(sentence({ DATABASE_URL: 'mysql://root:hunter2@db/parley' })).not.toContain('hunter2')
})

test.for<[string, Record<string, string>, boolean]>([
  ['nothing is configured', {}, true],
  ['a chat platform is configured', slack, false],
  ['it is asked for beside a chat platform', { ...slack, SANDBOX: 'on' }, true],
  ['it is switched off', { SANDBOX: 'off' }, false],
  ['this is production', { NODE_ENV: 'production' }, false],
  ['this is production and it is asked for', { NODE_ENV: 'production', SANDBOX: 'on' }, true],
])('the sandbox when %s', ([, env, on]) => {
  expect(readConfig(env).sandbox).toBe(on)
})

test.for([[['--processes', '3']], [['--processes=3']]])('the number of processes is read from %s', ([argv]) => {
  expect(readConfig({}, argv).processes).toBe(3)
})

test.for<[string[], RegExp]>([
  [['--processes'], /^--processes should be a whole number from 1 to 64/],
  [['--processes', '0'], /^--processes should/],
  [['--processes=many'], /^--processes should/],
  [['--verbose'], /^“--verbose” is not an option/],
])('%j is refused', ([argv, words]) => {
  expect(sentence({}, argv)).toMatch(words)
})

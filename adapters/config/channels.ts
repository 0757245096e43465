import { address, type Environment, Misconfigured, oneOf, wholeGroup } from './setting.ts'

export type SlackConfig = { botToken: string; signingSecret: string | undefined; appToken: string | undefined; apiUrl: string | undefined }
export type TeamsConfig = {
  appId: string
  appPassword: string | undefined
  tenantId: string | undefined
  appType: 'MultiTenant' | 'SingleTenant' | 'UserAssignedMSI'
  /** Of another cloud or a stand-in. */
  serviceUrl: string | undefined
  openIdUrl: string | undefined
  tokenIssuer: string | undefined
  loginUrl: string | undefined
}
export type WhatsappConfig =
  | { transport: 'web' }
  | {
      transport: 'cloud'
      accessToken: string
      phoneNumberId: string
      businessAccountId: string | undefined
      appSecret: string
      verifyToken: string
      graphUrl: string | undefined
    }

/** The chat platforms we have credentials for; null = none. */
export type ChannelsConfig = { slack: SlackConfig | null; teams: TeamsConfig | null; whatsapp: WhatsappConfig | null }

/** Which chat platforms the environment configures. Throws Misconfigured where one is half set. */
export const readChannels = (env: Environment): ChannelsConfig => ({ slack: slack(env), teams: teams(env), whatsapp: whatsapp(env) })

const slack = (env: Environment): SlackConfig | null => {
  const members = ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN', 'SLACK_API_URL']
  if (!wholeGroup(env, members, ['SLACK_BOT_TOKEN'], 'Slack')) return null
  const { SLACK_BOT_TOKEN: botToken = '', SLACK_SIGNING_SECRET: signingSecret, SLACK_APP_TOKEN: appToken } = env
  if (!signingSecret && !appToken)
    throw new Misconfigured(
      'SLACK_SIGNING_SECRET should be the signing secret of the Slack app (or SLACK_APP_TOKEN its app-level token, for Socket Mode): SLACK_BOT_TOKEN alone hears nothing.',
    )
  if (!botToken.startsWith('xox'))
    throw new Misconfigured('SLACK_BOT_TOKEN should be the bot token of the Slack app, which begins with xoxb-.')
  if (appToken && !appToken.startsWith('xapp-'))
    throw new Misconfigured('SLACK_APP_TOKEN should be the app-level token of the Slack app, which begins with xapp-.')
  return { botToken, signingSecret, appToken, apiUrl: address(env, 'SLACK_API_URL', ['http', 'https'], 'https://slack.com/api/') }
}

const teams = (env: Environment): TeamsConfig | null => {
  const members = [
    'MicrosoftAppId',
    'MicrosoftAppPassword',
    'MicrosoftAppTenantId',
    'MicrosoftAppType',
    'TEAMS_SERVICE_URL',
    'ToBotFromChannelOpenIdMetadataUrl',
    'ToBotFromChannelTokenIssuer',
    'ToChannelFromBotLoginUrl',
  ]
  const appType = oneOf(env, 'MicrosoftAppType', ['MultiTenant', 'SingleTenant', 'UserAssignedMSI']) ?? 'MultiTenant'
  const needed = {
    MultiTenant: ['MicrosoftAppId', 'MicrosoftAppPassword'],
    SingleTenant: ['MicrosoftAppId', 'MicrosoftAppPassword', 'MicrosoftAppTenantId'],
    UserAssignedMSI: ['MicrosoftAppId', 'MicrosoftAppTenantId'],
  }[appType]
  if (!wholeGroup(env, members, needed, `Teams as ${appType}`)) return null
  const appId = env.MicrosoftAppId ?? ''
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(appId))
    throw new Misconfigured('MicrosoftAppId should be the app id of the Azure Bot, like 00000000-0000-0000-0000-000000000000.')
  const at = (name: string, example: string) => address(env, name, ['http', 'https'], example)
  return {
    appId,
    appPassword: env.MicrosoftAppPassword,
    tenantId: env.MicrosoftAppTenantId,
    appType,
    serviceUrl: at('TEAMS_SERVICE_URL', 'https://smba.trafficmanager.net/teams/'),
    openIdUrl: at('ToBotFromChannelOpenIdMetadataUrl', 'https://login.botframework.com/v1/.well-known/openidconfiguration'),
    tokenIssuer: env.ToBotFromChannelTokenIssuer,
    loginUrl: at('ToChannelFromBotLoginUrl', 'https://login.microsoftonline.com'),
  }
}

const cloudMembers = [
  'WHATSAPP_ACCESS_TOKEN',
  'WHATSAPP_PHONE_NUMBER_ID',
  'WHATSAPP_APP_SECRET',
  'WHATSAPP_VERIFY_TOKEN',
  'WHATSAPP_BUSINESS_ACCOUNT_ID',
  'WHATSAPP_GRAPH_URL',
]

const whatsapp = (env: Environment): WhatsappConfig | null => {
  const transport = oneOf(env, 'WHATSAPP_TRANSPORT', ['cloud', 'web'])
  if (transport === 'web') {
    const idle = cloudMembers.find((name) => env[name] !== undefined)
    if (idle)
      throw new Misconfigured(`WHATSAPP_TRANSPORT should be cloud, or ${idle} should be left out: the transport web does not use it.`)
    return { transport }
  }
  if (!wholeGroup(env, ['WHATSAPP_TRANSPORT', ...cloudMembers], cloudMembers.slice(0, 4), 'WhatsApp over the Cloud API')) return null
  const phoneNumberId = env.WHATSAPP_PHONE_NUMBER_ID ?? ''
  if (!/^\d+$/.test(phoneNumberId))
    throw new Misconfigured("WHATSAPP_PHONE_NUMBER_ID should be the number's id at Meta, digits only (not the phone number itself).")
  if (env.WHATSAPP_BUSINESS_ACCOUNT_ID && !/^\d+$/.test(env.WHATSAPP_BUSINESS_ACCOUNT_ID))
    throw new Misconfigured("WHATSAPP_BUSINESS_ACCOUNT_ID should be the business account's id at Meta, digits only.")
  return {
    transport: 'cloud',
    accessToken: env.WHATSAPP_ACCESS_TOKEN ?? '',
    phoneNumberId,
    businessAccountId: env.WHATSAPP_BUSINESS_ACCOUNT_ID,
    appSecret: env.WHATSAPP_APP_SECRET ?? '',
    verifyToken: env.WHATSAPP_VERIFY_TOKEN ?? '',
    graphUrl: address(env, 'WHATSAPP_GRAPH_URL', ['http', 'https'], 'https://graph.facebook.com/v23.0'),
  }
}

import { CloudAdapter, ConfigurationBotFrameworkAuthentication, type InvokeResponse, type Activity as SdkActivity } from 'botbuilder'
import {
  type AuthenticateRequestResult,
  ClaimsIdentity,
  type ConnectorClient,
  JwtTokenProviderFactory,
  ManagedIdentityServiceClientCredentialsFactory,
  ServiceClientCredentialsFactory,
} from 'botframework-connector'
import type { TeamsAccount } from './account.ts'
import type { Activity } from './activity.ts'
import { outgoingTokens } from './tokens.ts'

// All of botbuilder is here. It is archived; its twin `@microsoft/agents-hosting` can take its place by rewriting this file alone.

/** What an invoke is answered with. */
export type InvokeAnswer = { status: number; body?: unknown }

export type Framework = {
  /** Who asks. Rejects with Unwelcome where the token is not Microsoft's for us, with Unreachable where that cannot be looked up now. */
  welcome(authorization: string, activity: Activity): Promise<AuthenticateRequestResult>
  /** Runs one turn; `work` gives the answer of an invoke. */
  turn(welcomed: AuthenticateRequestResult, activity: Activity, work: () => Promise<InvokeAnswer | undefined>): Promise<InvokeAnswer>
  /** Opens the personal chat with a user of the tenant, the same one every time. */
  open(serviceUrl: string, asked: { user: string; tenantId: string }): Promise<string>
  post(serviceUrl: string, conversation: string, activity: object): Promise<string>
  put(serviceUrl: string, conversation: string, id: string, activity: object): Promise<void>
  /** Who is in a conversation; to see whether we are. */
  members(serviceUrl: string, conversation: string): Promise<number>
  /** The bearer token that Microsoft's own addresses take. */
  token(): Promise<string>
}

/** The token of a request is missing, wrong, expired, or not meant for us. */
export class Unwelcome extends Error {
  override name = 'Unwelcome'
}
/** Microsoft's keys cannot be fetched at present. */
export class Unreachable extends Error {
  override name = 'Unreachable'
}

const publicIssuer = 'https://api.botframework.com'

/** botbuilder for one account. Nothing is asked of the network here. */
export const openFramework = (account: TeamsAccount): Framework => {
  const issuer = account.tokenIssuer ?? publicIssuer
  const credentials = credentialsOf(account)
  const auth = new ConfigurationBotFrameworkAuthentication(
    {
      MicrosoftAppId: account.appId,
      MicrosoftAppType: account.appType,
      ...(account.tenantId && { MicrosoftAppTenantId: account.tenantId }),
      ...(account.openIdUrl && {
        ToBotFromChannelOpenIdMetadataUrl: account.openIdUrl,
        ToBotFromEmulatorOpenIdMetadataUrl: account.openIdUrl,
        ToBotFromChannelTokenIssuer: issuer,
        ToChannelFromBotOAuthScope: publicIssuer,
        ToChannelFromBotLoginUrl: account.loginUrl ?? account.openIdUrl,
        OAuthUrl: account.openIdUrl,
        ValidateAuthority: false,
      }),
    },
    credentials.factory,
  )
  const adapter = new Turns(auth)
  const clients = new Map<string, Promise<ConnectorClient>>()
  const us = new ClaimsIdentity([{ type: 'aud', value: account.appId }], true)

  const client = (serviceUrl: string) => {
    const known = clients.get(serviceUrl)
    if (known) return known
    const made = auth
      .createConnectorFactory(us)
      .create(serviceUrl, publicIssuer)
      .then((connector) => {
        withoutRetries(connector)
        return connector
      })
    clients.set(serviceUrl, made)
    return made
  }

  return {
    async welcome(authorization, activity) {
      // Tokens of emulators, skills and other services are checked against other keys: none of them is Teams.
      if (issuerIn(authorization) !== issuer || activity.channelId !== 'msteams')
        throw new Unwelcome('The token is not one of the Bot Framework’s for Teams.')
      try {
        return await auth.authenticateRequest(sdk(activity), authorization)
      } catch (error) {
        const problem = error instanceof Error ? error : new Error(String(error))
        if (problem.name === 'FetchError' || /^Failed to load/.test(problem.message)) throw new Unreachable(problem.message)
        throw new Unwelcome(problem.message)
      }
    },
    async turn(welcomed, activity, work) {
      const answer = await adapter.take(welcomed, sdk(activity), work)
      return { status: answer?.status ?? 200, ...(answer?.body !== undefined && { body: answer.body }) }
    },
    async open(serviceUrl, { user, tenantId }) {
      const connector = await client(serviceUrl)
      const asked = {
        isGroup: false,
        bot: { id: `28:${account.appId}`, name: '' },
        members: [{ id: user, name: '' }],
        tenantId,
        channelData: { tenant: { id: tenantId } },
      }
      return (await connector.conversations.createConversation(asked as Parameters<typeof connector.conversations.createConversation>[0]))
        .id
    },
    async post(serviceUrl, conversation, activity) {
      const { id } = await (await client(serviceUrl)).conversations.sendToConversation(conversation, activity)
      return id
    },
    async put(serviceUrl, conversation, id, activity) {
      await (await client(serviceUrl)).conversations.updateActivity(conversation, id, activity)
    },
    async members(serviceUrl, conversation) {
      return (await (await client(serviceUrl)).conversations.getConversationPagedMembers(conversation)).members?.length ?? 0
    },
    token: credentials.token,
  }
}

/** A turn whose request has been welcomed. */
class Turns extends CloudAdapter {
  take(welcomed: AuthenticateRequestResult, activity: SdkActivity, work: () => Promise<InvokeAnswer | undefined>) {
    let thrown: unknown
    // The SDK would answer an error of ours with a message of its own making.
    this.onTurnError = async (_turn, error) => {
      thrown = error
    }
    return this.processActivity(welcomed, activity, async (turn) => {
      const answer = await work()
      if (answer && activity.type === 'invoke') await turn.sendActivity({ type: 'invokeResponse', value: answer })
    }).then((answer: InvokeResponse | undefined) => {
      if (thrown) throw thrown
      return answer
    })
  }
}

/** The outbox tries again, not the client: a second try of ours could post twice. */
const withoutRetries = (connector: ConnectorClient) => {
  const inner: unknown = Reflect.get(connector, 'client')
  const pipeline: unknown = typeof inner === 'object' && inner !== null ? Reflect.get(inner, 'pipeline') : null
  if (typeof pipeline !== 'object' || pipeline === null || !('removePolicy' in pipeline) || typeof pipeline.removePolicy !== 'function')
    throw new Error('botbuilder’s client has changed: its retries cannot be switched off.')
  const gone: unknown = pipeline.removePolicy({ name: 'defaultRetryPolicy' })
  if (!Array.isArray(gone) || gone.length === 0) throw new Error('botbuilder’s client has changed: its retries cannot be switched off.')
}

const credentialsOf = (account: TeamsAccount): { factory: ServiceClientCredentialsFactory; token(): Promise<string> } => {
  if (account.appType === 'UserAssignedMSI') {
    const provider = new JwtTokenProviderFactory()
    const factory = new ManagedIdentityServiceClientCredentialsFactory(account.appId, provider)
    return { factory, token: async () => (await provider.createAzureServiceTokenProvider(account.appId).getToken(publicIssuer)).token }
  }
  const tokens = outgoingTokens(account)
  return { factory: new Passwords(account.appId, tokens), token: tokens }
}

/** Signs what we send with a token for our app's password. */
class Passwords extends ServiceClientCredentialsFactory {
  appId: string
  tokens: () => Promise<string>
  constructor(appId: string, tokens: () => Promise<string>) {
    super()
    this.appId = appId
    this.tokens = tokens
  }
  async isValidAppId(id: string) {
    return id === this.appId
  }
  async isAuthenticationDisabled() {
    return false
  }
  async createCredentials(): ReturnType<ServiceClientCredentialsFactory['createCredentials']> {
    const { tokens } = this
    return {
      async signRequest(request) {
        request.headers.set('authorization', `Bearer ${await tokens()}`)
        return request
      },
    }
  }
}

const sdk = (activity: Activity) => activity as unknown as SdkActivity

const issuerIn = (authorization: string): unknown => {
  const [, payload = ''] = authorization.replace(/^Bearer /, '').split('.')
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    return typeof claims === 'object' && claims !== null && 'iss' in claims ? claims.iss : undefined
  } catch {
    return undefined
  }
}

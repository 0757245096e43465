import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto'

const KEY = 'sandbox-1'
const LIVES_S = 3600

/** Who issues the tokens that the bot gets: the Bot Framework itself. */
export const ISSUER = 'https://api.botframework.com'

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

export type Tokens = ReturnType<typeof createTokens>

/** The keys and tokens of the stand-in: JWTs towards the bot, opaque tokens from it. */
export const createTokens = (parts: { appId: string; appPassword: string; publicUrl: () => string }) => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const given = new Map<string, number>()

  /** A signed token with these claims over the usual ones. Times are the machine's: the check of a token looks at that clock. */
  const sign = (claims: Record<string, unknown> = {}, key = pair.privateKey) => {
    const now = Math.floor(Date.now() / 1000)
    const head = part({ alg: 'RS256', typ: 'JWT', kid: KEY })
    const body = part({ iss: ISSUER, aud: parts.appId, nbf: now - 60, exp: now + LIVES_S, ...claims })
    return `${head}.${body}.${createSign('RSA-SHA256').update(`${head}.${body}`).sign(key, 'base64url')}`
  }

  return {
    sign,
    /** Signed with a key that nobody published. */
    forge: (claims: Record<string, unknown> = {}) => sign(claims, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
    metadata: () => ({
      issuer: ISSUER,
      jwks_uri: `${parts.publicUrl()}/teams/keys`,
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
    }),
    keys: () => ({ keys: [{ ...pair.publicKey.export({ format: 'jwk' }), kid: KEY, use: 'sig', endorsements: ['msteams'] }] }),
    /** The answer of Microsoft's sign-in to an app's password, as status and body. */
    login: (form: URLSearchParams) => {
      const refuse = (status: number, error: string, code: number) => ({
        status,
        body: { error, error_description: `AADSTS${code}`, error_codes: [code] },
      })
      if (form.get('grant_type') !== 'client_credentials') return refuse(400, 'unsupported_grant_type', 70003)
      if (form.get('scope') !== `${ISSUER}/.default`) return refuse(400, 'invalid_scope', 70011)
      if (form.get('client_id') !== parts.appId) return refuse(400, 'unauthorized_client', 700016)
      if (form.get('client_secret') !== parts.appPassword) return refuse(401, 'invalid_client', 7000215)
      const token = `out-${randomUUID()}`
      given.set(token, Date.now() + LIVES_S * 1000)
      return { status: 200, body: { token_type: 'Bearer', expires_in: LIVES_S, access_token: token } }
    },
    /** Is this the header of somebody who signed in here? */
    isOurs: (authorization: string | undefined) => {
      const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1]
      return token !== undefined && (given.get(token) ?? 0) > Date.now()
    },
  }
}

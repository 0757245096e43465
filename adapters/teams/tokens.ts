import { z } from 'zod'
import { ChannelError } from '../../bots/channel.ts'
import type { TeamsAccount } from './account.ts'

const Answer = z.object({ access_token: z.string(), expires_in: z.coerce.number() })
const Refusal = z.object({ error: z.string(), error_codes: z.array(z.number()).optional() })

const hints: Record<number, string> = {
  7000215: 'The client secret is wrong. Copy its value (not its id) again, or make a new one.',
  7000222: 'The client secret has expired. Make a new one under "Certificates & secrets".',
  700016: 'Microsoft does not know this app id in this tenant. Compare MicrosoftAppId and MicrosoftAppTenantId.',
  90002: 'Microsoft does not know this tenant. Compare MicrosoftAppTenantId.',
}

/** Tokens for what we send, each kept until five minutes before it runs out. Rejects with ChannelError. */
export const outgoingTokens = (account: TeamsAccount) => {
  const tenant = account.appType === 'SingleTenant' ? (account.tenantId ?? 'botframework.com') : 'botframework.com'
  const url = `${(account.loginUrl ?? 'https://login.microsoftonline.com').replace(/\/$/, '')}/${tenant}/oauth2/v2.0/token`
  let kept: { token: Promise<string>; until: number } | undefined

  const ask = async () => {
    let answer: Response
    try {
      answer = await fetch(url, {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.timeout(10_000),
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: account.appId,
          client_secret: account.appPassword ?? '',
          scope: 'https://api.botframework.com/.default',
        }),
      })
    } catch {
      throw new ChannelError('later', 'login_unreachable', 'Microsoft’s sign-in could not be reached. Check the network.', 5000)
    }
    const body: unknown = await answer.json().catch(() => null)
    const got = Answer.safeParse(body)
    if (answer.ok && got.success) return got.data
    const said = Refusal.safeParse(body)
    const refused = answer.status < 500 && answer.status !== 429 && said.success
    if (!refused) throw new ChannelError('later', `login_${answer.status}`, `Microsoft’s sign-in answered ${answer.status}.`, 10_000)
    const hint =
      said.data.error_codes?.map((code) => hints[code]).find(Boolean) ??
      'Compare MicrosoftAppId, MicrosoftAppPassword and MicrosoftAppType with the registration.'
    throw new ChannelError('refused', said.data.error, `Microsoft does not accept the app’s credentials. ${hint}`)
  }

  return () => {
    const now = Date.now()
    if (kept && now < kept.until) return kept.token
    const asked = ask()
    const mine = { token: asked.then((got) => got.access_token), until: now + 30_000 }
    kept = mine
    asked.then(
      (got) => {
        mine.until = Date.now() + Math.max(30, got.expires_in - 300) * 1000
      },
      () => {
        if (kept === mine) kept = undefined
      },
    )
    return mine.token
  }
}

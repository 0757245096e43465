import type { TeamsAccount } from '../teams/account.ts'
import { type Account, Faulty } from './kind.ts'

/** Throws Faulty where the bot could never sign in. */
export const teamsAccount = ({ id, externalId, values }: Account): TeamsAccount => {
  const { appPassword, tenantId, appType = 'SingleTenant', serviceUrl, openIdUrl, tokenIssuer, loginUrl } = values
  const type = appType === 'MultiTenant' || appType === 'UserAssignedMSI' ? appType : 'SingleTenant'
  if (type !== 'UserAssignedMSI' && !appPassword) throw new Faulty({ en: 'The client secret is missing.', ro: 'Lipsește client secret.' })
  if (type !== 'MultiTenant' && !tenantId)
    throw new Faulty({
      en: `The tenant id is missing: an app of the type ${type} needs it.`,
      ro: `Lipsește tenant id: o aplicație de tipul ${type} are nevoie de el.`,
    })
  return { id, appId: externalId, appPassword, tenantId, appType: type, serviceUrl, openIdUrl, tokenIssuer, loginUrl }
}

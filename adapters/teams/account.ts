/** A bot that is registered with Microsoft, and where its services are. */
export type TeamsAccount = {
  /** Our id of the channel account. */
  id: string
  appId: string
  appPassword?: string | undefined
  tenantId?: string | undefined
  appType: 'MultiTenant' | 'SingleTenant' | 'UserAssignedMSI'
  /** Where Teams takes messages before it has told us by itself. (Default: the global address) */
  serviceUrl?: string | undefined
  /** Of another cloud or a stand-in: where the keys of incoming tokens are found, who issues them, and where our own tokens are got. */
  openIdUrl?: string | undefined
  tokenIssuer?: string | undefined
  loginUrl?: string | undefined
}

/** Works for every tenant of the public cloud until a message has named its region's own. */
export const globalServiceUrl = 'https://smba.trafficmanager.net/teams/'

const trusted = [
  'smba.trafficmanager.net',
  'smba.infra.gcc.teams.microsoft.com',
  'smba.infra.gov.teams.microsoft.us',
  'smba.infra.dod.teams.microsoft.us',
]

/** Whether our token may be sent to this address: Microsoft's own hosts, and the one that the operator named. */
export const isTrustedService = (address: string, account: Pick<TeamsAccount, 'serviceUrl'>) => {
  if (!URL.canParse(address)) return false
  const { protocol, host, hostname, username } = new URL(address)
  if (username) return false
  if (account.serviceUrl && URL.canParse(account.serviceUrl) && new URL(account.serviceUrl).host === host) return true
  return protocol === 'https:' && (trusted.includes(hostname) || hostname.endsWith('.botframework.com'))
}

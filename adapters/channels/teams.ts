import { shareFile } from '../../core/modules/conversations/shared-files.ts'
import { Company } from '../../core/modules/settings/records.ts'
import type { Kind } from './kind.ts'
import { sharedFilesPath } from './shared-files.ts'
import { teamsAccount } from './teams-account.ts'
import { testTeams } from './teams-test.ts'

/** A tenant's Microsoft Teams. */
export const teams: Kind = {
  kind: 'teams',
  label: { en: 'Microsoft Teams', ro: 'Microsoft Teams' },
  steps: [
    {
      en: 'In the Azure portal create an “Azure Bot” (single tenant). Its messaging endpoint is the address below. Under “Channels” add Microsoft Teams.',
      ro: 'În portalul Azure creează un „Azure Bot” (single tenant). Adresa lui pentru mesaje este cea de mai jos. La „Channels” adaugă Microsoft Teams.',
    },
    {
      en: 'Copy the app id and the tenant id of the bot, and make a client secret under “Certificates & secrets” of its app registration.',
      ro: 'Copiază app id și tenant id ale botului și fă un client secret la „Certificates & secrets” în înregistrarea aplicației.',
    },
    {
      en: 'Make the app package: npm run teams:package -- APP-ID. Upload the zip in Teams under “Apps → Manage your apps → Upload an app”.',
      ro: 'Fă pachetul aplicației: npm run teams:package -- APP-ID. Încarcă fișierul zip în Teams la „Apps → Manage your apps → Upload an app”.',
    },
    {
      en: 'Add Parley to the team. In each channel that shall get cards write @Parley here orders (or credit, inbox, finance).',
      ro: 'Adaugă Parley în echipă. În fiecare canal care primește carduri scrie @Parley aici comenzi (sau credit, mesaje, finante).',
    },
  ],
  fields: [
    {
      name: 'externalId',
      label: { en: 'App id', ro: 'App id' },
      help: { en: '“Microsoft App ID” of the Azure Bot.', ro: '„Microsoft App ID” al botului din Azure.' },
      secret: false,
      required: true,
      shape: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
    },
    {
      name: 'appPassword',
      label: { en: 'Client secret', ro: 'Client secret' },
      help: {
        en: 'The value (not the id) of the client secret. Not needed with a managed identity.',
        ro: 'Valoarea (nu id-ul) pentru client secret. Nu este nevoie de el cu o identitate gestionată.',
      },
      secret: true,
      required: false,
    },
    {
      name: 'tenantId',
      label: { en: 'Tenant id', ro: 'Tenant id' },
      help: { en: '“App Tenant ID” of the Azure Bot.', ro: '„App Tenant ID” al botului din Azure.' },
      secret: false,
      required: false,
    },
    {
      name: 'appType',
      label: { en: 'App type', ro: 'Tipul aplicației' },
      help: {
        en: 'SingleTenant (default), MultiTenant or UserAssignedMSI.',
        ro: 'SingleTenant (implicit), MultiTenant sau UserAssignedMSI.',
      },
      secret: false,
      required: false,
      shape: /^(SingleTenant|MultiTenant|UserAssignedMSI)$/,
    },
  ],
  webhooks: [{ label: { en: 'Messaging endpoint', ro: 'Messaging endpoint' }, path: '/api/messages' }],
  sharedPath: '/api/messages',

  environment: ({ teams }) =>
    teams && {
      name: 'Teams',
      externalId: teams.appId,
      values: given({
        appPassword: teams.appPassword,
        tenantId: teams.tenantId,
        appType: teams.appType,
        serviceUrl: teams.serviceUrl,
        openIdUrl: teams.openIdUrl,
        tokenIssuer: teams.tokenIssuer,
        loginUrl: teams.loginUrl,
      }),
    },

  sandbox: ({ teamsAppId, teamsAppPassword, teamsUrl }) => ({
    name: 'Teams',
    externalId: teamsAppId,
    values: {
      appPassword: teamsAppPassword,
      tenantId: '5a4db0c5-0000-4000-8000-0000000000f1',
      appType: 'SingleTenant',
      serviceUrl: `${teamsUrl}/connector/`,
      openIdUrl: `${teamsUrl}/openid`,
      loginUrl: `${teamsUrl}/login`,
    },
  }),

  async start(account, { doors, log, house, publicUrl }) {
    const { startTeams } = await import('../teams/start.ts')
    const language = (await house.ctx(house.self('start')).rows(Company).first())?.language ?? 'en'
    const started = startTeams({
      account: teamsAccount(account),
      doors,
      log,
      now: house.clock,
      language,
      keepFile: async (file) => `${publicUrl}${sharedFilesPath}${await shareFile(house.db, file, house.clock())}`,
    })
    return {
      channel: started.channel,
      middleware: started.middleware,
      // Tokens say for which bot they are; whether they are true is looked at by that bot's own door.
      claims: ({ headers }) => (audienceIn(headers.authorization) === account.externalId ? 'mine' : 'foreign'),
      async pulse() {
        const [problem] = await started.check([])
        return { refused: problem ?? null, tokenExpiresAt: null }
      },
      stop: started.stop,
    }
  },

  test: testTeams,
}

const audienceIn = (authorization: string | undefined): unknown => {
  try {
    const claims: unknown = JSON.parse(Buffer.from(authorization?.split('.')[1] ?? '', 'base64url').toString('utf8'))
    return typeof claims === 'object' && claims !== null && 'aud' in claims ? claims.aud : undefined
  } catch {
    return undefined
  }
}

/** Only what is set. */
const given = (values: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined))

import type { SlackAccount } from '../slack/start.ts'
import { type Account, Faulty, type Kind } from './kind.ts'
import { slackPulse, testSlack } from './slack-test.ts'

/** A Slack workspace. */
export const slack: Kind = {
  kind: 'slack',
  label: { en: 'Slack', ro: 'Slack' },
  steps: [
    {
      en: 'On api.slack.com/apps choose “Create New App → From a manifest”, pick your workspace and paste the manifest from adapters/slack/manifest.yaml, with your own address in it.',
      ro: 'Pe api.slack.com/apps alege „Create New App → From a manifest”, apoi spațiul de lucru, și lipește manifestul din adapters/slack/manifest.yaml, cu adresa ta în el.',
    },
    {
      en: 'Choose “Install to Workspace”, then copy the bot token (under “OAuth & Permissions”) and the signing secret (under “Basic Information”).',
      ro: 'Alege „Install to Workspace”, apoi copiază tokenul botului (la „OAuth & Permissions”) și secretul de semnare (la „Basic Information”).',
    },
    {
      en: 'Without a public address switch Socket Mode on and make an app-level token with connections:write.',
      ro: 'Dacă nu ai o adresă publică, pornește Socket Mode și fă un token de aplicație cu connections:write.',
    },
    {
      en: 'Type /invite @parley in each channel that shall get cards, and say which is for what (orders, credit, inbox, finance).',
      ro: 'Scrie /invite @parley în fiecare canal care primește carduri și spune la ce folosește fiecare (comenzi, credit, mesaje, finanțe).',
    },
  ],
  fields: [
    {
      name: 'botToken',
      label: { en: 'Bot token', ro: 'Tokenul botului' },
      help: {
        en: 'Begins with xoxb-. Under “OAuth & Permissions” of the app.',
        ro: 'Începe cu xoxb-. Este la „OAuth & Permissions” în aplicație.',
      },
      secret: true,
      required: true,
      shape: /^xox/,
    },
    {
      name: 'signingSecret',
      label: { en: 'Signing secret', ro: 'Secretul de semnare' },
      help: {
        en: 'Under “Basic Information” of the app. Not needed with Socket Mode.',
        ro: 'Este la „Basic Information” în aplicație. Nu este nevoie de el cu Socket Mode.',
      },
      secret: true,
      required: false,
    },
    {
      name: 'appToken',
      label: { en: 'App-level token', ro: 'Tokenul de aplicație' },
      help: { en: 'Begins with xapp-. Only for Socket Mode.', ro: 'Începe cu xapp-. Doar pentru Socket Mode.' },
      secret: true,
      required: false,
      shape: /^xapp-/,
    },
    {
      name: 'apiUrl',
      label: { en: 'Address of the Web API', ro: 'Adresa Web API' },
      help: { en: 'Leave it empty, unless you test against a stand-in.', ro: 'Lasă gol, în afară de teste pe un înlocuitor.' },
      secret: false,
      required: false,
      address: true,
    },
  ],
  webhooks: [
    {
      label: {
        en: 'Request URL of events, interactivity and slash commands',
        ro: 'Request URL pentru evenimente, interactivitate și comenzi',
      },
      path: '/slack/events',
    },
  ],
  sharedPath: '/slack/events',

  environment: ({ slack }) =>
    slack && {
      name: 'Slack',
      externalId: 'env',
      values: given({
        botToken: slack.botToken,
        signingSecret: slack.signingSecret,
        appToken: slack.appToken,
        apiUrl: slack.apiUrl,
      }),
    },

  sandbox: ({ slackBotToken, slackSigningSecret, slackApiUrl }) => ({
    name: 'Slack',
    externalId: 'sandbox',
    values: { botToken: slackBotToken, signingSecret: slackSigningSecret, apiUrl: slackApiUrl },
  }),

  async start(account, { doors, log, house }) {
    const { startSlack } = await import('../slack/start.ts')
    const { channel, middleware, claims, stop } = await startSlack({ account: slackAccount(account), doors, log, now: house.clock })
    return { channel, middleware, claims, stop, pulse: () => slackPulse(account) }
  },

  test: testSlack,
}

/** Throws Faulty where the account could hear nothing. */
const slackAccount = ({ id, values }: Account): SlackAccount => {
  const { botToken = '', signingSecret, appToken, apiUrl } = values
  if (!signingSecret && !appToken)
    throw new Faulty({
      en: 'The signing secret is missing (or the app-level token, for Socket Mode): without one of them nothing is heard from Slack.',
      ro: 'Lipsește secretul de semnare (sau tokenul de aplicație, pentru Socket Mode): fără unul din ele nu se aude nimic de la Slack.',
    })
  return { id, botToken, signingSecret: signingSecret ?? '', appToken, apiUrl }
}

/** Only what is set. */
const given = (values: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined))

import type { CloudAccount, Graph } from '../whatsapp-cloud/graph.ts'
import type { Account, Kind, TemplateSeen } from './kind.ts'
import { cloudPulse, testWhatsappCloud } from './whatsapp-cloud-test.ts'

/** A WhatsApp number on Meta's Cloud API. */
export const whatsappCloud: Kind = {
  kind: 'whatsapp-cloud',
  label: { en: 'WhatsApp (Cloud API)', ro: 'WhatsApp (Cloud API)' },
  steps: [
    {
      en: 'On developers.facebook.com make a Business app with the WhatsApp product and add your number. Note the phone number ID and the WhatsApp business account ID.',
      ro: 'Pe developers.facebook.com fă o aplicație Business cu produsul WhatsApp și adaugă numărul tău. Notează ID-ul numărului și ID-ul contului de business WhatsApp.',
    },
    {
      en: 'Make a system user with a permanent token that has whatsapp_business_messaging and whatsapp_business_management; copy the app secret from the app’s basic settings.',
      ro: 'Fă un utilizator de sistem cu un token permanent care are whatsapp_business_messaging și whatsapp_business_management; copiază secretul aplicației din setările ei de bază.',
    },
    {
      en: 'Make up a verify token. In the app’s WhatsApp settings set the callback URL below with that token, and subscribe to messages.',
      ro: 'Inventează un token de verificare. În setările WhatsApp ale aplicației pune adresa de mai jos cu acest token și abonează-te la messages.',
    },
    {
      en: 'The message templates that are needed outside the 24-hour window are handed in for review by themselves; until they are approved such messages wait until the customer writes.',
      ro: 'Șabloanele de mesaje pentru după fereastra de 24 de ore se trimit singure la aprobare; până atunci aceste mesaje așteaptă să scrie clientul.',
    },
  ],
  fields: [
    {
      name: 'externalId',
      label: { en: 'Phone number ID', ro: 'ID-ul numărului' },
      help: {
        en: 'The number’s ID at Meta, digits only; not the phone number itself.',
        ro: 'ID-ul numărului la Meta, doar cifre; nu numărul de telefon.',
      },
      secret: false,
      required: true,
      shape: /^\d+$/,
    },
    {
      name: 'businessAccountId',
      label: { en: 'WhatsApp business account ID', ro: 'ID-ul contului de business WhatsApp' },
      help: {
        en: 'Digits only. Needed to hand in the message templates and to see whether webhooks are subscribed.',
        ro: 'Doar cifre. Este nevoie de el pentru șabloane și ca să se vadă dacă webhookurile sunt abonate.',
      },
      secret: false,
      required: false,
      shape: /^\d+$/,
    },
    {
      name: 'accessToken',
      label: { en: 'Access token', ro: 'Tokenul de acces' },
      help: {
        en: 'The permanent token of a system user, with whatsapp_business_messaging and whatsapp_business_management.',
        ro: 'Tokenul permanent al unui utilizator de sistem, cu whatsapp_business_messaging și whatsapp_business_management.',
      },
      secret: true,
      required: true,
    },
    {
      name: 'appSecret',
      label: { en: 'App secret', ro: 'Secretul aplicației' },
      help: {
        en: 'In the basic settings of the app. Webhooks are signed with it.',
        ro: 'În setările de bază ale aplicației. Cu el se semnează webhookurile.',
      },
      secret: true,
      required: true,
    },
    {
      name: 'verifyToken',
      label: { en: 'Verify token', ro: 'Tokenul de verificare' },
      help: {
        en: 'Made up by you; the same as beside the callback URL at Meta.',
        ro: 'Inventat de tine; același ca lângă adresa de callback la Meta.',
      },
      secret: true,
      required: true,
    },
    {
      name: 'graphUrl',
      label: { en: 'Address of the Graph API', ro: 'Adresa Graph API' },
      help: { en: 'Leave it empty, unless you test against a stand-in.', ro: 'Lasă gol, în afară de teste pe un înlocuitor.' },
      secret: false,
      required: false,
      address: true,
    },
  ],
  webhooks: [{ label: { en: 'Callback URL', ro: 'Adresa de callback' }, path: '/webhooks/whatsapp' }],
  sharedPath: '/webhooks/whatsapp',

  environment: ({ whatsapp }) =>
    whatsapp?.transport === 'cloud'
      ? {
          name: 'WhatsApp',
          externalId: whatsapp.phoneNumberId,
          values: {
            accessToken: whatsapp.accessToken,
            appSecret: whatsapp.appSecret,
            verifyToken: whatsapp.verifyToken,
            ...(whatsapp.businessAccountId && { businessAccountId: whatsapp.businessAccountId }),
            ...(whatsapp.graphUrl && { graphUrl: whatsapp.graphUrl }),
          },
        }
      : null,

  sandbox: (access, { whatsapp }) =>
    whatsapp
      ? null
      : {
          name: 'WhatsApp',
          externalId: access.whatsappPhoneNumberId,
          values: {
            accessToken: access.whatsappAccessToken,
            businessAccountId: access.whatsappBusinessId,
            appSecret: access.whatsappAppSecret,
            verifyToken: access.whatsappVerifyToken,
            graphUrl: access.graphUrl,
          },
        },

  async start(account, { doors, log, house }) {
    const { startWhatsappCloud } = await import('../whatsapp-cloud/start.ts')
    const { openGraph } = await import('../whatsapp-cloud/graph.ts')
    const settings = cloudAccount(account)
    const { channel, middleware, claims, stop } = startWhatsappCloud({ account: settings, doors, log, now: house.clock })
    const graph = openGraph(settings)
    if (settings.businessAccountId) {
      const { bringTemplates } = await import('../whatsapp-cloud/templates.ts')
      const { templateTexts } = await import('../../bots/texts/templates.ts')
      await bringTemplates(graph, settings.businessAccountId, templateTexts()).catch((error: unknown) =>
        log.warn({ error }, 'the message templates could not be brought; messages outside the 24-hour window wait'),
      )
    }
    const owner = settings.businessAccountId
    const templates = owner ? () => templatesSeen(graph, owner) : undefined
    return { channel, middleware, claims, stop, pulse: () => cloudPulse(settings, graph), ...(templates && { templates }) }
  },

  test: testWhatsappCloud,
}

export const cloudAccount = ({ id, externalId, values }: Account): CloudAccount => {
  const { accessToken = '', appSecret = '', verifyToken = '', businessAccountId, graphUrl } = values
  return {
    id,
    phoneNumberId: externalId,
    accessToken,
    appSecret,
    verifyToken,
    ...(businessAccountId && { businessAccountId }),
    ...(graphUrl && { graphUrl }),
  }
}

const reviews: Readonly<Record<string, TemplateSeen['review']>> = {
  APPROVED: 'approved',
  REJECTED: 'rejected',
  PAUSED: 'paused',
  DISABLED: 'paused',
}

const templatesSeen = async (graph: Graph, businessAccountId: string): Promise<TemplateSeen[]> => {
  const { listTemplates } = await import('../whatsapp-cloud/templates.ts')
  const { templateTexts } = await import('../../bots/texts/templates.ts')
  const own = templateTexts()
  return (await listTemplates(graph, businessAccountId)).slice(0, 1000).map(({ name, language, status, reason }) => ({
    name,
    language,
    text: own.find((one) => one.name === name && one.language === language)?.body ?? null,
    review: reviews[status] ?? 'waiting',
    reason: reason?.slice(0, 500) ?? null,
  }))
}

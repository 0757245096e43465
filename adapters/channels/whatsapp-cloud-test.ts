import type { CloudAccount, Graph } from '../whatsapp-cloud/graph.ts'
import { type Account, asTold, type Pulse, type Step, type TestParts } from './kind.ts'
import { heard, ill, reached, runs, toldBy, well } from './steps.ts'

const SCOPES = ['whatsapp_business_messaging', 'whatsapp_business_management']
const SOON_MS = 14 * 24 * 3_600_000

/** Whether Meta still takes the token, and until when. Rejects when Meta cannot be reached. */
export const cloudPulse = async (account: CloudAccount, graph: Graph): Promise<Pulse> => {
  const { readNumber, readToken } = await import('../whatsapp-cloud/examine.ts')
  const { error } = await readNumber(account, graph)
  if (error && error.kind !== 'refused') throw error
  if (error) return { refused: error.message, tokenExpiresAt: null }
  return { refused: null, tokenExpiresAt: (await readToken(account, graph))?.expiresAt ?? null }
}

export const testWhatsappCloud = async ({ id, externalId, values }: Account, parts: TestParts): Promise<Step[]> => {
  const { openGraph } = await import('../whatsapp-cloud/graph.ts')
  const { isOwnSecret, readNumber, readToken } = await import('../whatsapp-cloud/examine.ts')
  const { accessToken = '', appSecret = '', verifyToken = '', businessAccountId, graphUrl } = values
  const account = { id, phoneNumberId: externalId, accessToken, appSecret, verifyToken, ...(graphUrl && { graphUrl }) }
  const graph = openGraph(account)
  const { value: number, error } = await readNumber(account, graph)
  if (error)
    return [
      runs(parts),
      toldBy('number', error, {
        en: 'Compare the phone number ID, and make a new permanent token of a system user who may use this number.',
        ro: 'Compară ID-ul numărului și fă un token permanent nou al unui utilizator de sistem care poate folosi numărul.',
      }),
    ]
  const webhook = `${parts.publicUrl}/webhooks/whatsapp`
  return [
    runs(parts),
    well('number', asTold([number.verified_name, number.display_phone_number].filter(Boolean).join(', '))),
    ...tokenSteps(await readToken(account, graph), parts),
    (await isOwnSecret(account, graph))
      ? well('secret', { en: 'The app secret belongs to the app of the token.', ro: 'Secretul este al aplicației tokenului.' })
      : ill(
          'secret',
          {
            en: 'The app secret is not that of the app which the token belongs to: webhooks would be turned away.',
            ro: 'Secretul nu este al aplicației de care ține tokenul: webhookurile ar fi respinse.',
          },
          {
            en: 'Copy the app secret from the basic settings of that app.',
            ro: 'Copiază secretul din setările de bază ale acelei aplicații.',
          },
        ),
    ...(await businessSteps(account, graph, businessAccountId)),
    await reached(webhook, {
      isStandIn: graphUrl !== undefined,
      request: (signal) =>
        fetch(
          `${webhook}?${new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.verify_token': verifyToken, 'hub.challenge': 'parley' })}`,
          {
            redirect: 'manual',
            signal,
          },
        ),
      right: async (answer) => answer.status === 200 && (await answer.text()) === 'parley',
    }),
    heard(parts, {
      en: 'Write to the number from a phone and test again. If nothing comes, compare the callback URL and the verify token at Meta, and that messages is subscribed.',
      ro: 'Scrie numărului de pe un telefon și testează din nou. Dacă nu vine nimic, compară adresa de callback și tokenul de verificare la Meta și dacă messages este abonat.',
    }),
  ]
}

const tokenSteps = (token: { isValid: boolean; expiresAt: Date | null; scopes: string[] | null } | null, { house }: TestParts): Step[] => {
  const renew = {
    en: 'Make a permanent token of a system user, and put it into the account.',
    ro: 'Fă un token permanent al unui utilizator de sistem și pune-l în cont.',
  }
  if (!token)
    return [
      well('token', { en: 'The token is taken; Meta does not tell until when.', ro: 'Tokenul este primit; Meta nu spune până când.' }),
    ]
  if (!token.isValid)
    return [ill('token', { en: 'Meta says that the token is not valid.', ro: 'Meta spune că tokenul nu este valabil.' }, renew)]
  const lacking = token.scopes ? SCOPES.filter((scope) => !token.scopes?.includes(scope)).join(', ') : ''
  return [
    token.expiresAt === null
      ? well('token', { en: 'The token does not expire.', ro: 'Tokenul nu expiră.' })
      : untilWhen(token.expiresAt, token.expiresAt.getTime() - house.clock().getTime() > SOON_MS, renew),
    lacking
      ? ill('scopes', { en: `The token lacks ${lacking}.`, ro: `Tokenului îi lipsește ${lacking}.` }, renew)
      : well('scopes', { en: 'The token may do what is needed.', ro: 'Tokenul poate face ce este nevoie.' }),
  ]
}

const untilWhen = (at: Date, isLong: boolean, renew: { en: string; ro: string }): Step => {
  const day = at.toISOString().slice(0, 10)
  const text = { en: `The token expires on ${day}.`, ro: `Tokenul expiră pe ${day}.` }
  return isLong ? well('token', text) : ill('token', text, renew)
}

const businessSteps = async (account: CloudAccount, graph: Graph, businessAccountId: string | undefined): Promise<Step[]> => {
  if (!businessAccountId)
    return [
      ill(
        'business',
        { en: 'The business account ID is not set.', ro: 'ID-ul contului de business nu este dat.' },
        {
          en: 'Put it in: without it the templates cannot be handed in, and nobody sees whether webhooks are subscribed.',
          ro: 'Completează-l: fără el șabloanele nu se pot trimite la aprobare și nu se vede dacă webhookurile sunt abonate.',
        },
      ),
    ]
  const { readBusiness, readTemplates } = await import('../whatsapp-cloud/examine.ts')
  const { error, hasNumber, isSubscribed } = await readBusiness(account, graph, businessAccountId)
  if (error)
    return [
      toldBy('business', error, {
        en: 'Compare the business account ID, and give the token whatsapp_business_management.',
        ro: 'Compară ID-ul contului de business și dă tokenului whatsapp_business_management.',
      }),
    ]
  return [
    hasNumber
      ? well('business', { en: 'The number belongs to the business account.', ro: 'Numărul aparține contului de business.' })
      : ill(
          'business',
          { en: 'The number does not belong to this business account.', ro: 'Numărul nu aparține acestui cont de business.' },
          { en: 'Compare both IDs in WhatsApp Manager.', ro: 'Compară cele două ID-uri în WhatsApp Manager.' },
        ),
    isSubscribed
      ? well('webhook', {
          en: 'An app hears the webhooks of the business account.',
          ro: 'O aplicație primește webhookurile contului de business.',
        })
      : ill(
          'webhook',
          {
            en: 'No app hears the webhooks: messages of customers would not arrive.',
            ro: 'Nicio aplicație nu primește webhookurile: mesajele clienților nu ar ajunge.',
          },
          { en: 'Subscribe the app to messages in its WhatsApp settings.', ro: 'Abonează aplicația la messages în setările ei WhatsApp.' },
        ),
    templateStep(await readTemplates(graph, businessAccountId), await wantedTemplates()),
  ]
}

const wantedTemplates = async () => (await import('../../bots/texts/templates.ts')).templateTexts()

type Templates = Awaited<ReturnType<typeof import('../whatsapp-cloud/examine.ts').readTemplates>>

const templateStep = ({ value: states, error }: Templates, wanted: readonly { name: string; language: string }[]): Step => {
  const wait = {
    en: 'Meta reviews them, mostly within a day; until then such messages wait for the customer to write. What was rejected can be looked at in WhatsApp Manager.',
    ro: 'Meta le verifică, de obicei într-o zi; până atunci aceste mesaje așteaptă să scrie clientul. Ce s-a respins se vede în WhatsApp Manager.',
  }
  if (error) return toldBy('templates', error, wait)
  const open = wanted.flatMap(({ name, language }) => {
    const state = states.find((one) => one.name === name && one.language === language)
    return state?.status === 'APPROVED' ? [] : [`${name} (${language}): ${state?.status ?? '–'}`]
  })
  return open.length === 0
    ? well('templates', { en: 'All message templates are approved.', ro: 'Toate șabloanele de mesaje sunt aprobate.' })
    : ill('templates', { en: `Not approved yet: ${open.join(', ')}.`, ro: `Încă neaprobate: ${open.join(', ')}.` }, wait)
}

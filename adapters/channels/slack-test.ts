import type { Account, Pulse, Step, TestParts } from './kind.ts'
import { heard, ill, reached, runs, toldBy, well } from './steps.ts'

const examined = async ({ values }: Account, channels: readonly string[] = []) => {
  const { examineSlack } = await import('../slack/examine.ts')
  return examineSlack({ botToken: values.botToken ?? '', apiUrl: values.apiUrl }, channels)
}

/** Whether Slack still takes the token. Rejects when Slack cannot be reached. */
export const slackPulse = async (account: Account): Promise<Pulse> => {
  const { error } = await examined(account)
  if (error && error.kind !== 'refused') throw error
  return { refused: error?.message ?? null, tokenExpiresAt: null }
}

export const testSlack = async (account: Account, parts: TestParts): Promise<Step[]> => {
  const { places, publicUrl } = parts
  const found = await examined(
    account,
    places.map(({ externalId }) => externalId),
  )
  if (found.error)
    return [
      runs(parts),
      toldBy('token', found.error, {
        en: 'Copy the Bot User OAuth Token again from “OAuth & Permissions” and put it into the account.',
        ro: 'Copiază din nou Bot User OAuth Token din „OAuth & Permissions” și pune-l în cont.',
      }),
    ]
  const { bot, team, lacking, rooms } = found
  return [
    runs(parts),
    well('token', { en: `Slack knows the bot as ${bot} in ${team}.`, ro: `Slack cunoaște botul ca ${bot} în ${team}.` }),
    scopes(lacking),
    ...(places.length ? [] : [noPlace]),
    ...rooms.map((room) =>
      placeStep(
        room,
        places.filter(({ externalId }) => externalId === room.id),
      ),
    ),
    account.values.appToken
      ? well('address', {
          en: 'Socket Mode is used: no public address is needed.',
          ro: 'Se folosește Socket Mode: nu este nevoie de o adresă publică.',
        })
      : await reached(`${publicUrl}/slack/events`, {
          isStandIn: account.values.apiUrl !== undefined,
          request: (signal) => fetch(`${publicUrl}/slack/events`, { method: 'POST', body: '{}', redirect: 'manual', signal }),
          // Nobody signed this, and our door says so.
          right: async ({ status }) => status === 401,
        }),
    heard(parts, {
      en: 'Write to the bot in Slack and test again. If nothing comes, compare the Request URL under “Event Subscriptions” and the signing secret.',
      ro: 'Scrie-i botului în Slack și testează din nou. Dacă nu vine nimic, compară Request URL de la „Event Subscriptions” și secretul de semnare.',
    }),
  ]
}

const scopes = (lacking: string[] | null): Step => {
  if (lacking === null)
    return well('scopes', { en: 'Slack did not say which scopes the token has.', ro: 'Slack nu a spus ce permisiuni are tokenul.' })
  if (lacking.length === 0) return well('scopes', { en: 'The token has all scopes.', ro: 'Tokenul are toate permisiunile.' })
  const names = lacking.join(', ')
  return ill(
    'scopes',
    { en: `The token lacks these scopes: ${names}.`, ro: `Tokenului îi lipsesc aceste permisiuni: ${names}.` },
    {
      en: 'Add them under “OAuth & Permissions” (adapters/slack/manifest.yaml has them all) and install the app again.',
      ro: 'Adaugă-le la „OAuth & Permissions” (adapters/slack/manifest.yaml le are pe toate) și instalează din nou aplicația.',
    },
  )
}

const noPlace: Step = ill(
  'place',
  { en: 'No channel is set for anything.', ro: 'Niciun canal nu este stabilit pentru ceva.' },
  {
    en: 'Type /invite @parley in a channel, and say that orders go there.',
    ro: 'Scrie /invite @parley într-un canal și spune că acolo merg comenzile.',
  },
)

type Found = Extract<Awaited<ReturnType<typeof examined>>, { error: null }>['rooms'][number]

const placeStep = (room: Found, places: TestParts['places']): Step => {
  const name = places[0]?.name ?? room.id
  const step = `place.${room.id}`
  const purposes = places.map(({ purpose }) => purpose).join(', ')
  const invite = { en: `Type /invite @parley in ${name}.`, ro: `Scrie /invite @parley în ${name}.` }
  if (room.state === 'member') return well(step, { en: `The bot is in ${name} (${purposes}).`, ro: `Botul este în ${name} (${purposes}).` })
  if (room.state === 'error') return toldBy(step, room.error, invite)
  if (room.state === 'absent')
    return ill(step, { en: `The bot is not in ${name} (${purposes}).`, ro: `Botul nu este în ${name} (${purposes}).` }, invite)
  return ill(
    step,
    { en: `${name} is archived (${purposes}).`, ro: `${name} este arhivat (${purposes}).` },
    { en: 'Choose another channel for it.', ro: 'Alege alt canal.' },
  )
}

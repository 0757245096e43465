import { silent } from '../../core/kernel/log.ts'
import { type Account, asTold, type Step, type TestParts } from './kind.ts'
import { heard, ill, reached, runs, well } from './steps.ts'
import { teamsAccount } from './teams-account.ts'

const nobody = { receive: async () => false, press: async () => ({}), report: async () => {} }

/** Signs in as the bot, looks whether it is in its channels, and whether our address answers as it should. */
export const testTeams = async (account: Account, parts: TestParts): Promise<Step[]> => {
  const { places, publicUrl } = parts
  const { startTeams } = await import('../teams/start.ts')
  const trying = startTeams({ account: teamsAccount(account), doors: nobody, log: silent })
  const [problem] = await trying.check([])
  if (problem)
    return [
      runs(parts),
      ill('token', asTold(problem), {
        en: 'Compare app id, tenant id and client secret with the registration in the Azure portal.',
        ro: 'Compară app id, tenant id și client secret cu înregistrarea din portalul Azure.',
      }),
    ]
  const steps: Step[] = [
    runs(parts),
    well('token', { en: 'Microsoft takes the app’s sign-in.', ro: 'Microsoft acceptă autentificarea aplicației.' }),
  ]
  if (places.length === 0)
    steps.push(
      ill(
        'place',
        { en: 'No channel is set for anything.', ro: 'Niciun canal nu este stabilit pentru ceva.' },
        {
          en: 'Add Parley to the team and write @Parley here orders in a channel.',
          ro: 'Adaugă Parley în echipă și scrie @Parley aici comenzi într-un canal.',
        },
      ),
    )
  for (const { externalId, name, purpose } of places) {
    const [missing] = await trying.check([externalId])
    steps.push(
      missing
        ? ill('place', asTold(missing), { en: `Add Parley to the team of ${name}.`, ro: `Adaugă Parley în echipa canalului ${name}.` })
        : well('place', { en: `The bot is in ${name} (${purpose}).`, ro: `Botul este în ${name} (${purpose}).` }),
    )
  }
  return [
    ...steps,
    await reached(`${publicUrl}/api/messages`, {
      isStandIn: account.values.serviceUrl !== undefined,
      request: (signal) => fetch(`${publicUrl}/api/messages`, { method: 'POST', body: '{}', redirect: 'manual', signal }),
      // Nobody signed this, and our door says so.
      right: async ({ status }) => status === 401,
    }),
    heard(parts, {
      en: 'Write to Parley in Teams and test again. If nothing comes, compare the messaging endpoint of the Azure Bot, and that the Teams channel is on.',
      ro: 'Scrie-i lui Parley în Teams și testează din nou. Dacă nu vine nimic, compară messaging endpoint al botului din Azure și dacă canalul Teams este pornit.',
    }),
  ]
}

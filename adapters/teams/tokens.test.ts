import { afterAll, beforeAll, expect, test } from 'vitest'
import { silent } from '../../core/kernel/log.ts'
import { secrets } from '../sandbox/cast.ts'
import { startTeams } from './start.ts'
import { openTeams } from './testing.ts'

let here: Awaited<ReturnType<typeof openTeams>>
beforeAll(async () => {
  here = await openTeams()
})
afterAll(() => here.close())

const now = () => Math.floor(Date.now() / 1000)
const service = () => ({ serviceurl: `${here.sandbox.url}/teams/connector/` })

test('botbuilder is not loaded before anything happens, nor by somebody without a token', async () => {
  expect(here.teams.isLoaded()).toBe(false)
  expect((await here.ada.raw('none')).status).toBe(401)
  expect(here.teams.isLoaded()).toBe(false)
})

test('a token of Microsoft for us is let in', async () => {
  expect((await here.ada.raw('good', service())).status).toBe(200)
  expect(here.received).toHaveLength(1)
})

const refused: [string, 'good' | 'forged' | 'garbage', () => Record<string, unknown>][] = [
  ['that is no token', 'garbage', () => ({})],
  ['signed by somebody else', 'forged', service],
  ['that has run out', 'good', () => ({ ...service(), nbf: now() - 7200, exp: now() - 3600 })],
  ['that is not valid yet', 'good', () => ({ ...service(), nbf: now() + 3600, exp: now() + 7200 })],
  ['for another bot', 'good', () => ({ ...service(), aud: 'somebody-else' })],
  ['for nobody', 'good', () => ({ ...service(), aud: null })],
  ['from another issuer', 'good', () => ({ ...service(), iss: 'https://evil.example' })],
  [
    'that says it is of the emulator',
    'good',
    () => ({ ...service(), iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/', appid: secrets.teamsAppId, ver: '1.0' }),
  ],
  ['for another service address', 'good', () => ({ serviceurl: 'https://elsewhere.example/' })],
  ['without a service address', 'good', () => ({})],
]
test.for(refused)('a token %s is refused with 401', async ([, token, claims]) => {
  expect((await here.ada.raw(token, claims())).status).toBe(401)
  expect(here.received).toHaveLength(1)
})

test('a good token for another channel is refused: its key is endorsed for Teams', async () => {
  expect((await here.ada.raw('good', service(), { channelId: 'slack' })).status).toBe(401)
  expect((await here.ada.raw('good', service(), { channelId: 'AseChannel' })).status).toBe(401)
})

test('an activity whose answers would go to a stranger’s address is refused, whatever its token says', async () => {
  const serviceUrl = 'https://smba.trafficmanager.net.evil.example/'
  expect((await here.ada.raw('good', { serviceurl: serviceUrl }, { serviceUrl })).status).toBe(403)
  expect(here.received).toHaveLength(1)
})

test('what is no activity is refused', async () => {
  const send = (body: string) =>
    fetch(`${here.appUrl}/api/messages`, { method: 'POST', headers: { authorization: 'Bearer x.y.z' }, body }).then(({ status }) => status)
  expect(await send('{')).toBe(400)
  expect(await send('[]')).toBe(400)
  expect(await send('x'.repeat(1024 * 1024 + 1))).toBe(413)
  expect((await fetch(`${here.appUrl}/api/messages`)).status).toBe(404)
})

test('without an app id it does not start', () => {
  const doors = { receive: async () => true, press: async () => ({}), report: async () => {} }
  expect(() => startTeams({ account: { ...here.account, appId: '' }, doors, log: silent })).toThrow(/MicrosoftAppId/)
})

test('a wrong password is a sentence for the operator, in the live test too', async () => {
  const other = await openTeams({ account: { ...here.account, loginUrl: `${here.sandbox.teamsUrl}/login`, appPassword: 'wrong' } })
  expect(await other.teams.check([])).toEqual([expect.stringContaining('client secret is wrong')])
  await other.close()
})

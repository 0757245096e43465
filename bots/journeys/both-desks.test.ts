import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { wordsOfBlocks } from '../../adapters/sandbox/client-slack.ts'
import { wordsOfTeams } from '../../adapters/sandbox/client-teams.ts'
import { directoryIdOf } from '../../core/demo/teams.ts'
import { places } from './colleague.ts'
import { teamsPlaces } from './colleague-teams.ts'
import { customer } from './customer.ts'
import { type JourneyHouse, openHouse } from './house.ts'

vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 })
let house: JourneyHouse
const doina = customer(() => house, 'doina', '+40700000101')
const PAUL = 'U0CARP0004'
const ADA = 'U0CARP0002'

beforeAll(async () => {
  house = await openHouse({ desks: 'both' })
})
afterAll(() => house.stop())

const placed = async () => {
  await doina.says('10 baxuri hârtie igienică 3 straturi')
  await doina.hears('[Comandă]')
  const number = await doina.orders('199,65 lei')
  const slack = house.client.slack(PAUL)
  const teams = house.client.teams(directoryIdOf(PAUL))
  const inSlack = await slack.waitFor(
    places['#orders'],
    (all) => all.find((one) => wordsOfBlocks(one).includes(number) && wordsOfBlocks(one).includes('[Aprob]')),
    20_000,
  )
  const inTeams = await teams.waitFor(
    teamsPlaces['#orders'],
    (all) => all.find((one) => wordsOfTeams(one).includes(number) && wordsOfTeams(one).includes('[Aprob]')),
    20_000,
  )
  return { number, slack, teams, inSlack, inTeams }
}

test('one order has a card in Slack and in Teams; what is decided in one is shown in both', async () => {
  const { number, slack, teams, inSlack, inTeams } = await placed()
  await teams.press(teamsPlaces['#orders'], inTeams.id, 'Aprob')
  await slack.waitFor(places['#orders'], (all) =>
    all.find((one) => one.ts === inSlack.ts && /acceptată[\s\S]*aprobată: Paul Neagoe/.test(wordsOfBlocks(one))),
  )
  await teams.waitFor(teamsPlaces['#orders'], (all) =>
    all.find((one) => one.id === inTeams.id && /acceptată[\s\S]*aprobată: Paul Neagoe/.test(wordsOfTeams(one))),
  )
  await doina.hears(`Comanda *${number}* este confirmată`)
  // The story goes on under both cards.
  await slack.waitForReply(places['#orders'], inSlack.ts, 'a acceptat')
  await teams.waitForReply(teamsPlaces['#orders'], inTeams.id, 'a acceptat')
})

test('all who press in both at the same moment: one decides, the others hear who did', async () => {
  const { number, inSlack, inTeams } = await placed()
  const before = await house.house.db('events').count<{ count: string }[]>().where({ name: 'approval.approved' })
  const pressers = [PAUL, ADA].flatMap((id) => [
    ...Array.from({ length: 3 }, () => house.client.slack(id).press(places['#orders'], inSlack.ts, 'Aprob')),
    ...Array.from({ length: 3 }, () => house.client.teams(directoryIdOf(id)).press(teamsPlaces['#orders'], inTeams.id, 'Aprob')),
  ])
  // Who presses a button that has just gone pressed nothing.
  await Promise.allSettled(pressers)
  await doina.hears(`Comanda *${number}* este confirmată`)
  const after = await house.house.db('events').count<{ count: string }[]>().where({ name: 'approval.approved' })
  expect(Number(after[0]!.count) - Number(before[0]!.count)).toBe(1)
  expect(house.troubles).toEqual([])
})

import { expect, test } from 'vitest'
import { wordsOfTeams } from '../../adapters/sandbox/client-teams.ts'
import { teamsPlaces } from './colleague-teams.ts'
import { atTeams, journey } from './journey.ts'

atTeams()
const { doina, paul, kim, ada, house } = journey()
const orders = teamsPlaces['#orders']

test('a card is shown to each as it is for them: in their language, with what they may decide', async () => {
  await doina.says('10 baxuri hârtie igienică 3 straturi')
  await doina.hears('[Comandă]')
  const number = await doina.orders('199,65 lei')
  await paul.sees('#orders', `Comanda ${number}`)
  await paul.seesItSay('[Aprob]')
  const at = (user: string) => house().client.teams(user)
  const seenBy = async (user: string) => {
    const { id } = (await at(user).history(orders)).findLast((one) => wordsOfTeams(one).includes(number))!
    await at(user).look(orders, id)
    return (await at(user).history(orders)).find((one) => one.id === id)!
  }
  const kims = await seenBy(kim.userId)
  expect(kims.isView).toBe(true)
  expect(wordsOfTeams(kims)).toContain('Total with VAT')
  expect(at(kim.userId).buttons(kims)).not.toContain('Approve')
  const adas = await seenBy(ada.userId)
  expect(at(ada.userId).buttons(adas)).toContain('Aprob')

  await paul.presses('Resping')
  await paul.isAsked('De ce? Clientul primește acest motiv.')
  await paul.closes()
  await paul.seesItSay(`Comanda ${number}`, '[Aprob]')
  expect(await paul.isAskedNothing()).toBe(true)
})

test('the search of the message extension finds what its user may see, and puts the card into a chat', async () => {
  const pauls = house().client.teams(paul.userId)
  const { results } = await pauls.search('corbul')
  expect(results.map(({ preview }) => JSON.stringify(preview))).toContainEqual(expect.stringContaining('Hotel Corbul de Argint'))
  expect(pauls.buttons({ card: results[0]!.content })).toEqual([])
  const { id } = await pauls.share(orders, results[0]!.content)
  expect(wordsOfTeams((await house().client.teams(ada.userId).history(orders)).find((one) => one.id === id)!)).toMatch(/Corbul/)
  expect((await pauls.search('nobody has this name')).message).not.toBe('')
})

test('a personal card says what waits, as often as it is asked for, and only the newest can be pressed', async () => {
  const pauls = house().client.teams(paul.userId)
  await pauls.write('home')
  await paul.seesDirectly('Bună, Paul')
  await pauls.write('acasă')
  const seen = async () => (await pauls.history('chat')).filter((one) => wordsOfTeams(one).includes('Bună, Paul'))
  await paul.seesDirectly('Cardul tău este acum mai jos.')
  await house().settles()
  expect(await seen()).toHaveLength(1)
  await pauls.write('today')
  await paul.seesDirectly('Vânzări cu TVA')
})

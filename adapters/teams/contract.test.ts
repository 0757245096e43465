import { channelContract } from '../../bots/testing-channel-contract.ts'
import { wordsOfTeams } from '../sandbox/client-teams.ts'
import { inputsOf } from '../sandbox/teams/fill.ts'
import { rowsOf, textOf } from '../sandbox/wire.ts'
import { abilities } from './abilities.ts'
import { ada, openTeams, sales } from './testing.ts'

channelContract('Teams', async () => {
  const here = await openTeams()
  const messages = async (where?: 'place') => {
    if (!where) return (await here.ada.history('chat')).filter(({ from }) => from === 'bot')
    const roots = await here.ada.history(sales)
    return (await Promise.all(roots.map(({ id }) => here.ada.thread(sales, id)))).flat()
  }
  return {
    abilities,
    channel: here.channel,
    to: { user: ada },
    place: { channel: sales },
    nobody: { user: '99999999-9999-4999-8999-999999999999' },
    async fresh() {
      await here.client.reset()
      here.received.length = 0
      here.presses.length = 0
      here.kept.length = 0
      here.keys.length = 0
    },
    async seen(where) {
      return (await messages(where)).map((one) => ({
        words: wordsOfTeams(one),
        choices: [
          ...here.ada.buttons(one).filter((title) => title !== 'Choose' && !title.startsWith('Open ')),
          ...inputsOf(one.card).flatMap(({ choices }) => rowsOf(choices).map(({ title }) => textOf(title))),
        ],
        files: here.kept,
      }))
    },
    async writes(text) {
      await here.ada.write(text)
    },
    async presses(title) {
      const message = (await messages()).at(-1)!
      const isList = inputsOf(message.card).length > 0
      await here.ada.press('chat', message.id, isList ? 'Choose' : title, isList ? { values: { pick: title } } : {})
    },
    heard: () => [
      ...here.received.map(({ key, text, user, at }) => ({ key, user: user.id, at, ...(text === undefined ? {} : { text }) })),
      ...here.presses.map((press) => ({
        key: press.key,
        user: press.user.id,
        at: press.at,
        ...(press.kind === 'choice' ? { choice: press.choice } : {}),
      })),
    ],
    keys: () => here.keys,
    async misbehave(kind) {
      await here.client.misbehave({ platform: 'teams', kind, count: 1, method: kind === 'duplicate' ? 'message' : 'send' })
    },
    close: here.close,
  }
})

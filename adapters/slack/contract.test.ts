import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import type { Inbound, Press } from '../../bots/channel.ts'
import { channelContract } from '../../bots/testing-channel-contract.ts'
import { silent } from '../../core/kernel/log.ts'
import { secrets, seed } from '../sandbox/cast.ts'
import { sandboxClient } from '../sandbox/client.ts'
import { type SlackMessage, wordsOfBlocks } from '../sandbox/client-slack.ts'
import { startSandbox } from '../sandbox/start.ts'
import { fieldsOf, rowsOf, textOf } from '../sandbox/wire.ts'
import { abilities } from './abilities.ts'
import { startSlack } from './start.ts'

channelContract('Slack', async () => {
  let door: Koa.Middleware = (_, next) => next()
  const server = createServer(new Koa().use((ctx, next) => door(ctx, next)).callback())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const appUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const sandbox = await startSandbox({ appUrl, seed, ...secrets, slackBotToken: 'xoxb-contract' })
  const client = sandboxClient(sandbox.url)
  const adas = client.slack('U0ADA')
  let received: Inbound[] = []
  let presses: Press[] = []
  let keys: string[] = []
  const read = new Set<string>()
  const doors = {
    async receive(inbound: Inbound) {
      keys.push(inbound.key)
      if (received.some(({ key }) => key === inbound.key)) return false
      return received.push(inbound) > 0
    },
    async press(press: Press) {
      presses.push(press)
      return {}
    },
    async report() {},
  }
  const account = { id: 'slack-1', botToken: 'xoxb-contract', signingSecret: secrets.slackSigningSecret, apiUrl: sandbox.slackApiUrl }
  const slack = await startSlack({ account, doors, log: silent })
  door = slack.middleware

  const messages = async (where?: 'place'): Promise<SlackMessage[]> => {
    if (!where) return (await adas.im()).filter(({ user }) => user !== 'U0ADA')
    const roots = await adas.channel('C0SALES')
    return (await Promise.all(roots.map(({ ts }) => adas.thread('C0SALES', ts)))).flat()
  }
  const menuOf = (message: SlackMessage) =>
    rowsOf(message.blocks)
      .flatMap(({ elements }) => rowsOf(elements))
      .find(({ type }) => type === 'static_select')

  return {
    abilities,
    channel: slack.channel,
    to: { user: 'U0ADA' },
    place: { channel: 'C0SALES' },
    nobody: { channel: 'C0NOBODY' },
    async fresh() {
      // The emulator forgets direct chats on a reset, Slack never: so what is there already counts as read.
      await client.behave()
      for (const { ts } of [...(await messages()), ...(await messages('place'))]) read.add(ts)
      received = []
      presses = []
      keys = []
    },
    async seen(where) {
      const all = (await messages(where)).filter(({ ts }) => !read.has(ts))
      return Promise.all(
        all.map(async (message) => ({
          // Slack writes these three as entities, and its readers see the characters.
          words: wordsOfBlocks(message).replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&'),
          choices: menuOf(message)
            ? rowsOf(menuOf(message)!.options).map(({ text }) => textOf(fieldsOf(text).text))
            : adas.buttons(message),
          files: await Promise.all((message.files ?? []).map((_, index) => adas.download(message, index))),
        })),
      )
    },
    async writes(text) {
      await adas.dm(text)
    },
    async presses(title) {
      const message = (await messages()).at(-1)!
      const menu = menuOf(message)
      const chosen = menu && rowsOf(menu.options).find(({ text }) => textOf(fieldsOf(text).text) === title)
      await adas.press('im', message.ts, menu ? textOf(menu.action_id) : title, chosen ? textOf(chosen.value) : undefined)
    },
    heard: () => [
      ...received.map(({ key, text, user, at }) => ({ key, user: user.id, at, ...(text === undefined ? {} : { text }) })),
      ...presses.map((press) => ({
        key: press.key,
        user: press.user.id,
        at: press.at,
        ...(press.kind === 'choice' ? { choice: press.choice } : {}),
      })),
    ],
    keys: () => keys,
    async misbehave(kind) {
      await client.misbehave({ platform: 'slack', kind, count: 1, ...(kind === 'duplicate' ? {} : { method: 'chat.postMessage' }) })
    },
    async close() {
      await slack.stop()
      await sandbox.stop()
      server.closeAllConnections()
      server.close()
    },
  }
})

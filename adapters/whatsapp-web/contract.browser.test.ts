import { describe } from 'vitest'
import type { Channel } from '../../bots/channel.ts'
import { channelContract } from '../../bots/testing-channel-contract.ts'
import { createAccount } from '../../core/modules/conversations/actions/account.ts'
import { smallCompany, talkingHouse } from '../../core/modules/conversations/testing.ts'
import { wordsOf } from '../sandbox/client-phone.ts'
import { abilities } from './abilities.ts'
import { findChromium } from './chromium.ts'
import { messageRow, openStandIn, startWeb, until } from './testing.ts'

const at = talkingHouse()

describe.runIf(findChromium() !== undefined)('in real Chromium', () => {
  channelContract('WhatsApp Web', async () => {
    await smallCompany(at.house, at.db)
    const input = { kind: 'whatsapp-web' as const, name: 'WhatsApp', externalId: 'one', settings: {} }
    const accountId = (await at.house.perform(at.house.self('test'), createAccount, { input })).id!
    const stand = await openStandIn()
    const house = { ...at.house, clock: () => new Date() }
    const web = startWeb({ house, accountId, host: stand.host, dataDir: stand.dataDir, sentWithinMs: 1000 })
    await stand.hand.web.becomes('scan', 30_000)
    await stand.hand.web.scan()
    await until(web.isConnected)
    const inner = web.channel()
    // What is sent is a message of the house: its row says what was offered.
    const channel: Channel = {
      ...inner,
      async send(permit, to, reply) {
        await at
          .db('messages')
          .insert(messageRow(permit.messageId, accountId, reply))
          .onConflict('id')
          .ignore()
        return inner.send(permit, to, reply)
      },
    }
    const shown = async () => (await stand.phone.chat()).filter(({ from }) => from === 'business')
    const numbered = (text: string) => [...text.matchAll(/^\d{1,2}\. (.+)$/gm)].map(([, title]) => title!)
    let read = 0

    return {
      abilities,
      channel,
      to: { user: '40700000101' },
      nobody: { user: '40700000777' },
      async fresh() {
        await stand.hand.behave()
        read = (await shown()).length
        Object.assign(web.seen, { stored: [], keys: [] })
      },
      async seen() {
        return Promise.all(
          (await shown()).slice(read).map(async (message) => ({
            words: wordsOf(message),
            choices: message.poll?.options ?? numbered(message.text),
            files: message.file ? [await stand.phone.download(message)] : [],
          })),
        )
      },
      async writes(text) {
        await stand.phone.say(text)
      },
      async presses(title) {
        const { id, poll, text } = (await shown()).at(-1)!
        if (poll) await stand.phone.press(title, id)
        else await stand.phone.say(String(numbered(text).indexOf(title) + 1))
      },
      heard: () =>
        web.seen.stored.map(({ key, text, choice, user, at: when }) => ({
          key,
          user: user.id,
          at: when,
          ...(text === undefined ? {} : { text }),
          ...(choice === undefined ? {} : { choice }),
        })),
      keys: () => web.seen.keys,
      async misbehave(kind) {
        // WhatsApp Web knows no 429: it fails, and says no more than that.
        const named = kind === 'http_429' ? 'http_500' : kind
        await stand.hand.misbehave({ platform: 'whatsapp', kind: named, count: 1, method: kind === 'duplicate' ? 'message' : 'messages' })
      },
      async close() {
        await web.web.stop()
        await stand.stop()
      },
    }
  })
})

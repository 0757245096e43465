import { channelContract } from '../../bots/testing-channel-contract.ts'
import { wordsOf } from '../sandbox/client-phone.ts'
import { abilities } from './abilities.ts'
import { startWire } from './testing.ts'

channelContract('WhatsApp Cloud API', async () => {
  const wire = await startWire()
  return {
    abilities,
    channel: wire.cloud.channel,
    to: { user: '40700000101' },
    nobody: { user: '1' },
    async fresh() {
      await wire.fresh()
      // Whoever wrote lately may be written to freely.
      await wire.phone.say('bună')
      Object.assign(wire.seen, { stored: [], tries: 0 })
      wire.keys.length = 0
    },
    async seen() {
      return Promise.all(
        (await wire.shown()).map(async (message) => ({
          words: wordsOf(message),
          choices: [
            ...(message.buttons ?? []).map(({ title }) => title),
            ...(message.list?.sections ?? []).flatMap(({ rows }) => rows.map(({ title }) => title)),
          ],
          files: message.file ? [await wire.phone.download(message)] : [],
        })),
      )
    },
    async writes(text) {
      await wire.phone.say(text)
    },
    async presses(title) {
      await wire.phone.press(title)
    },
    heard: () =>
      wire.seen.stored.map(({ key, text, choice, user, at }) => ({
        key,
        user: user.id,
        at,
        ...(text === undefined ? {} : { text }),
        ...(choice === undefined ? {} : { choice }),
      })),
    keys: () => wire.keys,
    async misbehave(kind) {
      await wire.hand.misbehave({ platform: 'whatsapp', kind, count: 1, ms: 1000, ...(kind === 'duplicate' ? {} : { method: 'messages' }) })
    },
    close: wire.stop,
  }
})

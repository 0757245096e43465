import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Channel, DeliveryReport, Inbound, Reply } from '../../bots/channel.ts'
import type { House } from '../../core/kernel/house.ts'
import { silent } from '../../core/kernel/log.ts'
import { grant } from '../../core/kernel/permit.ts'
import { sandboxClient } from '../sandbox/client.ts'
import { startSandbox } from '../sandbox/start.ts'
import { startWhatsappWeb } from './start.ts'

export const doina = { phone: '+40700000101', name: 'Doina Marcu', client: 'Hotel Corbul de Argint' }
export const emil = { phone: '+40700000102', name: 'Emil Ardelean', client: 'Hotel Corbul de Argint' }

/** For tests: the stand-in of WhatsApp Web, whose phones the test holds in its hand. */
export const openStandIn = async () => {
  const sandbox = await startSandbox({
    appUrl: 'http://127.0.0.1:1',
    slackSigningSecret: 's',
    slackBotToken: 'xoxb-s',
    whatsappAppSecret: 'a',
    whatsappAccessToken: 't',
    whatsappPhoneNumberId: '1',
    whatsappVerifyToken: 'v',
    seed: { staff: [], channels: [], phones: [doina, emil] },
  })
  const hand = sandboxClient(sandbox.url)
  await hand.web.transport('web', false)
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-whatsapp-web-'))
  return {
    host: sandbox.whatsappWebHost,
    hand,
    dataDir,
    phone: hand.phone(doina.phone),
    async stop() {
      await sandbox.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** The adapter against the stand-in, with the real library in real Chromium; what reaches the house is kept to be looked at. */
export const startWeb = ({
  house,
  accountId,
  host,
  dataDir,
  env,
  polls = true,
  sentWithinMs,
}: {
  house: House
  accountId: string
  host: string
  dataDir: string
  env?: Record<string, string | undefined>
  polls?: boolean
  sentWithinMs?: number
}) => {
  const seen = {
    stored: [] as Inbound[],
    keys: [] as string[],
    reported: [] as DeliveryReport[],
    drawn: [] as string[],
    failed: [] as string[],
  }
  let channel: Channel | null = null
  const web = startWhatsappWeb({
    account: { id: accountId, polls, standIn: { host } },
    house,
    doors: {
      async receive(inbound) {
        seen.keys.push(inbound.key)
        if (seen.stored.some(({ key }) => key === inbound.key)) return false
        return seen.stored.push(inbound) > 0
      },
      async report(report) {
        seen.reported.push(report)
      },
    },
    log: silent,
    dataDir,
    offer: (given) => {
      channel = given
    },
    fail: ({ en }) => void seen.failed.push(en),
    terminal: (text) => void seen.drawn.push(text),
    ...(env && { env }),
    ...(sentWithinMs && { sentWithinMs }),
  })
  return {
    seen,
    web,
    channel: () => {
      if (!channel) throw new Error('WhatsApp Web is not connected.')
      return channel
    },
    isConnected: () => channel !== null,
    send: (reply: Reply, messageId: string, to = doina.phone) => {
      if (!channel) throw new Error('WhatsApp Web is not connected.')
      return channel.send(grant(messageId, 'free'), { user: to.slice(1) }, reply)
    },
  }
}
export type Web = ReturnType<typeof startWeb>

/** A message of the house as its row stands when it leaves. */
export const messageRow = (id: string, accountId: string, reply: Reply, turn = id) => ({
  id,
  account_id: accountId,
  recipient: '{}',
  lane: id,
  pace: id,
  purpose: 'service',
  content_key: 'reply',
  values: JSON.stringify({ reply: { ...reply, files: undefined } }),
  state: 'sending',
  due_at: new Date(),
  created_at: new Date(),
  request_id: turn,
})

/** Looks until it is so; a test that waits longer than this waits for nothing. */
export const until = async <Seen>(look: () => Seen | Promise<Seen>, ms = 30_000): Promise<NonNullable<Seen>> => {
  const deadline = performance.now() + ms
  for (;;) {
    const seen = await look()
    if (seen) return seen
    if (performance.now() > deadline) throw new Error(`Waited ${ms} ms in vain: ${look}`)
    await sleep(20)
  }
}

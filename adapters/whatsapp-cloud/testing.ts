import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import type { DeliveryReport, Inbound, Reply } from '../../bots/channel.ts'
import { silent } from '../../core/kernel/log.ts'
import { grant } from '../../core/kernel/permit.ts'
import { sandboxClient } from '../sandbox/client.ts'
import { type SandboxOptions, startSandbox } from '../sandbox/start.ts'
import { startWhatsappCloud } from './start.ts'

/** The number both sides speak for. */
export const number = {
  accessToken: 'EAAB-sandbox',
  phoneNumberId: '106540352242922',
  appSecret: 'wire-secret',
  verifyToken: 'wire-verify',
}
export const doina = { phone: '+40700000101', name: 'Doina Marcu', client: 'Hotel Corbul de Argint' }

/** For tests: the adapter and the stand-in of Meta's servers, talking over real sockets; the test holds the phone in its hand. */
export const startWire = async () => {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const appUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const options: SandboxOptions = {
    appUrl,
    slackSigningSecret: 's',
    slackBotToken: 'xoxb-s',
    whatsappAppSecret: number.appSecret,
    whatsappAccessToken: number.accessToken,
    whatsappPhoneNumberId: number.phoneNumberId,
    whatsappVerifyToken: number.verifyToken,
    whatsappRetryMs: [20, 20, 20, 20],
    seed: { staff: [], channels: [], phones: [doina] },
  }
  const sandbox = await startSandbox(options)
  const hand = sandboxClient(sandbox.url)

  const seen = { stored: [] as Inbound[], tries: 0, reported: [] as DeliveryReport[], down: false }
  /** The key of every delivery, repeated ones too. */
  const keys: string[] = []
  const doors = {
    async receive(inbound: Inbound) {
      seen.tries++
      keys.push(inbound.key)
      if (seen.down) throw new Error('the database is away')
      if (seen.stored.some(({ key }) => key === inbound.key)) return false
      return seen.stored.push(inbound) > 0
    },
    async report(report: DeliveryReport) {
      seen.reported.push(report)
    },
  }
  const account = { id: 'acc-1', graphUrl: `${sandbox.graphUrl}/v23.0`, ...number }
  const cloud = startWhatsappCloud({ account, doors, log: silent })
  server.on('request', new Koa().use(cloud.middleware).callback())

  // A late state of one test's message must not be taken for another's: each test has an id of its own.
  let count = 0
  let ours = ''
  return {
    seen,
    keys,
    options,
    account,
    cloud,
    hand,
    phone: hand.phone(doina.phone),
    ours: () => ours,
    /** Sends to Doina under this test's message id. */
    send: (reply: Reply, mode: 'free' | 'template' = 'free', messageId = ours) =>
      cloud.channel.send(grant(messageId, mode), { user: '40700000101' }, reply),
    /** The states reported for our message so far, in order. */
    states: (messageId = ours) => seen.reported.filter((report) => report.messageId === messageId).map(({ state }) => state),
    shown: async () => (await hand.phone(doina.phone).chat()).filter(({ from }) => from === 'business'),
    async fresh() {
      await hand.reset()
      Object.assign(seen, { stored: [], tries: 0, reported: [], down: false })
      ours = `m-${++count}`
    },
    async stop() {
      await cloud.stop()
      await sandbox.stop()
      server.closeAllConnections()
      server.close()
    },
  }
}
export type Wire = Awaited<ReturnType<typeof startWire>>

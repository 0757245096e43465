import Koa from 'koa'
import type { Inbound, Press, PressAnswer } from '../../bots/channel.ts'
import { deliver, listen, scriptedSlack } from './scripted-slack.ts'
import { startSlack } from './start.ts'

/** For tests: the real adapter behind koa, between a scripted Slack and doors that write down who knocked. */
export const scriptedApp = async () => {
  const secret = 'signing-secret'
  const far = await scriptedSlack()
  const received: Inbound[] = []
  const pressed: Press[] = []
  const behaviour = {
    receive: async (): Promise<boolean> => true,
    press: async (): Promise<PressAnswer> => ({}),
  }
  const doors = {
    receive: (inbound: Inbound) => {
      received.push(inbound)
      return behaviour.receive()
    },
    press: (press: Press) => {
      pressed.push(press)
      return behaviour.press()
    },
    report: async () => {},
  }
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  const account = { id: 'slack-1', botToken: 'xoxb-1', signingSecret: secret, apiUrl: far.apiUrl }
  const slack = await startSlack({ account, doors, log, pressBudgetMs: 300 })
  const koa = new Koa()
  koa.use(slack.middleware)
  koa.use((ctx) => {
    ctx.status = 418
  })
  const near = await listen(koa.callback())
  const url = `${near.url}/slack/events`
  return {
    far,
    slack,
    received,
    pressed,
    behaviour,
    url,
    send: (what: Parameters<typeof deliver>[2], bent: Parameters<typeof deliver>[3] & { secret?: string } = {}) =>
      deliver(url, bent.secret ?? secret, what, bent),
    again: () => {
      far.again()
      received.length = pressed.length = 0
      behaviour.receive = async () => true
      behaviour.press = async () => ({})
    },
    close: async () => {
      await slack.stop()
      near.close()
      far.close()
    },
  }
}

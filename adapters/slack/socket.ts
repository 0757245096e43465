import { setTimeout as sleep } from 'node:timers/promises'
import { type App, type Logger, SocketModeReceiver } from '@slack/bolt'
import { channelError } from './errors.ts'
import type { Log } from './log.ts'

const longestPauseMs = 30_000

/**
 * Socket Mode as bolt does it, with two differences. Events are acknowledged after they were handled (bolt does it before), so that
 * nothing is lost when we cannot store them. And the connection is renewed here: bolt's own renewal ends the process with an unhandled
 * rejection when Slack cannot be reached in that moment.
 */
export class PatientSocketReceiver extends SocketModeReceiver {
  #log: Log
  #stopping = new AbortController()

  constructor(options: { appToken: string; apiUrl: string | undefined; logger: Logger; log: Log }) {
    const clientOptions = { ...(options.apiUrl ? { slackApiUrl: options.apiUrl } : {}), retryConfig: { retries: 0 }, timeout: 10_000 }
    super({ appToken: options.appToken, logger: options.logger, autoReconnectEnabled: false, installerOptions: { clientOptions } })
    this.#log = options.log
  }

  override init(app: App) {
    const late: App = Object.create(app, {
      processEvent: {
        value: async (event: Parameters<App['processEvent']>[0]) => {
          if (event.body.type !== 'event_callback') return app.processEvent(event)
          await app.processEvent({ ...event, ack: async () => {} })
          await event.ack()
        },
      },
    })
    super.init(late)
  }

  /** Connects, and from then on stays connected until `stop`. Rejects with ChannelError when the first connection is refused. */
  override async start() {
    const opened = await super.start().catch((error: unknown) => {
      throw channelError(error ?? new Error('closed'), 'apps.connections.open', true)
    })
    this.client.on('disconnected', this.#renew)
    return opened
  }

  override async stop() {
    this.#stopping.abort()
    this.client.off('disconnected', this.#renew)
    await super.stop()
  }

  #renew = async () => {
    this.client.off('disconnected', this.#renew)
    for (let pauseMs = 0; !this.#stopping.signal.aborted; pauseMs = Math.min(longestPauseMs, pauseMs * 2 || 500)) {
      try {
        await sleep(pauseMs, undefined, { signal: this.#stopping.signal })
        await this.client.start()
        this.client.on('disconnected', this.#renew)
        return
      } catch (error) {
        if (this.#stopping.signal.aborted) return
        const { code, message } = channelError(error ?? new Error('closed'), 'apps.connections.open', true)
        this.#log.warn({ code }, message)
      }
    }
  }
}

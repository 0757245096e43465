import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { ChannelError } from '../../bots/channel.ts'
import { type Answer, type Beginning, beginningName, type Numbered, type Order, type Told } from './wire.ts'

const CLOSES_WITHIN_MS = 7000

type Event = Exclude<Told, { tell: 'answer' }>

/** A browser with WhatsApp Web, in a process of its own. */
export type Browser = {
  /** Rejects with ChannelError `doubt` where the browser is gone before it answered. */
  ask(order: Exclude<Order, { do: 'close' }>): Promise<Answer>
  /** Closes it well, so that the session is kept; after 7 s by force. Resolves when both processes are gone. */
  close(): Promise<void>
  /** Ends it at once: whoever held it holds it no more. */
  kill(): void
}

/**
 * Opens the browser. `hear` gets what happens, in order; `ended` is called once, when its process is gone, with WhatsApp's word for why or
 * with what went wrong.
 */
export const openBrowser = (beginning: Beginning, { hear, ended }: { hear(event: Event): void; ended(why: string): void }): Browser => {
  const child = fork(fileURLToPath(new URL('./page.ts', import.meta.url)), {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, [beginningName]: JSON.stringify(beginning) },
  })
  const waiting = new Map<number, { resolve(answer: Answer): void; reject(error: ChannelError): void }>()
  let count = 0
  let browserPid: number | null = null
  let why = ''
  let lastWords = ''
  let isOver = false
  const gone = Promise.withResolvers<void>()

  child.stderr?.on('data', (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString()).slice(-2000)
  })
  child.on('message', (told: Told) => {
    if (told.tell === 'answer') {
      waiting.get(told.n)?.resolve(told.answer)
      waiting.delete(told.n)
      return
    }
    if (told.tell === 'opened') browserPid = told.pid
    if (told.tell === 'gone') why = told.why
    hear(told)
  })
  const over = (reason: string) => {
    if (isOver) return
    isOver = true
    // Its pipe is cut, so it is ending; this is for the one that hangs.
    endBrowser(browserPid)
    for (const { reject } of waiting.values())
      reject(new ChannelError('doubt', 'browser_gone', 'The browser with WhatsApp Web ended before it answered.'))
    waiting.clear()
    gone.resolve()
    ended(why || reason)
  }
  child.on('error', (error) => over(error.message))
  child.on('exit', (code, signal) => over(/^.*Error.*$/m.exec(lastWords)?.[0] || `it ended with ${signal ?? code}`))

  const say = (order: Order) => {
    const n = ++count
    const message: Numbered = { n, order }
    return new Promise<Answer>((resolve, reject) => {
      if (isOver || !child.connected)
        return reject(new ChannelError('later', 'not_connected', 'The browser with WhatsApp Web is not open.', 2000))
      waiting.set(n, { resolve, reject })
      child.send(message, (error) => {
        if (!error || !waiting.delete(n)) return
        reject(new ChannelError('later', 'not_connected', 'The browser with WhatsApp Web is not open.', 2000))
      })
    })
  }
  const kill = () => {
    child.kill('SIGKILL')
    endBrowser(browserPid)
  }

  return {
    ask: say,
    kill,
    async close() {
      if (isOver) return
      const late = setTimeout(kill, CLOSES_WITHIN_MS)
      say({ do: 'close' }).catch(() => {})
      await gone.promise
      clearTimeout(late)
    },
  }
}

const endBrowser = (pid: number | null) => {
  if (pid === null) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It is gone already, which is what is wanted.
  }
}

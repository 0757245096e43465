import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import Koa from 'koa'
import { describe, expect, test } from 'vitest'
import { FAILURES } from '../../bots/model/guard.ts'
import type { Log } from '../../core/kernel/log.ts'
import { modelLimits, startModel } from './start.ts'
import { content, impatient, KEY, limits, proposal, standIn } from './testing.ts'

const server = standIn()
const question = (text: string) => ({
  text,
  language: 'en' as const,
  today: null,
  unread: [],
  candidates: [],
  draft: [],
  earlier: [],
  question: null,
})

const started = () => {
  const lines: string[] = []
  const write = (bound: object, text?: string) => void lines.push(JSON.stringify([bound, text]))
  const log: Log = { debug: write, info: write, warn: write, error: write, child: () => log }
  const account = { apiKey: KEY, baseUrl: server.url, name: 'a-model', hearing: 'an-ear' }
  return { ...startModel(account, { limits, log, now: () => new Date('2026-11-23T08:00:00Z'), patience: impatient }), lines }
}

const scrape = async (figures: Koa.Middleware) => {
  const koa = new Koa()
  koa.use(figures)
  koa.use((ctx) => {
    ctx.body = 'house_up 1\n'
  })
  const listening = koa.listen(0)
  const { port } = listening.address() as { port: number }
  const [metrics, other] = await Promise.all(
    ['metrics', 'healthz'].map((path) => fetch(`http://127.0.0.1:${port}/${path}`).then((answer) => answer.text())),
  )
  listening.close()
  return { metrics: metrics!, other: other! }
}

describe('the health of a model', () => {
  test('is counted by outcome, under the figures of the house, and on no other page', async () => {
    const { model, figures } = started()
    const by = { conversationId: 'c', spent: null }
    server.reads = () => content(proposal({}))
    await model.propose(question('a'), by)
    server.reads = () => ({ error: { message: 'boom' }, status: 500 })
    for (let nth = 0; nth <= FAILURES; nth += 1) await model.propose(question(`${nth}`), by)
    const { metrics, other } = await scrape(figures)
    expect(metrics).toMatch(/^house_up 1$/m)
    expect(metrics).toMatch(/^parley_model_calls_total\{asked="propose",outcome="answered"\} 1$/m)
    expect(metrics).toMatch(new RegExp(`^parley_model_calls_total\\{asked="propose",outcome="down"\\} ${FAILURES}$`, 'm'))
    expect(metrics).toMatch(/^parley_model_paused\{asked="propose"\} 1$/m)
    expect(other).toBe('house_up 1\n')
  })

  test('is logged without the key, the words of the customer, or those of the provider', async () => {
    const { model, lines } = started()
    server.reads = () => ({ error: { message: `Incorrect API key provided: ${KEY}. You said: my secret words` }, status: 401 })
    await model.propose(question('my secret words'), { conversationId: 'c', spent: null })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/"outcome":"refused","status":401/)
    expect(lines.join('')).not.toMatch(/sk-|secret|Incorrect/)
  })
})

describe('the limits', () => {
  test('have defaults, come from the environment, and are shared by the processes', () => {
    expect(modelLimits({})).toMatchObject({ limits: { perConversation: 100, perDay: 5000 }, hearing: 'whisper-1' })
    const given = { OPENAI_CALLS_PER_CONVERSATION: '7', OPENAI_CALLS_PER_DAY: '10', OPENAI_TRANSCRIPTION_MODEL: 'an-ear' }
    expect(modelLimits(given, 4)).toMatchObject({ limits: { perConversation: 7, perDay: 3 }, hearing: 'an-ear' })
  })

  test.for(['-1', 'many', '1.5', '99999999'])('%s is refused with a sentence', (given) => {
    expect(() => modelLimits({ OPENAI_CALLS_PER_DAY: given })).toThrow(/^OPENAI_CALLS_PER_DAY should be/)
  })
})

describe('without a model', () => {
  test('nothing of its client, and of the reader of PDF, is loaded: not by the customer side, not by the server, not by the start of one', async () => {
    const script = `
      import { registerHooks } from 'node:module'
      const seen = []
      registerHooks({ resolve: (specifier, context, next) => { seen.push(specifier); return next(specifier, context) } })
      const { customersWith } = await import('./bots/customer/customers.ts')
      customersWith({})
      await import('./server.ts')
      const { startModel } = await import('./adapters/openai/start.ts')
      const { readDocument } = await import('./adapters/openai/documents.ts')
      startModel({ apiKey: 'k', name: 'm', hearing: 'h' }, { limits: { perConversation: 1, perDay: 1, abreast: 1 }, log: console, now: () => new Date() })
      await readDocument({ bytes: new TextEncoder().encode('10 boxes'), mime: 'text/plain', name: null })
      process.stdout.write(JSON.stringify({ count: seen.length, found: seen.filter((one) => /^(openai|unpdf|@copilotkit)/.test(one)) }))
      process.exit(0)
    `
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--no-warnings', '-e', script])
    const { count, found } = JSON.parse(stdout) as { count: number; found: string[] }
    expect(count).toBeGreaterThan(100)
    expect(found).toEqual([])
  })
})

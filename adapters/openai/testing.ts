import { type ChatCompletionRequest, LLMock } from '@copilotkit/aimock'
import PDFDocument from 'pdfkit'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { drainConversations } from '../../bots/converse.ts'
import { customerContents } from '../../bots/customer/contents.ts'
import { customersWith } from '../../bots/customer/customers.ts'
import { type Chat, chatting } from '../../bots/customer/testing.ts'
import { makeDelivery } from '../../bots/deliver.ts'
import type { Limits } from '../../bots/model/guard.ts'
import type { ReadDocument } from '../../bots/model/media.ts'
import type { Model } from '../../bots/model/port.ts'
import type { Proposal, ProposedLine } from '../../bots/model/proposal.ts'
import { makePrinter } from '../../bots/print.ts'
import { sayIn } from '../../bots/say.ts'
import { staffContents } from '../../bots/staff/contents.ts'
import { desk } from '../../bots/staff/desk.ts'
import { silent } from '../../core/kernel/log.ts'
import { drainOutbox } from '../../core/kernel/outbox.ts'
import { readDocument } from './documents.ts'
import { startModel } from './start.ts'
import type { Patience } from './wire.ts'

/** What the model is asked to read. */
export type Sent = {
  catalogue: { code: string; name: string; otherName: string; unit: string }[]
  draft: { code: string; quantity: number }[]
  earlier: { code: string; quantity: number }[]
  question: { asks: string; codes: string[] } | null
  unread: string[]
  today: string | null
  language: string
  customer_text: string
}

type Answer = Parameters<LLMock['addFixture']>[0]['response']
type Served = Exclude<Answer, (...given: never[]) => unknown>

/** A server that speaks OpenAI's API and answers as a test says. What it is not told to answer it refuses, and all it was sent is kept. */
export type StandIn = {
  mock: LLMock
  url: string
  /** How words are read, pictures are read and voices are heard from now on. */
  reads: (sent: Sent) => Served | Promise<Served>
  sees: () => Served
  hears: () => Served
  /** Everything that was sent to read words. */
  asked(): Sent[]
  /** All of it, as it went over the wire. */
  wire(): string
  forget(): void
}

export const content = (value: unknown): Served => ({ content: typeof value === 'string' ? value : JSON.stringify(value) })

export const line = (more: Partial<ProposedLine>): ProposedLine => ({
  said: '',
  deed: 'order',
  codes: [],
  quantity: null,
  unit: null,
  ...more,
})
export const proposal = (more: Partial<Proposal>): Proposal => ({ wishes: [], reference: null, day: null, lines: [], ...more })

const none = (): Served => ({ error: { message: 'nobody said what to answer' }, status: 503 })

const textOf = ({ messages }: ChatCompletionRequest) => {
  const last = messages.at(-1)?.content
  return typeof last === 'string' ? last : null
}

/** Call it at the top of a file. */
export const standIn = (): StandIn => {
  const mock = new LLMock({ port: 0, strict: true, journalMaxEntries: 0 })
  const at: StandIn = {
    mock,
    url: '',
    reads: none,
    sees: none,
    hears: none,
    asked: () =>
      mock.getRequests().flatMap(({ body }) => {
        const text = body && 'messages' in body ? textOf(body as ChatCompletionRequest) : null
        return text?.startsWith('{') ? [JSON.parse(text) as Sent] : []
      }),
    wire: () => JSON.stringify(mock.getRequests().map(({ body, path, headers }) => ({ body, path, headers }))),
    forget: () => mock.clearRequests(),
  }
  mock.on({ endpoint: 'transcription' }, () => at.hears())
  mock.on({ endpoint: 'chat', predicate: (asked) => textOf(asked) !== null }, (asked) => at.reads(JSON.parse(textOf(asked)!) as Sent))
  mock.on({ endpoint: 'chat', predicate: (asked) => textOf(asked) === null }, () => at.sees())
  beforeAll(async () => {
    at.url = `${await mock.start()}/v1`
  })
  afterAll(() => mock.stop())
  beforeEach(() => {
    at.forget()
    Object.assign(at, { reads: none, sees: none, hears: none })
  })
  return at
}

export const KEY = 'sk-the-key-of-the-tests-0123456789'
export const limits: Limits = { perConversation: 10_000, perDay: 100_000, abreast: 6 }
export const impatient: Patience = { tryMs: 1_000, allMs: 3_000, waitMs: 200 }

export type ModelChat = Chat & {
  /** What customers' phones sent as files, by the id of the file. */
  files: Map<string, { bytes: Uint8Array; mime: string }>
  model: Model | null
}

/** The demo company with its phones, and a model behind them. Call it at the top of a file, after the stand-in. */
export const chattingWithModel = (server: StandIn, more: Partial<Limits> = {}): ModelChat => {
  const chat = chatting() as ModelChat
  const files: ModelChat['files'] = new Map()
  chat.files = files
  let stop = () => {}
  beforeAll(() => {
    const account = { apiKey: KEY, baseUrl: server.url, name: 'a-model', hearing: 'whisper-1' }
    const started = startModel(account, { limits: { ...limits, ...more }, log: silent, now: chat.now, patience: impatient })
    chat.model = started.model
    stop = started.stop
  })
  afterAll(() => stop())
  chat.settle = () => settleWith(chat, { model: chat.model, readDocument })
  return chat
}

const settleWith = async (chat: ModelChat, parts: { model: Model | null; readDocument: ReadDocument }) => {
  const sayExpected = (error: { said: Parameters<typeof sayIn>[0] }, language: string) => sayIn(error.said, language)
  const printDocument = makePrinter(chat.house, async () => new Uint8Array())
  const delivery = makeDelivery({
    house: chat.house,
    channels: new Map([
      [chat.whatsappId, chat.phone],
      [chat.slackId, chat.slack],
    ]),
    contents: { ...staffContents, ...customerContents(printDocument) },
    printDocument,
    now: chat.now,
    paces: { slack: { perSecond: 1000, burst: 1000 }, 'whatsapp-cloud': { perSecond: 1000, burst: 1000 } },
  })
  const customers = customersWith({ files: { ...parts, fetch: async (_account, id) => chat.files.get(id) ?? null } })
  await drainConversations({ house: chat.house, customers, desk, sayExpected, saySentence: sayIn, now: chat.now })
  for (let round = 0; round < 6; round += 1) await drainOutbox(chat.house, chat.now)
  await delivery.drain()
}

/** A PDF with these lines on it, in the letters that every reader has. */
export const pdfOf = (lines: readonly string[]): Promise<Uint8Array> =>
  new Promise((resolve) => {
    const document = new PDFDocument()
    const parts: Buffer[] = []
    document.on('data', (part: Buffer) => parts.push(part))
    document.on('end', () => resolve(new Uint8Array(Buffer.concat(parts))))
    for (const one of lines) document.text(one)
    document.end()
  })

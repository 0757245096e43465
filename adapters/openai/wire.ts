import type OpenAI from 'openai'
import { ModelError, type ModelWire, type ProposalRequest } from '../../bots/model/port.ts'
import { linesSchema, proposalSchema } from '../../bots/model/proposal.ts'
import { proposing, readingPictures } from './instructions.ts'

export type OpenaiAccount = {
  apiKey: string | undefined
  baseUrl: string | undefined
  /** The model that reads words and pictures. */
  name: string
  /** The model that hears. */
  hearing: string
}

export type Patience = {
  /** One try. */
  tryMs: number
  /** All tries of one question together. */
  allMs: number
  /** The longest wait before another try; who is told to wait longer goes without. */
  waitMs: number
}

export const patience: Patience = { tryMs: 12_000, allMs: 20_000, waitMs: 2_000 }
const TRIES = 2
const LONGEST_ANSWER_TOKENS = 6000

/** The calls of any server that speaks OpenAI's API. `stop` ends those that run and refuses new ones. The client is loaded at the first. */
export const openaiWire = (account: OpenaiAccount, { tryMs, allMs, waitMs }: Patience = patience): ModelWire & { stop(): void } => {
  const stopping = new AbortController()
  let client: Promise<OpenAI> | null = null
  const connect = async () => {
    const { OpenAI } = await import('openai')
    const { apiKey, baseUrl } = account
    // Some servers ask for no key, the client always does. It may not write what is sent to any log.
    return new OpenAI({ apiKey: apiKey ?? 'none', ...(baseUrl && { baseURL: baseUrl }), maxRetries: 0, timeout: tryMs, logLevel: 'off' })
  }

  const call = async <Answer>(ask: (client: OpenAI, signal: AbortSignal) => Promise<Answer>): Promise<Answer> => {
    client ??= connect()
    const { APIError, APIConnectionError } = await import('openai')
    const deadline = AbortSignal.any([stopping.signal, AbortSignal.timeout(allMs)])
    for (let tried = 1; ; tried += 1) {
      if (stopping.signal.aborted) throw new ModelError('stopped')
      try {
        return await ask(await client, deadline)
      } catch (error) {
        if (stopping.signal.aborted) throw new ModelError('stopped')
        if (error instanceof ModelError) throw error
        if (deadline.aborted) throw new ModelError('down')
        const status = error instanceof APIError && typeof error.status === 'number' ? error.status : null
        const isPassing = status === 429 || status === 408 || (status ?? 0) >= 500 || error instanceof APIConnectionError
        const trouble = new ModelError(status === 429 ? 'limited' : isPassing ? 'down' : status ? 'refused' : 'garbled', status)
        const wait = isPassing && tried < TRIES ? waitBefore(error instanceof APIError ? error.headers : undefined, waitMs) : null
        if (wait === null || wait > waitMs) throw trouble
        await pause(wait, deadline)
      }
    }
  }

  const inForm = async (name: string, schema: Record<string, unknown>, system: string, user: OpenAI.ChatCompletionContentPart[] | string) =>
    call(async (client, signal) => {
      const answer = await client.chat.completions.create(
        {
          model: account.name,
          messages: [
            { role: 'system', content: system },
            { role: 'user', content: user },
          ],
          response_format: { type: 'json_schema', json_schema: { name, strict: true, schema } },
          max_completion_tokens: LONGEST_ANSWER_TOKENS,
        },
        { signal },
      )
      const choice = answer.choices?.[0]
      // A call of a tool that nobody offered, a refusal or half an answer is none.
      if (!choice?.message?.content || choice.message.tool_calls?.length || choice.finish_reason === 'length')
        throw new ModelError('garbled')
      return asJson(choice.message.content)
    })

  return {
    stop: () => stopping.abort(),
    propose: (request) =>
      inForm('reading', proposalSchema(request.candidates.map(({ code }) => code)), proposing, JSON.stringify(askedOf(request))),
    readPicture: ({ bytes, mime }) =>
      inForm('lines', linesSchema(), readingPictures, [
        { type: 'image_url', image_url: { url: `data:${mime};base64,${Buffer.from(bytes).toString('base64')}` } },
      ]),
    transcribe: async ({ bytes, mime, language }) => {
      const { toFile } = await import('openai')
      return call(async (client, signal) => {
        const file = await toFile(bytes, `voice.${endings[mime] ?? 'ogg'}`, { type: mime })
        const { text } = await client.audio.transcriptions.create({ model: account.hearing, file, language }, { signal })
        return text
      })
    },
  }
}

/** The one value that is sent; the customer's words stand in it under their own name. */
const askedOf = ({ text, candidates, draft, earlier, question, unread, today, language }: ProposalRequest) => ({
  catalogue: candidates,
  draft,
  earlier,
  question,
  unread,
  today,
  language,
  customer_text: text,
})

const endings: Readonly<Record<string, string>> = {
  'audio/ogg': 'ogg',
  'audio/opus': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/aac': 'm4a',
  'audio/wav': 'wav',
  'audio/webm': 'webm',
}

const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new ModelError('garbled')
  }
}

const FIRST_WAIT_MS = 300

/** How long the server asks to be left alone; where it says nothing, a moment. */
const waitBefore = (headers: Headers | undefined, most: number): number => {
  const told = Number(headers?.get('retry-after-ms') ?? Number(headers?.get('retry-after') ?? Number.NaN) * 1000)
  return Number.isFinite(told) && told >= 0 ? told : Math.min(FIRST_WAIT_MS, most)
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
    if (signal.aborted) done()
  })

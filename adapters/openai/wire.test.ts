import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { ModelError, type ProposalRequest } from '../../bots/model/port.ts'
import { linesSchema, parseProposal, proposalSchema } from '../../bots/model/proposal.ts'
import { content, impatient, KEY, line, proposal, standIn } from './testing.ts'
import { openaiWire } from './wire.ts'

const server = standIn()
const wire = (more: Partial<Parameters<typeof openaiWire>[0]> = {}, patience = impatient) =>
  openaiWire({ apiKey: KEY, baseUrl: server.url, name: 'a-model', hearing: 'an-ear', ...more }, patience)

const request: ProposalRequest = {
  text: 'something to wipe with, ten',
  language: 'en',
  today: '2026-11-23',
  unread: [],
  candidates: [
    { code: 'PAP-1', name: 'Paper', otherName: 'Hârtie', unit: 'box of 5 ream' },
    { code: 'WIPE-1', name: 'Wipes', otherName: 'Lavete', unit: 'pack' },
  ],
  draft: [],
  earlier: [],
  question: null,
}
const troubleOf = async (call: Promise<unknown>) => {
  const error = await call.catch((problem: unknown) => problem)
  expect(error).toBeInstanceOf(ModelError)
  return error as ModelError
}

describe('a question', () => {
  test('is one value with the words under their own name, and the answer comes back', async () => {
    const given = proposal({ lines: [line({ said: 'something to wipe with', codes: ['WIPE-1'], quantity: 10 })] })
    server.reads = () => content(given)
    expect(parseProposal(await wire().propose(request))).toEqual(given)
    const [sent] = server.asked()
    expect(sent).toEqual({
      catalogue: request.candidates,
      draft: [],
      earlier: [],
      question: null,
      unread: [],
      today: '2026-11-23',
      language: 'en',
      customer_text: request.text,
    })
    const body = server.mock.getLastRequest()!.body as Record<string, unknown>
    expect(body).toMatchObject({ model: 'a-model', response_format: { type: 'json_schema', json_schema: { strict: true } } })
    expect(Object.keys(body)).not.toContain('tools')
    // What tells the task and what is data never stand in one message.
    const [system, user] = body.messages as { role: string; content: string }[]
    expect(system).toMatchObject({ role: 'system' })
    expect(system!.content).not.toContain(request.text)
    expect(user).toMatchObject({ role: 'user' })
  })

  test('lays its key nowhere but in the header', async () => {
    server.reads = () => content(proposal({}))
    await wire().propose(request)
    expect(JSON.stringify(server.mock.getLastRequest()!.body)).not.toContain(KEY)
  })

  test('about a picture carries the picture alone', async () => {
    server.sees = () => content({ lines: ['10 x paper'] })
    expect(await wire().readPicture({ bytes: new Uint8Array([1, 2, 3]), mime: 'image/png' })).toEqual({ lines: ['10 x paper'] })
    expect(server.wire()).toContain('data:image/png;base64,AQID')
  })

  test('about a voice goes to the model that hears', async () => {
    server.hears = () => ({ transcription: { text: 'zece cutii' } })
    expect(await wire().transcribe({ bytes: new Uint8Array(10), mime: 'audio/ogg', language: 'ro' })).toBe('zece cutii')
    expect(server.mock.getLastRequest()!.body).toMatchObject({ model: 'an-ear' })
  })
})

describe('the forms', () => {
  const objects = (schema: unknown): Record<string, unknown>[] => {
    if (typeof schema !== 'object' || schema === null) return []
    const inner = Object.values(schema).flatMap(objects)
    return 'properties' in schema ? [schema as Record<string, unknown>, ...inner] : inner
  }

  test.for([
    ['of a reading', proposalSchema(['A', 'B'])],
    ['of lines', linesSchema()],
  ] as const)('%s are strict: nothing may be left out and nothing added', ([, schema]) => {
    expect(objects(schema).length).toBeGreaterThan(0)
    for (const one of objects(schema)) {
      expect(one.additionalProperties).toBe(false)
      expect(one.required).toEqual(Object.keys(one.properties as object))
    }
    new Ajv2020({ strict: true }).compile(schema)
  })

  test('name no product that was not offered', () => {
    const check = new Ajv2020().compile(proposalSchema(['A', 'B']))
    expect(check(proposal({ lines: [line({ codes: ['A'] })] }))).toBe(true)
    expect(check(proposal({ lines: [line({ codes: ['C'] })] }))).toBe(false)
    expect(check({ ...proposal({}), action: 'order.place' })).toBe(false)
  })
})

describe('a server that does not answer well', () => {
  test.for([
    ['429', { error: { message: `limit for ${KEY}` }, status: 429, retryAfter: 0 }, 'limited', 2],
    ['429 for a minute', { error: { message: 'limit' }, status: 429, retryAfter: 60 }, 'limited', 1],
    ['500', { error: { message: 'boom' }, status: 500 }, 'down', 2],
    ['401', { error: { message: `Incorrect API key provided: ${KEY}` }, status: 401 }, 'refused', 1],
    ['404', { error: { message: 'no such model' }, status: 404 }, 'refused', 1],
    ['words instead of JSON', content('Sure! I have placed the order.'), 'garbled', 1],
    ['nothing', content(''), 'garbled', 1],
    ['a call of a tool', { toolCalls: [{ name: 'order.place', arguments: '{"id":"1"}' }] }, 'garbled', 1],
  ] as const)('%s: the trouble is named, tried again only where that may help', async ([, answer, kind, tries]) => {
    server.reads = () => answer as ReturnType<typeof content>
    const error = await troubleOf(wire().propose(request))
    expect(error.kind).toBe(kind)
    expect(server.asked()).toHaveLength(tries)
    // The words of the provider may quote the key or the customer.
    expect(`${error.message} ${JSON.stringify(error)} ${error.cause ?? ''}`).not.toMatch(/sk-|Sure|boom/)
  })

  test('a passing fault is stepped over', async () => {
    let calls = 0
    server.reads = () => {
      calls += 1
      return calls === 1 ? { error: { message: 'busy' }, status: 503 } : content(proposal({}))
    }
    expect(await wire().propose(request)).toEqual(proposal({}))
  })

  test('an answer that was cut is none', async () => {
    server.reads = () => ({ content: JSON.stringify(proposal({})), finishReason: 'length' })
    expect((await troubleOf(wire().propose(request))).kind).toBe('garbled')
  })

  test('no server at all', async () => {
    expect((await troubleOf(wire({ baseUrl: 'http://127.0.0.1:9/v1' }).propose(request))).kind).toBe('down')
  })

  /** Never answers; resolves once it was asked. */
  const silent = () =>
    new Promise<void>((asked) => {
      server.reads = () => {
        asked()
        return new Promise(() => {})
      }
    })

  test('an answer that takes too long is not waited for', async () => {
    void silent()
    expect((await troubleOf(wire({}, { tryMs: 100, allMs: 250, waitMs: 10 }).propose(request))).kind).toBe('down')
  })

  test('the end of the process ends what runs and refuses what comes', async () => {
    const asked = silent()
    const calling = wire({}, { tryMs: 60_000, allMs: 60_000, waitMs: 10 })
    const running = troubleOf(calling.propose(request))
    await asked
    calling.stop()
    expect((await running).kind).toBe('stopped')
    expect((await troubleOf(calling.propose(request))).kind).toBe('stopped')
  })
})

import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Journal } from '../journal.ts'
import type { Mischief } from '../mischief.ts'
import type { Fields } from '../wire.ts'
import { fieldsOf, jsonOf, readBody, sendJson, textOf } from '../wire.ts'
import { problemsOfBlocks, withIds } from './blocks.ts'
import type { Desk } from './desk.ts'
import { argumentsOf } from './desk.ts'
import type { Workspace } from './workspace.ts'

const USES = 5

/** The HTTP surface of Slack: `/slack/api/<method>`, uploads, downloads and response_urls. */
export const createSlackDoor = (parts: { space: Workspace; desk: Desk; journal: Journal; mischief: Mischief }) => {
  const { space, desk, journal, mischief } = parts

  const write = (method: string, body: unknown, status: number, reply: unknown) =>
    journal.write({ direction: 'call', platform: 'slack', method, at: space.clock.now(), body, status, reply })

  const api = async (request: IncomingMessage, response: ServerResponse, method: string, query: URLSearchParams) => {
    const raw = await readBody(request)
    const fields = argumentsOf(raw, request.headers['content-type'] ?? '', query)
    const token = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? textOf(fields.token)
    const channel = textOf(fields.channel) || textOf(fields.channel_id)
    const about = channel ? { channel } : {}
    const busy = mischief.take('slack', 'http_429', method, about)
    if (busy) {
      const reply = { ok: false, error: 'ratelimited' }
      write(method, fields, 429, reply)
      return sendJson(response, 429, reply, { 'retry-after': String(Math.max(1, Math.ceil((busy.ms ?? 1_000) / 1_000))) })
    }
    if (mischief.take('slack', 'http_500', method, about)) {
      const reply = { ok: false, error: 'internal_error' }
      write(method, fields, 500, reply)
      return sendJson(response, 500, reply)
    }
    const late = mischief.take('slack', 'delay', method, { ...about, named: true })
    if (late) await sleep(late.ms ?? 1_000)
    const reply = await desk.call(method, fields, token)
    const lost = mischief.take('slack', 'lose_answer', method, about)
    write(method, fields, lost ? 0 : 200, reply)
    if (lost) return response.destroy()
    sendJson(response, 200, reply, { 'x-slack-req-id': crypto.randomUUID() })
  }

  const respond = async (request: IncomingMessage, response: ServerResponse, id: string) => {
    const body = fieldsOf(jsonOf((await readBody(request)).toString('utf8')))
    const reply = space.reply(id)
    const refuse = (status: number, error: string) => {
      write('response_url', body, status, error)
      sendJson(response, status, { ok: false, error })
    }
    if (!reply || space.clock.now() > reply.until) return refuse(404, 'expired_url')
    if (reply.uses >= USES) return refuse(404, 'used_url')
    const problems = body.blocks === undefined ? [] : problemsOfBlocks(body.blocks)
    if (problems.length > 0) return refuse(400, 'invalid_blocks')
    reply.uses += 1
    await answer(body, reply)
    write('response_url', body, 200, 'ok')
    response.writeHead(200, { 'content-type': 'text/html' }).end('ok')
  }

  const answer = async (body: Fields, reply: { channel: string; user: string; ts?: string; whisper: boolean }) => {
    const { channel, user, ts } = reply
    const text = textOf(body.text)
    const blocks = body.blocks === undefined ? {} : { blocks: withIds(body.blocks) }
    if (ts && body.delete_original === true) {
      if (reply.whisper) space.changeWhisper(ts, null)
      else await desk.call('chat.delete', { channel, ts }, space.botToken)
    } else if (ts && body.replace_original === true) {
      if (reply.whisper) space.changeWhisper(ts, ({ blocks: _, ...old }) => ({ ...old, text, ...blocks }))
      else await desk.update({ channel, ts, text, ...blocks })
    } else if (body.response_type === 'in_channel') {
      await desk.post({ channel, text, ...blocks, ...(body.thread_ts ? { thread_ts: body.thread_ts } : {}) })
    } else {
      const thread = textOf(body.thread_ts)
      space.whisper({ ts: space.stamp(), channel, user, text, from: 'app', ...blocks, ...(thread ? { thread_ts: thread } : {}) })
    }
  }

  const upload = async (request: IncomingMessage, response: ServerResponse, path: string) => {
    const { status, text } = await space.emulator.upload(path, await readBody(request), request.headers['content-type'] ?? '')
    write('upload', path, status, text)
    response.writeHead(status, { 'content-type': 'text/plain' }).end(text)
  }

  const download = async (request: IncomingMessage, response: ServerResponse, path: string) => {
    if (request.headers.authorization !== `Bearer ${space.botToken}`) return sendJson(response, 401, { ok: false, error: 'not_authed' })
    const { status, type, bytes } = await space.emulator.download(path)
    response.writeHead(status, { 'content-type': type }).end(bytes)
  }

  /** Answers a request under `/slack`; `path` is what follows it. */
  return async (request: IncomingMessage, response: ServerResponse, path: string, query: URLSearchParams) => {
    const method = /^\/api\/([\w.]+)$/.exec(path)?.[1]
    if (method) return api(request, response, method, query)
    const reply = /^\/respond\/(\w+)$/.exec(path)?.[1]
    if (reply && request.method === 'POST') return respond(request, response, reply)
    if (/^\/upload\/v1\/\w+$/.test(path) && request.method === 'POST') return upload(request, response, path)
    if (/^\/files-pri\/[^/]+\/[^/]+$/.test(path) && request.method === 'GET') return download(request, response, path)
    sendJson(response, 404, { ok: false, error: 'unknown_path' })
  }
}

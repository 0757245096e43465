import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Journal } from '../journal.ts'
import type { Mischief } from '../mischief.ts'
import { fieldsOf, jsonOf, readBody, rowsOf, sendJson, textOf } from '../wire.ts'
import { refusalOf } from './cards.ts'
import { chatOf, mriOf, type TeamsMessage, type Tenant } from './tenant.ts'
import type { Tokens } from './tokens.ts'

type Reply = { status: number; body: unknown }
const no = (status: number, code: string, message: string): Reply => ({ status, body: { error: { code, message } } })

/** The HTTP surface of Microsoft towards a bot: metadata, keys, sign-in, and the Bot Connector. */
export const createTeamsDoor = (parts: {
  tenant: Tenant
  tokens: Tokens
  journal: Journal
  mischief: Mischief
  files: Map<string, { mime: string; bytes: Buffer }>
}) => {
  const { tenant, tokens, journal, mischief } = parts

  const write = (method: string, body: unknown, status: number, reply: unknown) =>
    journal.write({ direction: 'call', platform: 'teams', method, at: tenant.clock.now(), body, status, reply })

  const placeOf = (conversation: string) => {
    const [channel = '', thread] = conversation.split(';messageid=')
    if (tenant.chatOwner(channel)) return { conversation: channel }
    return tenant.channel(channel) ? { conversation: channel, ...(thread ? { thread } : {}) } : null
  }
  const content = (activity: Record<string, unknown>): Pick<TeamsMessage, 'text' | 'textFormat' | 'attachments'> => ({
    ...(textOf(activity.text) ? { text: textOf(activity.text), textFormat: textOf(activity.textFormat) || 'markdown' } : {}),
    ...(rowsOf(activity.attachments).length > 0 ? { attachments: rowsOf(activity.attachments) } : {}),
  })

  const open = (asked: Record<string, unknown>): Reply => {
    const [member] = rowsOf(asked.members)
    const user = tenant.user(textOf(member?.id))
    if (textOf(asked.tenantId) === '') return no(400, 'BadArgument', 'tenantId is missing')
    if (!user) return no(403, 'ForbiddenOperationException', 'The bot is not installed for this user')
    return { status: 201, body: { id: chatOf(user.aadObjectId) } }
  }
  const send = (conversation: string, activity: Record<string, unknown>): Reply => {
    const place = placeOf(conversation)
    if (!place) return no(404, 'ConversationNotFound', 'Conversation not found')
    const refused = refusalOf(activity)
    if (refused) return no(refused.status, refused.code, refused.message)
    if (place.thread && !tenant.message(place.conversation, place.thread))
      return no(404, 'ActivityNotFoundInConversation', 'The thread is gone')
    const id = tenant.stamp()
    tenant.add({ id, ...place, from: 'bot', at: Number(id), ...content(activity) })
    return { status: 201, body: { id } }
  }
  const update = (conversation: string, id: string, activity: Record<string, unknown>): Reply => {
    const place = placeOf(conversation)
    const message = place && tenant.message(place.conversation, id)
    if (!message) return no(404, 'ActivityNotFoundInConversation', 'The activity was not found')
    if (message.from !== 'bot') return no(403, 'ForbiddenOperationException', 'The message is not the bot’s')
    const refused = refusalOf(activity)
    if (refused) return no(refused.status, refused.code, refused.message)
    tenant.change(message, content(activity), false)
    return { status: 200, body: { id } }
  }
  const members = (conversation: string): Reply => {
    const place = placeOf(conversation)
    if (!place) return no(404, 'ConversationNotFound', 'Conversation not found')
    const owner = tenant.chatOwner(place.conversation)
    const people = owner ? [owner] : tenant.seed.users
    return {
      status: 200,
      body: { members: people.map(({ aadObjectId, name, email }) => ({ id: mriOf(aadObjectId), aadObjectId, name, email, tenantId: '' })) },
    }
  }

  const routes: { method: string; path: RegExp; name: string; run: (part: string[], body: Record<string, unknown>) => Reply }[] = [
    { method: 'POST', path: /^\/v3\/conversations$/, name: 'open', run: (_, body) => open(body) },
    { method: 'POST', path: /^\/v3\/conversations\/([^/]+)\/activities$/, name: 'send', run: ([id = ''], body) => send(id, body) },
    {
      method: 'POST',
      path: /^\/v3\/conversations\/([^/]+)\/activities\/([^/]+)$/,
      name: 'send',
      run: ([id = '', to = ''], body) => send(tenant.channel(id) ? `${id};messageid=${to}` : id, body),
    },
    {
      method: 'PUT',
      path: /^\/v3\/conversations\/([^/]+)\/activities\/([^/]+)$/,
      name: 'update',
      run: ([id = '', at = ''], body) => update(id, at, body),
    },
    { method: 'GET', path: /^\/v3\/conversations\/([^/]+)\/pagedmembers$/, name: 'members', run: ([id = '']) => members(id) },
  ]

  const connector = async (request: IncomingMessage, response: ServerResponse, path: string) => {
    const found = routes.find((one) => one.method === request.method && one.path.test(path))
    if (!found) return sendJson(response, 404, no(404, 'NotFound', 'There is no such operation here').body)
    const { name } = found
    const body = fieldsOf(jsonOf((await readBody(request)).toString('utf8')))
    const part = (found.path.exec(path) ?? []).slice(1).map(decodeURIComponent)
    const about = part[0] ? { channel: part[0].split(';')[0]! } : {}
    const answer = ({ status, body: reply }: Reply, headers: Record<string, string> = {}) => {
      write(name, { ...body, to: part[0] }, status, reply)
      sendJson(response, status, reply, headers)
    }
    if (!tokens.isOurs(request.headers.authorization))
      return answer(no(401, 'Unauthorized', 'Authorization has been denied for this request.'))
    const busy = mischief.take('teams', 'http_429', name, about)
    if (busy)
      return answer(no(429, 'TooManyRequests', 'Slow down'), { 'retry-after': String(Math.max(1, Math.ceil((busy.ms ?? 1_000) / 1_000))) })
    if (mischief.take('teams', 'http_500', name, about)) return answer(no(500, 'ServiceError', 'Something broke'))
    const late = mischief.take('teams', 'delay', name, { ...about, named: true })
    if (late) await sleep(late.ms ?? 1_000)
    const reply = found.run(part, body)
    if (mischief.take('teams', 'lose_answer', name, about)) {
      write(name, { ...body, to: part[0] }, 0, reply.body)
      return response.destroy()
    }
    answer(reply)
  }

  /** Answers a request under `/teams`; `path` is what follows it. */
  return async (request: IncomingMessage, response: ServerResponse, path: string) => {
    if (path === '/openid') return sendJson(response, 200, tokens.metadata())
    if (path === '/keys') return sendJson(response, 200, tokens.keys())
    if (/^\/login\/[^/]+\/oauth2\/v2\.0\/token$/.test(path) && request.method === 'POST') {
      const { status, body } = tokens.login(new URLSearchParams((await readBody(request)).toString('utf8')))
      return sendJson(response, status, body)
    }
    if (path.startsWith('/connector/')) return connector(request, response, path.slice('/connector'.length))
    const file = parts.files.get(/^\/files\/([\w-]+)$/.exec(path)?.[1] ?? '')
    if (file) {
      if (!tokens.isOurs(request.headers.authorization)) return sendJson(response, 401, no(401, 'Unauthorized', 'No').body)
      response.writeHead(200, { 'content-type': file.mime }).end(file.bytes)
      return
    }
    sendJson(response, 404, no(404, 'NotFound', 'There is nothing here').body)
  }
}

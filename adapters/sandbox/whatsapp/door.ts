import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../clock.ts'
import type { Journal } from '../journal.ts'
import type { Mischief } from '../mischief.ts'
import type { Fields } from '../wire.ts'
import { fieldsOf, jsonOf, readBody, sendJson, textOf } from '../wire.ts'
import type { GraphAnswer, Sending } from './graph.ts'
import { graphError } from './graph.ts'
import type { Phones } from './phones.ts'
import type { Templates } from './templates.ts'

const MEDIA_LIMITS: [RegExp, number][] = [
  [/^image\/(jpeg|png)$/, 5],
  [/^image\/webp$/, 0.5],
  [/^(audio|video)\//, 16],
  [/^(application\/(pdf|msword|vnd\.|zip|json)|text\/)/, 100],
]
/** What the token of a business may do. */
const SCOPES = ['whatsapp_business_messaging', 'whatsapp_business_management']
const MEDIA_URL_LIFE_MS = 5 * 60_000

type Call = { method: string; path: string; id: string; what: string; query: URLSearchParams; request: IncomingMessage; raw: Buffer }

/** The HTTP surface of Meta's Graph API for one phone number and its business account. */
export const createGraphDoor = (parts: {
  phones: Phones
  templates: Templates
  sending: Sending
  journal: Journal
  mischief: Mischief
  clock: Clock
  accessToken: string
  phoneNumberId: string
  publicUrl: () => string
}) => {
  const { phones, templates, sending, journal, mischief, clock } = parts
  const links = new Map<string, { id: string; until: number }>()
  const ok = (body: Fields): GraphAnswer => ({ status: 200, body })
  const unknownId = (id: string) =>
    graphError(
      400,
      100,
      `Unsupported request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`,
      undefined,
      33,
    )

  const upload = async (raw: Buffer, type: string): Promise<GraphAnswer> => {
    let form: FormData
    try {
      form = await new Response(new Uint8Array(raw), { headers: { 'content-type': type } }).formData()
    } catch {
      return graphError(400, 100, 'Invalid parameter', 'The body is not multipart/form-data')
    }
    const file = form.get('file')
    if (form.get('messaging_product') !== 'whatsapp') return graphError(400, 100, 'Invalid parameter', 'messaging_product must be whatsapp')
    if (!(file instanceof File)) return graphError(400, 100, 'Invalid parameter', 'file is required')
    const mime = textOf(form.get('type')) || file.type
    const limit = MEDIA_LIMITS.find(([pattern]) => pattern.test(mime))?.[1]
    if (limit === undefined) return graphError(400, 100, 'Param file must be a file with one of the supported types', mime)
    const data = Buffer.from(await file.arrayBuffer())
    if (data.length === 0 || data.length > limit * 1024 * 1024)
      return graphError(400, 131053, 'Media upload error', `file size: ${data.length}`)
    return ok({ id: phones.keep(file.name, mime, data).id })
  }

  const mediaLink = (id: string): GraphAnswer => {
    const media = phones.media(id)
    if (!media) return unknownId(id)
    const key = crypto.randomUUID()
    links.set(key, { id, until: clock.now() + MEDIA_URL_LIFE_MS })
    return ok({
      messaging_product: 'whatsapp',
      url: `${parts.publicUrl()}/graph/download/${key}`,
      mime_type: media.mime,
      sha256: createHex(media.sha256),
      file_size: media.bytes,
      id,
    })
  }
  const createHex = (base64: string) => Buffer.from(base64, 'base64').toString('hex')

  const ofTemplates = ({ method, query, raw }: Call): GraphAnswer => {
    if (method === 'GET') {
      const name = query.get('name') ?? undefined
      return ok({ data: templates.list(name), paging: {} })
    }
    if (method === 'DELETE') {
      templates.remove(query.get('name') ?? '')
      return ok({ success: true })
    }
    const made = templates.create(fieldsOf(jsonOf(raw.toString('utf8'))))
    if ('code' in made) return graphError(400, made.code, made.message, made.details)
    return ok({ id: made.id, status: made.status, category: made.category })
  }

  const route = async (call: Call): Promise<GraphAnswer> => {
    const { method, id, what, raw, request } = call
    if (what === 'message_templates' && id !== parts.phoneNumberId) return ofTemplates(call)
    if (what === 'phone_numbers') return ok({ data: [{ id: parts.phoneNumberId, display_phone_number: '+40 700 000 000' }] })
    if (what === 'subscribed_apps') return ok({ data: [{ whatsapp_business_api_data: { id: '1', name: 'Parley sandbox' } }] })
    if (id === 'debug_token') return ok({ data: { is_valid: true, type: 'SYSTEM_USER', expires_at: 0, scopes: SCOPES } })
    if (what === '' && phones.media(id)) {
      if (method === 'DELETE') return ok({ success: phones.forget(id) })
      return mediaLink(id)
    }
    if (id !== parts.phoneNumberId) return unknownId(id)
    if (what === '' && method === 'GET')
      return ok({
        id,
        display_phone_number: '+40 700 000 000',
        verified_name: 'Parley sandbox',
        quality_rating: 'GREEN',
        throughput: { level: 'STANDARD' },
      })
    if (what === 'media' && method === 'POST') return upload(raw, request.headers['content-type'] ?? '')
    if (what === 'messages' && method === 'POST') {
      const body = fieldsOf(jsonOf(raw.toString('utf8')))
      return body.status === 'read' ? sending.markRead(body) : sending.send(body)
    }
    return graphError(400, 100, `Unsupported ${method.toLowerCase()} request.`, undefined, 33)
  }

  /** Answers a request under `/graph`; `path` is what follows it. */
  return async (request: IncomingMessage, response: ServerResponse, path: string, query: URLSearchParams) => {
    const raw = await readBody(request)
    const [id = '', what = ''] = path
      .replace(/^\/v\d+\.\d+(?=\/)/, '')
      .split('/')
      .filter(Boolean)
    const method = request.method ?? 'GET'
    const name = what || (method === 'GET' ? 'object' : method.toLowerCase())
    const body = (request.headers['content-type'] ?? '').includes('json') ? jsonOf(raw.toString('utf8')) : { path, bytes: raw.length }
    const finish = ({ status, body: reply }: GraphAnswer, cut = false) => {
      journal.write({ direction: 'call', platform: 'whatsapp', method: name, at: clock.now(), body, status: cut ? 0 : status, reply })
      if (cut) response.destroy()
      else sendJson(response, status, reply)
    }
    if (request.headers.authorization !== `Bearer ${parts.accessToken}`)
      return finish(graphError(401, 190, 'Invalid OAuth access token - Cannot parse access token'))
    if (id === 'download') {
      const link = links.get(what)
      const media = link && clock.now() < link.until ? phones.media(link.id) : undefined
      if (!media) return finish(graphError(404, 100, 'The media link has expired or never was', undefined, 33))
      journal.write({
        direction: 'call',
        platform: 'whatsapp',
        method: 'download',
        at: clock.now(),
        body,
        status: 200,
        reply: `${media.bytes} bytes`,
      })
      return void response.writeHead(200, { 'content-type': media.mime }).end(media.data)
    }
    const to = textOf(fieldsOf(body).to)
    const about = to ? { channel: `+${to.replace(/\D/g, '')}` } : {}
    const busy = mischief.take('whatsapp', 'http_429', name, about)
    if (busy)
      return finish(
        busy.code === 131056
          ? graphError(
              400,
              131056,
              '(Business Account, Consumer Account) pair rate limit hit',
              'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.',
            )
          : graphError(
              429,
              busy.code ?? 130429,
              'Rate limit hit',
              'Message failed to send because there were too many messages sent from this phone number in a short period of time',
            ),
      )
    if (mischief.take('whatsapp', 'http_500', name, about)) return finish(graphError(500, 131000, 'Something went wrong'))
    const late = mischief.take('whatsapp', 'delay', name, { ...about, named: true })
    if (late) await sleep(late.ms ?? 1_000)
    const answer = await route({ method, path, id, what, query, request, raw })
    finish(answer, mischief.take('whatsapp', 'lose_answer', name, about) !== undefined)
  }
}

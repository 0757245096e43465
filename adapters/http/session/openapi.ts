import { answers, jsonContent, parameter } from '../api/openapi/common.ts'
import type { Schema } from '../api/openapi/schemas.ts'

const TAG = 'Signing in'
export const sessionTag = { name: TAG }

const text = { type: 'string' }
const instant = { type: 'string', format: 'date-time' }
const object = (properties: Record<string, object>, required: readonly string[] = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
})
const entered = object(
  {
    state: { ...text, enum: ['in', 'totp', 'set_password'], description: '`in`: signed in; else the step that is still missing.' },
    csrf: { ...text, description: 'For `X-CSRF-Token` from now on.' },
    who: { ...object({ name: text, email: { type: ['string', 'null'] } }), description: 'Only of a one-time link: whom it lets in.' },
  },
  ['state', 'csrf'],
)
const me = object(
  {
    kind: { ...text, enum: ['staff', 'contact'] },
    id: { ...text, format: 'uuid' },
    name: text,
    email: { type: ['string', 'null'] },
    language: text,
    hasTotp: { type: 'boolean' },
    hasPassword: { type: 'boolean' },
    permissions: { type: 'array', items: text },
    rooms: { type: 'object', additionalProperties: text },
    client: object({ id: { ...text, format: 'uuid' }, name: text }),
  },
  ['kind', 'id', 'name', 'email', 'language', 'hasTotp', 'hasPassword', 'permissions', 'rooms'],
)
const shown = object({
  me,
  csrf: text,
  session: object({ id: { ...text, format: 'uuid' }, createdAt: instant }),
  sandbox: { type: 'boolean' },
  mail: { type: 'boolean', description: 'Whether mail is set up, so that links can be sent.' },
  company: object({ name: text, currency: text, timezone: text, language: text }),
  setup: object({ done: { type: 'boolean' }, steps: { type: 'object', additionalProperties: { type: 'boolean' } } }),
})
const listed = object({
  items: {
    type: 'array',
    items: object({
      id: { ...text, format: 'uuid' },
      createdAt: instant,
      lastSeenAt: instant,
      ip: text,
      userAgent: text,
      current: { type: 'boolean' },
    }),
  },
})

const area = {
  name: 'X-Parley-Area',
  in: 'header',
  required: true,
  description: 'Which web app asks.',
  schema: { ...text, enum: ['console', 'clientarea'] },
}
const csrf = { name: 'X-CSRF-Token', in: 'header', required: true, description: '`csrf` of the session.', schema: text }

type Described = {
  id: string
  says: string
  about?: string
  body?: Schema
  answer?: Schema
  /** Before there is a session. */
  open?: boolean
  safe?: boolean
  path?: readonly object[]
}

const described = ({ id, says, about, body, answer, open = false, safe = false, path = [] }: Described) => ({
  operationId: id,
  tags: [TAG],
  security: open ? [] : [{ contact: [] }, { colleague: [] }],
  summary: says,
  ...(about && { description: about }),
  parameters: [...path, area, ...(open || safe ? [] : [csrf]), parameter('Accept-Language')],
  ...(body && { requestBody: { required: true, content: jsonContent(body) } }),
  responses: {
    ...(answer
      ? { '200': { description: 'Done, or what was asked for.', content: jsonContent(answer) } }
      : { '204': { description: 'Done.' } }),
    ...answers('400', '401', '403', '409', '422', '429', '503'),
  },
})

/** The routes of signing in, for the OpenAPI document. They are for the web apps: machines have tokens. */
export const sessionPaths = {
  '/v1/session': {
    get: described({ id: 'session.show', says: 'Who is signed in, and what they may', answer: shown, safe: true }),
    post: described({
      id: 'session.enter',
      says: 'Sign in by password',
      about: 'Whether the address is known is never told. Too many wrong tries: 429 with `Retry-After`.',
      body: object({ email: text, password: text }),
      answer: entered,
      open: true,
    }),
    patch: described({ id: 'session.change', says: 'Choose a language', body: object({ language: { ...text, enum: ['en', 'ro'] } }) }),
    delete: described({ id: 'session.leave', says: 'Sign out', open: true }),
  },
  '/v1/session/code': {
    post: described({
      id: 'session.enter_by_code',
      says: 'Sign in by the code of a one-time link',
      about: 'The code stands behind `#` in the link. Only this call uses it up.',
      body: object({ code: text }),
      answer: entered,
      open: true,
    }),
  },
  '/v1/session/forgot': {
    post: described({
      id: 'session.forgot',
      says: 'Ask for a link by mail',
      about: 'The answer is the same for every address.',
      body: object({ email: text }),
      open: true,
    }),
  },
  '/v1/session/password': {
    post: described({
      id: 'session.set_password',
      says: 'Choose a password; all other sessions end',
      body: object({ old: text, password: text, who: object({ firstName: text, lastName: text, email: text }) }, ['password']),
      answer: entered,
    }),
  },
  '/v1/session/totp': {
    post: described({
      id: 'session.enter_code',
      says: 'Say the code of the second step',
      body: object({ code: text }),
      answer: entered,
      open: true,
    }),
    delete: described({ id: 'session.turn_off_totp', says: 'Turn the second step off', body: object({ password: text }) }),
  },
  '/v1/session/totp/setup': {
    post: described({
      id: 'session.set_up_totp',
      says: 'Get a secret for the second step',
      answer: object({ secret: text, url: text, qr: text }),
    }),
  },
  '/v1/session/totp/confirm': {
    post: described({
      id: 'session.confirm_totp',
      says: 'Turn the second step on',
      about: 'The recovery codes are told this once.',
      body: object({ code: text }),
      answer: object({ recoveryCodes: { type: 'array', items: text } }),
    }),
  },
  '/v1/sessions': { get: described({ id: 'session.list', says: 'Where you are signed in', answer: listed, safe: true }) },
  '/v1/sessions/{id}': { delete: described({ id: 'session.end', says: 'Sign out elsewhere', path: [parameter('id')] }) },
}

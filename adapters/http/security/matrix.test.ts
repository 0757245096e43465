import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Actor, may } from '../../../core/kernel/actor.ts'
import { revokeToken } from '../../../core/modules/people/actions.ts'
import { sessionDoor } from '../session/testing.ts'
import type { Answer, Asking } from '../testing.ts'

const at = sessionDoor()
type Caller = { actor: Actor | null; only: readonly string[] | null; ask(path: string, asking?: Asking): Promise<Answer> }

/** Colleagues: A admin, M sales manager, G sales agent, S support agent, W warehouse, F finance. Contacts: n nothing, e everything. T: a token of finance. */
const roles = { A: 'admin', M: 'sales_manager', G: 'sales_agent', S: 'support_agent', W: 'warehouse', F: 'finance' } as const
const callers = new Map<string, Caller>()
const outside = ['anonymous', 'revoked token', 'ended session'] as const
const limitedTo = ['payment.record'] as const

beforeAll(async () => {
  const { house } = at.at
  const byToken = (token: string) => (path: string, asking?: Asking) => at.door.ask(`/api/v1${path}`, { ...asking, token })
  const token = async (name: string, actions?: readonly string[]) => {
    const { permissions, rooms } = await at.at.db('roles').where({ name: 'finance' }).first()
    return at.door.machine(name, permissions, rooms, actions)
  }
  for (const [letter, role] of Object.entries(roles)) {
    const actor = at.books.actors[role]!
    await at.admit({ kind: 'staff', id: String(actor.id) })
    const browser = at.browse()
    await browser.signIn(`${role.replace('_', '.')}@carpath.example`)
    callers.set(letter, { actor, only: null, ask: browser.ask })
  }
  for (const [letter, contact] of [
    ['n', at.books.contacts.a.nobody],
    ['e', at.books.contacts.a.everything],
    ['other client', at.books.contacts.b.everything],
  ] as const) {
    const browser = at.browse('clientarea')
    await browser.ask('/session/code', { body: { code: await at.code({ kind: 'contact', id: String(contact.id) }) } })
    callers.set(letter, { actor: contact, only: null, ask: browser.ask })
  }
  callers.set('T', { actor: at.books.actors.finance!, only: null, ask: byToken((await token('cashier')).token) })
  callers.set('limited token', { actor: at.books.actors.finance!, only: limitedTo, ask: byToken((await token('till', limitedTo)).token) })
  const gone = await token('gone')
  await house.perform(house.self('test'), revokeToken, { id: gone.id, input: {} })
  callers.set('revoked token', { actor: null, only: null, ask: byToken(gone.token) })
  callers.set('anonymous', { actor: null, only: null, ask: (path, asking) => at.door.ask(`/api/v1${path}`, asking) })
  const ended = at.browse()
  await ended.signIn('admin@carpath.example')
  const cookie = ended.cookie().split('=')[1]!
  await ended.ask('/session', { method: 'DELETE' })
  ended.jar.set('parley_console', cookie)
  callers.set('ended session', { actor: null, only: null, ask: ended.ask })
})

const unknown = randomUUID()
type Operations = Record<string, Record<string, { security?: readonly object[] }>>
const operations = async () => {
  const { paths } = (await at.door.ask('/api/v1/openapi.json')).json as { paths: Operations }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({ method: method.toUpperCase(), path: path.slice(3), security })),
  )
}
const concrete = (path: string) =>
  `${path.replace('{plural}', 'orders').replace(/\{\w+\}/g, unknown)}${path === '/imports' ? '?of=products' : ''}`
/** A body that no route takes: rights are looked at before it. */
const asking = (method: string): Asking => ({ method, ...(method !== 'GET' && { body: { unknown: true } }) })
/** A few at a time. */
const inParts = async <Thing>(things: readonly Thing[], look: (thing: Thing) => Promise<void>) => {
  for (let from = 0; from < things.length; from += 8) await Promise.all(things.slice(from, from + 8).map(look))
}
const lines = () => at.door.lines.filter((line) => line.includes('met a bug')).join('\n')
const isLetIn = ({ status }: Answer) => status !== 401 && status !== 403

describe('every route of the API', { timeout: 120_000 }, () => {
  test('is closed to who is nobody, whose token was revoked, and whose session has ended', async () => {
    const all = await operations()
    expect(all.length).toBeGreaterThan(200)
    const open = all.filter(({ security }) => security?.length === 0).map(({ path }) => path)
    expect([...new Set(open)].sort()).toEqual(
      ['/openapi.json', '/portal/brand', '/session', '/session/code', '/session/forgot', '/session/totp'].sort(),
    )
    const closed = all.filter(({ security }) => security?.length !== 0)
    await inParts(closed, async ({ method, path, security }) => {
      const headers: Record<string, string> =
        security && path.startsWith('/session') ? { 'X-Parley-Area': 'console', 'Sec-Fetch-Site': 'same-origin' } : {}
      const answers = await Promise.all(outside.map((who) => callers.get(who)!.ask(concrete(path), { ...asking(method), headers })))
      expect({ method, path, statuses: answers.map(({ status }) => status) }).toEqual({ method, path, statuses: [401, 401, 401] })
    })
  })

  test('that performs an action lets in who holds its right, and nobody else', async () => {
    // Every role by itself stands in the table of core/rights.test.ts; here is one of each kind of caller.
    const asked = ['A', 'S', 'n', 'e', 'T', 'limited token'].map((who) => [who, callers.get(who)!] as const)
    for (const action of [...at.at.house.actions.values()].filter(({ inner }) => !inner)) {
      const found = await Promise.all(
        asked.map(async ([who, { actor, only, ask }]) => {
          const { status } = await ask(`/actions/${action.name}`, { body: { unknown: true } })
          return { who, status, mayDo: may(actor!, action.needs) && (!only || only.includes(action.name)) }
        }),
      )
      for (const { who, status, mayDo } of found)
        expect({ who, action: action.name, status }).toEqual({ who, action: action.name, status: mayDo ? 422 : 403 })
    }
  })

  test('that performs an action of the house alone is there for nobody', async () => {
    const inner = [...at.at.house.actions.values()].filter((action) => action.inner)
    expect(inner.length).toBeGreaterThan(20)
    for (const { name } of inner)
      for (const who of ['A', 'T', 'e']) expect((await callers.get(who)!.ask(`/actions/${name}`, { body: {} })).status).toBe(404)
  })

  test('that lists records shows them to who may look into their room, and to contacts what is made for contacts', async () => {
    for (const record of [...at.at.house.records.values()].filter(({ of }) => !of))
      for (const who of ['A', 'W', 'G', 'n', 'e', 'T', 'limited token']) {
        const { actor, ask } = callers.get(who) as Caller & { actor: Actor }
        const isShown =
          actor.kind === 'contact'
            ? record.contactSees !== null && (!record.contactNeeds || may(actor, record.contactNeeds))
            : may(actor, { room: record.room, level: 'view' })
        const { status } = await ask(`/${record.plural}?limit=1`)
        expect({ who, list: record.plural, status }, lines()).toEqual({ who, list: record.plural, status: isShown ? 200 : 403 })
      }
  })

  /** Who is let in by the routes that are neither actions nor lists. What does not stand here lets no contact in. */
  const table: Readonly<Record<string, string>> = {
    'GET ': 'AMGSWFneT',
    'GET /house': 'AMGSWFneT',
    'GET /summary': 'AMGSWFT',
    'GET /audit': 'AM',
    'POST /audit/verify': 'A',
    'GET /health/parts': 'AM',
    'GET /channels': 'AMGSFT',
    'POST /channels/{id}/test': 'A',
    'GET /channels/{id}/qr': 'A',
    'GET /messages': 'AMGSFT',
    'GET /outbox': 'AM',
    'POST /outbox': 'A',
    'POST /imports': 'AM',
  }
  const letters = ['A', 'M', 'G', 'S', 'W', 'F', 'n', 'e', 'T']

  test('else lets in whom the table says', async () => {
    const there = new Map((await operations()).map(({ method, path }) => [`${method} ${path}`, { method, path }]))
    const found: Record<string, string> = {}
    for (const name of Object.keys(table)) {
      const { method, path } = there.get(name) ?? { method: '', path: '' }
      found[name] = ''
      for (const letter of letters)
        if (method && isLetIn(await callers.get(letter)!.ask(concrete(path), asking(method)))) found[name] += letter
    }
    expect(found).toEqual(table)
  })

  test('of the client area lets no colleague and no machine in, and any other of the house no contact', async () => {
    const plurals = new Set([...at.at.house.records.values()].map(({ plural }) => plural))
    await inParts(await operations(), async ({ method, path, security }) => {
      const first = (path.split('/')[1] ?? '').replace(/\.csv$/, '')
      const isElsewhere = ['session', 'sessions', 'actions', 'events'].includes(first)
      if (security?.length === 0 || table[`${method} ${path}`] !== undefined || isElsewhere) return
      const isRecord = plurals.has(first) || first === '{plural}'
      for (const who of first === 'portal' ? ['A', 'F', 'T'] : isRecord ? [] : ['n', 'e', 'other client']) {
        const { status } = await callers.get(who)!.ask(concrete(path), asking(method))
        expect([403, 404], `${who} ${method} ${path}: ${status}`).toContain(status)
      }
    })
  })
})

describe('a contact of another client', { timeout: 120_000 }, () => {
  const { ask } = { ask: (path: string, given?: Asking) => callers.get('other client')!.ask(path, given) }
  const foreign = () =>
    [...at.at.house.records.values()].flatMap((record) =>
      (at.books.ids.get(record.name)?.a ?? []).slice(0, 2).map((id) => ({ record, id })),
    )
  const same = ({ status, json }: Answer) => ({ status, code: json.code })

  test('finds no row by its id, none of its children, no timeline and no document', async () => {
    expect(foreign().length).toBeGreaterThan(20)
    for (const { record, id } of foreign())
      for (const tail of [
        '',
        '/timeline',
        '/document',
        ...[...at.at.house.records.values()].filter(({ of }) => of?.record.name === record.name).map(({ plural }) => `/${plural}`),
      ]) {
        const theirs = await ask(`/${record.plural}/${id}${tail}`)
        expect([403, 404], `${record.plural}${tail}`).toContain(theirs.status)
        expect(same(theirs), `${record.plural}${tail}`).toEqual(same(await ask(`/${record.plural}/${unknown}${tail}`)))
      }
  })

  test('finds no row by any filter, condition or search', async () => {
    const a = at.books.client.a
    for (const record of [...at.at.house.records.values()].filter((one) => one.contactSees && 'clientId' in one.fields.shape && !one.of)) {
      for (const query of [
        `clientId=${a}`,
        `where=${encodeURIComponent(JSON.stringify({ field: 'record.clientId', op: 'eq', value: a }))}`,
        '',
      ]) {
        const { status, json, text } = await ask(`/${record.plural}?${query}`)
        if (status === 200)
          expect({ record: record.name, found: json.items!.filter(({ clientId }) => clientId === a) }).toEqual({
            record: record.name,
            found: [],
          })
        expect(text).not.toMatch(new RegExp(`"id":"(?:${at.books.ids.get(record.name)!.a.join('|') || 'none'})"`))
      }
    }
  })

  test('does nothing to a row: each action answers as if it were not there', async () => {
    let compared = 0
    for (const { record, id } of foreign())
      for (const action of [...at.at.house.actions.values()].filter(
        (one) => one.record.name === record.name && !one.creates && !one.inner,
      )) {
        const call = (row: string) => ask(`/actions/${action.name}`, { body: { id: row, input: {} } })
        const [theirs, nobodys] = await Promise.all([call(id), call(unknown)])
        expect([403, 404, 422], `${action.name}: ${theirs.text}`).toContain(theirs.status)
        expect(same(theirs), action.name).toEqual(same(nobodys))
        compared += 1
      }
    expect(compared).toBeGreaterThan(60)
  })

  test('gets no file, no order and no cart of theirs through the client area', async () => {
    const first = (name: string) => at.books.ids.get(name)!.a[0]!
    for (const [method, path] of [
      ['GET', `/portal/orders/${first('order')}`],
      ['POST', `/portal/orders/${first('order')}/again`],
      ['GET', `/portal/invoices/${first('invoice')}/document`],
      ['GET', `/portal/delivery_notes/${first('delivery_note')}/document`],
      ['POST', `/portal/approvals/${first('approval')}/approve`],
    ] as const) {
      const answer = await ask(path, { method, ...(method === 'POST' && { body: {} }) })
      expect([403, 404], `${method} ${path}`).toContain(answer.status)
    }
  })
})

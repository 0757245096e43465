import { afterEach, expect, test } from 'vitest'
import { openGraph } from './graph.ts'
import { bringTemplates, listTemplates, type TemplateText } from './templates.ts'
import { type Answer, type Asked, fault, loopbackGraph } from './testing-loopback.ts'

const owner = '102290129340398'
let close = async () => {}
afterEach(() => close())

const against = async (answerTo: (asked: Asked) => Answer) => {
  const graph = await loopbackGraph(answerTo)
  close = graph.close
  const account = { id: 'acc-1', accessToken: 'token', phoneNumberId: '1', appSecret: 's', verifyToken: 'v', graphUrl: graph.graphUrl }
  return { graph: openGraph(account), asked: graph.asked }
}

const shipped: TemplateText = {
  name: 'order_shipped',
  language: 'ro',
  category: 'UTILITY',
  body: 'Comanda {{1}} a plecat și ajunge {{2}}.',
  examples: ['O-1042', 'marți, 3 martie'],
  replies: ['Mulțumesc'],
}
const invoice: TemplateText = {
  name: 'invoice_ready',
  language: 'en',
  category: 'UTILITY',
  body: 'Here is invoice {{1}}.',
  examples: ['INV-7'],
  footer: 'Carpath Supplies',
  document: { name: 'sample.pdf', mime: 'application/pdf', load: async () => new TextEncoder().encode('%PDF') },
}

test('all pages of templates are read, with the reason where Meta rejected one', async () => {
  const row = { language: 'en', category: 'UTILITY' }
  const { graph } = await against(({ query }) =>
    query.get('after') === 'c1'
      ? { json: { data: [{ ...row, name: 'b', status: 'REJECTED', rejected_reason: 'INVALID_FORMAT' }] } }
      : {
          json: {
            data: [{ ...row, name: 'a', status: 'APPROVED', rejected_reason: 'NONE' }],
            paging: { next: 'https://x', cursors: { after: 'c1' } },
          },
        },
  )
  expect(await listTemplates(graph, owner)).toEqual([
    { ...row, name: 'a', status: 'APPROVED' },
    { ...row, name: 'b', status: 'REJECTED', reason: 'INVALID_FORMAT' },
  ])
})

test('only what is missing in its language is created', async () => {
  const there = { name: 'order_shipped', language: 'en', category: 'UTILITY', status: 'APPROVED' }
  const { graph, asked } = await against(({ method }) => ({
    json: method === 'GET' ? { data: [there] } : { id: '9', status: 'PENDING', category: 'UTILITY' },
  }))
  expect(await bringTemplates(graph, owner, [{ ...shipped, language: 'en' }, shipped])).toEqual([
    there,
    { name: 'order_shipped', language: 'ro', category: 'UTILITY', status: 'PENDING' },
  ])
  expect(asked.filter(({ method }) => method === 'POST').map(({ path, json }) => [path, json])).toEqual([
    [
      `${owner}/message_templates`,
      {
        name: 'order_shipped',
        language: 'ro',
        category: 'UTILITY',
        components: [
          { type: 'BODY', text: shipped.body, example: { body_text: [shipped.examples] } },
          { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Mulțumesc' }] },
        ],
      },
    ],
  ])
})

test('a template with a document shows the reviewers a sample', async () => {
  const { graph, asked } = await against(({ method, path }) => {
    if (method === 'GET') return { json: { data: [] } }
    if (path === 'app/uploads') return { json: { id: 'upload:MTph' } }
    if (path === 'upload:MTph') return { json: { h: '4::aW' } }
    return { json: { id: '9', status: 'PENDING' } }
  })
  await bringTemplates(graph, owner, [invoice])
  const [, session, bytes, created] = asked
  expect(Object.fromEntries(session!.query)).toEqual({ file_name: 'sample.pdf', file_length: '4', file_type: 'application/pdf' })
  expect([bytes!.body.toString(), bytes!.headers.file_offset, bytes!.headers.authorization]).toEqual(['%PDF', '0', 'OAuth token'])
  expect(Object(created!.json).components).toEqual([
    { type: 'HEADER', format: 'DOCUMENT', example: { header_handle: ['4::aW'] } },
    { type: 'BODY', text: invoice.body, example: { body_text: [['INV-7']] } },
    { type: 'FOOTER', text: 'Carpath Supplies' },
  ])
})

test('where Graph has no upload for samples, the template is brought without one', async () => {
  const { graph, asked } = await against(({ method, path }) => {
    if (method === 'GET') return { json: { data: [] } }
    return path === 'app/uploads'
      ? { status: 400, json: fault(100, 'Unsupported post request') }
      : { json: { id: '9', status: 'APPROVED' } }
  })
  expect(await bringTemplates(graph, owner, [invoice])).toMatchObject([{ name: 'invoice_ready', status: 'APPROVED' }])
  expect(Object(asked.at(-1)!.json).components[0]).toEqual({ type: 'HEADER', format: 'DOCUMENT' })
})

test('a refusal of Graph, or an answer in other words, is a ChannelError', async () => {
  const refusing = await against(() => ({ status: 400, json: fault(100) }))
  await expect(listTemplates(refusing.graph, owner)).rejects.toMatchObject({ name: 'ChannelError', kind: 'refused', code: '100' })
  await close()
  const babbling = await against(() => ({ json: { hello: true } }))
  await expect(listTemplates(babbling.graph, owner)).rejects.toMatchObject({ name: 'ChannelError', kind: 'later', code: 'not_understood' })
})

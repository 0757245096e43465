import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { openGraph } from './graph.ts'
import { bringTemplates, listTemplates, type TemplateText } from './templates.ts'
import { startWire, type Wire } from './testing.ts'
import { failure } from './testing-loopback.ts'

const business = '102290129340398'
const document = { name: 'INV-7.pdf', mime: 'application/pdf', load: async () => new TextEncoder().encode('%PDF-1.7') }
const decision: TemplateText = {
  name: 'wire_decision',
  language: 'ro',
  category: 'UTILITY',
  body: 'Comanda {{1}} a fost schimbată: {{2}}. O luați așa?',
  examples: ['O-1042', '3 cutii în loc de 5'],
  replies: ['Da', 'Nu'],
}
const invoice: TemplateText = {
  name: 'wire_invoice',
  language: 'en',
  category: 'UTILITY',
  body: 'Invoice {{1}} is here.',
  examples: ['INV-7'],
  document,
}

let wire: Wire
beforeAll(async () => {
  wire = await startWire()
  await bringTemplates(openGraph(wire.account), business, [decision, invoice])
})
afterAll(() => wire.stop())
beforeEach(async () => {
  await wire.fresh()
  await wire.phone.say('salut')
  await wire.hand.clock({ advanceMs: 24 * 60 * 60_000 + 1000 })
})

test('templates are brought once and then known', async () => {
  const known = await listTemplates(openGraph(wire.account), business)
  expect(known.map(({ name, language, status }) => [name, language, status])).toEqual([
    ['wire_decision', 'ro', 'APPROVED'],
    ['wire_invoice', 'en', 'APPROVED'],
  ])
  expect(await bringTemplates(openGraph(wire.account), business, [decision, invoice])).toEqual(known)
})

test('a day after the last word, a free message is taken and fails later by its state, with our id', async () => {
  await wire.send({ text: 'late' })
  await vi.waitFor(() => expect(wire.states()).toEqual(['failed']))
  expect(wire.seen.reported[0]).toMatchObject({ messageId: wire.ours(), error: { code: '131047' } })
})

test('a template arrives, and its quick reply comes back as the choice', async () => {
  const template = {
    name: 'wire_decision',
    language: 'ro',
    values: ['O-1042', '3 cutii\nîn loc de 5'],
    replies: ['offer.take:7', 'offer.refuse:7'],
  }
  const { externalId } = await wire.send({ text: 'free words', template }, 'template')
  expect(await wire.shown()).toMatchObject([
    { kind: 'template', text: 'Comanda O-1042 a fost schimbată: 3 cutii în loc de 5. O luați așa?' },
  ])
  await wire.phone.press('Da')
  expect(wire.seen.stored.at(-1)).toMatchObject({ kind: 'choice', choice: 'offer.take:7', text: 'Da', quotes: externalId })
})

test('a template with a document brings the document', async () => {
  await wire.send({ text: '', template: { name: 'wire_invoice', language: 'en', values: ['INV-7'], document } }, 'template')
  expect(await wire.shown()).toMatchObject([{ kind: 'template', text: 'Invoice INV-7 is here.', file: { name: 'INV-7.pdf' } }])
})

test('a template that is unknown or does not fit is refused', async () => {
  const unknown = wire.send({ text: '', template: { name: 'nothing_here', language: 'ro', values: [] } }, 'template')
  expect(await failure(unknown)).toMatchObject({ kind: 'refused', code: '132001' })
  const short = wire.send({ text: '', template: { name: 'wire_decision', language: 'ro', values: ['O-1042'] } }, 'template')
  expect(await failure(short)).toMatchObject({ kind: 'refused', code: '132000' })
})

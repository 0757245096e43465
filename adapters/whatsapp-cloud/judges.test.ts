import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { ActionButtons, ActionList, Body, Button, Interactive, ListSection, Row } from 'whatsapp-api-js/messages'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Choice, FileToSend, Reply } from '../../bots/channel.ts'
import { type CloudMessage, render } from './render.ts'

const pdf = (more: Partial<FileToSend> = {}): FileToSend => ({
  name: 'INV-7.pdf',
  mime: 'application/pdf',
  load: async () => new Uint8Array([1]),
  ...more,
})
const choices = (n: number): Choice[] =>
  Array.from({ length: n }, (_, i) => ({ id: `pick:${i}`, title: `Choice ${i}`, description: `What ${i} means` }))
const said = (reply: Reply) =>
  render(reply, 'free').map(({ file, message }) => message(file && { id: 'media-1', picture: file.mime === 'image/png' }))
const _kindsOf = (reply: Reply) => said(reply).map(({ type }) => type)

const Buttons = z.object({
  body: z.object({ text: z.string() }),
  action: z.object({ buttons: z.array(z.object({ reply: z.object({ id: z.string(), title: z.string() }) })) }),
})
const Rows = z.object({ id: z.string(), title: z.string(), description: z.string().optional() })
const List = z.object({
  body: z.object({ text: z.string() }),
  action: z.object({ button: z.string(), sections: z.array(z.object({ title: z.string().optional(), rows: z.array(Rows) })) }),
})

describe('two judges', () => {
  let meta: (name: string, message: object) => string
  beforeAll(() => {
    const document = new URL('../sandbox/whatsapp/spec/business-messaging-api_v23.0.yaml', import.meta.url)
    const { components } = z
      .object({ components: z.object({ schemas: z.unknown() }) })
      .parse(parse(readFileSync(document, 'utf8'), { maxAliasCount: -1 }))
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema({ $id: 'meta', components: opened(components) as object })
    meta = (name, message) => {
      const judge = ajv.getSchema(`meta#/components/schemas/${name}`)
      if (!judge) throw new Error(`Meta's document has no ${name}.`)
      return judge(message) ? '' : ajv.errorsText(judge.errors)
    }
  })

  /** The document closes each kind of message to its own base properties; those are opened. */
  const opened = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(opened)
    if (!node || typeof node !== 'object') return node
    const kept = Object.entries(node).filter(
      ([key, value]) => !(key === 'additionalProperties' && value === false) && !/^(discriminator|examples?)$/.test(key),
    )
    return Object.fromEntries(kept.map(([key, value]) => [key, opened(value)]))
  }

  const names = { text: 'TextMessage', interactive: 'InteractiveMessage', document: 'DocumentMessage', image: 'ImageMessage', template: '' }
  const judged = (message: CloudMessage) =>
    meta(names[message.type], { messaging_product: 'whatsapp', recipient_type: 'individual', to: '40700000101', ...message })

  /** The same message made with the builders of another library, which throw on every length and every twin. */
  const rebuilt = ({ interactive }: CloudMessage) => {
    const buttons = Buttons.safeParse(interactive)
    const built = buttons.success
      ? new Interactive(
          new ActionButtons(...pair(buttons.data.action.buttons.map(({ reply }) => new Button(reply.id, reply.title)))),
          new Body(buttons.data.body.text),
        )
      : rebuiltList(List.parse(interactive))
    return JSON.parse(JSON.stringify(built))
  }
  const rebuiltList = ({ body, action }: z.infer<typeof List>) => {
    const [section] = action.sections
    const rows = pair(section!.rows.map(({ id, title, description }) => new Row(id, title, description)))
    return new Interactive(new ActionList(action.button, new ListSection(section!.title, ...rows)), new Body(body.text))
  }
  const pair = <Item>(items: Item[]) => items as [Item, ...Item[]]

  const words = fc
    .string({ unit: fc.constantFrom('a', ' ', '\n\n', '👩‍🚀', 'ș', '*b*', 'lorem ipsum dolor '), minLength: 1, maxLength: 400 })
    .map((text) => `.${text}`)
  const choice = fc.record({
    id: fc.stringMatching(/^[a-z0-9:.]{1,200}$/),
    title: words,
    description: fc.option(words, { nil: undefined }),
  })
  const reply: fc.Arbitrary<Reply> = fc.record({
    text: words,
    card: fc.option(
      fc.record({
        title: words,
        sections: fc.array(fc.record({ heading: words, lines: fc.array(words, { maxLength: 4 }) }), { maxLength: 3 }),
      }),
      { nil: undefined },
    ),
    choices: fc.option(fc.array(choice, { maxLength: 12 }), { nil: undefined }),
    choicesLabel: fc.option(words, { nil: undefined }),
    files: fc.option(
      fc.array(
        fc.option(words, { nil: undefined }).map((caption) => pdf({ caption })),
        { maxLength: 2 },
      ),
      { nil: undefined },
    ),
  })

  test("whatever is said, Meta's document and the builders of another library take every message", () => {
    fc.assert(
      fc.property(reply, (anything) => {
        const messages = said(anything)
        for (const message of messages) {
          expect(judged(message)).toBe('')
          expect(JSON.stringify(message)).not.toMatch(/\\ud[89a-f]/)
          if (message.type === 'text') expect(String(Object(message.text).body).length).toBeLessThanOrEqual(4096)
          if (message.type === 'interactive') expect(rebuilt(message)).toMatchObject(Object(message.interactive))
        }
        expect(messages.slice(0, -1).some(({ type }) => type === 'interactive')).toBe(false)
      }),
      { numRuns: 200 },
    )
  })

  test("Meta's document would refuse a fourth button", () => {
    const action = { buttons: choices(4).map(({ id, title }) => ({ type: 'reply', reply: { id, title } })) }
    expect(judged({ type: 'interactive', interactive: { type: 'button', body: { text: 'x' }, action } })).toContain(
      'must NOT have more than 3',
    )
  })
})

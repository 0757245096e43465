import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Choice, FileToSend, Reply } from '../../bots/channel.ts'
import { cardText, type Part, render } from './render.ts'

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
const kindsOf = (reply: Reply) => said(reply).map(({ type }) => type)

const Buttons = z.object({
  body: z.object({ text: z.string() }),
  action: z.object({ buttons: z.array(z.object({ reply: z.object({ id: z.string(), title: z.string() }) })) }),
})
const Rows = z.object({ id: z.string(), title: z.string(), description: z.string().optional() })
const List = z.object({
  body: z.object({ text: z.string() }),
  action: z.object({ button: z.string(), sections: z.array(z.object({ title: z.string().optional(), rows: z.array(Rows) })) }),
})

describe('words', () => {
  test('a short text is one message without a link preview', () => {
    expect(said({ text: ' Bună ziua! \n' })).toEqual([{ type: 'text', text: { body: 'Bună ziua!', preview_url: false } }])
  })

  test('a text over 4,096 goes in several messages, split between paragraphs', () => {
    const paragraph = `${'cuvânt '.repeat(400)}sfârșit.`
    const messages = said({ text: `${paragraph}\n\n${paragraph}` })
    expect(messages.map((message) => message.text)).toEqual([
      { body: paragraph, preview_url: false },
      { body: paragraph, preview_url: false },
    ])
  })

  test('a message of nothing is refused', () => {
    expect(() => render({ text: ' \n' }, 'free')).toThrow(expect.objectContaining({ kind: 'refused', code: 'empty' }))
    expect(() => render({ text: '', choices: choices(2) }, 'free')).toThrow(expect.objectContaining({ kind: 'refused', code: 'empty' }))
  })

  test('a card is told in lines with bold heads', () => {
    const card = {
      title: 'Order O-1042',
      state: { label: 'Waits for Ada', tone: 'waiting' as const },
      facts: [
        { label: 'Client', value: 'Hotel Corbul' },
        { label: 'Total', value: '942.47 lei' },
      ],
      sections: [{ heading: 'Lines', lines: ['30 × toilet paper', '6 × soap'] }, { lines: ['Delivery on Tuesday'] }],
      notes: ['Prices of the group HOTELS'],
    }
    expect(cardText(card)).toBe(
      '*Order O-1042*\n🟡 Waits for Ada\n\nClient: Hotel Corbul\nTotal: 942.47 lei\n\n*Lines*\n30 × toilet paper\n6 × soap\n\nDelivery on Tuesday\n\n_Prices of the group HOTELS_',
    )
    expect(said({ text: 'Order O-1042 waits', card })).toEqual([{ type: 'text', text: { body: cardText(card), preview_url: false } }])
  })

  test('a head that holds a star stands plain instead of breaking the bold', () => {
    expect(cardText({ title: 'Paper 2*500' })).toBe('Paper 2*500')
  })
})

describe('choices', () => {
  test('up to three are buttons, up to ten a list, more are numbered words', () => {
    expect(
      [1, 3, 4, 10, 11].map(
        (n) => said({ text: 'Pick', choices: choices(n) }).map(({ type, interactive }) => [type, Object(interactive).type])[0],
      ),
    ).toEqual([
      ['interactive', 'button'],
      ['interactive', 'button'],
      ['interactive', 'list'],
      ['interactive', 'list'],
      ['text', undefined],
    ])
  })

  test('more than ten choices show the first ten with their numbers', () => {
    const body = String(Object(said({ text: 'Which one?', choices: choices(12) })[0]?.text).body)
    expect(body.split('\n').slice(0, 4)).toEqual(['Which one?', '', '1. Choice 0: What 0 means', '2. Choice 1: What 1 means'])
    expect(body).toContain('10. Choice 9')
    expect(body).not.toContain('11.')
  })

  test('button titles are cut to 20 and made different', () => {
    const [message] = said({
      text: 'Which paper?',
      choices: [
        { id: 'a', title: 'Hârtie A4 80 g albă, cutie' },
        { id: 'b', title: 'Hârtie A4 80 g albă, palet' },
      ],
    })
    expect(Buttons.parse(message?.interactive).action.buttons.map(({ reply }) => reply)).toEqual([
      { id: 'a', title: 'Hârtie A4 80 g albă…' },
      { id: 'b', title: 'Hârtie A4 80 g al… 2' },
    ])
  })

  test('a row whose title had to be cut tells it in full below', () => {
    const long = 'Prosoape de hârtie pliate în Z'
    const [message] = said({
      text: 'Which?',
      choicesLabel: 'Alegeți produsul potrivit',
      choices: [...choices(3), { id: 'z', title: long }],
    })
    const { action } = List.parse(message?.interactive)
    expect(action.button).toBe('Alegeți produsul po…')
    expect(action.sections[0]?.rows.at(-1)).toEqual({ id: 'z', title: 'Prosoape de hârtie plia…', description: long })
  })

  test('words over 1,024 go first, and the last paragraph carries the buttons', () => {
    const long = 'lung '.repeat(300).trim()
    const messages = said({ text: `${long}\n\nComandăm?`, choices: choices(2) })
    expect(messages.map(({ type }) => type)).toEqual(['text', 'interactive'])
    expect(Object(messages[0]?.text).body).toBe(long)
    expect(Buttons.parse(messages[1]?.interactive).body.text).toBe('Comandăm?')
  })

  test('a long card goes first, and its one-line version carries the buttons', () => {
    const card = {
      title: 'Order O-1042',
      sections: [{ lines: Array.from({ length: 60 }, (_, i) => `${i} × a product with a rather long name`) }],
    }
    const messages = said({ text: 'Order O-1042, 942.47 lei. Shall I place it?', card, choices: choices(3) })
    expect(messages.map(({ type }) => type)).toEqual(['text', 'interactive'])
    expect(Buttons.parse(messages[1]?.interactive).body.text).toBe('Order O-1042, 942.47 lei. Shall I place it?')
  })

  test('a choice said twice is shown once, one that cannot come back is refused', () => {
    const twice = { id: 'yes', title: 'Yes' }
    expect(Buttons.parse(said({ text: 'Sure?', choices: [twice, twice] })[0]?.interactive).action.buttons).toHaveLength(1)
    for (const id of ['', ' x', 'x'.repeat(257)])
      expect(() => render({ text: 'Sure?', choices: [{ id, title: 'Yes' }] }, 'free')).toThrow(
        expect.objectContaining({ code: 'bad_choice' }),
      )
  })
})

describe('files', () => {
  test('one file with a short text is a document with a caption', () => {
    expect(said({ text: 'Your invoice', files: [pdf()] })).toEqual([
      { type: 'document', document: { id: 'media-1', caption: 'Your invoice', filename: 'INV-7.pdf' } },
    ])
  })

  test('several files follow the words, and buttons come last', () => {
    expect(kindsOf({ text: 'Both invoices', files: [pdf(), pdf()] })).toEqual(['text', 'document', 'document'])
    expect(kindsOf({ text: 'Pay now?', files: [pdf({ caption: 'The invoice' })], choices: choices(2) })).toEqual([
      'document',
      'interactive',
    ])
    expect(kindsOf({ text: 'See', files: [pdf({ caption: 'c'.repeat(1025) })] })).toEqual(['text', 'text', 'document'])
  })

  test('a picture is shown in the chat', () => {
    expect(said({ text: 'Sales this month', files: [pdf({ name: 'sales.png', mime: 'image/png' })] })).toEqual([
      { type: 'image', image: { id: 'media-1', caption: 'Sales this month' } },
    ])
  })
})

describe('templates', () => {
  const template = {
    name: 'order_decision',
    language: 'ro',
    values: ['O-1042', 'două\nlinii\tși      spații', ''],
    replies: ['order.take:1', 'order.refuse:1'],
  }
  const one = (parts: Part[]) => parts.map(({ file, message }) => message(file && { id: 'media-1', picture: false }))

  test('the window being closed, only the template goes, with parameters on one line', () => {
    expect(one(render({ text: 'long', files: [pdf()], choices: choices(2), template }, 'template'))).toEqual([
      {
        type: 'template',
        template: {
          name: 'order_decision',
          language: { code: 'ro' },
          components: [
            {
              type: 'body',
              parameters: [
                { type: 'text', text: 'O-1042' },
                { type: 'text', text: 'două linii și spații' },
                { type: 'text', text: '–' },
              ],
            },
            { type: 'button', sub_type: 'quick_reply', index: '0', parameters: [{ type: 'payload', payload: 'order.take:1' }] },
            { type: 'button', sub_type: 'quick_reply', index: '1', parameters: [{ type: 'payload', payload: 'order.refuse:1' }] },
          ],
        },
      },
    ])
  })

  test('a document stands in the header', () => {
    const [message] = one(render({ text: '', template: { name: 'invoice', language: 'en', values: [], document: pdf() } }, 'template'))
    expect(Object(message?.template).components).toEqual([
      { type: 'header', parameters: [{ type: 'document', document: { id: 'media-1', filename: 'INV-7.pdf' } }] },
    ])
  })

  test('without a template nothing may leave', () => {
    expect(() => render({ text: 'hi' }, 'template')).toThrow(expect.objectContaining({ kind: 'refused', code: 'no_template' }))
  })

  test('an open window needs no template', () => {
    expect(kindsOf({ text: 'hi', template })).toEqual(['text'])
  })
})

import { describe, expect, test } from 'vitest'
import { type Form, plain, type Reply } from '../../bots/channel.ts'
import { problemsOfCard, refusalOf } from '../sandbox/teams/cards.ts'
import { renderForm, valuesIn } from './form.ts'
import { markdown, typedText, unmarked, withoutSlash } from './markup.ts'
import { renderCard, renderFound, renderReply } from './render.ts'
import { englishWords } from './words.ts'

const message = '018f0000-0000-7000-8000-000000000001'
const choices = (many: number) => Array.from({ length: many }, (_, at) => ({ id: `approval.approve:${at}`, title: `Choice ${at}` }))
const order: Reply = {
  text: 'Order CMD-0001',
  card: {
    title: 'Order CMD-0001 · *Hotel*',
    state: { label: 'placed', tone: 'waiting' },
    facts: [
      { label: 'Total', value: '100,00 lei' },
      { label: 'Note', value: '' },
    ],
    sections: [{ heading: 'Lines', lines: ['• *30* paper', '• 6 soap'], choices: choices(7) }],
    notes: ['Asked by Doina', ''],
  },
  choices: choices(3),
}

describe('Microsoft’s parser takes', () => {
  const replies: [string, Reply][] = [
    ['a card with everything', order],
    ['an empty card', { text: '', card: { title: '' } }],
    ['words with buttons', { text: 'Which?', choices: choices(5) }],
    ['words with a list', { text: 'Which?', choices: choices(40), choicesLabel: 'Choose' }],
    [
      'a card whose data is markup',
      { text: 'x', card: { title: '<b>*x*</b> [a](javascript:x)', facts: [{ label: '#', value: '# not a heading' }] } },
    ],
    [
      'a card of three hundred lines',
      { text: 'x', card: { title: 'x', sections: [{ lines: Array.from({ length: 300 }, (_, at) => `${at} ${'ă'.repeat(200)}`) }] } },
    ],
    ['a card of one endless line', { text: 'x', card: { title: 'x', sections: [{ lines: ['ă'.repeat(60_000)] }] }, choices: choices(3) }],
    ['a text of nothing but accents', { text: `a${'\u0301'.repeat(20_000)}` }],
  ]
  test.for(replies)('%s, within what a message may weigh', ([, reply]) => {
    for (const rendering of [{ message }, { isShared: true, message }, { told: 'Done.' }, {}])
      expect(refusalOf({ type: 'message', ...renderReply(reply, rendering) })).toBeNull()
  })

  test('a form with every kind of field, its faults and what was typed', () => {
    const form: Form = {
      id: 'change:1',
      title: 'Change',
      submit: 'Send',
      cancel: 'Cancel',
      intro: 'What shall change?',
      fields: [
        { name: 'a', label: 'A', kind: 'text', required: true, value: 'x', hint: 'h' },
        { name: 'b', label: 'B', kind: 'longtext', required: false },
        { name: 'c', label: 'C', kind: 'number', required: false, value: '12,5' },
        { name: 'd', label: 'D', kind: 'date', required: false, value: 'tomorrow' },
        { name: 'e', label: 'E', kind: 'choice', required: true, value: 'y', options: [{ id: 'y', title: 'Yes' }] },
      ],
    }
    const errors = { a: 'Too short.', '': 'Nothing has changed.' }
    const shown = renderForm(form, { words: englishWords, message, errors, values: { a: 'ab' }, canGoBack: true })
    expect(problemsOfCard(shown)).toEqual([])
    expect(JSON.stringify(shown)).toContain('Too short.')
    expect(JSON.stringify(shown)).toContain('Nothing has changed.')
  })

  test('what is found by searching, without anything to press', () => {
    const card = renderFound(order)
    expect(problemsOfCard(card)).toEqual([])
    expect(JSON.stringify(card)).not.toContain('Action.')
  })
})

test('a button that old clients cannot press sends the same as a message', () => {
  const [button] = renderCard(order, { message }).actions!
  expect(button).toMatchObject({
    type: 'Action.Execute',
    verb: 'choice',
    fallback: { type: 'Action.Submit', data: { parley: 'choice', choice: 'approval.approve:0', message } },
  })
})

test('what is left out of a card is counted', () => {
  const lines = Array.from({ length: 300 }, (_, at) => `${at} ${'x'.repeat(200)}`)
  expect(JSON.stringify(renderCard({ text: 'x', card: { title: 'x', sections: [{ lines }] } }))).toMatch(/… and \d+ more lines/)
})

test('fields of ours are told apart from the data of a button', () => {
  expect(valuesIn({ form: 'x', message, 'f:reason': 'because', 'f:empty': '', 'f:many': 12, choice: 'y' })).toEqual({
    reason: 'because',
    many: '12',
  })
})

describe('text', () => {
  test('our marks mean something, and those in data nothing', () => {
    expect(markdown('*bold* and _it_')).toBe('**bold** and _it_')
    expect(markdown(plain('*bold* ~no~ `x`'))).toBe('\\*bold\\* \\~no\\~ \\`x\\`')
    expect(markdown('one\ntwo')).toBe('one\n\ntwo')
    expect(markdown('<at>all</at>')).not.toContain('<at>')
    // A label may not hide where its link leads.
    expect(markdown('[x](https://evil.example)')).not.toContain('[x](')
    expect(markdown('see https://crm.example/a.')).toBe('see [https://crm.example/a](https://crm.example/a).')
    expect(unmarked(`*Order* ${plain('*1*')}`)).toBe('Order *1*')
  })

  test('commands are spoken of as they are typed in Teams', () => {
    expect(withoutSlash('• */parley find* hotel', false)).toBe('• *find* hotel')
    expect(withoutSlash('• */parley find* hotel', true)).toBe('• *@Parley find* hotel')
  })

  test('what people type comes without the tags that Teams puts around it', () => {
    expect(typedText('<at>Parley</at> order&nbsp;12 &lt;3', '<at>Parley</at>')).toBe('order 12 <3')
    expect(typedText('<p>one</p><p>two <at>Kim</at></p>')).toBe('one\ntwo @Kim')
  })
})

import { expect, test } from 'vitest'
import { problemsOfBlocks, problemsOfView, withIds } from './blocks.ts'

const plain = (text: string) => ({ type: 'plain_text', text })
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text })
const x = (length: number) => 'x'.repeat(length)
const many = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n))
const section = (text: string) => ({ type: 'section', text: mrkdwn(text) })
const button = (more: object = {}) => ({ type: 'button', action_id: 'a', text: plain('Go'), ...more })
const actions = (...elements: object[]) => ({ type: 'actions', elements })
const option = (n: number | string) => ({ text: plain(`Option ${n}`), value: String(n) })
const select = (more: object) => actions({ type: 'static_select', action_id: 's', ...more })
const confirm = (more: object = {}) => ({
  title: plain('Sure?'),
  text: mrkdwn('Really'),
  confirm: plain('Yes'),
  deny: plain('No'),
  ...more,
})
const input = (element: object, more: object = {}) => ({ type: 'input', block_id: 'i', label: plain('Name'), element, ...more })
const typed = (more: object = {}) => ({ type: 'plain_text_input', action_id: 't', ...more })

// Each limit as a pair: the most that is taken, and one more.
const limits: [string, object[], object[]][] = [
  ['50 blocks', many(50, () => section('x')), many(51, () => section('x'))],
  ['section text 3000', [section(x(3_000))], [section(x(3_001))]],
  ['10 fields', [{ type: 'section', fields: many(10, () => mrkdwn('x')) }], [{ type: 'section', fields: many(11, () => mrkdwn('x')) }]],
  ['field 2000', [{ type: 'section', fields: [mrkdwn(x(2_000))] }], [{ type: 'section', fields: [mrkdwn(x(2_001))] }]],
  ['header 150', [{ type: 'header', text: plain(x(150)) }], [{ type: 'header', text: plain(x(151)) }]],
  [
    '25 elements',
    [actions(...many(25, (n) => button({ action_id: `a${n}` })))],
    [actions(...many(26, (n) => button({ action_id: `a${n}` })))],
  ],
  ['button text 75', [actions(button({ text: plain(x(75)) }))], [actions(button({ text: plain(x(76)) }))]],
  ['button value 2000', [actions(button({ value: x(2_000) }))], [actions(button({ value: x(2_001) }))]],
  ['action_id 255', [actions(button({ action_id: x(255) }))], [actions(button({ action_id: x(256) }))]],
  ['block_id 255', [{ ...section('x'), block_id: x(255) }], [{ ...section('x'), block_id: x(256) }]],
  [
    'button url 3000',
    [actions(button({ url: `https://x.example/${x(2_982)}` }))],
    [actions(button({ url: `https://x.example/${x(2_983)}` }))],
  ],
  [
    '10 context elements',
    [{ type: 'context', elements: many(10, () => mrkdwn('x')) }],
    [{ type: 'context', elements: many(11, () => mrkdwn('x')) }],
  ],
  ['100 options', [select({ options: many(100, option) })], [select({ options: many(101, option) })]],
  [
    'option text 75',
    [select({ options: [{ text: plain(x(75)), value: 'v' }] })],
    [select({ options: [{ text: plain(x(76)), value: 'v' }] })],
  ],
  [
    'placeholder 150',
    [select({ options: [option(1)], placeholder: plain(x(150)) })],
    [select({ options: [option(1)], placeholder: plain(x(151)) })],
  ],
  [
    '5 overflow options',
    [actions({ type: 'overflow', options: many(5, option) })],
    [actions({ type: 'overflow', options: many(6, option) })],
  ],
  [
    '10 radio buttons',
    [actions({ type: 'radio_buttons', options: many(10, option) })],
    [actions({ type: 'radio_buttons', options: many(11, option) })],
  ],
  [
    'confirm title 100',
    [actions(button({ confirm: confirm({ title: plain(x(100)) }) }))],
    [actions(button({ confirm: confirm({ title: plain(x(101)) }) }))],
  ],
  [
    'confirm text 300',
    [actions(button({ confirm: confirm({ text: mrkdwn(x(300)) }) }))],
    [actions(button({ confirm: confirm({ text: mrkdwn(x(301)) }) }))],
  ],
  [
    'confirm button 30',
    [actions(button({ confirm: confirm({ deny: plain(x(30)) }) }))],
    [actions(button({ confirm: confirm({ deny: plain(x(31)) }) }))],
  ],
  ['markdown 12000', [{ type: 'markdown', text: x(12_000) }], [{ type: 'markdown', text: x(12_001) }]],
  [
    'alt text 2000',
    [{ type: 'image', image_url: 'https://x.example/i.png', alt_text: x(2_000) }],
    [{ type: 'image', image_url: 'https://x.example/i.png', alt_text: x(2_001) }],
  ],
  [
    'table 100 rows',
    [{ type: 'table', rows: many(100, () => [{ type: 'raw_text', text: 'x' }]) }],
    [{ type: 'table', rows: many(101, () => [{ type: 'raw_text', text: 'x' }]) }],
  ],
  ['label 2000', [input(typed(), { label: plain(x(2_000)) })], [input(typed(), { label: plain(x(2_001)) })]],
]

test.for(limits)('Slack takes %s and not one more', ([, taken, refused]) => {
  expect(problemsOfBlocks(taken)).toEqual([])
  expect(problemsOfBlocks(refused)).not.toEqual([])
})

const wrong: [string, unknown, string][] = [
  ['an unknown block', [{ type: 'carousel' }], '/blocks/0/type'],
  ['a block named like a method of objects', [{ type: 'constructor' }], '/blocks/0/type'],
  ['an unknown element', [actions({ type: 'slider' })], '/blocks/0/elements/0/type'],
  ['an input element among actions', [actions(typed())], '/blocks/0/elements/0/type'],
  ['a field nobody knows', [{ ...section('x'), colour: 'red' }], 'invalid additional property: colour'],
  ['an empty text', [section('')], '/blocks/0/text/text'],
  ['a section with nothing', [{ type: 'section' }], 'text or fields'],
  ['mrkdwn on a button', [actions(button({ text: mrkdwn('Go') }))], '/blocks/0/elements/0/text/type'],
  ['mrkdwn in a header', [{ type: 'header', text: mrkdwn('Go') }], '/blocks/0/text/type'],
  ['emoji in mrkdwn', [{ type: 'section', text: { ...mrkdwn('x'), emoji: true } }], 'emoji'],
  ['an unknown style', [actions(button({ style: 'warning' }))], '/blocks/0/elements/0/style'],
  ['a script as link', [actions(button({ url: 'javascript:alert(1)' }))], '/blocks/0/elements/0/url'],
  [
    'a block_id twice',
    [
      { ...section('x'), block_id: 'b' },
      { ...section('y'), block_id: 'b' },
    ],
    '/blocks/1/block_id',
  ],
  ['an action_id twice in one block', [actions(button(), button())], 'action_id "a" already exists'],
  ['a select with no options', [select({})], 'exactly one of: options, option_groups'],
  ['an image without alt text', [{ type: 'image', image_url: 'https://x.example/i.png' }], 'alt_text'],
  ['something that is no list', { type: 'section' }, 'must be an array'],
  ['no actions', [actions()], '/blocks/0/elements'],
]

test.for(wrong)('Slack refuses %s and says where', ([, blocks, place]) => {
  expect(problemsOfBlocks(blocks).join('\n')).toContain(place)
})

test('the same action_id in two blocks is fine', () => {
  expect(problemsOfBlocks([actions(button()), actions(button())])).toEqual([])
})

const modal = (more: object = {}) => ({ type: 'modal', title: plain('Change'), submit: plain('Send'), blocks: [input(typed())], ...more })
const viewLimits: [string, object, object][] = [
  ['title 24', { title: plain(x(24)) }, { title: plain(x(25)) }],
  ['submit 24', { submit: plain(x(24)) }, { submit: plain(x(25)) }],
  ['close 24', { close: plain(x(24)) }, { close: plain(x(25)) }],
  ['private_metadata 3000', { private_metadata: x(3_000) }, { private_metadata: x(3_001) }],
  ['callback_id 255', { callback_id: x(255) }, { callback_id: x(256) }],
  ['100 blocks', { blocks: many(100, () => section('x')) }, { blocks: many(101, () => section('x')) }],
  ['initial value 3000', { blocks: [input(typed({ initial_value: x(3_000) }))] }, { blocks: [input(typed({ initial_value: x(3_001) }))] }],
  ['max_length 3000', { blocks: [input(typed({ max_length: 3_000 }))] }, { blocks: [input(typed({ max_length: 3_001 }))] }],
]

test.for(viewLimits)('a modal may have %s and not one more', ([, taken, refused]) => {
  expect(problemsOfView(modal(taken))).toEqual([])
  expect(problemsOfView(modal(refused))).not.toEqual([])
})

test('a modal needs a title, and a submit button when it asks something; a home needs neither', () => {
  expect(problemsOfView(modal({ title: undefined })).join()).toContain('title')
  expect(problemsOfView(modal({ submit: undefined })).join()).toContain('submit')
  expect(problemsOfView({ type: 'home', blocks: [section('x')] })).toEqual([])
})

test('missing ids are made up, given ones kept', () => {
  const [made] = withIds([actions({ type: 'button', text: plain('Go') })])
  expect(made).toMatchObject({ block_id: expect.any(String), elements: [{ action_id: expect.any(String) }] })
  expect(withIds([{ ...section('x'), block_id: 'mine' }])[0]?.block_id).toBe('mine')
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Card, type Choice, plain, type Reply } from '../../bots/channel.ts'
import { problemsOfBlocks } from '../sandbox/slack/blocks.ts'
import { limits } from './limits.ts'
import { renderReply } from './render.ts'

const choices = (count: number, idLength = 10): Choice[] =>
  Array.from({ length: count }, (_, index) => ({ id: `${index}`.padEnd(idLength, 'x'), title: `Choice ${index}` }))
const card = (more: Partial<Card> = {}): Reply => ({ text: 'fallback', card: { title: 'Order O-1', ...more } })
const blocksOf = (reply: Reply) => renderReply(reply).blocks
const textsIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return []
  const own = 'text' in value && typeof value.text === 'string' ? [value.text] : []
  return [...own, ...Object.values(value).flatMap(textsIn)]
}
const shown = (reply: Reply) => textsIn(renderReply(reply).blocks).join('\n')
const hasLoneSurrogate = (text: string) => !text.isWellFormed()

test('a short text goes without blocks', () => {
  expect(renderReply({ text: 'Hello *you*' })).toEqual({ text: 'Hello *you*', blocks: [] })
})

test('a card shows title, state as sign and word, facts in columns, sections, notes and buttons in this order', () => {
  const reply: Reply = {
    ...card({
      state: { label: 'Waiting', tone: 'waiting' },
      facts: [{ label: 'Total', value: '120 lei' }],
      sections: [{ heading: 'Lines', lines: ['1 x A4', '2 x toner'] }],
      notes: ['asked by Kim'],
    }),
    choices: [
      { id: 'yes', title: 'Approve', tone: 'primary' },
      { id: 'no', title: 'Reject', tone: 'danger' },
    ],
  }
  expect(blocksOf(reply)).toMatchObject([
    { type: 'header', text: { type: 'plain_text', text: 'Order O-1' } },
    { type: 'context', elements: [{ text: '🟡 *Waiting*' }] },
    { type: 'section', fields: [{ text: '*Total*\n120 lei' }] },
    { type: 'section', text: { text: '*Lines*\n1 x A4\n2 x toner' } },
    { type: 'context', elements: [{ text: 'asked by Kim' }] },
    {
      type: 'actions',
      elements: [
        { action_id: 'choice:0', value: 'yes', style: 'primary' },
        { action_id: 'choice:1', value: 'no', style: 'danger' },
      ],
    },
  ])
  expect(renderReply(reply).text).toBe('fallback')
})

test('every block has its own id', () => {
  const ids = blocksOf({ ...card({ facts: Array(25).fill({ label: 'a', value: 'b' }) }), choices: choices(3) }).map(
    (block) => block.block_id,
  )
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).not.toContain(undefined)
})

test.for<[string, Reply]>([
  ['a title above 150', card({ title: 'T'.repeat(200) })],
  ['a title of characters in two units', card({ title: '😀'.repeat(100) })],
  ['a title of nothing', card({ title: '' })],
  ['25 facts', card({ facts: Array(25).fill({ label: 'Label', value: 'value' }) })],
  ['a fact above 2,000', card({ facts: [{ label: 'Label', value: '&'.repeat(2000) }] })],
  ['a fact without a value', card({ facts: [{ label: 'Label', value: '' }] })],
  ['a section above 3,000', card({ sections: [{ lines: ['x'.repeat(9000)] }] })],
  ['a section whose escaped form is above 3,000', card({ sections: [{ lines: ['<'.repeat(2999)] }] })],
  ['a section of nothing', card({ sections: [{ lines: [] }, { lines: [''] }] })],
  ['25 notes', card({ notes: Array(25).fill('note') })],
  ['a note above 2,000', card({ notes: ['>'.repeat(4000)] })],
  ['a text above 3,000', { text: 'word '.repeat(5000) }],
  ['5 choices', { text: 'a', choices: choices(5) }],
  ['6 choices', { text: 'a', choices: choices(6) }],
  ['100 choices', { text: 'a', choices: choices(100) }],
  ['101 choices', { text: 'a', choices: choices(101) }],
  ['100 choices with ids of 200', { text: 'a', choices: choices(100, 200) }],
  ['choices with titles above 75', { text: 'a', choices: [{ id: 'a', title: 'ș'.repeat(80), description: 'd'.repeat(90) }] }],
  [
    'many choices with descriptions',
    { text: 'a', choices: choices(9).map((choice) => ({ ...choice, description: 'd'.repeat(90) })), choicesLabel: 'p'.repeat(200) },
  ],
  ['80 sections', { ...card({ sections: Array(80).fill({ lines: ['a', 'b'] }) }), choices: choices(3) }],
])('Slack takes %s', ([, reply]) => {
  expect(problemsOfBlocks(renderReply(reply).blocks)).toEqual([])
  expect(renderReply(reply).text.length).toBeLessThanOrEqual(limits.messageText)
})

test('what does not fit into 50 blocks is counted in one last line, and the buttons stay', () => {
  const blocks = blocksOf({ ...card({ sections: Array(80).fill({ lines: ['a', 'b'] }) }), choices: choices(2) })
  expect(blocks).toHaveLength(50)
  expect(blocks.at(-1)).toMatchObject({ type: 'actions' })
  // Header and 47 sections are shown; 33 sections of two lines are not.
  expect(blocks.at(-2)).toMatchObject({ type: 'context', elements: [{ text: '… and 66 more lines' }] })
})

test('exactly 50 blocks are shown without such a line', () => {
  const blocks = blocksOf({ ...card({ sections: Array(48).fill({ lines: ['a'] }) }), choices: choices(1) })
  expect(blocks).toHaveLength(50)
  expect(JSON.stringify(blocks)).not.toContain('more line')
})

test('choices beyond 100 are counted', () => {
  const blocks = blocksOf({ text: 'Which?', choices: choices(130) })
  expect(blocks.at(-1)).toMatchObject({ type: 'actions', elements: [{ type: 'static_select', action_id: 'choice:0' }] })
  expect(shown({ text: 'Which?', choices: choices(130) })).toContain('… and 30 more lines')
})

test('ids longer than an option can hold stay buttons and come back whole', () => {
  const long = choices(30, 200)
  const values = blocksOf({ text: 'Which?', choices: long }).flatMap((block) => (block.type === 'actions' ? block.elements : []))
  expect(values.map((element) => ('value' in element ? element.value : ''))).toEqual(long.map(({ id }) => id))
  expect(new Set(values.map((element) => element.action_id)).size).toBe(30)
})

test('long lists of lines are split between lines and nothing of them is lost', () => {
  const lines = Array.from({ length: 300 }, (_, index) => `${index} x ${'paper '.repeat(5)}`.trim())
  const sections = blocksOf(card({ sections: [{ lines }] })).slice(1)
  expect(sections.length).toBeGreaterThan(2)
  expect(textsIn(sections).join('\n').split('\n')).toEqual(lines)
})

test.for<[string, string]>([
  ['<!channel> & <@U1>', '&lt;!channel&gt; &amp; &lt;@U1&gt;'],
  ['*bold* and _italic_', '*bold* and _italic_'],
  ['see https://pay.example/a?b=1&c=2.', 'see <https://pay.example/a?b=1&amp;c=2>.'],
  ['(https://pay.example/x)', '(<https://pay.example/x>)'],
  ['*https://pay.example/x*', '*<https://pay.example/x>*'],
  ['> not a quotation', '\u200b&gt; not a quotation'],
  ['`code` ~gone~', '\u200b`code\u200b` \u200b~gone\u200b~'],
  [plain('*not bold* <!here>'), '\u200b*not bold\u200b* &lt;!here&gt;'],
])('%s is written as %s', ([text, written]) => {
  expect(renderReply({ text }).text).toBe(written)
})

test('a title shows no marks of markup, but the ones inside data', () => {
  expect(blocksOf(card({ title: `*Order* for ${plain('a*b*c')}` }))[0]).toMatchObject({ text: { text: `Order for ${plain('a*b*c')}` } })
})

test('no text is ever cut inside a character of two units', () => {
  const emoji = fc
    .array(fc.constantFrom('😀', 'ș', 'a', '&', '<', '👩‍👩‍👧‍👦', ' '), { maxLength: 3000, size: 'max' })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(emoji, (text) => {
      const reply: Reply = {
        text,
        card: { title: text, facts: [{ label: 'a', value: text }], sections: [{ lines: [text] }], notes: [text] },
        choices: [{ id: 'a', title: text, description: text }],
      }
      const { text: fallback, blocks } = renderReply(reply)
      expect(problemsOfBlocks(blocks)).toEqual([])
      expect([fallback, ...textsIn(blocks)].filter(hasLoneSurrogate)).toEqual([])
      expect(fallback.length).toBeLessThanOrEqual(limits.messageText)
    }),
    { numRuns: 40 },
  )
})

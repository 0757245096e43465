import { describe, expect, test } from 'vitest'
import type { Reply } from '../../bots/channel.ts'
import { offered, printOfOurs, render } from './render.ts'
import type { Content } from './wire.ts'

const contents = (reply: Reply, polls = true): Promise<Content[]> => Promise.all(render(reply, { polls }).map((part) => part.content()))
const two = [
  { id: 'yes', title: 'Da' },
  { id: 'no', title: 'Nu' },
]
const file = { name: '../Factura CPS-0001.pdf', mime: 'application/pdf', load: async () => new Uint8Array([1]) }

describe('questions', () => {
  test('of one line are polls', async () => {
    expect(await contents({ text: 'Comandăm?', choices: two })).toEqual([{ kind: 'poll', question: 'Comandăm?', options: ['Da', 'Nu'] }])
  })

  test.for([
    ['of several lines', { text: 'Două linii\nComandăm?', choices: two }, true],
    ['with marks, which a poll would show', { text: 'Comandăm *tot*?', choices: two }, true],
    ['too long for a poll', { text: `${'cuvinte '.repeat(40)}?`, choices: two }, true],
    ['with one answer', { text: 'Comandăm?', choices: two.slice(0, 1) }, true],
    ['of an account that wants no polls', { text: 'Comandăm?', choices: two }, false],
  ] as const)('%s are numbered', async ([, reply, polls]) => {
    const [only, ...more] = await contents({ ...reply, choices: [...reply.choices] }, polls)
    expect(more).toEqual([])
    expect(only).toMatchObject({ kind: 'text', text: expect.stringMatching(/\n\n1\. Da/) })
  })

  test('offer each choice once, in the order of their numbers', () => {
    expect(offered([...two, two[0]!]).map(({ id }) => id)).toEqual(['yes', 'no'])
  })

  test('stand in the last message, after the files', async () => {
    const kinds = (await contents({ text: 'Comandăm?', choices: two, files: [file] })).map(({ kind }) => kind)
    expect(kinds).toEqual(['file', 'poll'])
  })
})

test('one file takes the words as its caption, and a name without a path', async () => {
  expect(await contents({ text: 'Factura', files: [file] })).toEqual([
    {
      kind: 'file',
      shown: 'document',
      name: 'Factura CPS-0001.pdf',
      mime: 'application/pdf',
      bytes: new Uint8Array([1]),
      caption: 'Factura',
    },
  ])
})

test('nothing to say is refused', () => {
  expect(() => render({ text: '  ' }, { polls: true })).toThrow(expect.objectContaining({ kind: 'refused', code: 'empty' }))
})

test('what stands in the chat has the print of what was sent', () => {
  const ours = { id: 'x', ack: 1, at: 0, body: '', caption: '', fileName: '', options: [] as string[] }
  const prints = (reply: Reply) => render(reply, { polls: true }).map(({ print }) => print)
  expect(prints({ text: ' Bună\nziua ' })).toEqual([printOfOurs({ ...ours, type: 'chat', body: 'Bună\nziua' })])
  expect(prints({ text: 'Da?', choices: two })).toEqual([
    printOfOurs({ ...ours, type: 'poll_creation', body: 'Da?', options: ['Da', 'Nu'] }),
  ])
  expect(prints({ text: 'Factura', files: [file] })).toEqual([
    printOfOurs({ ...ours, type: 'document', caption: 'Factura', fileName: 'Factura CPS-0001.pdf' }),
  ])
  expect(prints({ text: 'a' })).not.toEqual(prints({ text: 'b' }))
})

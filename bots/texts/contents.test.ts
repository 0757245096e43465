import { expect, test } from 'vitest'
import { modules } from '../../core/modules.ts'
import { isTest, literalOf, type Node, sources, treeOf, walk } from '../../core/testing-source.ts'
import { customerContents } from '../customer/contents.ts'
import { staffContents } from '../staff/contents.ts'
import { deskContents } from '../staff/desk-contents.ts'

const desk = deskContents({ drawPicture: async () => new Uint8Array() })
const worded = Object.keys({ ...staffContents, ...desk, ...customerContents(async () => null) })

/** The content keys that the house queues: literals, and the fourth word that `tellCustomer` of sales takes. */
const queued = sources
  .filter((path) => /^(core|bots)\//.test(path) && !isTest(path))
  .flatMap((path) => {
    const keys: string[] = []
    walk(treeOf(path), (node) => {
      const literal =
        node.type === 'Property' && (node.key as Node).name === 'contentKey'
          ? literalOf(node.value)
          : node.type === 'CallExpression' && (node.callee as Node).name === 'tellCustomer'
            ? literalOf((node.arguments as Node[])[3])
            : undefined
      if (literal) keys.push(literal)
    })
    return keys
  })
const decisions = modules.flatMap((room) => room.effects).find(({ name }) => name === 'order.tell_decision')!.when

test('every message that is queued has somebody who words it', () => {
  expect(queued.length).toBeGreaterThan(8)
  // `reply` is what was said in a talk; it has its words already. Decisions are told by the name of their event.
  const wanted = [...new Set([...queued.filter((key) => key !== 'reply'), ...decisions])]
  expect(wanted.filter((key) => !worded.includes(key))).toEqual([])
})

test('nobody words a message that is never queued', () => {
  expect(worded.filter((key) => !queued.includes(key) && !decisions.includes(key))).toEqual([])
})

test('no content is worded twice', () => {
  const staff = Object.keys(staffContents)
  expect(Object.keys(customerContents(async () => null)).filter((key) => staff.includes(key))).toEqual([])
})

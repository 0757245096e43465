import { beforeAll, describe, expect, test } from 'vitest'
import { problemsOfBlocks, problemsOfView } from '../../adapters/sandbox/slack/blocks.ts'
import { renderForm } from '../../adapters/slack/form.ts'
import { renderHome, renderReply } from '../../adapters/slack/render.ts'
import { clientCalled, demoHouse, looking, productCalled } from '../../core/demo/testing.ts'
import { acceptOrder, placeOrder } from '../../core/modules/sales/actions/decide.ts'
import { draftOrder } from '../../core/modules/sales/actions/draft.ts'
import { Order } from '../../core/modules/sales/records.ts'
import { calls } from '../../core/testing.ts'
import type { PressAnswer } from '../channel.ts'
import { homeOf } from './home.ts'
import { atDesk, choicesOf, wordsOfAnswer, wordsOfReply } from './testing.ts'

const at = demoHouse()
type Seat = Awaited<ReturnType<typeof atDesk>>
const names = ['kim', 'ada', 'bianca', 'costel', 'violeta', 'tudor'] as const
const staff = {} as Record<(typeof names)[number], Seat>

beforeAll(async () => {
  for (const name of names) staff[name] = await atDesk(at, name)
  const ctx = looking(at)
  const cafe = await clientCalled(ctx, 'CAF-ZIMB')
  const paper = await productCalled(ctx, 'PAP-A4-100')
  const caller = calls((await staff.kim.ctx()).actor, at.house.clock(), 'slack')
  const kim = at.house.ctx(caller)
  const drafted = await kim.perform(draftOrder, { input: { clientId: cafe.id, lines: [{ productId: paper.id, quantityMilli: 10_000 }] } })
  await kim.perform(placeOrder, { id: drafted.id!, input: {} })
  // It goes over the limit of the café, so people must decide.
  const order = await ctx.facts(Order).byId(drafted.id!)
  expect((await ctx.perform(acceptOrder, { id: order.id, input: {} })).kind).toBe('waiting')
})

const commands = [
  'help',
  'find zimbrul',
  'find ilinca',
  'find OPEN-CAF',
  'find CMD-0001',
  'client zimbrul',
  'client bursucul',
  'order 1',
  'invoice OPEN-CAF-1',
  'today',
  'waiting',
  'stock PAP-A4-100',
  'price PAP-A4-100 for zimbrul',
  'order new for zimbrul 4 x PAP-A4-100',
  'do client.set_credit CAF-ZIMB',
  'do payment.record OPEN-CAF-1',
  'do order.accept 1',
  'notify',
  'away',
] as const

/** What stands in the books of the café and of the guest house: what they owe, what they may owe, and what the decision says about it. */
const books = /2[.,]450[.,]00|3[.,]000[.,]00|4[.,]0\d\d[.,]\d\d|7[.,]318[.,]40|5[.,]000[.,]00|OPEN-CAF-1 ·|OPEN-PEN/
/** That a decision waits, who may take it, and the way to take it. */
const decisions = /A-1\b|Aprob|Approve|Pot decide|May decide/

describe('nothing hidden is told', () => {
  const everything = async (who: Seat) => {
    const told: [string, PressAnswer][] = []
    for (const text of commands) {
      const answer = await who.types(text).catch((error: Error): PressAnswer => ({ whisper: { text: error.message } }))
      told.push([text, answer])
      // One step further: whatever the answer offers to show.
      for (const { id, title } of choicesOf(answer).filter(({ id: one }) => /^(show|more|run:help|run:stock)/.test(one)))
        told.push([`${text} → ${title}`, await who.press(id).catch((error: Error): PressAnswer => ({ whisper: { text: error.message } }))])
    }
    told.push(['home', { whisper: await homeOf(await who.ctx()) }])
    return told
  }
  const found = (told: readonly [string, PressAnswer][], hidden: RegExp) =>
    told.flatMap(([text, answer]) => {
      // What they typed themselves is said back to them.
      const words = wordsOfAnswer(answer).replaceAll(/[“„]OPEN-CAF[^”]*”/g, '')
      return hidden.test(words) ? [`${text}: ${hidden.exec(words)![0]}`] : []
    })

  test.for([
    ['the warehouse', 'costel', 'the books', books],
    ['the warehouse', 'costel', 'decisions', decisions],
    ['support', 'bianca', 'decisions', decisions],
    ['finance', 'violeta', 'warehouses', /Brașov: |București: /],
  ] as const)('to %s (%s) about %s', async ([, who, , hidden]) => {
    expect(found(await everything(staff[who]), hidden)).toEqual([])
  })

  test('the same is told to those who may know it', async () => {
    const told = await everything(staff.ada)
    expect(found(told, books).length).toBeGreaterThan(3)
    expect(found(told, decisions).length).toBeGreaterThan(2)
    expect(found(await everything(staff.bianca), books).length).toBeGreaterThan(2)
    expect(found(await everything(staff.costel), /Brașov: /).length).toBeGreaterThan(0)
  })

  test('every answer fits into Slack', async () => {
    for (const name of names)
      for (const [text, { whisper, form }] of await everything(staff[name])) {
        if (whisper) {
          const { text: line, blocks } = renderReply(whisper)
          expect(line.length, text).toBeGreaterThan(0)
          if (blocks.length) expect(problemsOfBlocks(blocks), `${name}: ${text}`).toEqual([])
        }
        if (form) expect(problemsOfView(renderForm(form)), `${name}: ${text}`).toEqual([])
      }
  })

  test('every page fits into Slack', async () => {
    for (const name of names) {
      const page = await homeOf(await staff[name].ctx())
      expect(problemsOfView(renderHome(page)), name).toEqual([])
      expect(wordsOfReply(page)).not.toMatch(/undefined|null|NaN|\[object/)
    }
  })

  test('no answer has holes in it', async () => {
    for (const name of names)
      for (const [text, answer] of await everything(staff[name]))
        expect(wordsOfAnswer(answer), text).not.toMatch(/undefined|NaN|\[object|\{\w+\}/)
  })
})

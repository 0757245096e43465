import { beforeAll, describe, expect, test } from 'vitest'
import { problemsOfBlocks, problemsOfView } from '../../adapters/sandbox/slack/blocks.ts'
import { renderForm } from '../../adapters/slack/form.ts'
import { limits } from '../../adapters/slack/limits.ts'
import { renderReply } from '../../adapters/slack/render.ts'
import { demoHouse, productCalled } from '../../core/demo/testing.ts'
import { approve } from '../../core/modules/approvals/actions/decide.ts'
import { Product } from '../../core/modules/catalog/records.ts'
import { offerOrder } from '../../core/modules/sales/actions/offer.ts'
import { OrderLine } from '../../core/modules/sales/records.ts'
import { castOf, phones } from '../../core/testing-decisions.ts'
import type { Form, PressAnswer, Reply } from '../channel.ts'
import type { MessageToWord } from '../contents.ts'
import { staffContents } from './contents.ts'
import { desk } from './desk.ts'
import { MOST_LINES } from './offer-form.ts'

const at = demoHouse()
const cast = castOf(at)
const languages = ['en', 'ro'] as const
let all: [string, number][] = []

beforeAll(async () => {
  await at.db('staff').update({ language: 'en' })
  await at.db('stock').update({ on_hand_milli: 1e9 })
  await at.db('clients').whereNot({ code: 'CAF-ZIMB' }).update({ credit_limit_minor: 1e11 })
  const stocked = new Set((await at.db('stock').select('product_id')).map((row) => row.product_id as string))
  const products = await cast.look().facts(Product).where({ state: 'active' }).orderBy('code')
  all = products.flatMap(({ id, code, minQuantityMilli }): [string, number][] =>
    stocked.has(id) ? [[code, Math.max(1, minQuantityMilli / 1000) * 4]] : [],
  )
})

const place = { accountId: 'a', channel: 'C1', thread: null, messageId: null }
const worded = async (contentKey: string, values: Record<string, unknown>, language: string): Promise<Reply> => {
  const message: MessageToWord = {
    id: 'm',
    contentKey,
    values,
    language,
    purpose: 'staff',
    recipient: { kind: 'place', purpose: 'orders', channel: 'C1' },
    subject: null,
    inThread: false,
    isUpdate: false,
  }
  return (await staffContents[contentKey]!(cast.look(), message))!
}
const fits = (reply: Reply) => {
  const { blocks, text } = renderReply(reply)
  expect(problemsOfBlocks(blocks)).toEqual([])
  expect(blocks.length).toBeLessThanOrEqual(limits.messageBlocks)
  expect(text.length).toBeLessThanOrEqual(limits.messageText)
  return JSON.stringify(blocks)
}
const opens = (answer: PressAnswer): Form => {
  if (!answer.form) throw new Error(`No form: ${answer.whisper?.text ?? JSON.stringify(answer.errors)}`)
  const view = renderForm(answer.form)
  expect(problemsOfView(view)).toEqual([])
  expect(view.blocks.length).toBeLessThanOrEqual(limits.modalBlocks)
  expect(view.private_metadata!.length).toBeLessThanOrEqual(limits.privateMetadata)
  return answer.form
}
const valuesOf = (form: Form) => Object.fromEntries(form.fields.flatMap(({ name, value }) => (value ? [[name, value]] : [])))
const presses = async (first: string, id: string) => desk.choice(await cast.colleague(first), { id, place })
const submits = async (first: string, form: Form, values: Record<string, string>) =>
  desk.form(await cast.colleague(first), { id: form.id, values: { ...valuesOf(form), ...values }, place })

describe('the card of an order', () => {
  test('with every product we sell fits into Slack, before and after each decision, in both languages', async () => {
    const orderId = await cast.orders(phones.horia, all)
    const { id } = await cast.waiting(orderId)
    const cards = async () => {
      const shown = []
      for (const language of languages)
        for (const [key, values] of [
          ['order.card', { orderId }],
          ['approval.yours', { orderId, approvalId: id }],
          ['approval.notice', { orderId, approvalId: id }],
        ] as const)
          shown.push(fits(await worded(key, values, language)))
      return shown
    }
    expect(all.length).toBeGreaterThan(50)
    const [waits] = await cards()
    expect(waits).toContain(`… +${all.length - 30}`)
    expect(waits).toContain('asked once ORDERS is agreed to')
    await (await cast.colleague('Paul')).perform(approve, { id, input: {} })
    const [begun, , , inRomanian] = await cards()
    expect(begun).toContain('✅ Paul Neagoe')
    expect(begun).toContain('Take my yes back')
    expect(inRomanian).toContain('Îmi retrag acordul')
    const lines = (await cast.look().facts(OrderLine).where({ orderId })).map(({ productId, quantityMilli }) => ({
      productId,
      quantityMilli: quantityMilli * 2,
    }))
    await (await cast.colleague('Ada')).perform(offerOrder, { id: orderId, input: { lines } })
    await cast.settle()
    const [offered] = await cards()
    expect(offered).toContain('Offered instead')
    expect(offered).toContain('changed and offered: Ada Voicu')
    expect(offered).not.toContain('approval.approve')
  })
})

describe('the form of a counter-offer', () => {
  test('shows a short order whole, says what is wrong at its field, and offers what is right', async () => {
    const orderId = await cast.orders(phones.sorina, [
      ['PAP-A4-80', 10],
      ['TP-3P', 5],
    ])
    const { id } = await cast.waiting(orderId)
    const form = opens(await presses('Andreea', `approval.change:${id}`))
    expect(form.fields.map(({ name }) => name)).toEqual(['q1', 'p1', 'q2', 'p2', 'day', 'reason'])
    const wrong = async (values: Record<string, string>) => Object.keys((await submits('Andreea', form, values)).errors ?? {})
    expect(await wrong({})).toEqual(['q1'])
    expect(await wrong({ q1: 'ten' })).toEqual(['q1'])
    expect(await wrong({ q2: '2.5' })).toEqual(['q2'])
    expect(await wrong({ q2: '-1' })).toEqual(['q2'])
    expect(await wrong({ p1: 'cheap' })).toEqual(['p1'])
    expect(await wrong({ p1: '120%' })).toEqual(['p1'])
    expect(await wrong({ q1: '9999999' })).toEqual(['q1'])
    expect(await wrong({ q1: '8', day: '2026-11-20' })).toEqual(['day'])
    expect(await wrong({ q1: '8', reason: 'x' })).toEqual(['reason'])
    expect(await wrong({ q1: '0', q2: '0' })).toEqual(['q1'])
    await at.db('products').where({ code: 'TP-3P' }).update({ state: 'inactive' })
    expect(await wrong({ q1: '8' })).toEqual(['q2'])
    await at.db('products').where({ code: 'TP-3P' }).update({ state: 'active' })
    const answer = await submits('Andreea', form, { q1: '8', p2: '-10%', day: '2026-11-27' })
    expect(answer.whisper?.text).toContain('is offered to the customer')
    expect(await cast.orderOf(orderId)).toMatchObject({ state: 'offered', deliverOn: '2026-11-27' })
    await expect(submits('Ada', form, { q1: '7' })).rejects.toMatchObject({ code: 'approval.decided_already' })
  })

  test('of a long order asks first which lines', async () => {
    const orderId = await cast.orders(phones.gheorghe, all)
    const { id } = await cast.waiting(orderId)
    const first = opens(await presses('Andreea', `approval.change:${id}`))
    expect(first.fields.map(({ name }) => name)).toEqual(['lines'])
    const wrong = async (lines: string) => Object.keys((await submits('Andreea', first, { lines })).errors ?? {})
    expect(await wrong('0')).toEqual(['lines'])
    expect(await wrong('two')).toEqual(['lines'])
    expect(await wrong(String(all.length + 1))).toEqual(['lines'])
    expect(await wrong(all.map((_, index) => index + 1).join(','))).toEqual(['lines'])
    const most = Array.from({ length: MOST_LINES }, (_, index) => all.length - index)
    opens(await submits('Andreea', first, { lines: most.join(' ') }))
    const form = opens(await submits('Andreea', first, { lines: '3, 41, 3' }))
    expect(form.fields.map(({ name }) => name)).toEqual(['q3', 'p3', 'q41', 'p41', 'day', 'reason'])
    const answer = await submits('Andreea', form, { q3: '0', p41: '-5%' })
    expect(answer.whisper?.text).toContain('is offered to the customer')
    const { changedFrom } = await cast.orderOf(orderId)
    const now = await cast.look().facts(OrderLine).where({ orderId })
    expect([changedFrom!.lines.length, now.length]).toEqual([all.length, all.length - 1])
    expect(now.filter(({ discountPermille }) => discountPermille > 0)).toHaveLength(1)
  })

  test('asks for the reason where the offer steps over the limit, and only those who may', async () => {
    const orderId = await cast.orders(phones.ilinca, [
      ['COF-ESP', 12],
      ['CUP-8', 20],
    ])
    const { id } = await cast.waiting(orderId)
    const asAgent = opens(await presses('Andreea', `approval.change:${id}`))
    expect((await submits('Andreea', asAgent, { q1: '11' })).whisper?.text).toMatch(/waits for a decision \(A-\d+\)/)
    await cast.settle()
    const form = opens(await presses('Ada', `approval.change:${id}`))
    expect(form.fields.map(({ name }) => name)).toContain('over')
    const again = opens(await submits('Ada', form, { q1: '11' }))
    expect(again.fields.find(({ name }) => name === 'over')).toMatchObject({ required: true })
    expect((await submits('Ada', again, { over: 'she pays on Friday' })).whisper?.text).toContain('is offered to the customer')
    expect((await cast.orderOf(orderId)).creditOverride).toMatchObject({ reason: 'she pays on Friday' })
  })

  test('counts a price that is simply written down as the discount it is', async () => {
    const orderId = await cast.orders(phones.fiona, [['BLC-3', 10]])
    const { id } = await cast.waiting(orderId)
    const form = opens(await presses('Kim', `approval.change:${id}`))
    const answer = await submits('Kim', form, { p1: '10.00' })
    expect(answer.whisper?.text).toContain('Ada Voicu')
    await cast.settle()
    const asked = await cast.look().db('approvals').where({ record_id: orderId, action: 'order.offer' }).first('id')
    for (const language of languages) {
      const card = fits(await worded('approval.card', { approvalId: asked.id, orderId }, language))
      expect(card).toContain('10')
      expect(card).toContain(`approval.approve:${asked.id}`)
    }
    const productId = (await productCalled(cast.look(), 'BLC-3')).id
    const hidden = { lines: [{ productId, quantityMilli: 10_000, unitPriceE4: 100_000, tax: 'net' as const }] }
    await expect((await cast.colleague('Kim')).perform(offerOrder, { id: orderId, input: hidden })).rejects.toMatchObject({
      code: 'order.discount_not_told',
    })
  })
})

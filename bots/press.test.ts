import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Invalid, Refusal } from '../core/kernel/errors.ts'
import { refuse } from '../core/kernel/sentence.ts'
import { addIdentity, endIdentity, makeLinkCode } from '../core/modules/conversations/actions/identity.ts'
import { ChatIdentity } from '../core/modules/conversations/records.ts'
import { type Cast, smallCompany, talkingHouse } from '../core/modules/conversations/testing.ts'
import { calls, MONDAY } from '../core/testing.ts'
import type { Doors, PressAnswer } from './channel.ts'
import { drainConversations } from './converse.ts'
import { makeDelivery } from './deliver.ts'
import { makeDoors } from './receive.ts'
import type { Desk } from './talk.ts'
import { fromSlack, pressOf, recordingChannel, sayPlainly } from './testing.ts'

const at = talkingHouse()
let cast: Cast
let doors: Doors
let now = MONDAY
let deeds: string[] = []
let choice: Desk['choice']
let form: Desk['form']

const later = (ms: number) => {
  now = new Date(now.getTime() + ms)
  at.at(now)
}
const bianca = async () => calls((await at.house.hooks.actorFor(at.db, { kind: 'staff', id: cast.bianca }))!, now)
const codeFor = async (staffId: string) => {
  const { said } = await at.house.perform(await bianca(), makeLinkCode, { input: { staffId } })
  return String(said.terms.code)
}
const link = (user: string, code: string) => doors.press(pressOf(cast.slack, user, { command: `link ${code}` }, now))

beforeAll(async () => {
  cast = await smallCompany(at.house, at.db)
  const desk: Desk = {
    choice: (ctx, press) => choice(ctx, press),
    form: (ctx, press) => form(ctx, press),
    command: async (ctx, { text, place }) => ({ whisper: { text: `${ctx.actor.name} in ${place.channel} asked: ${text}` } }),
  }
  doors = makeDoors({ house: at.house, desk, sayExpected: sayPlainly })
})
beforeEach(() => {
  later(60_000)
  deeds = []
  choice = async (ctx, { id }) => {
    deeds.push(id)
    return { whisper: { text: `${ctx.actor.name} pressed ${id}` } }
  }
  form = async () => ({})
})

describe('the press lane', () => {
  test('a press is done as the linked colleague, with the rights of this moment', async () => {
    expect(await doors.press(pressOf(cast.slack, 'U0BIANCA', { choice: 'approve:1' }, now))).toEqual({
      whisper: { text: 'Bianca Stan pressed approve:1' },
    })
    await at.db('staff').where({ id: cast.bianca }).update({ state: 'left' })
    const answer = await doors.press(pressOf(cast.slack, 'U0BIANCA', { choice: 'approve:1' }, now))
    await at.db('staff').where({ id: cast.bianca }).update({ state: 'active' })
    expect(answer.whisper?.text).toContain('I do not know you yet')
    expect(deeds).toEqual(['approve:1'])
  })

  test('the same press again gets the stored answer and does nothing, also while the first is at work', async () => {
    let release = () => {}
    choice = async (_ctx, { id }) => {
      deeds.push(id)
      await new Promise<void>((resolve) => {
        release = resolve
      })
      return { whisper: { text: 'done once' } }
    }
    const press = pressOf(cast.slack, 'U0BIANCA', { choice: 'approve:2' }, now)
    const both = [doors.press(press), doors.press(press), doors.press(press)]
    while (!deeds.length) await new Promise((resolve) => setTimeout(resolve, 5))
    release()
    const answers: PressAnswer[] = await Promise.all([...both, doors.press(press)])
    expect(answers.map(({ whisper }) => whisper?.text)).toEqual(['done once', 'done once', 'done once', 'done once'])
    expect(deeds).toEqual(['approve:2'])
  })

  test('one whose process died is done when it comes again', async () => {
    const press = pressOf(cast.slack, 'U0BIANCA', { choice: 'approve:3' }, now)
    await doors.press(press)
    await at
      .db('inbound')
      .where({ key: `press:${press.key}` })
      .update({ answer: null, handled_at: null })
    expect((await doors.press(press)).whisper?.text).toBe('Bianca Stan pressed approve:3')
    expect(deeds).toEqual(['approve:3', 'approve:3'])
  })

  test('an error for the person is whispered, in a form it stands at its field', async () => {
    choice = async () => {
      throw new Refusal(refuse('order.decided', 'Ada decided this at noon.'))
    }
    expect(await doors.press(pressOf(cast.slack, 'U0BIANCA', { choice: 'x' }, now))).toEqual({
      whisper: { text: 'Ada decided this at noon.' },
    })
    form = async (_ctx, { values }) => {
      const read = z.object({ quantity: z.coerce.number().positive('Must be more than nothing.') }).safeParse(values)
      if (!read.success) throw new Invalid(read.error.issues)
      return {}
    }
    const submitted = (quantity: string) => doors.press(pressOf(cast.slack, 'U0BIANCA', { form: 'change', values: { quantity } }, now))
    expect(await submitted('-1')).toEqual({ errors: { quantity: 'Must be more than nothing.' } })
    expect(await submitted('2')).toEqual({})
  })

  test('a bug leaks nothing but a number', async () => {
    choice = async () => {
      throw new Error('secret: password is hunter2')
    }
    const { whisper } = await doors.press(pressOf(cast.slack, 'U0BIANCA', { choice: 'x' }, now))
    expect(whisper?.text).toMatch(/^Sorry, this did not work\..*number [0-9a-f]{8}\.$/)
    expect(whisper?.text).not.toContain('hunter2')
  })
})

describe('linking', () => {
  test('an unknown user is told how to link, and may do nothing else', async () => {
    for (const what of [{ choice: 'approve:1' }, { command: 'orders' }, { form: 'f', values: {} }])
      expect((await doors.press(pressOf(cast.slack, 'U0KIM', what, now))).whisper?.text).toContain('/parley link CODE')
    expect(deeds).toEqual([])
  })

  test('a code links once, as people type it; then it is used', async () => {
    const code = await codeFor(cast.kim)
    expect(code).toMatch(/^[2-9A-Z]{8}$/)
    const typed = `${code.slice(0, 4).toLowerCase()}-${code.slice(4)}`
    expect((await link('U0KIM', typed)).whisper?.text).toBe('Welcome, Kim. You are linked.')
    expect((await doors.press(pressOf(cast.slack, 'U0KIM', { command: 'orders' }, now))).whisper?.text).toBe(
      'Kim Olteanu in C0ORDERS asked: orders',
    )
    expect((await link('U0EVE', code)).whisper?.text).toContain('was used before')
    expect(await at.db('link_codes').whereRaw('code_fingerprint like ?', [`%${code}%`])).toEqual([])
  })

  test('two users with one code: one is linked', async () => {
    const code = await codeFor(cast.kim)
    const answers = await Promise.all([link('U0ONE', code), link('U0TWO', code)])
    expect(answers.filter(({ whisper }) => whisper?.text.startsWith('Welcome'))).toHaveLength(1)
  })

  test('a wrong code and one that has run out are refused', async () => {
    expect((await link('U0EVE', 'ABCDEFGH')).whisper?.text).toContain('There is no such code')
    const code = await codeFor(cast.kim)
    later(24 * 3_600_000)
    expect((await link('U0EVE', code)).whisper?.text).toContain('has run out')
  })

  test('a new link ends what the user was before; an ended one may nothing', async () => {
    await at.house.perform(at.house.self('x'), addIdentity, {
      input: { accountId: cast.slack, externalUserId: 'U0SHARED', staffId: cast.bianca },
    })
    const { id } = await at.house.perform(at.house.self('x'), addIdentity, {
      input: { accountId: cast.slack, externalUserId: 'U0SHARED', staffId: cast.kim },
    })
    const press = async () => (await doors.press(pressOf(cast.slack, 'U0SHARED', { choice: 'a' }, now))).whisper?.text
    expect(await press()).toBe('Kim Olteanu pressed a')
    expect(
      await at.house
        .ctx(await bianca())
        .rows(ChatIdentity)
        .where({ externalUserId: 'U0SHARED', endedAt: null })
        .count(),
    ).toBe(1)
    await at.house.perform(at.house.self('x'), endIdentity, { id: id! })
    expect(await press()).toContain('I do not know you yet')
  })

  test('a colleague may link by a direct message too', async () => {
    const slack = recordingChannel('slack', cast.slack)
    const code = await codeFor(cast.kim)
    await doors.receive(fromSlack(cast.slack, 'U0DM', { at: now, text: `link ${code}` }))
    const customers = async () => {}
    await drainConversations({ house: at.house, customers, desk: { choice, form, command: async () => ({}) }, sayExpected: sayPlainly })
    await makeDelivery({ house: at.house, channels: new Map([[cast.slack, slack]]), contents: {} }).drain()
    expect(slack.texts()).toEqual(['Welcome, Kim. You are linked.'])
  })

  test('who may not make codes makes none', async () => {
    const kim = calls((await at.house.hooks.actorFor(at.db, { kind: 'staff', id: cast.kim }))!, now)
    await expect(at.house.perform(kim, makeLinkCode, { input: { staffId: cast.kim } })).rejects.toThrow('link_code.make')
  })
})

import { beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { clientCalled, demoHouse, looking, productCalled } from '../../core/demo/testing.ts'
import { bare } from '../../core/kernel/fields.ts'
import type { RecordType } from '../../core/kernel/record.ts'
import { Client } from '../../core/modules/crm/records.ts'
import { modules } from '../../core/modules.ts'
import { hasLabel } from '../texts/labels.ts'
import { deedsFor, HAND_MADE } from './deeds.ts'
import { canBeAsked, isAsked } from './fields.ts'
import { atDesk, choicesOf, wordsOfAnswer } from './testing.ts'

const at = demoHouse()
type Seat = Awaited<ReturnType<typeof atDesk>>
const staff = {} as Record<'kim' | 'ada' | 'bianca' | 'costel' | 'violeta' | 'tudor', Seat>
beforeAll(async () => {
  for (const name of ['kim', 'ada', 'bianca', 'costel', 'violeta', 'tudor'] as const) staff[name] = await atDesk(at, name)
})

const offered = modules
  .flatMap((room) => room.actions)
  .filter((action) => !action.inner && !HAND_MADE.has(action.name) && canBeAsked(action.input))
const fieldsIn = (action: (typeof offered)[number]) =>
  Object.entries((bare(action.input) as unknown as { shape: Record<string, z.ZodType> }).shape).flatMap(([name, field]) =>
    isAsked(name, field) ? [name] : [],
  )

describe('what can be done in a form', () => {
  test('has a title in Romanian', () => {
    expect(offered.filter((action) => !hasLabel.action(action)).map(({ name }) => name)).toEqual([])
  })

  test('has a label for each field', () => {
    const bare = offered.flatMap((action) =>
      fieldsIn(action)
        .filter((field) => !hasLabel.field(action.name, field))
        .map((field) => `${action.name} ${field}`),
    )
    expect(bare).toEqual([])
  })

  test('is never an inner action, for nobody', async () => {
    const inner = modules.flatMap((room) => room.actions).filter((action) => action.inner)
    expect(inner.length).toBeGreaterThan(5)
    for (const { name } of inner) expect((await staff.tudor.types(`do ${name} HOT-CORB`)).form, name).toBeUndefined()
  })

  test('follows the rights of the one who asks', async () => {
    const ctx = looking(at)
    const hotel = await clientCalled(ctx, 'HOT-CORB')
    const deeds = async (who: Seat) =>
      (await deedsFor(await who.ctx(), Client as unknown as RecordType, hotel as never)).map(({ name }) => name)
    expect(await deeds(staff.tudor)).toEqual(expect.arrayContaining(['client.update', 'client.block', 'client.set_credit']))
    expect(await deeds(staff.kim)).not.toContain('client.block')
    expect(await deeds(staff.bianca)).toEqual([])
    expect(await deeds(staff.costel)).toEqual([])
  })

  test('follows the state of the row', async () => {
    const deeds = async (code: string) => {
      const row = await clientCalled(looking(at), code)
      return (await deedsFor(await staff.ada.ctx(), Client as unknown as RecordType, row as never)).map(({ name }) => name)
    }
    expect(await deeds('HOT-CORB')).toContain('client.block')
    expect(await deeds('HOT-CORB')).not.toContain('client.unblock')
    expect(await deeds('PEN-BURS')).toContain('client.unblock')
    expect(await deeds('PEN-BURS')).not.toContain('client.block')
  })
})

describe('a derived form', () => {
  const limit = async () => (await clientCalled(looking(at), 'HOT-CORB')).creditLimitMinor

  test('asks money in its currency and performs through the road', async () => {
    const open = await staff.ada.types('do client.set_credit HOT-CORB')
    const [field] = open.form!.fields
    expect(field).toMatchObject({
      name: 'creditLimitMinor',
      label: 'Limita de credit, cu TVA (RON)',
      kind: 'text',
      required: true,
      value: '40000,00',
    })
    expect((await staff.ada.fills(open, { creditLimitMinor: 'mult' })).errors).toEqual({
      creditLimitMinor: expect.stringContaining('1250,50'),
    })
    expect((await staff.ada.fills(open, { creditLimitMinor: '-5' })).errors).toHaveProperty('creditLimitMinor')
    expect(wordsOfAnswer(await staff.ada.fills(open, { creditLimitMinor: '41.000,50' }))).toContain('41.000,50 lei')
    expect(await limit()).toBe(4_100_050)
  })

  test('an older one does not overwrite what was changed since', async () => {
    const first = await staff.ada.types('do client.set_credit HOT-CORB')
    const second = await staff.ada.types('do client.set_credit HOT-CORB')
    await staff.ada.fills(first, { creditLimitMinor: '42.000,00' })
    await expect(staff.ada.fills(second, { creditLimitMinor: '1,00' })).rejects.toThrow()
    expect(await limit()).toBe(4_200_000)
  })

  test('a changed record keeps what was not touched', async () => {
    const open = await staff.tudor.types('do client.update HOT-CORB')
    const values = Object.fromEntries(open.form!.fields.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])))
    await staff.tudor.fills(open, { ...values, city: 'Predeal' })
    const hotel = await clientCalled(looking(at), 'HOT-CORB')
    expect(hotel).toMatchObject({ city: 'Predeal', name: 'Hotel Corbul de Argint', street: 'Aleea Ghindei 4', taxId: 'RO99100270' })
  })

  test('what cannot be is said at its field', async () => {
    const open = await staff.tudor.types('do client.update HOT-CORB')
    const answer = await staff.tudor.fills(open, { country: 'Romania' })
    expect(answer.errors).toHaveProperty('country')
  })

  test('quantities are decimals, records are chosen or found by their code', async () => {
    const open = await staff.costel.types('do incoming.create')
    const paper = await productCalled(looking(at), 'PAP-A4-80')
    const warehouse = open.form!.fields.find(({ name }) => name === 'warehouseId')!.options!.find(({ title }) => title.startsWith('BV'))!
    const done = await staff.costel.fills(open, {
      warehouseId: warehouse.id,
      productId: paper.id,
      quantityMilli: '2.500',
      expectedOn: '2026-12-01',
    })
    expect(wordsOfAnswer(done)).toContain('2,5')
  })

  test('a deed without questions is confirmed first', async () => {
    const open = await staff.tudor.types('do client.archive ATE-RIND')
    expect(open.form).toMatchObject({ fields: [], intro: expect.stringContaining('Arhivează clientul') })
    expect((await clientCalled(looking(at), 'ATE-RIND')).archivedAt).toBeNull()
    await staff.tudor.fills(open, {})
    expect((await clientCalled(looking(at), 'ATE-RIND')).archivedAt).not.toBeNull()
  })

  test('a forged one is refused by the road', async () => {
    const hotel = await clientCalled(looking(at), 'HOT-CORB')
    const forged = { form: { id: `do:client.block:${hotel.id}:`, title: '', submit: '', cancel: '', fields: [] } }
    expect(wordsOfAnswer(await staff.bianca.fills(forged, { reason: 'because I can' }))).not.toContain('blocat:')
    expect((await clientCalled(looking(at), 'HOT-CORB')).state).toBe('active')
    const inner = { form: { ...forged.form, id: `do:order.expire:${hotel.id}:` } }
    expect(wordsOfAnswer(await staff.tudor.fills(inner, {}))).toMatch(/order\.expire/)
  })

  test('a slip in the deed’s name is shown what is like it; an unknown record is asked for', async () => {
    expect(wordsOfAnswer(await staff.tudor.types('do client.blok HOT-CORB'))).toContain('client.block')
    expect(wordsOfAnswer(await staff.tudor.types('do client.block NOBODY'))).toContain('NOBODY')
  })

  test('“More…” shows what there is, and each opens its form', async () => {
    const card = await staff.tudor.types('client bursucul')
    const more = await staff.tudor.presses(card, 'Mai mult')
    const open = await staff.tudor.presses(more, 'Ridică blocarea')
    expect(open.form!.fields.map(({ name }) => name)).toEqual(['reason'])
    await staff.tudor.fills(open, {})
    expect((await clientCalled(looking(at), 'PEN-BURS')).state).toBe('active')
    expect(choicesOf(await staff.bianca.types('client bursucul')).map(({ title }) => title)).not.toContain('Mai mult…')
  })
})

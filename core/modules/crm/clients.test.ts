import { describe, expect, test } from 'vitest'
import { clientCalled, demoHouse, looking } from '../../demo/testing.ts'
import type { Caller } from '../../kernel/ctx.ts'
import { contactGrants } from '../../modules.ts'
import { calls, colleague, MONDAY } from '../../testing.ts'
import { blockClient, editClient, editContact, setCreditLimit, unblockClient } from './actions.ts'
import { contactActor, contactsAtPhone, deliveryAddresses } from './queries.ts'
import { Client, Contact } from './records.ts'

const at = demoHouse()
const house = (): Caller => ({ ...at.house.self('test'), now: MONDAY })
const refused = (code: string) => expect.objectContaining({ code })

describe('clients', () => {
  test('a client is blocked with a reason and unblocked again; twice is off the timetable', async () => {
    const { id } = await clientCalled(looking(at), 'CAF-ZIMB')
    await expect(at.house.perform(house(), blockClient, { id, input: { reason: '' } })).rejects.toEqual(refused('input.invalid'))
    await at.house.perform(house(), blockClient, { id, input: { reason: 'Owes since spring' } })
    await expect(at.house.perform(house(), blockClient, { id, input: { reason: 'Owes since spring' } })).rejects.toEqual(
      refused('lifecycle.not_from_here'),
    )
    const event = await at.db('events').where({ record_id: id, name: 'client.blocked' }).first()
    expect(JSON.parse(event.body).with).toEqual({ reason: 'Owes since spring' })
    await at.house.perform(house(), unblockClient, { id, input: {} })
    expect((await clientCalled(looking(at), 'CAF-ZIMB')).state).toBe('active')
  })

  test('the credit limit is set by those who may, and by no plain edit', async () => {
    const { id } = await clientCalled(looking(at), 'CAF-ZIMB')
    const editor = calls(colleague([], { crm: 'edit' }))
    await expect(at.house.perform(editor, setCreditLimit, { id, input: { creditLimitMinor: 1 } })).rejects.toEqual(
      refused('actor.not_allowed'),
    )
    await expect(at.house.perform(editor, editClient.update, { id, input: { creditLimitMinor: 1 } as never })).rejects.toEqual(
      refused('input.invalid'),
    )
    await expect(at.house.perform(editor, editClient.update, { id, input: { state: 'blocked' } as never })).rejects.toEqual(
      refused('input.invalid'),
    )
    await at.house.perform(house(), setCreditLimit, { id, input: { creditLimitMinor: 500_000 } })
    expect((await clientCalled(looking(at), 'CAF-ZIMB')).creditLimitMinor).toBe(500_000)
  })

  test('a client code is taken once', async () => {
    const input = {
      code: 'NEW-ONE',
      name: 'New',
      legalName: 'New SRL',
      country: 'RO',
      paymentTermDays: 14,
      currency: 'RON',
      language: 'ro',
    }
    await at.house.perform(house(), editClient.create, { input })
    await expect(at.house.perform(house(), editClient.create, { input })).rejects.toThrow()
    expect(await looking(at).facts(Client).where({ code: 'NEW-ONE' }).count()).toBe(1)
  })
})

describe('contacts', () => {
  test('one number stands at two clients', async () => {
    const found = await contactsAtPhone(looking(at), '+40700000103')
    expect(found.map(({ firstName }) => firstName)).toEqual(['Silvia', 'Silvia'])
  })

  test('a contact acts with the rights of this moment; put away it acts no more', async () => {
    const contact = (await looking(at).facts(Contact).where({ firstName: 'Mioara' }).first())!
    const actor = (await contactActor(at.db, contact.id, contactGrants))!
    expect(actor.grants.permissions.has('order.place')).toBe(true)
    expect(actor.grants.permissions.has('view_invoices')).toBe(false)
    await at.house.perform(house(), editContact.archive, { id: contact.id })
    expect(await contactActor(at.db, contact.id, contactGrants)).toBeNull()
  })

  test('names, numbers and mail are sealed in the log, and gone with the key', async () => {
    const { id: clientId } = await clientCalled(looking(at), 'CAF-ZIMB')
    const made = await at.house.perform(house(), editContact.create, {
      input: {
        clientId,
        firstName: 'Zenobia',
        lastName: 'Quietly',
        phone: '+40711111111',
        email: 'zenobia@example.com',
        language: 'ro',
        permissions: ['order'],
      },
    })
    const event = await at.db('events').where({ record_id: made.id }).first()
    expect(event.body).not.toMatch(/Zenobia|Quietly|40711111111|zenobia@/)
    const { after } = JSON.parse(event.body) as { after: Record<string, { sealed: string; value: string }> }
    expect(await at.house.seal.openPersonal(at.db, after.firstName!)).toBe('Zenobia')
    await at.house.seal.forget(at.db, made.id!)
    expect(await at.house.seal.openPersonal(at.db, after.firstName!)).toBeNull()
  })

  test('a phone number that is none is refused in words', async () => {
    const contact = (await looking(at).facts(Contact).where({ firstName: 'Doina' }).first())!
    const why = await at.house
      .perform(house(), editContact.update, { id: contact.id, input: { phone: '0712' } })
      .catch((error: Error) => error)
    expect(String(why)).toContain('with its country')
  })

  test('the default delivery address stands first', async () => {
    const { id } = await clientCalled(looking(at), 'HOT-CORB')
    expect((await deliveryAddresses(looking(at), id)).map(({ label }) => label)).toEqual(['Kitchen entrance', 'Spa annex'])
  })
})

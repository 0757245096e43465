import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { all, chatting, guest } from '../customer/testing.ts'

const chat = chatting()
const colleagues: Record<string, string> = {}
beforeAll(async () => {
  for (const row of await chat
    .db('chat_identities')
    .join('staff', 'staff.id', 'chat_identities.staff_id')
    .select('first_name', 'external_user_id'))
    colleagues[row.first_name] = row.external_user_id
})
beforeEach(() => chat.later(60_000))

const cardOf = (number: string) => chat.posted('inbox').findLast(({ text }) => text.includes(number))

describe('an unknown number', () => {
  test('is asked politely who it is, once, and shown to the staff with what can be done', async () => {
    const stranger = guest(chat, '+40722111001')
    expect(all(await stranger.says('Bună, sunt Ion de la brutărie'))).toMatch(/Nu cunosc încă acest număr/)
    expect(await stranger.says('alo?')).toEqual([])
    const card = cardOf(stranger.number)!
    expect(card.text).toMatch(/Bună, sunt Ion de la brutărie/)
    expect(card.choices.map(({ title }) => title)).toEqual(['Contact cunoscut…', 'Contact nou…', 'Ignoră'])
  })

  test('becomes the number of a known contact, who hears it and orders at once', async () => {
    const stranger = guest(chat, '+40722111002')
    await stranger.says('salut, e numărul meu nou')
    const { form } = await chat.press(colleagues.Kim!, 'Contact cunoscut…')
    expect((await chat.fill(colleagues.Kim!, form!.id, { contact: 'nobody at all xyz' })).errors?.contact).toMatch(/Nu găsesc|find nobody/)
    expect((await chat.fill(colleagues.Kim!, form!.id, { contact: 'Preda' })).errors?.contact).toMatch(/Se potrivesc|Several/)
    const before = stranger.everything().length
    const done = await chat.fill(colleagues.Kim!, form!.id, { contact: 'Sorina Bucur' })
    expect(done.whisper?.text).toMatch(/Sorina Bucur.*Atelierul Trei Rindele/)
    expect(all(stranger.everything().slice(before))).toMatch(/Acum te cunosc.*Atelierul Trei Rindele/)
    expect(cardOf(stranger.number)!.choices).toEqual([])
    expect(cardOf(stranger.number)!.text).toMatch(/Este Sorina Bucur/)
    expect(all(await stranger.says('PAP-A4-80 2 cutii'))).toMatch(/Atelierul Trei Rindele.*comanda ta/)
    expect((await chat.fill(colleagues.Kim!, form!.id, { contact: 'Doina Marcu' })).whisper?.text).toMatch(/deja|already/)
  })

  test('becomes a new contact of a company, with the rights that the colleague gave', async () => {
    const stranger = guest(chat, '+40722111003')
    await stranger.says('bună ziua')
    const { form } = await chat.press(colleagues.Kim!, 'Contact nou…')
    const values = { client: 'CAF-ZIMB', firstName: 'Radu', lastName: 'Pop', language: 'en', orders: 'no' }
    expect((await chat.fill(colleagues.Kim!, form!.id, { ...values, client: 'xyzqw' })).errors?.client).toMatch(/Nu găsesc|find no/)
    await chat.fill(colleagues.Kim!, form!.id, values)
    expect(await chat.db('contacts').where({ phone: stranger.number }).first()).toMatchObject({
      first_name: 'Radu',
      permissions: [],
      language: 'en',
    })
    expect(all(await stranger.says('10 boxes PAP-A4-80'))).not.toMatch(/Shall I order/)
  })

  test('that is ignored is heard no more, until it belongs to somebody', async () => {
    const stranger = guest(chat, '+40722111004')
    await stranger.says('buy my crypto')
    await chat.press(colleagues.Kim!, 'Ignoră')
    expect(cardOf(stranger.number)!.choices).toEqual([])
    const posted = chat.posted('inbox').length
    chat.later(26 * 3_600_000)
    await stranger.says('last chance!')
    expect(chat.posted('inbox')).toHaveLength(posted)
  })

  test('is linked by nobody without the right to change contacts', async () => {
    const stranger = guest(chat, '+40722111005')
    await stranger.says('hei')
    const { form } = await chat.press(colleagues.Costel!, 'Contact cunoscut…').catch(() => ({ form: undefined }))
    if (form) await chat.fill(colleagues.Costel!, form.id, { contact: 'Sorina Bucur' })
    expect(await chat.db('contacts').where({ phone: stranger.number })).toEqual([])
  })
})

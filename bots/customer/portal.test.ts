import { expect, test } from 'vitest'
import { all, chatting, guest } from './testing.ts'

const chat = chatting()
const doina = guest(chat, '+40700000101')
const fiona = guest(chat, '+40700000171')

test('“site” brings a link to the client area, a new one each time, in the language of the contact', async () => {
  const [first, second] = [all(await doina.says('site')), all(await doina.says('cont'))]
  const linkIn = (text: string) => /\/clientarea\/enter#[\w-]{43}/.exec(text)?.[0]
  expect(linkIn(first)).toBeDefined()
  expect(linkIn(second)).toBeDefined()
  expect(linkIn(first)).not.toBe(linkIn(second))
  expect(first).toContain('zona')
  expect(all(await fiona.says('send me the link to the portal'))).toMatch(/client area: .*\/clientarea\/enter#[\w-]{43}\n/)
})

test('an order that is begun is said to be there, and stays as it is', async () => {
  await fiona.says('5 boxes of A4 80 gsm paper')
  const before = await chat.db('sales_orders').where({ state: 'draft' })
  expect(all(await fiona.says('client area'))).toContain('in your cart there')
  expect(await chat.db('sales_orders').where({ state: 'draft' })).toEqual(before)
})

test('prices are told to those whose account includes them, and to nobody else', async () => {
  const sorina = guest(chat, '+40700000151')
  expect(all(await sorina.says('cât costă PAP-A4-80?'))).toContain('90,00 lei')
  await chat
    .db('contacts')
    .where({ phone: sorina.number })
    .update({ permissions: JSON.stringify(['view_stock']) })
  expect(all(await sorina.says('cât costă PAP-A4-80?'))).toContain('contul tău la Atelierul Trei Rindele nu o include')
  await sorina.says('catalog')
  await sorina.presses('Biro')
  await sorina.presses('Hârtie')
  expect(sorina.last().choices.length).toBeGreaterThan(0)
  expect(JSON.stringify(sorina.last())).not.toContain('lei')
})

import { describe, expect, test } from 'vitest'
import { blocked, endingOf, restMs } from './ending.ts'
import { isNotice, isPerson } from './hearing.ts'
import { chosenBy, inboundOf, numberIn, stateOf } from './receive.ts'
import type { Heard } from './wire.ts'

const heard: Heard = {
  chat: '40700000101@c.us',
  phone: '+40700000101',
  name: 'Doina',
  id: '3A1',
  type: 'chat',
  text: 'bună',
  at: 1_795_000_000_000,
  quotes: null,
  media: null,
  location: null,
  cards: [],
  raw: {},
}

describe('a number', () => {
  test.for([
    ['2', 2],
    [' 2. ', 2],
    ['2)', 2],
    ['nr. 12', 12],
    ['#3', 3],
    ['2️⃣', 2],
    ['2 cutii', null],
    ['123', null],
    ['', null],
  ] as const)('is heard in "%s": %s', ([text, number]) => {
    expect(numberIn(text)).toBe(number)
  })
})

describe('an answer', () => {
  const choices = [{ title: 'Comandă' }, { title: 'Schimbă' }, { title: 'Anulează' }]

  test('is a number, or a whole title whatever its marks', () => {
    expect(chosenBy('3', choices)).toBe(choices[2])
    expect(chosenBy('comanda', choices)).toBe(choices[0])
  })

  test('is neither a number that nothing has, nor a part of a title, nor a title that two have', () => {
    expect(chosenBy('4', choices)).toBeNull()
    expect(chosenBy('0', choices)).toBeNull()
    expect(chosenBy('schimbă livrarea', choices)).toBeNull()
    expect(chosenBy('da', [{ title: 'Da' }, { title: 'DA' }])).toBeNull()
  })
})

describe('a message', () => {
  test('names its writer by number, or by the hidden id where WhatsApp keeps the number to itself', () => {
    expect(inboundOf('a', heard).user).toEqual({ id: '40700000101', phone: '+40700000101', name: 'Doina' })
    expect(inboundOf('a', { ...heard, chat: '123@lid', phone: null, name: null }).user).toEqual({ id: '123@lid' })
  })

  test('of a kind that nobody knows is unsupported, and a place without a place too', () => {
    expect(inboundOf('a', { ...heard, type: 'interactive' }).kind).toBe('unsupported')
    expect(inboundOf('a', { ...heard, type: 'location' }).kind).toBe('unsupported')
  })

  test('of a group, a list, a channel or a status is not heard, nor is what WhatsApp itself says', () => {
    expect(['1@c.us', '1@lid', '1@g.us', 'status@broadcast', '1@newsletter'].map(isPerson)).toEqual([true, true, false, false, false])
    expect(['chat', 'e2e_notification', 'ciphertext'].map(isNotice)).toEqual([false, true, true])
  })
})

test('ticks are states; the clock is none', () => {
  expect([-1, 0, 1, 2, 3, 4].map(stateOf)).toEqual(['failed', null, 'sent', 'delivered', 'read', 'read'])
})

describe('when the browser ends', () => {
  test('WhatsApp’s word says whether the session is over, elsewhere, or blocked', () => {
    expect(['LOGOUT', 'UNPAIRED', 'auth_failure x'].map(endingOf)).toEqual(['signed_out', 'signed_out', 'signed_out'])
    expect(['CONFLICT', 'TOS_BLOCK', 'SMB_TOS_BLOCK', 'anything'].map(endingOf)).toEqual(['conflict', 'blocked', 'blocked', 'broken'])
    expect(blocked.ro).toContain('interzis')
  })

  test('it is tried again later and later, a conflict far later, a blocked number never', () => {
    expect([1, 2, 3, 10].map((times) => restMs('broken', times))).toEqual([1000, 2000, 4000, 60_000])
    expect([1, 2, 10].map((times) => restMs('conflict', times))).toEqual([60_000, 120_000, 3_600_000])
    expect([restMs('signed_out', 0), restMs('blocked', 1)]).toEqual([0, Number.POSITIVE_INFINITY])
  })
})

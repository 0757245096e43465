import { expect, test } from 'vitest'
import { humanPace, noPace, oneAtATime, typingMs } from './pace.ts'

test('typing takes longer for longer words, never nothing, never for ever', () => {
  const text = (length: number) => ({ kind: 'text' as const, text: 'x'.repeat(length) })
  expect([0, 100, 5000].map((length) => typingMs(humanPace, text(length)))).toEqual([600, 1500, 3500])
  expect(typingMs(noPace, text(5000))).toBe(0)
})

test('one message after the other, in order; one that fails keeps no other from leaving', async () => {
  const inTurn = oneAtATime(noPace)
  const told: string[] = []
  const sends = ['a', 'b', 'c'].map((name) =>
    inTurn(async () => {
      told.push(`${name} begins`)
      await Promise.resolve()
      told.push(`${name} ends`)
      if (name === 'b') throw new Error('no')
    }),
  )
  expect((await Promise.allSettled(sends)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(told).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})

test('a line that is too long is told to come again', async () => {
  const inTurn = oneAtATime(noPace)
  const open = Promise.withResolvers<void>()
  const waiting = Array.from({ length: 8 }, () => inTurn(() => open.promise))
  await expect(inTurn(async () => {})).rejects.toMatchObject({ kind: 'later', code: 'pace' })
  open.resolve()
  await Promise.all(waiting)
  await expect(inTurn(async () => 'again')).resolves.toBe('again')
})

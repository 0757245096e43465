import { expect, test } from 'vitest'
import { tellFigures } from './figures.ts'
import { proveCarts } from './prove-carts.ts'

const carts = Number(process.env.PROVE_CARTS ?? 10_000)
const kills = Number(process.env.PROVE_KILLS ?? Math.max(50, Math.ceil(carts / 100)))
const people = Number(process.env.PROVE_PEOPLE ?? Math.max(16, Math.min(100, Math.ceil(carts / 50))))

test(`${carts} carts to four processes, with kill -9 ${kills} times, are ${carts} orders`, async () => {
  const found = await proveCarts({ carts, people, kills, seed: Number(process.env.PROVE_SEED ?? 1) })
  tellFigures('carts', found.figures)
  expect(found.wrong).toEqual([])
})

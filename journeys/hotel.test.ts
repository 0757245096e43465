import { expect, test } from 'vitest'
import { journey } from './journey.ts'

const { doina, paul } = journey()

test("story 1: the hotel's morning", async () => {
  await doina.says('Bună dimineața! 30 baxuri hârtie igienică 3 straturi, 6 săpun lichid și 5 cutii mănuși M')
  await doina.hears(
    /Din Mănuși nitril M.* au mai rămas doar 3 cutii; ai cerut 5/,
    'Mănuși nitril L, cutie de 100 · 24,50 lei/cutie',
    'Mănuși nitril S, cutie de 100 · 24,50 lei/cutie',
  )
  await doina.presses('Tot, până pe')
  console.log(await doina.hears('Hotel Corbul de Argint', '16,50 lei', '26,90 lei', '24,50 lei', '778,90 lei', '942,47 lei'))
  await doina.presses('Comandă')
  console.log(await doina.hears('CMD-0001', '942,47 lei'))
  console.log(await paul.sees('#orders', 'CMD-0001', 'Hotel Corbul de Argint', '942,47 lei', 'Paul Neagoe'))
  await paul.presses('Aprob')
  console.log(await paul.isTold(/aprobat/))
  console.log(await doina.hears('CMD-0001', /confirmată/))
  const invoice = await doina.gets(/CPS-0001.*pdf/, '942,47')
  console.log(invoice.words, invoice.name, invoice.printed)
  console.log(await paul.seesItSay('acceptată'))
  console.log(await paul.readsUnder('CPS-0001'))
  await doina.hearsNothingMore()
  expect(1).toBe(1)
})

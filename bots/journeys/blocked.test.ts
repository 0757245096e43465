import { expect, test } from 'vitest'
import { blockClient } from '../../core/modules/crm/actions.ts'
import { journey } from './journey.ts'

const { nelu, silvia, bianca, sorina, ada, house } = journey()

test('story 6, blocked: understood, not accepted, with the reason and the ways out', async () => {
  await nelu.says('10 baxuri hârtie igienică 3 straturi')
  const words = await nelu.hears(
    'Am înțeles',
    '10 baxuri Hârtie igienică 3 straturi',
    'Comenzile noi pentru Pensiunea Bursucul Adormit sunt oprite',
    '7.318,40 lei',
    '[Cum plătesc]',
    '[Vorbesc cu un om]',
  )
  expect(words).not.toContain('[Comandă]')
  await nelu.presses('Cum plătesc')
  await nelu.hears(
    'transferă către Carpath Supplies SRL, IBAN RO34DEMO0000000000000001',
    'OPEN-PEN-1: 4.918,40 lei',
    'OPEN-PEN-2: 2.400,00 lei',
    '7.318,40 lei',
  )
  await nelu.says('cât am de plată?')
  await nelu.hears('*Pensiunea Bursucul Adormit* are de plată 7.318,40 lei, din care *7.318,40 lei restant*')
  await nelu.presses('Vorbesc cu un om')
  await nelu.hears('Chem un coleg')
  await bianca.sees('#inbox', 'Nelu Ciobotaru · Pensiunea Bursucul Adormit', /cere un om\.$/m)
  await bianca.doesNotSee('#orders', 'Bursucul')
})

test('Silvia keeps the books of two: first the bot asks for which, then it tells of that one alone', async () => {
  await silvia.says('facturile')
  await silvia.hears('Despre care este vorba?', 'Hotel Corbul de A', 'Pensiunea Bursucu')
  await silvia.presses('Pensiunea')
  const guestHouse = await silvia.hears('*Pensiunea Bursucul Adormit* are de plată 7.318,40 lei', 'OPEN-PEN-1', 'OPEN-PEN-2')
  expect(guestHouse).not.toContain('HOT')
  await silvia.says('5 baxuri hârtie igienică 3 straturi')
  await silvia.hears('Contul tău la Pensiunea Bursucul Adormit nu include comenzi.')
  await silvia.hearsNothingMore()
})

test('a client is blocked while an order waits: the yes comes too late, and the customer reads why in her own language', async () => {
  await sorina.says('PAP-A4-80 4 cutii')
  const number = await sorina.orders('435,60 lei')
  await ada.sees('#orders', number)
  const { house: inside } = house()
  const { client_id: id } = await inside.db('sales_orders').where({ number }).first<{ client_id: string }>('client_id')
  await inside.perform(inside.self('block'), blockClient, { id, input: { reason: 'does not pay' } })
  await ada.presses(/^Aprob/)
  const words = await sorina.hears(number, 'sunt oprite')
  expect(words).not.toMatch(/New orders|are stopped|blocked/)
})

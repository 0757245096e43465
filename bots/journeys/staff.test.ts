import { test } from 'vitest'
import { endIdentity, makeLinkCode } from '../../core/modules/conversations/actions/identity.ts'
import { ChatIdentity } from '../../core/modules/conversations/records.ts'
import { journey } from './journey.ts'

const { doina, kim, paul, bianca, house } = journey()

test('commands: help, an unknown one, and what waits', async () => {
  await paul.commands('help')
  await paul.isTold('Ce poți scrie', '*/parley așteaptă*')
  await kim.commands('help')
  await kim.isTold('What you can type')
  await paul.commands('wating')
  await paul.isTold('Nu cunosc „wating”.')
  await paul.commands('waiting')
  await paul.isTold('Nu te așteaptă nimic.')
})

test('a Slack user who is nobody to us is told privately how to be linked; the code of an admin links, once', async () => {
  await doina.says('10 baxuri hârtie igienică 3 straturi')
  await doina.hears('[Comandă]')
  const number = await doina.orders('199,65 lei')
  const { house: rooms } = house()
  const ctx = rooms.ctx(rooms.self('test'))
  const paulsLink = (await ctx.facts(ChatIdentity).where({ externalUserId: paul.userId }).first())!
  await rooms.perform(rooms.self('test'), endIdentity, { id: paulsLink.id, input: {} })

  await paul.sees('#orders', `Comanda ${number}`)
  await paul.seesItSay('[Aprob]')
  await paul.presses('Aprob')
  await paul.isTold(/Nu (te|vă) cunosc încă/, '/parley link COD')
  await paul.commands('waiting')
  await paul.isTold(/Nu (te|vă) cunosc încă/)
  await paul.writesDirectly('waiting')
  await paul.seesDirectly(/Nu (te|vă) cunosc încă/)
  await paul.seesItSay('plasată')
  await paul.doesNotSee('#orders', 'cunosc încă')

  const { said } = await rooms.perform(rooms.self('test'), makeLinkCode, { input: { staffId: paulsLink.staffId! } })
  const code = String(said.terms.code)
  await paul.commands('link WRONG234')
  await paul.isTold('Nu există un astfel de cod')
  await paul.commands(`link ${code.toLowerCase().slice(0, 4)}-${code.slice(4)}`)
  await paul.isTold('Bun venit, Paul!')
  await bianca.commands(`link ${code}`)
  await bianca.isTold('Acest cod a fost deja folosit.')
  await paul.presses('Aprob')
  await paul.isTold('Ai aprobat')
  await doina.hears(`Comanda *${number}* este confirmată`)
})

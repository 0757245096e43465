import { beforeEach, describe, expect, test } from 'vitest'
import { all, guest } from '../../bots/customer/testing.ts'
import { chattingWithModel, content, KEY, line, proposal, type Sent, standIn } from './testing.ts'

const server = standIn()
const chat = chattingWithModel(server)
const doina = guest(chat, '+40700000101')
const sorina = guest(chat, '+40700000151')
const ilinca = guest(chat, '+40700000111')

const own = () => chat.db('sales_orders').whereNull('foreign_reference')
const inState = async (state: string) => Number((await own().where({ state }).count())[0]!.count)
const titles = (heard: readonly { choices: { title: string }[] }[]) => heard.at(-1)!.choices.map(({ title }) => title)
const reads = (answer: Parameters<typeof proposal>[0]) => {
  server.reads = () => content(proposal(answer))
}

beforeEach(async () => {
  chat.later(3_600_000)
  await chat.db('conversation_states').update({ dialog: '{}' })
  for (const { id } of await chat.db('sales_orders').where({ state: 'draft' }).select('id'))
    await chat.house.perform(chat.house.self('test'), 'order.cancel', { id, input: {} })
})

describe('words that the rules read', () => {
  test('are not shown to the model', async () => {
    expect(all(await sorina.says('PAP-A4-80 10 cutii'))).toMatch(/10 cutii/)
    expect(all(await sorina.says('cât costă clorul?'))).toMatch(/lei/)
    expect(all(await sorina.says('anulează'))).toMatch(/ciornă/)
    expect(server.asked()).toEqual([])
  })
})

describe('words that the rules cannot read', () => {
  const strange = 'trimite-ne te rog zece din alea albe pe care scriem la imprimantă'

  test('become the same draft, the same summary and the same press', async () => {
    reads({ lines: [line({ said: 'din alea albe pe care scriem la imprimantă', codes: ['PAP-A4-80'], quantity: 10 })] })
    const said = await sorina.says(strange)
    expect(server.asked()).toHaveLength(1)
    expect(all(said)).toMatch(/10 cutii.*PAP|10 cutii Hârtie/s)
    expect(titles(said)).toContain('Comandă')
    expect(await inState('placed')).toBe(0)
    const before = (await inState('accepted')) + (await inState('placed'))
    await sorina.presses('Comandă')
    expect((await inState('accepted')) + (await inState('placed'))).toBe(before + 1)
  })

  test('that fit several products are asked about', async () => {
    reads({ lines: [line({ said: 'din alea albe', codes: ['PAP-A4-75', 'PAP-A4-80', 'PAP-A4-100'], quantity: 10 })] })
    const said = await sorina.says(strange)
    expect(all(said)).toMatch(/care anume/)
    expect(titles(said)).toEqual(['PAP-A4-75', 'PAP-A4-80', 'PAP-A4-100'].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })))
    expect(all(await sorina.presses('PAP-A4-80'))).toMatch(/10 cutii/)
  })

  test.for([
    ['without a number', null, /Câte unități/],
    ['with a number that nobody said', 400, /Câte unități.*mai exact/],
    ['with a number below nothing', -10, /Câte unități/],
    ['with no end of a number', 1e300, /Câte unități/],
  ] as const)('%s are asked how many', async ([, quantity, asks]) => {
    reads({ lines: [line({ said: 'din alea albe', codes: ['PAP-A4-80'], quantity })] })
    expect(all(await sorina.says(strange))).toMatch(asks)
    expect(await inState('draft')).toBe(0)
  })

  test('are filled in beside what the rules read', async () => {
    reads({
      lines: [line({ said: 'xyzqwv', codes: ['PAP-A4-75'], quantity: 3 }), line({ said: 'toner', codes: ['TON-410-K'], quantity: 99 })],
    })
    const said = all(await sorina.says('TON-410-K 1 buc, 3 xyzqwv'))
    expect(server.asked()[0]!.unread).toEqual(['3 xyzqwv'])
    expect(said).toMatch(/1 bucată Toner/)
    expect(said).toMatch(/3 cutii Hârtie/)
    expect(said).not.toMatch(/99/)
  })

  test('answer a question that is open, with what was offered and nothing else', async () => {
    await sorina.says('10 cutii hârtie A4')
    reads({ lines: [line({ said: 'ca la minister', deed: 'answer', codes: ['TON-410-K'] })] })
    expect(all(await sorina.says('hm, ca la minister'))).not.toMatch(/Toner/)
    reads({ lines: [line({ said: 'ca la minister', deed: 'answer', codes: ['PAP-A4-100'] })] })
    expect(all(await sorina.says('aia, zic, ca la minister'))).toMatch(/129,00 lei/)
    expect(server.asked().at(-1)!.question).toMatchObject({ asks: 'which' })
  })

  test('change the draft only where it has something to change', async () => {
    await sorina.says('PAP-A4-80 10 cutii, TON-410-K 1 buc')
    reads({ lines: [line({ said: 'chestia neagră', deed: 'remove', codes: ['TON-410-K', 'PAP-A4-75'] })] })
    const said = all(await sorina.says('m-am răzgândit cu chestia neagră'))
    expect(server.asked()[0]!.draft).toEqual([
      { code: 'PAP-A4-80', quantity: 10 },
      { code: 'TON-410-K', quantity: 1 },
    ])
    expect(said).toMatch(/10 cutii/)
    expect(said).not.toMatch(/Toner/)
  })

  test('ask for prices and papers with the rights of the one who asks', async () => {
    reads({ wishes: ['owed'] })
    expect(all(await doina.says('zi-mi cum stau eu cu voi'))).toMatch(/Hotel Corbul de Argint/)
    const emil = guest(chat, '+40700000102')
    expect(all(await emil.says('zi-mi cum stau eu cu voi'))).toMatch(/Nu am voie/)
  })

  test.for([
    ['cancel', /Vrei să anulez/, 'Da, anulează'],
    ['pay', /Vrei să plătești/, 'Cum plătesc'],
    ['human', /Să chem un coleg/, 'Vorbesc cu un om'],
    ['problem', /în neregulă/, 'Vorbesc cu un om'],
  ] as const)('that seem to mean %s are asked back, and nothing is done', async ([wish, asks, button]) => {
    await sorina.says('PAP-A4-80 10 cutii')
    const before = await chat.db('conversations').where({ handling: 'bot' }).count()
    reads({ wishes: [wish] })
    const said = await sorina.says('vezi tu cum facem cu treaba asta')
    expect(all(said)).toMatch(asks)
    expect(titles(said)).toContain(button)
    expect(await inState('draft')).toBe(1)
    expect(await chat.db('conversations').where({ handling: 'bot' }).count()).toEqual(before)
  })

  test('stay not understood where the model has nothing to say, or does not answer', async () => {
    reads({})
    expect(all(await sorina.says('blabla ceva'))).toMatch(/Nu am înțeles/)
    server.reads = () => ({ error: { message: 'no' }, status: 500 })
    expect(all(await sorina.says('blabla altceva'))).toMatch(/Nu am înțeles/)
  })
})

describe('what leaves the house', () => {
  const keys = ['catalogue', 'customer_text', 'draft', 'earlier', 'language', 'question', 'today', 'unread']
  const told = (sent: Sent) => sent.catalogue.map(({ code }) => code)

  test('is the words, and of at most 60 active products code, names and unit', async () => {
    reads({})
    await doina.says('niște chestii moi de șters')
    const [sent] = server.asked()
    expect(Object.keys(sent!).sort()).toEqual(keys)
    expect(sent!.customer_text).toBe('niște chestii moi de șters')
    expect(sent!.catalogue.length).toBeLessThanOrEqual(60)
    for (const one of sent!.catalogue) expect(Object.keys(one).sort()).toEqual(['code', 'name', 'otherName', 'unit'])
    expect(told(sent!)).not.toContain('PAP-A4-80-R')
    expect(told(sent!)).not.toContain('CUP-PLA-200')
    expect([sent!.draft, sent!.earlier]).toEqual([[], []])
  })

  test('has the likeliest products first, whatever the spelling', async () => {
    reads({})
    await doina.says('doresc sa cumpar zva manushi din cauciuk albastru poate')
    expect(told(server.asked()[0]!).slice(0, 6)).toEqual(expect.arrayContaining(['GLV-NIT-S', 'GLV-NIT-M', 'GLV-NIT-L']))
  })

  test('holds the own last order only where the words point at it', async () => {
    reads({})
    await ilinca.says('blabla ceva fără rost')
    await ilinca.says('xyzqwv 4 ca data trecută și încă ceva nou zbrrr')
    const [first, second] = server.asked()
    expect(first!.earlier).toEqual([])
    if (second) expect(second.earlier.length).toBeGreaterThan(0)
  })

  test('holds nobody but the one who writes: no name, number, mail, tax id or id of anybody', async () => {
    reads({})
    server.sees = () => content({ lines: ['zbrrr'] })
    server.hears = () => ({ transcription: { text: 'zbrrr' } })
    chat.files.set('v', { bytes: new Uint8Array([1]), mime: 'audio/ogg' })
    chat.files.set('i', { bytes: new Uint8Array([0xff, 0xd8, 0xff, 1]), mime: 'image/jpeg' })
    await doina.says('PAP-A4-80 10 cutii')
    await doina.says('blabla ceva fără rost')
    await doina.sends({ kind: 'voice', media: { id: 'v', mime: 'audio/ogg' } })
    await doina.sends({ kind: 'image', media: { id: 'i', mime: 'image/jpeg', name: 'Doina Marcu.jpg' } })
    const wire = server.wire().replaceAll(`Bearer ${KEY}`, '')
    expect(server.mock.getRequests().length).toBeGreaterThanOrEqual(4)
    const people = await chat.db('contacts').select('first_name', 'last_name', 'phone', 'email')
    const clients = await chat.db('clients').select('name', 'tax_id', 'code')
    const staff = await chat.db('staff').select('first_name', 'last_name', 'email')
    const secrets = [...people, ...clients, ...staff].flatMap((row) =>
      Object.values(row).filter((value) => typeof value === 'string' && value.length > 4),
    )
    expect(secrets.length).toBeGreaterThan(50)
    expect(secrets.filter((secret) => wire.includes(String(secret)))).toEqual([])
    expect(wire.includes(KEY)).toBe(false)
    const { rows } = await chat.db.raw<{ rows: { id: string }[] }>(
      'select id::text from clients union select id::text from contacts union select id::text from products',
    )
    expect(rows.filter(({ id }) => wire.includes(id))).toEqual([])
  })

  test('is nothing of strangers, nor of somebody who may write for several companies', async () => {
    reads({})
    chat.files.set('v', { bytes: new Uint8Array([7]), mime: 'audio/ogg' })
    for (const number of ['+40700000999', '+40700000103']) {
      const who = guest(chat, number)
      expect((await who.sends({ kind: 'voice', media: { id: 'v', mime: 'audio/ogg' } })).length).toBeGreaterThan(0)
      await who.says('blabla ceva fără rost')
    }
    expect(server.mock.getRequests()).toEqual([])
  })

  test('leaves while no transaction is open', async () => {
    let open: unknown = null
    server.reads = async () => {
      const { rows } = await chat.db.raw<{ rows: { count: number }[] }>(
        "select count(*)::int as count from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'",
      )
      open = rows[0]!.count
      return content(proposal({}))
    }
    await sorina.says('blabla ceva fără rost')
    expect(open).toBe(0)
  })
})

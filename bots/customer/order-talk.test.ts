import { beforeEach, describe, expect, test } from 'vitest'
import { all, chatting, guest } from './testing.ts'

const chat = chatting()
const doina = guest(chat, '+40700000101')
const emil = guest(chat, '+40700000102')
const sorina = guest(chat, '+40700000151')
const dan = guest(chat, '+40700000161')
const bogdan = guest(chat, '+40700000211')
const fiona = guest(chat, '+40700000171')

const drafts = async (number: string) =>
  chat
    .db('sales_orders')
    .join('contacts', 'contacts.id', 'sales_orders.contact_id')
    .where({ 'contacts.phone': number, 'sales_orders.state': 'draft' })
    .count<{ count: string }[]>('* as count')
    .then(([row]) => Number(row!.count))
const orders = async (state: string) =>
  Number((await chat.db('sales_orders').where({ state }).whereNull('foreign_reference').count())[0]!.count)

beforeEach(async () => {
  chat.later(3_600_000)
  await chat.db('conversation_states').update({ dialog: '{}' })
  for (const { id } of await chat.db('sales_orders').where({ state: 'draft' }).select('id'))
    await chat.house.perform(chat.house.self('test'), 'order.cancel', { id, input: {} })
})

describe('asking', () => {
  test('the price is the own one, with its promotion, and a number alone orders it', async () => {
    expect(all(await dan.says('cât costă detergentul de pardoseli?'))).toMatch(/6,00 lei.*7,26 lei.*de la 20.*Promoție/s)
    expect(all(await dan.says('40 l'))).toMatch(/Brutăria Coaja Cântă.*40 l.*240,00 lei/s)
  })

  test('stock is told to those who may know it, and to nobody else', async () => {
    expect(all(await doina.says('mai aveți mănuși M?'))).toMatch(/3 cutii pe stoc/)
    const mioara = guest(chat, '+40700000162')
    expect(all(await mioara.says('mai aveți clor?'))).toMatch(/Nu am voie să spun stocul/)
  })

  test('an unknown product is said back and never guessed', async () => {
    expect(all(await sorina.says('3 xyzqwv'))).toMatch(/Nu am (găsit|înțeles)/)
  })

  test('who am I tells the account and what it includes', async () => {
    expect(all(await emil.says('cine sunt eu?'))).toMatch(/Emil Toader.*Hotel Corbul de Argint.*comenzi, stocuri/s)
  })
})

describe('the draft', () => {
  test('changes by words: more of it, less of it, without it', async () => {
    await sorina.says('PAP-A4-80 10 cutii, TON-410-K 1 buc')
    expect(all(await sorina.says('pune 2 tonere'))).toMatch(/2 bucăți Toner/)
    expect(all(await sorina.says('scoate tonerul'))).not.toMatch(/Toner/)
    expect(all(await sorina.says('scoate hârtia'))).toMatch(/Nu mai e nimic pe comandă/)
  })

  test('is confirmed by a press alone: yes, 1 and the name of the button show it again', async () => {
    await sorina.says('PAP-A4-80 10 cutii')
    for (const word of ['da', '1', 'comandă', 'ok']) {
      const said = await sorina.says(word)
      expect(all(said)).toMatch(/Apasă te rog butonul/)
      expect(said.at(-1)!.choices.map(({ title }) => title)).toContain('Comandă')
    }
    expect([await orders('placed'), await orders('accepted')]).toEqual([0, 0])
    expect(all(await sorina.presses('Comandă'))).toMatch(/CMD-\d+/)
    expect(await orders('placed')).toBe(1)
  })

  test('a choice is answered by its place, in words, or by what it is called', async () => {
    await sorina.says('10 cutii hârtie A4')
    expect(all(await sorina.says('a doua'))).toMatch(/10 cutii/)
    await sorina.says('anulează')
    await sorina.says('10 cutii hârtie A4')
    expect(all(await sorina.says('cea de 100 g'))).toMatch(/129,00 lei/)
  })

  test('a shortage is settled by a typed answer, too', async () => {
    await doina.says('5 cutii mănuși M')
    expect(all(await doina.says('1'))).toMatch(/5 cutii Mănuși nitril M/)
  })

  test('goes to another saved address, by name or from a list', async () => {
    await bogdan.says('PAL-A4-80 2')
    const asked = await bogdan.says('livrați la altă adresă')
    expect(asked.at(-1)!.choices.map(({ title }) => title)).toEqual(['Iași depot', 'Suceava depot', 'Vorbesc cu un om'])
    expect(all(await bogdan.presses('Suceava depot'))).toMatch(/Livrare la: Suceava depot.*Livrare: .*Suceava depot/s)
    expect(all(await bogdan.says('livrați la Iași depot'))).toMatch(/Livrare la: Iași depot/)
  })

  test('a place on the map offers the nearest saved address, or a person', async () => {
    await bogdan.says('PAL-A4-80 2')
    const near = await bogdan.sends({ kind: 'location', location: { latitude: 47.64, longitude: 26.25 } })
    expect(all(near)).toMatch(/cea mai apropiată.*Suceava depot/)
    expect(near.at(-1)!.choices.map(({ title }) => title)).toContain('Vorbesc cu un om')
    const far = await bogdan.sends({ kind: 'location', location: { latitude: 44.18, longitude: 28.63 } })
    expect(all(far)).toMatch(/Niciuna dintre adresele/)
    expect(all(await dan.sends({ kind: 'location', location: { latitude: 45, longitude: 25 } }))).toMatch(/Mulțumesc pentru loc/)
  })

  test('is delivered later, and carries the own reference', async () => {
    await sorina.says('PAP-A4-80 10 cutii')
    expect(all(await sorina.says('livrare pe 4 decembrie'))).toMatch(/nu mai devreme de 4 decembrie/)
    expect(all(await sorina.says('referința noastră C-77'))).toMatch(/Referința ta: C-77/)
    expect(all(await sorina.says('livrare pe 4 ianuarie 2020'))).not.toMatch(/Livrare nu mai devreme de 4 ianuarie 2020/)
  })

  test('repeats the last order with what is different', async () => {
    const ilinca = guest(chat, '+40700000111')
    expect(all(await ilinca.says('ca data trecută, dar 12 kg espresso'))).toMatch(/12 kg .*1\.543,20/s)
    expect(all(await sorina.says('ca data trecută'))).toMatch(/Nu găsesc nicio comandă|Nu găsesc o comandă mai veche/)
  })

  test('five quick messages are one order', async () => {
    await sorina.saysAtOnce('bună ziua', 'PAP-A4-80 10 cutii', 'și TON-410-K 1 buc', 'și PAP-A4-75 5 cutii', 'mulțumesc')
    expect(await drafts(sorina.number)).toBe(1)
    expect(sorina.last().text).toMatch(/10 cutii.*1 bucată Toner.*5 cutii/s)
  })
})

describe('a changed message', () => {
  test('puts what it says now where its first version stood', async () => {
    const first = await sorina.writes('PAP-A4-80 10 cutii, TON-410-K 1 buc')
    await sorina.says('și PAP-A4-75 5 cutii')
    const said = all(await sorina.sends({ kind: 'edit', text: 'PAP-A4-80 12 cutii', quotes: first.messageId }))
    expect(said).toMatch(/12 cutii/)
    expect(said).toMatch(/5 cutii/)
    expect(said).not.toMatch(/Toner/)
  })

  test('leaves alone what was changed by hand since', async () => {
    const first = await sorina.writes('PAP-A4-80 10 cutii, TON-410-K 1 buc')
    await sorina.says('pune 3 tonere')
    const said = all(await sorina.sends({ kind: 'edit', text: 'PAP-A4-80 11 cutii', quotes: first.messageId }))
    expect(said).toMatch(/11 cutii/)
    expect(said).toMatch(/3 bucăți Toner/)
  })

  test('takes its question back, too', async () => {
    const first = await sorina.writes('10 cutii hârtie A4')
    expect(first.heard.at(-1)!.choices.length).toBeGreaterThan(1)
    expect(all(await sorina.sends({ kind: 'edit', text: 'PAP-A4-100 10 cutii', quotes: first.messageId }))).toMatch(/129,00 lei/)
  })

  test('that nobody remembers is answered, and changes nothing', async () => {
    await sorina.says('PAP-A4-80 10 cutii')
    expect(all(await sorina.sends({ kind: 'edit', text: 'PAP-A4-80 99 cutii', quotes: 'wamid.long.ago' }))).toMatch(/Ai modificat un mesaj/)
    expect(all(await sorina.says('coș'))).toMatch(/10 cutii/)
  })
})

describe('a quoted message', () => {
  test('counts more than what was said last', async () => {
    const [asked] = await sorina.says('10 cutii hârtie A4 și 5 cutii mănuși')
    expect(asked!.choices.length).toBeGreaterThan(1)
    const gloves = await sorina.says('PAP-A4-75')
    expect(all(gloves)).toMatch(/mănuși/i)
    // The paper is settled; its old question is answered again and shows how things stand.
    const again = await sorina.says('prima', { quotes: asked!.id })
    expect(again.length).toBeGreaterThan(0)
  })

  test('an old summary answered with yes is shown with its button, and orders nothing', async () => {
    const summary = (await sorina.says('PAP-A4-80 10 cutii')).at(-1)!
    await sorina.says('cât costă clorul?')
    const said = await sorina.says('da', { quotes: summary.id })
    expect(said.at(-1)!.choices.map(({ title }) => title)).toContain('Comandă')
    await sorina.presses('Comandă')
    expect(all(await sorina.says('da', { quotes: summary.id }))).toMatch(/este deja/)
  })
})

describe('a cart', () => {
  test('becomes a draft at the own prices, and says where the catalogue showed others', async () => {
    const cart = [
      { code: 'PAP-A4-80', quantity: 10, price: { minor: 9500, currency: 'RON' } },
      { code: 'TON-410-K', quantity: 1, price: { minor: 30500, currency: 'RON' } },
      { code: 'NO-SUCH', quantity: 2 },
    ]
    const said = all(await sorina.sends({ kind: 'cart', cart }))
    expect(said).toMatch(/catalogul arăta 95,00 lei/)
    expect(said).not.toMatch(/Toner[^\n]*catalogul arăta/)
    expect(said).toMatch(/Nu am găsit „2 x NO-SUCH”/)
    expect(said).toMatch(/10 cutii.*1 bucată/s)
  })
})

describe('the catalogue', () => {
  test('is walked by category, ten rows at a time, to a product and its price', async () => {
    const top = (await sorina.says('catalog')).at(-1)!
    expect(top.choices.length).toBeGreaterThan(2)
    const seen = new Set<string>()
    const walk = async (choice: string): Promise<void> => {
      const page = (await sorina.sends({ kind: 'choice', choice })).at(-1)!
      expect(page.choices.length).toBeGreaterThan(0)
      expect(page.choices.length).toBeLessThanOrEqual(10)
      for (const { id } of page.choices)
        if (id.startsWith('product:')) seen.add(id)
        else await walk(id)
    }
    for (const { id } of top.choices) await walk(id)
    const [{ count }] = (await chat.db('products').where({ state: 'active' }).whereNull('archived_at').count()) as [{ count: string }]
    expect(seen.size).toBe(Number(count))
    await sorina.says('catalog')
    expect(all(await sorina.sends({ kind: 'choice', choice: [...seen][0]! }))).toMatch(/lei.*Scrie ce cantitate/s)
    expect(all(await sorina.says('24'))).toMatch(/Atelierul Trei Rindele/)
  })
})

describe('languages', () => {
  test('are changed by a wish, for everything from then on', async () => {
    expect(all(await fiona.says('vorbiți română?'))).toMatch(/De acum îți scriu în română/)
    expect(all(await fiona.says('PAP-A4-80 10 cutii'))).toMatch(/comanda ta/)
    expect(all(await fiona.says('in english please'))).toMatch(/From now on I write in English/)
    expect(all(await fiona.says('cart'))).toMatch(/your order/)
  })

  test('that we do not write are answered with those that we do', async () => {
    const said = (await fiona.says('auf deutsch bitte')).at(-1)!
    expect(said.choices.map(({ title }) => title)).toEqual(['English', 'Română'])
  })
})

describe('what is no text', () => {
  test.for([
    ['voice', { media: { id: 'm', mime: 'audio/ogg' } }],
    ['image', { media: { id: 'm', mime: 'image/jpeg' } }],
    ['video', { media: { id: 'm', mime: 'video/mp4' } }],
    ['document', { media: { id: 'm', mime: 'application/pdf' } }],
    ['contacts', { text: 'Ion' }],
    ['unsupported', {}],
  ] as const)('%s is never met with silence', async ([kind, more]) => {
    expect((await sorina.sends({ kind, ...more })).length).toBeGreaterThan(0)
  })

  test('a person is called when asked for', async () => {
    expect(all(await emil.says('vreau să vorbesc cu cineva'))).toMatch(/Chem un coleg/)
    expect(all(chat.posted('inbox'))).toMatch(/Emil Toader/)
  })
})

import { beforeEach, describe, expect, test } from 'vitest'
import { all, guest } from '../../bots/customer/testing.ts'
import { chattingWithModel, content, standIn } from './testing.ts'

const server = standIn()
const chat = chattingWithModel(server)
const sorina = guest(chat, '+40700000151')
const fiona = guest(chat, '+40700000171')

const own = () => chat.db('sales_orders').whereNull('foreign_reference')
const inState = async (state: string) => Number((await own().where({ state }).count())[0]!.count)
const titles = (heard: readonly { choices: { title: string }[] }[]) => heard.at(-1)!.choices.map(({ title }) => title)

beforeEach(async () => {
  chat.later(3_600_000)
  await chat.db('conversation_states').update({ dialog: '{}' })
  for (const { id } of await chat.db('sales_orders').where({ state: 'draft' }).select('id'))
    await chat.house.perform(chat.house.self('test'), 'order.cancel', { id, input: {} })
})

describe('a voice note', () => {
  const sends = (who: typeof sorina, bytes = new Uint8Array([79, 103, 103, 83])) => {
    chat.files.set('voice', { bytes, mime: 'audio/ogg; codecs=opus' })
    return who.sends({ kind: 'voice', media: { id: 'voice', mime: 'audio/ogg; codecs=opus' } })
  }

  test('is heard, told back, and then handled as text', async () => {
    server.hears = () => ({ transcription: { text: 'PAP-A4-80 10 cutii' } })
    const said = await sends(sorina)
    expect(said[0]!.text).toBe('🎤 Am înțeles: „PAP-A4-80 10 cutii”')
    expect(said.at(-1)!.text).toMatch(/10 cutii.*900,00 lei/s)
    expect(titles(said)).toContain('Comandă')
    expect(all(said)).not.toMatch(/Încă nu pot/)
    expect(server.asked()).toEqual([])
  })

  test('in which nothing is heard is answered', async () => {
    server.hears = () => ({ transcription: { text: '' } })
    expect(all(await sends(sorina, new Uint8Array([1])))).toMatch(/Nu am deslușit/)
  })

  test('that cannot be heard or fetched is answered as before', async () => {
    server.hears = () => ({ error: { message: 'no' }, status: 500 })
    expect(all(await sends(sorina, new Uint8Array([2])))).toMatch(/nu pot asculta/)
    expect(all(await sorina.sends({ kind: 'voice', media: { id: 'gone', mime: 'audio/ogg' } }))).toMatch(/nu pot asculta/)
  })

  test('cannot press: a spoken yes shows the button again', async () => {
    await sorina.says('PAP-A4-80 10 cutii')
    const before = [await inState('placed'), await inState('accepted')]
    server.hears = () => ({ transcription: { text: 'da' } })
    const said = await sends(sorina, new Uint8Array([3]))
    expect(all(said)).toMatch(/Apasă te rog butonul/)
    expect([await inState('placed'), await inState('accepted')]).toEqual(before)
  })
})

describe('a picture', () => {
  const jpeg = (nth: number) => new Uint8Array([0xff, 0xd8, 0xff, nth])
  const sends = (bytes: Uint8Array, more: { text?: string } = {}) => {
    chat.files.set('picture', { bytes, mime: 'image/jpeg' })
    return sorina.sends({ kind: 'image', media: { id: 'picture', mime: 'image/jpeg' }, ...more })
  }

  test('of a list is read line by line and handled as text', async () => {
    server.sees = () => content({ lines: ['10 cutii PAP-A4-80', '1 buc TON-410-K'] })
    const said = await sends(jpeg(1))
    expect(said[0]!.text).toMatch(/^📷 Am citit: „10 cutii PAP-A4-80\n1 buc TON-410-K”$/)
    expect(said.at(-1)!.text).toMatch(/10 cutii.*1 bucată/s)
  })

  test('is read together with the words under it', async () => {
    server.sees = () => content({ lines: ['10 cutii PAP-A4-80'] })
    expect(all(await sends(jpeg(2), { text: '1 buc TON-410-K' }))).toMatch(/1 bucată.*10 cutii|10 cutii.*1 bucată/s)
  })

  test('without words on it is answered; words under it are still read', async () => {
    server.sees = () => content({ lines: [] })
    expect(all(await sends(jpeg(3)))).toMatch(/Nu văd niciun cuvânt/)
    const said = all(await sends(jpeg(4), { text: 'PAP-A4-80 10 cutii' }))
    expect(said).toMatch(/Mă iau după ce ai scris/)
    expect(said).toMatch(/10 cutii/)
  })

  test('that is none never leaves the house', async () => {
    expect(all(await sends(new Uint8Array([60, 115, 118, 103])))).toMatch(/nu pot citi poze/)
    expect(server.mock.getRequests()).toEqual([])
  })
})

describe('a document', () => {
  const sends = (text: string, name: string, mime = 'text/plain') => {
    chat.files.set('document', { bytes: new TextEncoder().encode(text), mime })
    return fiona.sends({ kind: 'document', media: { id: 'document', mime, name } })
  }

  test('in plain text is an order like any other', async () => {
    const said = await sends('PAP-A4-80 10 boxes\nTON-410-K 1 pc\n', 'order.txt')
    expect(said[0]!.text).toMatch(/^📄 I read: “PAP-A4-80 10 boxes/)
    expect(said.at(-1)!.text).toMatch(/10 boxes.*1 piece/s)
    expect(server.mock.getRequests()).toEqual([])
  })

  test('in CSV is read by its headings, without a model too', async () => {
    chat.model = null
    const said = all(
      await sends('Cod;Denumire;Cantitate;Preț\nPAP-A4-80;Hârtie;10;1,00\nTON-410-K;Toner;1;2,00\n', 'comanda.csv', 'text/csv'),
    )
    expect(said).toMatch(/10 boxes.*1 piece/s)
  })
})

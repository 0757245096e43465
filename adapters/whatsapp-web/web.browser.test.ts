import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ChannelError, Inbound, Reply } from '../../bots/channel.ts'
import { newId } from '../../core/kernel/db.ts'
import type { House } from '../../core/kernel/house.ts'
import { createAccount } from '../../core/modules/conversations/actions/account.ts'
import { smallCompany, talkingHouse } from '../../core/modules/conversations/testing.ts'
import { webSession } from '../../core/modules/conversations/web-sessions.ts'
import { findChromium } from './chromium.ts'
import { doina, emil, messageRow, openStandIn, startWeb, until, type Web } from './testing.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 })
const at = talkingHouse()

describe.runIf(findChromium() !== undefined)('WhatsApp Web, the real library in real Chromium', () => {
  let stand: Awaited<ReturnType<typeof openStandIn>>
  let house: House
  let accountId: string
  let web: Web

  beforeAll(async () => {
    await smallCompany(at.house, at.db)
    // The page has a clock of its own, which nobody can set.
    house = { ...at.house, clock: () => new Date() }
    const input = { kind: 'whatsapp-web' as const, name: 'WhatsApp', externalId: 'one', settings: {} }
    accountId = (await at.house.perform(at.house.self('test'), createAccount, { input })).id!
    stand = await openStandIn()
    web = startWeb({ house, accountId, host: stand.host, dataDir: stand.dataDir })
  })
  afterAll(async () => {
    await web?.web.stop()
    await stand?.stop()
  })
  beforeEach(async () => {
    await stand.hand.behave()
    web.seen.stored.length = 0
    web.seen.reported.length = 0
  })

  /** A message of the house to Doina, as its row stands when it leaves. */
  const queued = async (reply: Reply, turn = newId()) => {
    const id = newId()
    await at.db('messages').insert(messageRow(id, accountId, reply, turn))
    return id
  }
  const says = async (reply: Reply, turn?: string) => {
    const id = await queued(reply, turn)
    return { id, ...(await web.send(reply, id)) }
  }
  const shown = async () => (await stand.phone.chat()).filter(({ from }) => from === 'business')
  const heard = (kind: Inbound['kind'], nth = 1) => until(() => web.seen.stored.filter((one) => one.kind === kind)[nth - 1])
  const states = (messageId: string) => web.seen.reported.filter((one) => one.messageId === messageId).map(({ state }) => state)
  const failure = (sending: Promise<unknown>) =>
    sending.then(
      () => expect.unreachable('it went'),
      (error: unknown) => error as ChannelError,
    )

  describe('linking', () => {
    test('a code is shown in the terminal and as a picture; once it is scanned the number is there', async () => {
      const code = await until(async () => (await web.web.qr()).qr)
      expect(code).toMatch(/^<svg /)
      expect(web.seen.drawn[0]).toContain('Linked devices')
      expect(web.isConnected()).toBe(false)
      await stand.hand.web.scan()
      await until(web.isConnected)
      expect(await until(async () => ((await web.web.qr()).state === 'ready' ? await web.web.qr() : null))).toEqual({
        state: 'ready',
        number: '40700000000',
      })
    })

    test('the session lies in a folder that only its owner can read', () => {
      expect(statSync(join(stand.dataDir, 'whatsapp-web', accountId)).mode & 0o777).toBe(0o700)
    })

    test('the stand-in has every module that the library asks for', async () => {
      expect((await stand.hand.web.look()).missing).toEqual([])
    })
  })

  describe('messages', () => {
    test('come in once, with their writer, and count as read when they are stored', async () => {
      const { id } = await stand.phone.say('Bună ziua, 6 săpun')
      expect(await heard('text')).toMatchObject({
        accountId,
        key: id,
        messageId: id,
        user: { id: '40700000101', phone: '+40700000101', name: 'Doina Marcu' },
        text: 'Bună ziua, 6 săpun',
      })
      await until(async () => (await stand.phone.chat()).find((one) => one.id === id)?.seen)
      expect(web.seen.stored).toHaveLength(1)
    })

    test('go out, and their ticks come back as states of our message', async () => {
      const { id, externalId } = await says({ text: 'Mulțumim, *Doina*!' })
      expect(await shown()).toMatchObject([{ id: externalId, text: 'Mulțumim, *Doina*!' }])
      await until(() => states(id).includes('delivered'))
      await stand.phone.read()
      await until(() => states(id).includes('read'))
    })

    test('quote ours by the id that we know', async () => {
      const { externalId } = await says({ text: 'Când doriți livrarea?' })
      await stand.phone.say('mâine', { quotes: externalId })
      expect(await heard('text')).toMatchObject({ text: 'mâine', quotes: externalId })
    })

    test('may be edited, deleted and reacted to', async () => {
      const { externalId } = await says({ text: 'Am notat.' })
      const { id } = await stand.phone.say('3 cutii')
      await heard('text')
      await stand.phone.edit(id, '4 cutii')
      expect(await heard('edit')).toMatchObject({ quotes: id, text: '4 cutii', user: { id: '40700000101' } })
      await stand.phone.remove(id)
      expect(await heard('delete')).toMatchObject({ quotes: id, key: `${id}:delete` })
      await stand.phone.react(externalId, '👍')
      expect(await heard('reaction')).toMatchObject({ quotes: externalId, text: '👍' })
    })

    test('of other kinds keep their kind: a place, a person, what nobody can read', async () => {
      await stand.phone.sendLocation({ latitude: 45.6579, longitude: 25.6012, name: 'Brașov' })
      expect(await heard('location')).toMatchObject({ location: { latitude: 45.6579, longitude: 25.6012, label: 'Brașov' } })
      await stand.phone.sendContact({ name: 'Somebody Else', phone: '+40700000998' })
      expect(await heard('contacts')).toMatchObject({ text: 'Somebody Else +40700000998' })
      await stand.phone.sendUnsupported()
      expect(await heard('unsupported')).toMatchObject({ user: { phone: '+40700000101' } })
    })

    test('to a number that is not on WhatsApp are refused', async () => {
      const reply = { text: 'x' }
      const refused = await failure(web.send(reply, await queued(reply), '+40700000777'))
      expect(refused).toMatchObject({ kind: 'refused', code: 'not_on_whatsapp' })
    })
  })

  describe('files', () => {
    const bytes = new Uint8Array(Buffer.from('%PDF-1.4 a document of the test'))
    const file = (name: string, mime: string, caption?: string) => ({ name, mime, load: async () => bytes, ...(caption && { caption }) })

    test('go out as documents, pictures and voice notes', async () => {
      const before = (await shown()).length
      await says({ text: 'Factura dumneavoastră', files: [file('Factura CPS-0001.pdf', 'application/pdf')] })
      await says({ text: '', files: [file('raft.png', 'image/png', 'Raftul')] })
      await says({ text: '', files: [file('nota.ogg', 'audio/ogg; codecs=opus')] })
      const [document, picture, voice] = (await shown()).slice(before)
      expect(document).toMatchObject({ kind: 'document', text: 'Factura dumneavoastră', file: { name: 'Factura CPS-0001.pdf' } })
      expect(picture).toMatchObject({ kind: 'image', text: 'Raftul' })
      expect(voice).toMatchObject({ kind: 'voice' })
      expect((await stand.phone.download(document!)).bytes).toEqual(bytes)
    })

    test('come in whole, and can be fetched from any process', async () => {
      await stand.phone.sendVoice({ base64: Buffer.from('OggS a voice').toString('base64') })
      const voice = await heard('voice')
      expect(Buffer.from((await web.channel().media!(voice.media!.id)).bytes).toString()).toBe('OggS a voice')
      await stand.phone.sendDocument({
        base64: Buffer.from('a list').toString('base64'),
        name: 'lista.xlsx',
        mime: 'application/vnd.ms-excel',
        caption: 'comanda',
      })
      expect(await heard('document')).toMatchObject({ text: 'comanda', media: { name: 'lista.xlsx', mime: 'application/vnd.ms-excel' } })
      await stand.phone.sendImage({ caption: 'ca aici' })
      expect(await heard('image')).toMatchObject({ text: 'ca aici', media: { mime: 'image/png' } })
    })
  })

  describe('questions', () => {
    const choice = (id: string, title: string) => ({ id, title })
    const short = { text: 'Comandăm?', choices: [choice('order.place 1', 'Comandă'), choice('order.change 1', 'Schimbă')] }
    const long = { text: `Rezumat:\n${'6 săpun lichid 5 l\n'.repeat(20)}`, choicesLabel: 'Alege', choices: short.choices }

    test('that are short become polls, and a vote is a press', async () => {
      const { externalId } = await says(short)
      expect((await shown()).at(-1)).toMatchObject({ kind: 'poll', text: 'Comandăm?', poll: { options: ['Comandă', 'Schimbă'] } })
      await stand.phone.press('Comandă', externalId)
      expect(await heard('choice')).toMatchObject({ choice: 'order.place 1', text: 'Comandă', quotes: externalId })
    })

    test('that are long are numbered, and the number is a press', async () => {
      const { externalId } = await says(long)
      expect((await shown()).at(-1)!.text).toContain('Alege:\n1. Comandă\n2. Schimbă')
      await stand.phone.say('2')
      expect(await heard('choice')).toMatchObject({ choice: 'order.change 1', quotes: externalId })
    })

    test('are answered by a number only where they are the last one; a quoted one beats it', async () => {
      const older = await says(long)
      await says({ text: 'Câte cutii doriți?' })
      await stand.phone.say('2')
      expect(await heard('text')).toMatchObject({ text: '2' })
      const newer = await says({ text: 'Unde livrăm?', choices: [choice('to a', 'Hotel'), choice('to b', 'Depozit')] })
      await stand.phone.say('2')
      expect(await heard('choice')).toMatchObject({ choice: 'to b', quotes: newer.externalId })
      await stand.phone.say('2', { quotes: older.externalId })
      expect(await heard('choice', 2)).toMatchObject({ choice: 'order.change 1', quotes: older.externalId })
      await stand.phone.say('7')
      expect(await heard('text', 2)).toMatchObject({ text: '7' })
    })
  })

  describe('what goes wrong', () => {
    test('a message that the page fails to send comes again later, and is given up the third time', async () => {
      await stand.hand.misbehave({ platform: 'whatsapp', kind: 'http_500', method: 'messages', count: 3 })
      const reply = { text: 'Nu pleacă' }
      const id = await queued(reply)
      expect(await failure(web.send(reply, id))).toMatchObject({ kind: 'later', code: 'send_failed', retryAfterMs: 20_000 })
      expect(await web.channel().find!({ user: doina.phone.slice(1) }, id)).toBeNull()
      expect(await failure(web.send(reply, id))).toMatchObject({ kind: 'later' })
      expect(await failure(web.send(reply, id))).toMatchObject({ kind: 'refused', code: 'send_failed' })
      expect((await shown()).filter(({ text }) => text === 'Nu pleacă')).toEqual([])
    })

    test('browsers that nobody can find hinder nobody: the account says what to install', async () => {
      const input = { kind: 'whatsapp-web' as const, name: 'Other', externalId: 'two', settings: {} }
      const other = (await at.house.perform(at.house.self('test'), createAccount, { input })).id!
      const lacking = startWeb({
        house,
        accountId: other,
        host: stand.host,
        dataDir: stand.dataDir,
        env: { PATH: '/nowhere', CHROMIUM_PATH: '/nowhere/chromium' },
      })
      const { detail } = await until(async () => ((await lacking.web.qr()).state === 'no_browser' ? lacking.web.qr() : null))
      expect(detail).toContain('apt-get install chromium')
      await lacking.web.stop()
    })
  })

  describe('who holds the number', () => {
    test('a session outlives a restart: no code, and what was written meanwhile comes in', async () => {
      await web.web.stop()
      await stand.hand.web.becomes('closed')
      const { id } = await stand.phone.say('v-am scris cât ați dormit')
      const drawn = web.seen.drawn.length
      web = startWeb({ house, accountId, host: stand.host, dataDir: stand.dataDir, sentWithinMs: 1500 })
      await until(web.isConnected)
      expect(await heard('text')).toMatchObject({ key: id, text: 'v-am scris cât ați dormit' })
      expect(web.seen.drawn).toHaveLength(0)
      expect(drawn).toBeGreaterThan(0)
    })

    test('a message whose answer was lost is in doubt, and found again in the chat by what it says', async () => {
      await stand.hand.misbehave({ platform: 'whatsapp', kind: 'lose_answer', method: 'messages', count: 1 })
      const reply = { text: 'Comanda CMD-0007 este la noi.' }
      const id = await queued(reply)
      expect(await failure(web.send(reply, id))).toMatchObject({ kind: 'doubt', code: 'no_answer' })
      const [there] = (await shown()).filter(({ text }) => text === reply.text)
      expect(await web.channel().find!({ user: doina.phone.slice(1) }, id)).toEqual({ externalId: there!.id })
      expect(await web.send(reply, id)).toEqual({ externalId: there!.id })
      expect((await shown()).filter(({ text }) => text === reply.text)).toHaveLength(1)
      expect(await web.channel().find!({ user: emil.phone.slice(1) }, newId())).toBeNull()
    })

    test('a second process waits while the first lives, and takes over when it is killed; the first one’s browser is gone', async () => {
      await web.web.stop()
      const owner = owning()
      await owner.said('connected')
      const browser = Number(readFileSync(join(stand.dataDir, 'whatsapp-web', accountId, 'chromium.pid'), 'utf8'))
      web = startWeb({ house, accountId, host: stand.host, dataDir: stand.dataDir })
      const before = await at.db('whatsapp_web_sessions').where({ account_id: accountId }).first('fence')
      await stand.phone.say('cine ține numărul?')
      await until(async () => (await stand.phone.chat()).at(-1)?.seen)
      expect(web.isConnected()).toBe(false)
      owner.kill()
      await until(web.isConnected)
      await until(() => !isAlive(browser))
      const after = await at.db('whatsapp_web_sessions').where({ account_id: accountId }).first('fence')
      expect(Number(after.fence)).toBe(Number(before.fence) + 1)
      await says({ text: 'Acum eu.' })
      expect((await shown()).at(-1)).toMatchObject({ text: 'Acum eu.' })
    })

    test('with an old fence nothing is sent', async () => {
      const reply = { text: 'prea târziu' }
      const id = await queued(reply)
      await at
        .db('whatsapp_web_sessions')
        .where({ account_id: accountId })
        .update({ fence: at.db.raw('fence + 1'), owner: 'somebody else', lease_until: new Date(Date.now() + 3000) })
      const late = await failure(Promise.resolve().then(() => web.send(reply, id)))
      expect(late.message).toMatch(/taken over|not connected/)
      await until(() => !web.isConnected())
      await until(web.isConnected)
      expect((await shown()).filter(({ text }) => text === reply.text)).toEqual([])
    })

    test('one that is opened elsewhere is left in peace for a while', async () => {
      await stand.hand.web.says('CONFLICT')
      await until(async () => (await webSession(at.db, accountId))?.state === 'conflict')
      expect(web.isConnected()).toBe(false)
      // Somebody opens the code in the console: it comes back at once.
      await web.web.qr()
      await until(web.isConnected)
    })

    test('one that was signed out on the phone shows a new code', async () => {
      const drawn = web.seen.drawn.length
      await stand.hand.web.unlink()
      await until(() => !web.isConnected())
      expect(await until(async () => (await web.web.qr()).qr)).toMatch(/^<svg /)
      expect(web.seen.drawn.length).toBeGreaterThan(drawn)
      expect(web.seen.failed).toEqual([])
      await stand.hand.web.scan()
      await until(web.isConnected)
    })

    test('one that WhatsApp blocks is at its end, and says so', async () => {
      await stand.hand.web.says('TOS_BLOCK')
      expect(await until(() => web.seen.failed[0])).toContain('may be banned')
      expect(web.isConnected()).toBe(false)
      expect((await webSession(at.db, accountId))?.state).toBe('blocked')
    })
  })

  const children: ChildProcess[] = []
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL')
  })
  const owning = () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'testing-owner.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, OWNER: JSON.stringify({ url: at.appUrl, accountId, host: stand.host, dataDir: stand.dataDir }) },
    })
    children.push(child)
    let told = ''
    child.stdout!.on('data', (chunk: Buffer) => {
      told += chunk.toString()
    })
    return {
      said: (word: string) => until(() => told.includes(word)),
      kill: async () => {
        child.kill('SIGKILL')
        await once(child, 'exit')
      },
    }
  }
  const isAlive = (pid: number) => {
    try {
      process.kill(pid, 0)
      return true
    } catch {
      return false
    }
  }
})

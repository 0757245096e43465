import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Inbound, Press, PressAnswer } from '../../bots/channel.ts'
import { json, scriptedSlack } from './scripted-slack.ts'
import { type StartedSlack, startSlack } from './start.ts'

// The far end of Socket Mode: just enough of RFC 6455 for short text messages.
const line = createServer()
const sockets: Duplex[] = []
const acknowledged: { envelope_id?: string; payload?: unknown }[] = []
line.on('upgrade', (request, socket: Duplex) => {
  const key = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${key}\r\n\r\n`)
  let waiting = Buffer.alloc(0)
  socket.on('error', () => {})
  socket.on('data', (part: Buffer) => {
    waiting = Buffer.concat([waiting, part])
    for (let frame = firstFrame(waiting); frame; frame = firstFrame(waiting)) {
      waiting = waiting.subarray(frame.size)
      if (frame.opcode === 1) acknowledged.push(JSON.parse(frame.text))
      if (frame.opcode === 8) socket.end(Buffer.from([0x88, 0]))
    }
  })
  sockets.push(socket)
  tell(socket, { type: 'hello', num_connections: 1, connection_info: { app_id: 'A1' } })
})
const firstFrame = (bytes: Buffer) => {
  if (bytes.length < 6) return null
  const short = (bytes[1] ?? 0) & 127
  const start = short === 126 ? 8 : 6
  const length = short === 126 ? bytes.readUInt16BE(2) : short
  if (bytes.length < start + length) return null
  const mask = bytes.subarray(start - 4, start)
  const text = Buffer.from(bytes.subarray(start, start + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0))).toString()
  return { opcode: (bytes[0] ?? 0) & 15, text, size: start + length }
}
const tell = (socket: Duplex, message: object) => {
  const body = Buffer.from(JSON.stringify(message))
  const head = body.length < 126 ? Buffer.from([0x81, body.length]) : Buffer.from([0x81, 126, body.length >> 8, body.length & 255])
  socket.write(Buffer.concat([head, body]))
}

const far = await scriptedSlack()
const received: Inbound[] = []
const pressed: Press[] = []
let onReceive: () => Promise<boolean>
let onPress: () => Promise<PressAnswer>
const doors = {
  receive: (inbound: Inbound) => {
    received.push(inbound)
    return onReceive()
  },
  press: (press: Press) => {
    pressed.push(press)
    return onPress()
  },
  report: async () => {},
}
const logged: unknown[] = []
const note = (...said: unknown[]) => void logged.push(said)
const log = { info: note, warn: note, error: note }
let url = ''
let slack: StartedSlack
const start = () =>
  startSlack({ account: { id: 'a', botToken: 'xoxb-1', signingSecret: '', appToken: 'xapp-1-secret', apiUrl: far.apiUrl }, doors, log })

beforeAll(async () => {
  await once(line.listen(0, '127.0.0.1'), 'listening')
  const at = line.address()
  url = `ws://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}/link`
})
beforeEach(async () => {
  far.again()
  far.answers.set('apps.connections.open', json(200, { ok: true, url }))
  received.length = pressed.length = acknowledged.length = logged.length = sockets.length = 0
  onReceive = async () => true
  onPress = async () => ({})
  slack = await start()
})
afterEach(() => slack.stop())
afterAll(() => {
  far.close()
  line.close()
})

const last = () => {
  const socket = sockets.at(-1)
  if (!socket) throw new Error('nobody is connected')
  return socket
}
const event = { type: 'message', channel: 'D1', channel_type: 'im', user: 'U1', text: 'hello', ts: '1700000000.000100' }
const message = (envelope: string) => ({
  type: 'events_api',
  envelope_id: envelope,
  accepts_response_payload: false,
  payload: { type: 'event_callback', event_id: 'Ev1', team_id: 'T1', event },
})
const command = {
  type: 'slash_commands',
  envelope_id: 'e-2',
  accepts_response_payload: true,
  payload: { command: '/parley', text: 'help', user_id: 'U1', channel_id: 'C1', team_id: 'T1', trigger_id: 'tr-1' },
}

test('a message is acknowledged when it is stored and not before', async () => {
  const stored = Promise.withResolvers<boolean>()
  onReceive = () => stored.promise
  tell(last(), message('e-1'))
  await vi.waitUntil(() => received.length === 1)
  // A command sent later is answered first: the message is still held.
  tell(last(), command)
  await vi.waitUntil(() => acknowledged.length === 1)
  expect(acknowledged[0]?.envelope_id).toBe('e-2')
  stored.resolve(true)
  await vi.waitUntil(() => acknowledged.length === 2)
  expect(acknowledged[1]?.envelope_id).toBe('e-1')
})

test('a message that cannot be stored is not acknowledged, and Slack repeats it', async () => {
  onReceive = () => Promise.reject(new Error('no database'))
  tell(last(), message('e-1'))
  await vi.waitUntil(() => received.length === 1)
  onReceive = async () => true
  tell(last(), { ...message('e-2'), retry_attempt: 1, retry_reason: 'timeout' })
  await vi.waitUntil(() => acknowledged.length === 1)
  expect(acknowledged.map((one) => one.envelope_id)).toEqual(['e-2'])
})

test('the answer to a command travels in the acknowledgement', async () => {
  onPress = async () => ({ whisper: { text: 'Here is help.' } })
  tell(last(), command)
  await vi.waitUntil(() => acknowledged.length === 1)
  expect(acknowledged).toEqual([{ envelope_id: 'e-2', payload: { response_type: 'ephemeral', text: 'Here is help.' } }])
})

test('a connection that Slack renews or that breaks is made again', async () => {
  tell(last(), { type: 'disconnect', reason: 'refresh_requested' })
  await vi.waitUntil(() => sockets.length === 2, 5000)
  last().destroy()
  await vi.waitUntil(() => sockets.length === 3, 5000)
  tell(last(), message('e-1'))
  await vi.waitUntil(() => acknowledged.length === 1)
})

test('a Slack that cannot be reached for the new connection is asked again', async () => {
  far.answers.set('apps.connections.open', json(500, {}))
  last().destroy()
  await vi.waitUntil(() => far.methods().filter((method) => method === 'apps.connections.open').length >= 3, 5000)
  far.answers.set('apps.connections.open', json(200, { ok: true, url }))
  await vi.waitUntil(() => sockets.length === 2, 5000)
})

test('an app token that Slack refuses stops the start, and is not told to anybody', async () => {
  far.answers.set('apps.connections.open', json(200, { ok: false, error: 'invalid_auth' }))
  await expect(start()).rejects.toMatchObject({ kind: 'refused', code: 'invalid_auth' })
  expect(JSON.stringify(logged)).not.toContain('secret')
})

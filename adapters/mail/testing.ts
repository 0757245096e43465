import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll } from 'vitest'

export type Received = { from: string; to: string[]; source: string; text: string }

/** The text of a plain mail, decoded. */
const textOf = (source: string) => {
  const at = source.indexOf('\r\n\r\n')
  const body = source.slice(at + 4)
  const encoding = /^content-transfer-encoding: (.*)$/im.exec(source.slice(0, at))?.[1]?.trim().toLowerCase()
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString()
  if (encoding !== 'quoted-printable') return body
  const bytes = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}

/** A mail server that keeps what it gets, and refuses while it is told to. Call it at the top of a file. */
export const mailServer = () => {
  const post = { url: '', received: [] as Received[], refuses: false }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData(stream, session, done) {
      const pieces: Buffer[] = []
      stream.on('data', (piece: Buffer) => pieces.push(piece))
      stream.on('end', () => {
        if (post.refuses) return done(Object.assign(new Error('mailbox of somebody@clients.example is full'), { responseCode: 452 }))
        const source = Buffer.concat(pieces).toString()
        const { mailFrom, rcptTo } = session.envelope
        post.received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          source,
          text: textOf(source),
        })
        done()
      })
    },
  })
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    post.url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`
  })
  afterAll(() => new Promise<void>((resolve) => server.close(resolve)))
  return post
}

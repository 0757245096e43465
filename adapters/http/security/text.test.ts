import { beforeAll, describe, expect, test } from 'vitest'
import { plain } from '../../../bots/channel.ts'
import { sayInChat } from '../../../bots/say.ts'
import { sentence } from '../../../core/kernel/sentence.ts'
import { renderReply as renderForSlack } from '../../slack/render.ts'
import { renderReply as renderForTeams } from '../../teams/render.ts'
import { render as renderForWhatsapp } from '../../whatsapp-cloud/render.ts'
import { type Browser, sessionDoor } from '../session/testing.ts'

const at = sessionDoor()
let admin: Browser
beforeAll(async () => {
  await at.admit({ kind: 'staff', id: String(at.books.actors.admin!.id) })
  admin = at.browse()
  await admin.signIn('admin@carpath.example')
})

/** What somebody might write where a name, a note or a description is asked for. */
const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'; drop table clients; --",
  '{{constructor.constructor("x")()}} #{7*7}',
  '<!channel> <!here> <!everyone>',
  '<@U012ABCDEF> <#C012ABCDEF> <!subteam^S1>',
  '<https://evil.example|click here>',
  '[click here](https://evil.example)',
  '*bold* _italic_ ~gone~ `code`',
  '<at>Everybody</at>',
  '\u202efdp.exe',
  'line\r\nAnother: header',
  '=HYPERLINK("https://evil.example")',
  "+1+cmd|' /C calc'!A0",
  '-2+3',
  '@SUM(A1:A9)',
  '\t=1+1',
] as const

describe('on the web', () => {
  test.for(hostile)('%j is data: it comes back as it was written, as JSON that no browser takes for a page', async (name) => {
    const made = await admin.ask('/actions/client_group.create', {
      body: { input: { code: `G${hostile.indexOf(name)}`, nameEn: name, nameRo: name } },
    })
    expect(made.status).toBe(200)
    for (const path of [
      `/client_groups/${made.json.id}`,
      `/client_groups?code=G${hostile.indexOf(name)}`,
      `/client_groups/${made.json.id}/timeline`,
    ]) {
      const { headers, text } = await admin.ask(path)
      expect(headers['content-type']).toMatch(/^application\/json/)
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(text).toContain(JSON.stringify(name).slice(1, -1))
    }
  })

  test.for(hostile)('%j in an address, a filter or a header is answered as data too', async (text) => {
    const asked = [
      await admin.ask(`/clients/${encodeURIComponent(text)}`),
      await admin.ask(`/clients?${encodeURIComponent(text)}=1`),
      await admin.ask(`/${encodeURIComponent(text)}`),
      await admin.ask(`/actions/${encodeURIComponent(text)}`, { body: {} }),
    ]
    for (const { status, headers } of asked) {
      expect([400, 404]).toContain(status)
      expect(headers['content-type']).toBe('application/problem+json')
      expect(headers).not.toHaveProperty('another')
    }
  })
})

describe('in a file for spreadsheets', () => {
  test('no cell begins a formula, whatever was written', async () => {
    const { text, headers } = await admin.ask('/client_groups.csv')
    expect(headers['content-type']).toMatch(/^text\/csv/)
    expect(headers['content-disposition']).toMatch(/^attachment/)
    expect(text).toContain('HYPERLINK')
    const cells = text.split(/[,;\r\n]+/).map((cell) => cell.replace(/^"/, ''))
    expect(cells.filter((cell) => /^[=+@\t]/.test(cell) || /^-\D/.test(cell))).toEqual([])
    for (const start of ['=HYPERLINK', '+1+cmd', '@SUM', '-2+3']) expect(text).toContain(`'${start}`)
  })
})

describe('in chat', () => {
  const said = (name: string) =>
    sayInChat(sentence('client.is_blocked_now', '{name} is blocked: new orders are refused until you lift it.', { name }), 'en')
  const card = (name: string) => ({
    text: said(name),
    card: {
      title: plain(name),
      facts: [{ label: 'Client', value: plain(name) }],
      sections: [{ heading: plain(name), lines: [plain(name)] }],
      notes: [plain(name)],
    },
    choices: [{ id: 'a', title: name, description: name }],
  })

  /** The texts in which Slack reads markup; in `plain_text` it reads none. */
  const markupIn = (part: unknown): string[] => {
    if (typeof part !== 'object' || part === null) return []
    const { type, text } = part as { type?: string; text?: unknown }
    const own = type === 'mrkdwn' && typeof text === 'string' ? [text] : []
    return [...own, ...Object.values(part).flatMap(markupIn)]
  }

  test.for(hostile)('%j calls nobody in Slack, and hides no address behind words', async (name) => {
    const { text, blocks } = renderForSlack(card(name))
    const written = [text, ...markupIn(blocks)]
    expect(written.length).toBeGreaterThan(3)
    // What stands between < and > is markup there; ours are addresses that are shown in full.
    for (const one of written) for (const [, inside] of one.matchAll(/<([^>]*)>/g)) expect(inside).toBe('https://evil.example')
  })

  test.for(hostile)('%j is no formatting on WhatsApp', async (name) => {
    const { body } = renderForWhatsapp({ text: said(name) }, 'free')[0]!.message(undefined).text as { body: string }
    expect(body).not.toMatch(/(?<!\u200b)[*_~`]/)
    expect(body).not.toMatch(/[\u202a-\u202e\u2066-\u2069]|\r/)
  })

  /** The texts of a card in which Teams reads markdown; titles of buttons are shown as they are. */
  const read = (part: unknown, name = ''): string[] => {
    if (typeof part === 'string') return ['text', 'value'].includes(name) ? [part] : []
    if (typeof part !== 'object' || part === null || 'verb' in part) return []
    return Array.isArray(part) ? part.flatMap((one) => read(one)) : Object.entries(part).flatMap(([key, one]) => read(one, key))
  }

  test.for(hostile)('%j neither calls anybody nor hides an address in Teams', async (name) => {
    const { attachments } = renderForTeams(card(name))
    const written = [...read(attachments), renderForTeams({ text: said(name) }).text ?? '']
    expect(written.length).toBeGreaterThan(3)
    for (const one of written) {
      expect(one).not.toMatch(/<at>|<script|<img/i)
      for (const [, label, address] of one.matchAll(/\[([^\][]*)\]\(([^)]*)\)/g)) expect(label).toBe(address)
    }
  })
})

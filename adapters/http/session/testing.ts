import { beforeAll } from 'vitest'
import { codeFingerprint, newCode } from '../../../core/modules/people/actions/links.ts'
import { setPassword } from '../../../core/modules/people/actions/sign-in.ts'
import type { Person } from '../../../core/modules/people/sign-in.ts'
import { hooks, modules } from '../../../core/modules.ts'
import { type Books, smallCompany, writing } from '../../../core/testing-company.ts'
import { type Answer, type Asking, type testDoor as Door, testDoor } from '../testing.ts'
import { makePasswords } from './passwords.ts'
import type { Area } from './sessions.ts'

export const PASSWORD = 'violet otters hum at dawn'

/** A browser with its cookies, at one area, on a page of ours. */
export const makeBrowser = (ask: (path: string, asking?: Asking) => Promise<Answer>, area: Area, origin = 'http://127.0.0.1:3000') => {
  const jar = new Map<string, string>()
  const browser = {
    area,
    jar,
    csrf: '',
    cookie: () => [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
    async ask(path: string, { headers = {}, ...asking }: Asking = {}): Promise<Answer> {
      const answer = await ask(`/api/v1${path}`, {
        ...asking,
        headers: {
          'X-Parley-Area': area,
          ...(jar.size && { Cookie: browser.cookie() }),
          Origin: origin,
          'Sec-Fetch-Site': 'same-origin',
          ...(browser.csrf && { 'X-CSRF-Token': browser.csrf }),
          ...headers,
        },
      })
      // Joined by commas; our values hold none.
      for (const line of (answer.headers['set-cookie'] ?? '').split(/,(?=[\w-]+=)/).filter(Boolean)) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
        if (value) jar.set(name!, value)
        else jar.delete(name!)
      }
      if (typeof answer.json.csrf === 'string') browser.csrf = answer.json.csrf
      return answer
    },
    signIn: (email: string, password = PASSWORD) => browser.ask('/session', { body: { email, password } }),
  }
  return browser
}
export type Browser = ReturnType<typeof makeBrowser>

/** The whole house with the small company, behind its real server. `ada` and `kim` are colleagues; contacts of two clients have addresses too. */
export const sessionDoor = (options: Parameters<typeof Door>[1] = {}) => {
  const door = testDoor([...modules, writing], { hooks, ...options })
  const parts = { books: undefined as unknown as Books, hash: '' }
  beforeAll(async () => {
    parts.books = await smallCompany(door.at.house)
    parts.hash = await makePasswords().hash(PASSWORD)
    for (const side of ['a', 'b'] as const)
      for (const [name, contact] of Object.entries(parts.books.contacts[side]))
        await door.at
          .db('contacts')
          .where({ id: contact.id! })
          .update({ email: `${name}.${side}@clients.example` })
  })
  return {
    door,
    at: door.at,
    get books() {
      return parts.books
    },
    browse: (area: Area = 'console', origin?: string) => makeBrowser(door.ask, area, origin),
    /** Lets this person sign in with PASSWORD. */
    admit: (person: Person) =>
      door.at.house.perform(door.at.house.self('seed'), setPassword, {
        input: { personKind: person.kind, personId: person.id, hash: parts.hash },
      }),
    /** A link's code for this person, kept as the house keeps it. */
    async code(
      person: Person,
      purpose: 'first' | 'invitation' | 'reset' | 'chat' = 'chat',
      expiresAt = new Date(door.at.house.clock().getTime() + 900_000),
    ) {
      const code = newCode()
      await door.at.db('sign_in_links').insert({
        id: crypto.randomUUID(),
        version: 1,
        created_at: door.at.house.clock(),
        person_kind: person.kind,
        person_id: person.id,
        purpose,
        code_fingerprint: codeFingerprint(door.at.house, code),
        expires_at: expiresAt,
      })
      return code
    },
  }
}

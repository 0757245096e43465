import { beforeAll } from 'vitest'
import { sayIn } from '../../../../bots/say.ts'
import { seedCompany } from '../../../../core/demo/seed.ts'
import { drainOutbox } from '../../../../core/kernel/outbox.ts'
import { makeSignInLink } from '../../../../core/modules/people/actions/links.ts'
import { hooks, modules } from '../../../../core/modules.ts'
import { calls, MONDAY } from '../../../../core/testing.ts'
import { makeBrowser } from '../../session/testing.ts'
import { testDoor } from '../../testing.ts'

/** The demo company behind its real server, for contacts. Call it at the top of a file. */
export const portalDoor = (options: Parameters<typeof testDoor>[1] = {}) => {
  const door = testDoor(modules, {
    hooks,
    sayIn,
    printDocument: async (record, id) => ({ name: `${record} ${id}.pdf`, mime: 'application/pdf', load: async () => Buffer.from('%PDF-') }),
    payLinks: { linkFor: async ({ invoiceIds }) => `http://127.0.0.1/pay/${invoiceIds.join('.')}` },
    ...options,
  })
  beforeAll(async () => {
    await seedCompany(door.at.house, { now: MONDAY })
  })
  const contactAt = async (phone: string): Promise<string> =>
    (await door.at.db('contacts').where({ phone }).orderBy('id').first<{ id: string }>('id')).id
  return {
    door,
    at: door.at,
    contactAt,
    /** What follows from what was done, done. */
    async settle() {
      for (let round = 0; round < 6; round += 1) await drainOutbox(door.at.house, () => door.at.house.clock())
    },
    /** Signs the contact with this number in by a link from the chat. */
    async guest(phone: string) {
      const actor = (await hooks.actorFor(door.at.db, { kind: 'contact', id: await contactAt(phone) }))!
      const made = await door.at.house.perform(calls(actor, door.at.house.clock(), 'whatsapp'), makeSignInLink, { input: {} })
      const link = made.said.terms.link
      const secret = typeof link === 'object' && 'secret' in link ? String(link.secret) : ''
      const browser = makeBrowser(door.ask, 'clientarea')
      await browser.ask('/session/code', { body: { code: secret.split('#')[1] } })
      await browser.ask('/session')
      const asking =
        (method: string) =>
        (path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
          browser.ask(`/portal${path}`, { method, body, headers })
      return {
        browser,
        actor,
        get: (path: string) => browser.ask(`/portal${path}`),
        post: asking('POST'),
        patch: asking('PATCH'),
        drop: asking('DELETE'),
      }
    },
  }
}
export type Guest = Awaited<ReturnType<ReturnType<typeof portalDoor>['guest']>>

import type { Transporter } from 'nodemailer'
import type { House } from '../../core/kernel/house.ts'
import { enterLink } from '../../core/modules/people/actions/links.ts'
import { dropMail, postponeMail, takeMails } from '../../core/modules/people/mails.ts'
import { profileOf } from '../../core/sign-in.ts'
import { letterFor } from './words.ts'

const TIMEOUT_MS = 10_000
const AT_ONCE = 20
const LOOK_EVERY_MS = 30_000

export type Mailing = {
  /** Sends what is due now. Resolves with how many left. */
  drain(): Promise<number>
  /** Sends after each commit from now on, and looks again every half minute for what failed. */
  start(): void
  stop(): Promise<void>
}

/** Sends the links that people wait for by SMTP. What cannot be sent is tried again until its link has run out. */
export const makeMailing = ({ house, smtpUrl }: { house: House; smtpUrl: string }): Mailing => {
  let transport: Transporter | null = null
  const connected = async () => {
    const { createTransport } = await import('nodemailer')
    transport ??= createTransport({
      url: smtpUrl,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    } as Parameters<typeof createTransport>[0])
    return transport
  }
  const host = () => URL.parse(house.address())?.hostname || 'localhost'

  const send = async (mail: Awaited<ReturnType<typeof takeMails>>[number]): Promise<boolean> => {
    const [{ email }, actor, company] = await Promise.all([
      profileOf(house.db, mail.person),
      house.hooks.actorFor(house.db, mail.person),
      house.db('companies').whereNull('archived_at').first<{ legal_name: string; email: string | null } | undefined>('legal_name', 'email'),
    ])
    if (!email || !actor) {
      await dropMail(house.db, mail.id)
      return false
    }
    const name = company?.legal_name ?? 'Parley'
    const link = enterLink(house, mail.person.kind, house.seal.openSecret(mail.sealed))
    const letter = letterFor(mail.purpose, mail.language, { name: actor.name, company: name, link })
    try {
      const smtp = await connected()
      await smtp.sendMail({
        ...letter,
        // As objects, so that nothing in a name or an address can name another receiver.
        from: { name, address: company?.email ?? `no-reply@${host()}` },
        to: { name: actor.name, address: email },
        messageId: `<${mail.id}@${host()}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      })
    } catch (error) {
      // The server's own words may hold the address, so its code is all that is kept.
      const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
      house.log.warn({ why, attempts: mail.attempts, purpose: mail.purpose }, 'a mail could not be sent; it is tried again')
      await postponeMail(house.db, mail, house.clock(), why)
      return false
    }
    await dropMail(house.db, mail.id)
    return true
  }

  const drain = async (): Promise<number> => {
    let sent = 0
    for (const mail of await takeMails(house.db, house.clock(), AT_ONCE)) if (await send(mail)) sent += 1
    return sent
  }

  let running: Promise<unknown> = Promise.resolve()
  let asked = false
  let timer: NodeJS.Timeout | undefined
  /** One after the other; who asks while it is asked for already need not ask. */
  const wake = () => {
    if (asked || !timer) return
    asked = true
    running = running.then(async () => {
      asked = false
      await drain().catch((error: unknown) => house.log.error({ error }, 'mails could not be looked at'))
    })
  }
  return {
    drain,
    start() {
      timer = setInterval(wake, LOOK_EVERY_MS)
      timer.unref()
      house.onCommit(wake)
      wake()
    },
    async stop() {
      clearInterval(timer)
      timer = undefined
      await running
      transport?.close()
    },
  }
}

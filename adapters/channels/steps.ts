import { asTold, type Step, type TestParts, type Words } from './kind.ts'

const HEARD_WITHIN_MS = 30 * 60_000

/** A step that is well. */
export const well = (name: string, text: Words): Step => ({ name, ok: true, text })
/** A step that is not, and what to do about it. */
export const ill = (name: string, text: Words, todo: Words): Step => ({ name, ok: false, text, todo })

/** Does it run here at all? */
export const runs = ({ started }: TestParts): Step =>
  started
    ? well('running', { en: 'The account is on.', ro: 'Contul este pornit.' })
    : ill(
        'running',
        { en: 'The account is off: nothing comes in or goes out.', ro: 'Contul este oprit: nu intră și nu iese nimic.' },
        { en: 'Correct what the steps below say, then switch it on.', ro: 'Corectează ce spun pașii de mai jos, apoi pornește-l.' },
      )

/** Has anything come in of late? `how`: what to do at the platform so that something comes. */
export const heard = ({ heardAt, house }: TestParts, how: Words): Step => {
  const now = house.clock().getTime()
  if (!heardAt) return ill('heard', { en: 'Nothing has come in yet.', ro: 'Nu a intrat încă nimic.' }, how)
  const minutes = Math.max(0, Math.floor((now - heardAt.getTime()) / 60_000))
  const text = {
    en: `Minutes since something came in: ${minutes}.`,
    ro: `Minute de când a intrat ceva: ${minutes}.`,
  }
  return now - heardAt.getTime() <= HEARD_WITHIN_MS ? well('heard', text) : ill('heard', text, how)
}

/**
 * Tries our own address as the platform would. `right`: whether the answer is the one of our door. A stand-in is told its address by whoever
 * starts it, so nothing is tried then.
 */
export const reached = async (
  address: string,
  {
    isStandIn,
    request,
    right,
  }: { isStandIn: boolean; request: (signal: AbortSignal) => Promise<Response>; right: (answer: Response) => Promise<boolean> },
): Promise<Step> => {
  if (isStandIn)
    return well('address', {
      en: `A stand-in is used; the address is ${address}.`,
      ro: `Se folosește un înlocuitor; adresa este ${address}.`,
    })
  const todo = {
    en: `Tell the platform exactly this address: ${address}. It must reach this server from the internet; PUBLIC_URL says where that is.`,
    ro: `Dă platformei exact această adresă: ${address}. Ea trebuie să ajungă la acest server din internet; PUBLIC_URL spune care este.`,
  }
  if (!address.startsWith('https://'))
    return ill('address', { en: `${address} does not begin with https://.`, ro: `${address} nu începe cu https://.` }, todo)
  try {
    if (await right(await request(AbortSignal.timeout(5_000))))
      return well('address', { en: `${address} answers.`, ro: `${address} răspunde.` })
  } catch {
    // Said below: what exactly broke on the way is not for us to see from here.
  }
  return ill(
    'address',
    { en: `${address} does not lead here, as seen from this server.`, ro: `${address} nu ajunge aici, văzută de pe acest server.` },
    todo,
  )
}

/** A step about what a platform said in its own words. */
export const toldBy = (name: string, { message, code }: { message: string; code: string }, todo: Words): Step =>
  ill(name, { ...asTold(message), ro: `Platforma a spus nu (${code}).` }, todo)

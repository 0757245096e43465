import type { Fleet } from './fleet.ts'

export type Heard = { id: string; text: string; button: string | undefined; at: number }

const buttonIn = (body: Record<string, unknown>) => /"id":"(order\.place:[^"]+)"/.exec(JSON.stringify(body))?.[1]

/** Everybody's phone, moved by what is heard and not by looking again and again. */
export const openChats = (fleet: Fleet) => {
  const ears = new Map<string, Set<(heard: Heard) => void>>()
  fleet.front.onMessage(({ phone, id, body }) => {
    const text = JSON.stringify(body.text ?? body.interactive ?? body.template ?? body.document ?? '')
    for (const ear of ears.get(`+${phone}`) ?? []) ear({ id, text, button: buttonIn(body), at: performance.now() })
  })
  return {
    async does(phone: string, deed: object) {
      const response = await fetch(`${fleet.standIn.url}/control/phones/${encodeURIComponent(phone)}/do`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ deeds: [deed] }),
      })
      if (!response.ok) throw new Error(`The stand-in refused: ${await response.text()}`)
    },
    /** The first thing heard from now on in which `see` finds something. Rejects after `ms` with what was heard instead. */
    hears: <T>(phone: string, see: (heard: Heard) => T | undefined | null | false, ms: number) =>
      new Promise<T>((resolve, reject) => {
        const all: string[] = []
        const mine = ears.get(phone) ?? new Set()
        ears.set(phone, mine)
        const ear = (heard: Heard) => {
          all.push(heard.text)
          const found = see(heard)
          if (found === undefined || found === null || found === false) return
          clearTimeout(late)
          mine.delete(ear)
          resolve(found)
        }
        const late = setTimeout(() => {
          mine.delete(ear)
          reject(new Error(`Nothing more was heard on ${phone} in ${ms} ms; before: ${all.join(' | ').slice(-300)}`))
        }, ms)
        mine.add(ear)
      }),
  }
}

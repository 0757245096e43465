import { webSession } from '../../core/modules/conversations/web-sessions.ts'
import type { Account, Step, TestParts } from './kind.ts'
import { heard, ill, runs, well } from './steps.ts'

/** Is there a browser, is the number linked, and does anything come in? */
export const testWhatsappWeb = async (account: Account, parts: TestParts): Promise<Step[]> => {
  const { findChromium, noChromium } = await import('../whatsapp-web/chromium.ts')
  const found = findChromium()
  const browser: Step = found
    ? well('browser', { en: `The browser is ${found}.`, ro: `Browserul este ${found}.` })
    : ill('browser', { en: 'There is no Chromium on this machine.', ro: 'Pe această mașină nu este Chromium.' }, noChromium)
  return [
    runs(parts),
    browser,
    await linked(account, parts),
    heard(parts, {
      en: 'Write something to the number from another phone.',
      ro: 'Scrie ceva acestui număr de pe alt telefon.',
    }),
  ]
}

const scanIt = {
  en: 'On the phone open WhatsApp → Settings → Linked devices → Link a device, and scan the code that the console shows.',
  ro: 'Pe telefon deschide WhatsApp → Setări → Dispozitive conectate → Conectează un dispozitiv și scanează codul din consolă.',
}

const linked = async ({ id }: Account, { house }: TestParts): Promise<Step> => {
  const session = await webSession(house.db, id)
  if (session?.state === 'ready') {
    const number = session.number ? `+${session.number}` : ''
    return well('linked', { en: `The number ${number} is linked.`, ro: `Numărul ${number} este conectat.` })
  }
  if (session?.state === 'conflict')
    return ill(
      'linked',
      {
        en: 'WhatsApp Web is open elsewhere with this number’s session.',
        ro: 'WhatsApp Web este deschis în altă parte cu sesiunea acestui număr.',
      },
      {
        en: 'Close it there; Parley comes back by itself within the hour, or at once when you open the code.',
        ro: 'Închide-l acolo; Parley revine singur în cel mult o oră, sau imediat dacă deschizi codul.',
      },
    )
  return ill('linked', { en: 'The number is not linked yet.', ro: 'Numărul nu este încă conectat.' }, scanIt)
}

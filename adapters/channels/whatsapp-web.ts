import { type Account, Faulty, type Kind } from './kind.ts'
import { testWhatsappWeb } from './whatsapp-web-test.ts'

/** A WhatsApp number by its own app, linked like a browser: for those without a Business account. */
export const whatsappWeb: Kind = {
  kind: 'whatsapp-web',
  label: { en: 'WhatsApp Web', ro: 'WhatsApp Web' },
  warning: {
    en: 'This way is unofficial. It drives WhatsApp’s own web page with a library that WhatsApp does not allow: the number may be banned, for good and without a warning, and it may stop working whenever WhatsApp changes its page. Use a number that you can afford to lose, write only to people who wrote first, and move to the Cloud API as soon as you can.',
    ro: 'Această cale este neoficială. Folosește pagina web a WhatsApp printr-o bibliotecă pe care WhatsApp nu o permite: numărul poate fi interzis definitiv, fără avertisment, și poate să nu mai meargă oricând WhatsApp își schimbă pagina. Folosește un număr pe care îți permiți să-l pierzi, scrie doar celor care au scris primii și treci la Cloud API cât poți de repede.',
  },
  steps: [
    {
      en: 'Install Chromium on the machine that Parley runs on (Debian: apt-get install chromium; any Chrome will do), or set CHROMIUM_PATH to it.',
      ro: 'Instalează Chromium pe mașina pe care rulează Parley (Debian: apt-get install chromium; merge orice Chrome) sau setează CHROMIUM_PATH.',
    },
    {
      en: 'Save the account. Within a minute a QR code is shown here, and in the terminal that Parley was started in.',
      ro: 'Salvează contul. În cel mult un minut apare un cod QR aici și în terminalul din care a fost pornit Parley.',
    },
    {
      en: 'On the phone with the business’s number open WhatsApp → Settings → Linked devices → Link a device, and scan the code.',
      ro: 'Pe telefonul cu numărul firmei deschide WhatsApp → Setări → Dispozitive conectate → Conectează un dispozitiv și scanează codul.',
    },
    {
      en: 'Leave the phone switched on: WhatsApp signs linked devices out when the phone has been offline for two weeks.',
      ro: 'Lasă telefonul pornit: WhatsApp deconectează dispozitivele dacă telefonul a fost offline două săptămâni.',
    },
  ],
  fields: [
    {
      name: 'polls',
      label: { en: 'Ask with polls', ro: 'Întreabă cu sondaje' },
      help: {
        en: 'Questions of one line are asked as polls, the others with numbered answers. Write “off” to use numbers only.',
        ro: 'Întrebările de un rând se pun ca sondaje, celelalte cu răspunsuri numerotate. Scrie „off” ca să fie doar numere.',
      },
      secret: false,
      required: false,
      shape: /^(on|off)$/,
    },
    {
      name: 'standIn',
      label: { en: 'Address of a stand-in', ro: 'Adresa unui înlocuitor' },
      help: { en: 'Leave it empty: it is for the sandbox.', ro: 'Lasă gol: este pentru sandbox.' },
      secret: false,
      required: false,
      // Certificates are not checked there, so it is this machine and nothing else.
      shape: /^127\.0\.0\.1:\d{1,5}$/,
    },
  ],
  webhooks: [],

  environment: ({ whatsapp }) => (whatsapp?.transport === 'web' ? { name: 'WhatsApp', externalId: 'env', values: {} } : null),

  // In the sandbox it is connected when somebody switches the phone to it: a browser is not opened for nothing.
  sandbox: () => null,

  async start({ id, values }: Account, { house, doors, log, dataDir, offer, fail }) {
    const { startWhatsappWeb } = await import('../whatsapp-web/start.ts').catch((error: unknown) => {
      log.error({ error }, 'the WhatsApp Web adapter could not be loaded')
      throw new Faulty({
        en: 'The part for WhatsApp Web could not be loaded; run npm install.',
        ro: 'Partea pentru WhatsApp Web nu a putut fi încărcată; rulează npm install.',
      })
    })
    const account = { id, polls: values.polls !== 'off', ...(values.standIn && { standIn: { host: values.standIn } }) }
    return startWhatsappWeb({ account, house, doors, log, dataDir, offer, fail })
  },

  test: testWhatsappWeb,
}

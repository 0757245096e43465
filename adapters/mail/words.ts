export type Purpose = 'invitation' | 'reset'
export type Letter = { subject: string; text: string }

type Given = { name: string; company: string; link: string }

const english: Readonly<Record<Purpose, (given: Given) => Letter>> = {
  invitation: ({ name, company, link }) => ({
    subject: `You are invited to ${company}`,
    text: `Hello ${name},\n\n${company} invites you. Open this link and choose a password:\n\n${link}\n\nThe link works once, within seven days. If you did not expect this mail, do nothing.\n`,
  }),
  reset: ({ name, company, link }) => ({
    subject: `A new password for ${company}`,
    text: `Hello ${name},\n\nsomebody, probably you, asked for a new password. Open this link and choose one:\n\n${link}\n\nThe link works once, within 15 minutes. If it was not you, do nothing: your password stays as it is.\n`,
  }),
}

const romanian: Readonly<Record<Purpose, (given: Given) => Letter>> = {
  invitation: ({ name, company, link }) => ({
    subject: `Invitație la ${company}`,
    text: `Bună, ${name},\n\n${company} te invită. Deschide acest link și alege o parolă:\n\n${link}\n\nLinkul merge o singură dată, timp de șapte zile. Dacă nu aștepți acest mesaj, nu trebuie să faci nimic.\n`,
  }),
  reset: ({ name, company, link }) => ({
    subject: `O parolă nouă pentru ${company}`,
    text: `Bună, ${name},\n\ncineva, probabil tu, a cerut o parolă nouă. Deschide acest link și alege una:\n\n${link}\n\nLinkul merge o singură dată, timp de 15 minute. Dacă nu ai fost tu, nu trebuie să faci nimic: parola rămâne cum este.\n`,
  }),
}

/** A value on one line: a name cannot begin another header or another paragraph, nor look like a link of ours. */
const oneLine = (text: string) =>
  text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/https?:\/\/|www\./gi, '')
    .slice(0, 120)
    .trim()

/** The mail with a link, in the reader's language. */
export const letterFor = (purpose: Purpose, language: string, { name, company, link }: Given): Letter =>
  (language.startsWith('ro') ? romanian : english)[purpose]({ name: oneLine(name), company: oneLine(company), link })

/** The few sentences that a transport must say itself, because nobody behind it can any more. */
export type TeamsWords = {
  /** The deed takes longer than Teams waits; its answer comes by itself. */
  working: string
  /** The deed broke. */
  failed: string
  /** What was asked for is only for the presser: it is in their own chat. */
  inYourChat: string
  /** The card cannot be shown any more. */
  gone: string
  /** Opens a document. */
  open: (name: string) => string
  /** Sends the chosen entry of a list. */
  choose: string
  /** Brings the card back in the place of its form. */
  back: string
  /** So many lines did not fit into the message. */
  more: (lines: number) => string
}

/** The words in English, the default. */
export const englishWords: TeamsWords = {
  working: 'Working on it. The answer will appear here.',
  failed: 'Sorry, something went wrong here. Please look whether it has happened before you try again.',
  inYourChat: 'The answer is in your chat with Parley.',
  gone: 'This cannot be done here any more. Please ask for it again.',
  open: (name) => `Open ${name}`,
  choose: 'Choose',
  back: 'Back',
  more: (lines) => (lines === 1 ? '… and 1 more line' : `… and ${lines} more lines`),
}

/** The words in Romanian. */
export const romanianWords: TeamsWords = {
  working: 'Lucrez la asta. Răspunsul apare aici.',
  failed: 'Îmi pare rău, ceva nu a mers aici. Uită-te dacă s-a făcut înainte să încerci din nou.',
  inYourChat: 'Răspunsul este în chatul tău cu Parley.',
  gone: 'Aici nu se mai poate face. Cere din nou, te rog.',
  open: (name) => `Deschide ${name}`,
  choose: 'Alege',
  back: 'Înapoi',
  more: (lines) => (lines === 1 ? '… și încă 1 rând' : `… și încă ${lines} rânduri`),
}

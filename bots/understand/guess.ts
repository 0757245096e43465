import type { SpokenLanguage } from './types.ts'

const marks: Record<SpokenLanguage, ReadonlySet<string>> = {
  ro: new Set(
    'si de la cu pentru va rog te buna ziua dimineata seara salut vreau vrem as dori cutii cutie bucati buc baxuri bax hartie toner negru cafea trimiteti trimite imi ne un o unu doua doi trei nu da este sunt cat cate costa aveti mai ca data trecuta fara factura facturile comanda plata multumesc mersi saci manusi pixuri unde cand maine luni marti vineri in pachete role'.split(
      ' ',
    ),
  ),
  en: new Set(
    'the and of please hi hello hey need want would like send boxes box packs pieces paper black coffee gloves thanks thank you how much do have is are where my order no not with without we i a an to for same last time usual invoice pay tomorrow each rolls pens'.split(
      ' ',
    ),
  ),
  de: new Set(
    'und bitte ich wir brauche brauchen mochte mochten haben sie guten tag hallo kartons stuck flaschen danke wie viel kostet das der die ein eine fur mit ohne papier kaffee handschuhe schwarz rechnung morgen wo ist meine'.split(
      ' ',
    ),
  ),
  es: new Set(
    'y por favor hola buenos dias necesito quiero queremos cajas papel negro cafe guantes gracias cuanto cuesta tienen el los las una unos para con sin factura donde esta pedido manana'.split(
      ' ',
    ),
  ),
  fr: new Set(
    'et bonjour merci je nous voudrais voudrions boites papier noir cafe gants combien coute avez vous le les une des pour avec sans facture ou est commande demain svp plait'.split(
      ' ',
    ),
  ),
}

/** The language that a message seems to be in, by its small words; null when nothing speaks for one. */
export const guessLanguage = (words: readonly string[], raw: string): SpokenLanguage | null => {
  const scores = new Map<SpokenLanguage, number>()
  const add = (language: SpokenLanguage, points: number) => scores.set(language, (scores.get(language) ?? 0) + points)
  for (const word of words.slice(0, 200))
    for (const [language, list] of Object.entries(marks)) if (list.has(word)) add(language as SpokenLanguage, 1)
  if (/[ășțşţ]/i.test(raw)) add('ro', 3)
  if (/[äöüß]/i.test(raw)) add('de', 2)
  if (/[ñ¿¡]/i.test(raw)) add('es', 3)
  if (/[çèêœ]/i.test(raw)) add('fr', 2)
  const [first, second] = [...scores].sort((a, b) => b[1] - a[1])
  return first && first[1] > (second?.[1] ?? 0) ? first[0] : null
}

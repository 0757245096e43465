import type { Token } from './tokens.ts'
import type { SpokenLanguage } from './types.ts'

/** Trade words of languages we do not speak, in English: enough for simple orders, no more. Folded. */
const words: Record<'de' | 'es' | 'fr', string> = {
  de: `papier=paper kopierpapier=copy_paper toner=toner stifte=pens kugelschreiber=pens umschlage=envelopes briefumschlage=envelopes handschuhe=gloves nitrilhandschuhe=nitrile_gloves kaffee=coffee kaffeebohnen=coffee_beans
    bohnen=beans tee=tea wasser=water zucker=sugar milch=milk kekse=biscuits becher=cups deckel=lids servietten=napkins toilettenpapier=toilet_paper mullbeutel=bin_bags mullsacke=bin_bags seife=soap reiniger=cleaner
    bodenreiniger=floor_cleaner glasreiniger=glass_cleaner spulmittel=dish_soap lappen=rags heftklammern=staples hefter=stapler klebeband=packing_tape ordner=binders buroklammern=paper_clips handtucher=hand_towels
    papierhandtucher=paper_towels chlorreiniger=bleach bleiche=bleach kassenrollen=till_rolls marker=markers
    ein=one eine=one einen=one zwei=two drei=three vier=four funf=five sechs=six sieben=seven acht=eight neun=nine zehn=ten zwolf=twelve zwanzig=twenty dreissig=thirty funfzig=fifty grosse=size ohne=without`,
  es: `papel=paper toner=toner boligrafos=pens sobres=envelopes guantes=gloves nitrilo=nitrile cafe=coffee te=tea agua=water azucar=sugar leche=milk galletas=biscuits vasos=cups tapas=lids servilletas=napkins higienico=toilet
    bolsas=bags basura=bin jabon=soap lejia=bleach grapas=staples grapadora=stapler detergente=detergent trapos=rags toallas=towels rotuladores=markers arabica=arabica molido=ground grano=beans sin=without
    uno=one un=one una=one dos=two tres=three cuatro=four cinco=five seis=six siete=seven ocho=eight nueve=nine diez=ten doce=twelve veinte=twenty treinta=thirty cincuenta=fifty talla=size`,
  fr: `papier=paper toner=toner stylos=pens enveloppes=envelopes gants=gloves nitrile=nitrile cafe=coffee the=tea eau=water sucre=sugar lait=milk biscuits=biscuits gobelets=cups couvercles=lids serviettes=napkins toilette=toilet
    sacs=bags poubelle=bin savon=soap javel=bleach agrafes=staples agrafeuse=stapler detergent=detergent chiffons=rags marqueurs=markers moulu=ground grains=beans sans=without
    un=one une=one deux=two trois=three quatre=four cinq=five six=six sept=seven huit=eight neuf=nine dix=ten douze=twelve vingt=twenty trente=thirty cinquante=fifty taille=size`,
}

const tables = Object.fromEntries(
  Object.entries(words).map(([language, text]) => [
    language,
    new Map(
      text
        .trim()
        .split(/\s+/)
        .map((pair) => pair.split('=') as [string, string]),
    ),
  ]),
)

/** Replaces trade words of German, Spanish or French by English ones, in place. */
export const inEnglish = (tokens: readonly Token[], language: SpokenLanguage | null): readonly Token[] => {
  const table = language ? tables[language] : undefined
  if (!table) return tokens
  return tokens.flatMap((token): Token[] => {
    const found = token.kind === 'word' ? table.get(token.text) : undefined
    return found ? found.split('_').map((text) => ({ ...token, kind: 'word', text })) : [token]
  })
}

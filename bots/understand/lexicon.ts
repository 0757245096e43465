const listed = (words: string) => new Set(words.split(/\s+/).filter(Boolean))

const concepts: Record<string, string> = {
  black: 'black negru neagra negri negre schwarz schwarze schwarzer negro negra negros negras noir noire noirs',
  white: 'white alb alba albi albe weiss weisse blanco blanca blancos blanc blanche',
  red: 'red rosu rosie rosii rot rojo rojos rouge rouges',
  blue: 'blue albastru albastra albastri albastre blau blaue blauer azul azules bleu bleus',
  green: 'green verde verzi grun gruner grune verdes vert verts',
  yellow: 'yellow galben galbena galbeni galbene gelb gelbe amarillo amarillos jaune jaunes',
  brown: 'brown maro maron brun bruna brune braun',
  pink: 'pink roz rosa',
  cyan: 'cyan cian ciano',
  magenta: 'magenta',
  small: 'small mic mica mici klein kleine kleiner pequeno pequena pequenos pequenas petit petite petits petites',
  medium: 'medium mediu medie medii mittel mediano medianos moyen moyens',
  large: 'large big mare mari gross grosse grosser grande grandes grand grands',
}

const concept = new Map(Object.entries(concepts).flatMap(([name, words]) => words.split(' ').map((word) => [word, name] as const)))

/** The colour or size that a folded word names, the same in every language, or null. */
export const conceptOf = (word: string): string | null => concept.get(word) ?? null

/** Words that describe goods and are never what the goods are. */
export const describing = listed(`
  still sparkling fizzy wide narrow thick thin ground decaffeinated nitrile latex liquid recycled coloured colored permanent strong weak mild
  normal concentrated concentrate simple soft hard heavy light cheap premium economy standard thermal wooden plastic kraft disposable
  folded quality colour color
  lat lata late lati ingust ingusta inguste gros groasa groase grosi subtire subtiri macinata macinate decofeinizata nitril lichid lichida
  reciclata colorata colorate permanent permanente tare slab simplu concentrat moale ieftin ieftina termic termice plastic lung lungi
  plata carbogazoasa adeziva adezive calitate culoare`)

/** Words between the words: they carry no goods. */
export const stopWords = listed(`
  de din la cu in pe pentru al ale ai cel cele cei cea sau ori ca un o unei unui lui si
  the a an of for with in on at to from and or per by as
  marime marimea masura size sized type kind tip tipul tipuri fel felul sort model nr numar bucata
  el los las una uno del y con para und mit fur der die das den dem von im le les des du et avec pour`)

/** Words of politeness and talk: dropped wherever they stand, unless the catalogue calls goods so. */
export const talk = listed(`
  please pls plz plss thanks thank you thx ty cheers kindly dear hi hello hey morning good afternoon evening greetings sir madam all team guys there
  i we us me my our much you your it this that these those he she they
  would like want wanna need needs needed order orders ordering send sending get got give gimme take bring buy put add have has had having place
  can could may will d ll m s re ve am is are be do does let lets im id ill
  also too another more some just only now again then so well ok okay right yes yeah yep sure total line item items product products goods list
  looking asap urgent urgently soon possible as usual following stuff thing things new next here is s hope doing fine great nice day week weekend
  office shop kitchen hotel cafe school reception warehouse guesthouse bar store client customer company want wants quantity qty each deliver delivery delivered
  not
  frumos dragut amabil cand livra aduce aduceti when soon supply va te rog rugam rugamintea multumesc multumim mersi ms mult merci pa salut saluturi buna bun ziua dimineata seara neata servus noroc stimate stimata domnule doamna
  eu noi voi imi mi ne ni vi le il o i mie noua meu mea mei mele nostru noastra nostri noastre dumneavoastra dvs
  as am vrea vreau vrem dori doresc dorim dorit dorinta trebuie trebui nevoie avem aveti aveam ai are au este e sunt sa se si cumpar cumparam
  comand comanda comandam comandat comenzi fac facem faceti fa pun pune puneti trimite trimiti trimiteti trimite-mi livra livrati livreaza livrare livrarea da dati dami dane dau dam lua iau luam ia adauga adaugati adaug scrie scrieti noteaza notati trece treceti baga bagati
  si inca mai apoi plus doar numai acum azi maine iar asa deci atunci pai bine ok oke desigur sigur rapid repede urgent cat curand posibil daca se poate puteti poti putea
  produse produsele produs articole articol lista marfa urmatoarele urmatoarea urmatorul astea acestea asta aceasta acest acesta niste cantitate cantitatea
  birou biroul biroului magazin magazinul bucatarie bucataria hotel hotelul hotelului cafenea cafeneaua scoala scolii receptie receptia pensiune pensiunea depozit firma firmei client clientul
  zi frumoasa placuta spor lucru toata lumea toate totul sper ca sunteti
  hallo guten tag morgen bitte danke ich wir mochte mochten brauche brauchen hatte hatten gerne bestellen schicken sie uns mir noch auch
  hola buenos buenas dias tardes gracias favor por quiero queremos quisiera necesito necesitamos pedir enviar enviadme mandar
  bonjour bonsoir merci svp vous plait je nous voudrais voudrions besoin avons commander envoyer
  `)

/** How people begin. */
export const greetings = listed(
  'hi hello hey dear buna salut salutare servus neata stimate stimata draga hallo hola bonjour bonsoir noroc ziua',
)

/** "and", between lines. */
export const andWords = listed('and si plus und y et iar')

/** Between what is not wanted and what is. */
export const butWords = listed('but dar ci insa pero aber sondern sino mais')

/** Each of several: the amount counts for every one of them. */
export const eachWords = listed('each every cate fiecare fiecaruia jeweils chacun chaque')

/** An amount that nobody counted. */
export const vagueWords = listed(
  'few some several couple many lots cateva cativa niste multe multi putine putin putini destule einige varias algunos quelques',
)

/** Words before a number that make it a guess. */
export const aboutWords = listed(
  'about around approximately approx roughly circa cca cam vreo aproximativ aprox minim minimum maxim maximum max min least most intre between ungefahr unos environ',
)

/** Between two numbers they make a range. */
export const rangeWords = listed('to or sau ori pana spre oder o ou bis till')

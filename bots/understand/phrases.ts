/** Patterns run over folded words joined by single spaces, with a space at both ends; they hold only alternatives, so they cost one pass. */
const any = (...phrases: string[]) => new RegExp(` (?:${phrases.join('|')})(?= )`)

/** Words that alone, or with nothing but politeness, are a command. */
export const commands = {
  help: 'help|menu|info|ajutor|ajutati ma|meniu|meniul|comenzi|hilfe|ayuda|aide|ce poti face|ce stii sa faci|what can you do|how does this work|how does it work|cum functioneaza|cum comand|cum se comanda|instructiuni|i need help|need help|am nevoie de ajutor|ajutor va rog',
  back: 'back|go back|undo|previous|inapoi|mergi inapoi|pasul anterior|zuruck|atras|retour',
  cancel:
    'cancel|cancel it|cancel that|cancel this|cancel everything|forget it|never mind|nevermind|abort|anuleaza|anulati|anulare|anulez|anuleaza tot|anuleaza comanda|anulati comanda|renunt|renunta|renuntam|lasa|las o balta|nu mai vreau nimic|lasati|abbrechen|cancelar|annuler|cancel my order|cancel the order|cancel order',
  human:
    'human|a human|agent|operator|person|real person|a person|om|un om|operatorul|operatoare|coleg|un coleg|reprezentant|consultant|mensch|humano|persona|humain|call me|sunati ma|suna ma',
  portal:
    'site|the site|website|web|portal|the portal|client area|clientarea|my account|account|login|log in|sign in|online|siteul|site ul|pagina|portalul|cont|contul|contul meu|contul nostru|zona clienti|zona clientilor|autentificare|conectare|logare|intra in cont|link site|link portal|link cont',
  yes: 'yes|y|yep|yeah|yup|sure|ok|okay|okey|k|kk|confirm|confirmed|i confirm|correct|agreed|go ahead|yes please|of course|sounds good|perfect|great|done|do it|that is right|thats right|all good|da|daa|dap|sigur|desigur|bine|e bine|e ok|confirm|confirmat|confirmam|de acord|corect|asa e|exact|in regula|e in regula|perfect|da va rog|da te rog|merge|super|ja|si|oui|claro|vale',
  no: 'no|n|nope|nah|no thanks|no thank you|not now|dont|nu|nuu|nu multumesc|nu mersi|nu acum|nu e bine|nu e corect|gresit|wrong|nein|non|no gracias|nu vreau|nu mai vreau|i dont want it|i do not want it|dont want it',
  stop: 'stop|stop all|stopall|stop promotions|unsubscribe|unsubscribe me|opt out|optout|opreste|oprit|opriti|stop mesaje|stop reclame|dezabonare|dezaboneaza ma|dezabonati ma|ma dezabonez|nu mai vreau mesaje|nu mai vreau reclame|nu mai vreau oferte|nu mai trimiteti mesaje|nu mai trimiteti reclame|nu mai trimiteti oferte|nu imi mai trimiteti mesaje|nu imi mai trimiteti reclame|nu imi mai trimiteti oferte|abmelden|stopp|baja|desabonner|arret',
  start:
    'start|unstop|subscribe|subscribe me|opt in|optin|abonare|aboneaza ma|abonati ma|ma abonez|porneste|vreau oferte|vreau sa primesc oferte|anmelden|alta',
  thanks:
    'thanks|thank you|thank you very much|thanks a lot|many thanks|thx|ty|cheers|multumesc|multumim|multumesc mult|multumesc frumos|mersi|ms|merci|danke|gracias',
  greeting:
    'hi|hello|hey|hi there|hello there|good morning|good afternoon|good evening|morning|buna|buna ziua|buna dimineata|buna seara|salut|salutare|servus|noroc|neata|ziua buna|hallo|guten tag|guten morgen|hola|buenos dias|buenas tardes|bonjour|bonsoir',
  show_draft: 'cart|my cart|basket|draft|summary|cos|cosul|cosul meu|rezumat|comanda mea|my order',
  language: 'english|engleza|in engleza|englezeste|romana|in romana|romaneste|romanian|language|limba',
  catalogue: 'catalog|catalogue|catalogul|products|produse|lista de produse|product list|price list|lista de preturi',
  repeat:
    'repeat|reorder|re order|same again|the same again|again|repeat order|repeta|la fel|din nou|aceeasi|acelasi lucru|the usual|usual|ca de obicei|ca data trecuta|same as last time|same as usual',
} as const

/** Questions and wishes inside longer messages, first hit wins. */
export const wishes = [
  [
    'stop',
    any(
      '(?:stop|do not|dont) send(?:ing)? me (?:ads|offers|promotions|messages|marketing)',
      'unsubscribe',
      'nu mai (?:vreau|doresc) (?:sa primesc )?(?:reclame|oferte|mesaje|newsletter)',
      'nu(?: imi)? mai trimiteti (?:reclame|oferte|mesaje)',
    ),
  ],
  [
    'owed',
    any(
      'cat (?:am|avem|mai am|mai avem) de (?:plata|platit|achitat)',
      '(?:cat|ce) (?:va |iti )?(?:datorez|datoram|datorie|datorii)',
      'cat sunt dator',
      'ce (?:facturi )?(?:am|avem) de (?:plata|platit|achitat)',
      'facturi(?:le)? (?:restante|scadente|de plata)',
      'restant[ae]?|restantele',
      'soldul?(?: meu| nostru)?',
      'how much (?:do )?(?:i|we) (?:still )?owe(?: you)?',
      'what (?:do )?(?:i|we) (?:still )?owe(?: you)?',
      '(?:my|our|outstanding|the) balance',
      'balance due|amount due|overdue|outstanding (?:amount|invoices)',
      'am platit|am achitat|already paid|have paid',
    ),
  ],
  [
    'statement',
    any(
      'extras(?:ul)?(?: de cont)?',
      'fis[ae] (?:de cont|de client|client|clientului|contului)',
      'situati[ae] contului',
      '(?:account )?statements?(?: of account)?',
      'kontoauszug',
    ),
  ],
  [
    'delivery_note',
    any('aviz|avizul|avize|avizele|avizului', 'delivery notes?', 'packing (?:slip|list|note)s?', 'lieferschein', 'albaran'),
  ],
  [
    'portal',
    any(
      '(?:link|linkul|adresa|acces|accesul|parola|password|access) (?:(?:la|de la|catre|pentru|pe|spre|de|to|for|of) )?(?:(?:the|your|our|my) )?(?:site|site ul|siteul|website|portal|portalul|client area|cont|contul|account)',
      '(?:intru|intra|intram|conectez|conectam|loghez|logam|autentific|inregistrez) (?:in|pe|la) (?:cont|contul|site|site ul|siteul|portal|portalul)',
      '(?:log|sign) ?in (?:to|at|on) .{0,20}?(?:account|portal|site|website|client area)|how (?:do|can) (?:i|we) (?:log|sign) in',
      'zona (?:de )?client(?:i|ilor)|client area|client portal|portal(?:ul)? (?:de )?client(?:i|ilor)?',
      '(?:comand|comandam|comanda|sa comand|order) (?:de )?(?:pe|on|in|from) (?:the |your )?(?:site|site ul|siteul|website|portal|portalul|browser|calculator|computer)',
    ),
  ],
  [
    'pay',
    any(
      '(?:vreau|vrem|doresc|as vrea|as dori|pot|putem|cum) sa (?:platesc|platim|achit|achitam)',
      'cum (?:platesc|platim|achit|pot plati|putem plati|pot achita|se plateste)',
      '(?:pot|putem) (?:plati|achita)',
      'platesc|platim|plateste|achit|achitam',
      '(?:link|linkul) de plata|plata (?:cu cardul|online)',
      '(?:want|like|wish) to pay|can (?:i|we) pay|how (?:do|can) (?:i|we) pay|pay (?:the|my|our|this|that|an|all|now|by|with|online)|payment link|i will pay|let me pay',
      'bezahlen|pagar|payer',
    ),
  ],
  ['invoices', any('factur[ai]|facturile|facturii|facturilor', 'invoices?', 'bills?', 'rechnung(?:en)?', 'factur(?:a|as|e|es)')],
  [
    'where_is_my_order',
    any(
      'unde (?:e|este|sunt|a ajuns|mi e|ne e|i) (?:comanda|comenzile|marfa|coletul|livrarea|comanda mea|produsele)',
      '(?:cand|la ce ora|in cat timp|pe cand) (?:ajunge|ajung|vine|vin|soseste|primesc|primim|livrati|se livreaza|imi livrati|ne livrati|aduceti|ar ajunge|va ajunge)',
      '(?:statusul?|stadiul|starea) (?:comenzii|comanda|livrarii|comenzilor)|in ce stadiu|status comanda',
      '(?:a plecat|s a livrat|ati expediat|ati trimis|ati livrat|s a expediat|e gata) (?:comanda|marfa|coletul)?',
      'am comandat|comandasem|(?:i|we)(?: have| had)? ordered',
      'nu (?:a ajuns|a venit|am primit) (?:inca )?(?:comanda|marfa|coletul|livrarea)',
      'awb|numar de urmarire|urmaresc comanda|urmarire comanda',
      'where (?:is|are|s) (?:my|our|the) (?:orders?|delivery|goods|parcel|stuff|shipment|package)',
      'wheres (?:my|our|the) (?:orders?|delivery|goods|parcel|stuff|shipment)',
      'when (?:will|does|do|is|are|can) (?:my|our|the|it|we|you|i) .{0,40}?(?:arrive|come|delivered|deliver|delivery|coming|get|expect|here)',
      '(?:has|have|did|was|is) (?:my|our|the|you|it) .{0,30}?(?:shipped|ship|dispatched|left|sent|delivered)',
      '(?:order|delivery) status|status of (?:my|our|the) (?:order|delivery)|track(?:ing)?(?: number| my order| our order)?|any news (?:on|about) (?:my|our|the) (?:order|delivery)',
      'wo ist (?:meine|unsere) (?:bestellung|lieferung)|donde esta (?:mi|nuestro) pedido|ou est (?:ma|notre) commande',
    ),
  ],
  [
    'problem',
    any(
      'spart[ae]?|sparti|stricat[ae]?|stricate|deteriorat[ae]?|deteriorate|defect|defecta|defecte|murdar[ae]?|expirat[ae]?|curge|curg|lipseste|lipsesc|lipsa|lipsea|lipseau',
      'nu (?:am|ati) (?:primit|livrat|trimis)',
      '(?:am|ati) (?:primit|livrat|trimis) (?:gresit|alt|alta|altceva|mai putin|doar|prea)',
      '(?:am primit|received|got) .{0,60} (?:in loc de|instead of)',
      'reclamatie|reclam|retur|returnez|returnam|returna|sa returnez',
      'damaged|broken|leaking|leaks|torn|faulty|defective|expired|dirty|cracked|missing|short delivered',
      'wrong (?:item|items|product|products|order|one|ones|size|delivery|goods|thing)',
      '(?:did not|didnt|never|havent|have not) (?:get|got|receive|received)',
      'complain|complaint|return (?:the|some|these|them|it|my|our|a|an|one|two|three|\\d+)|(?:send|give) (?:it|them|this|these|\\d+ .{0,40}) back|refund|received the wrong',
      '(?:dau|dam|trimit|trimitem|aduc) inapoi|dau retur|sa returnez',
    ),
  ],
  [
    'show_draft',
    any(
      'ce am (?:in cos|in comanda|pana acum)',
      '(?:arata|vezi|vreau sa vad|show|see|view)(?: me| mi)? (?:my |the |our )?(?:cart|basket|draft|order so far|cosul|cos|comanda|order)',
      'what (?:have i|do i have|did i) (?:ordered|so far|in my).{0,20}',
      'order so far',
    ),
  ],
  [
    'cancel',
    any(
      'anuleaza|anulati|anulez|anulam|anulare|anularea|sa anulez|anula',
      'cancel|cancelling|cancellation',
      'renunt la comanda|renuntam la comanda|nu mai vreau comanda|nu mai vrem comanda|sterge comanda|stergeti comanda',
      'stornieren|cancelar|annuler',
    ),
  ],
  [
    'human',
    any(
      '(?:vorbesc|vorbi|discut|discuta|vorbim|discutam) cu (?:cineva|un|o|operatorul|agentul|colegul|domnul|doamna|voi|dvs|un om|kim|paul|andreea|ada|bianca|violeta|costel|rodica)',
      '(?:vreau|doresc|dati mi|faceti mi|imi faceti|as vrea) (?:o |un )?(?:reducere|discount)|vreau (?:un om|operator|un operator|un agent)|sunati ma|ma suna|ma puteti suna|ma sunati|ma contacteze|contactati ma|persoana reala|om real|un om adevarat',
      '(?:talk|speak|chat) (?:to|with) (?:a|an|the|my|some|someone|somebody|your|human|kim|paul|andreea|ada|bianca|violeta)',
      'real (?:person|human)|call me|human please|ring me|phone me|customer service|someone (?:call|help|from)|are you (?:a )?(?:bot|robot|human|real)|esti (?:robot|bot|om)',
    ),
  ],
  [
    'language',
    any(
      '(?:in|pe|auf|en) (?:english|engleza|englezeste|romana|romaneste|romanian|german|germana|deutsch|espanol|spanish|french|francais)',
      '(?:speak|vorbiti|vorbesti|vorbeste|vorbim|scrie|scrieti|raspunde|raspundeti|write|reply|answer|talk|treci|trecem|habla|parlez vous|sprechen sie) (?:(?:in|pe|la|to) )?(?:english|engleza|romana|romanian|german|deutsch|espanol|francais|spanish|french)',
      '(?:english|romana|romanian|engleza|deutsch|espanol|francais) (?:please|va rog|te rog|pls|bitte)',
      'schimba(?:ti)? limba|change (?:the )?language|switch (?:to )?(?:english|romanian)|other language|alta limba',
    ),
  ],
  [
    'who_am_i',
    any(
      'who am i|cine sunt(?: eu)?|what do you know about me|ce stiti despre mine|ce date aveti despre (?:mine|noi)|(?:pe|de la) (?:ce|care) firma (?:sunt|comand)|which (?:company|account) (?:am i|is this)|wer bin ich',
    ),
  ],
  [
    'catalogue',
    any(
      'ce (?:produse|articole|marfa) (?:aveti|vindeti|aveti in oferta|mai aveti)|ce vindeti|ce (?:mai )?aveti (?:in oferta|de vanzare)|catalog|catalogul|catalogue|lista de preturi|price list|product list|lista de produse|what (?:do you|can you) (?:sell|offer)|what products|what do you have',
    ),
  ],
  [
    'price_of',
    any(
      'cat (?:ar |m ar |ne ar |va |mai )?(?:costa|e|este|sunt|vine|vin|face|fac|ies|iese|ii|i)',
      'cu cat (?:e|este|sunt|vindeti|dati|vine)',
      'cat (?:cere(?:ti)?|luati) pe',
      '(?:ce|la ce|care e|care este|spuneti mi|imi dati|dati mi|vreau) (?:pret|preturi|pretul|preturile)',
      'pret|pretul|preturi|preturile|oferta de pret|o oferta|cotatie|costa',
      'how much|prices?|pricing|what (?:does|do|would|is|are) .{0,60}? costs?|what .{0,40}? costs?|costs? of|quote|quotation|per unit cost',
      'was kostet|was kosten|preis|wieviel kostet|wie viel kostet|cuanto cuesta|cuanto cuestan|cuanto vale|precio|combien coute|combien coutent|prix|quel est le prix',
    ),
  ],
  [
    'stock_of',
    any(
      '(?:mai )?aveti|aveti cumva|mai ai|ai cumva|exista|vindeti|se gasesc|se gaseste',
      '(?:in|pe|din) stoc|stoc|stocul|disponibil[ae]?|disponibile|disponibilitate',
      '(?:cand |cat de repede )?(?:puteti|ati putea|se poate|poti) (?:livra|aduce|trimite)|(?:when |how soon )?(?:can|could) you (?:deliver|supply|do)',
      'do you (?:still |also )?(?:have|sell|stock|carry|do)|have you (?:got|any)|you got any|got any|in stock|available|availability|any .{0,40}? left|is there any|are there any|stock of|how many .{0,40}? (?:do you have|left|in stock)',
      'haben sie|gibt es|lieferbar|verfugbar|tienen|tiene|hay|disponible|avez vous',
    ),
  ],
] as const

/** Words of a question that speak of no goods. */
export const questionWords = new Set(
  `when cand livra aduce deliver supply soon repede cat cati cate costa cost costs ce care pret pretul preturi preturile oferta cotatie cu la pe face fac vine vin ies iese ii mai aveti ai stoc stocul disponibil disponibila disponibile
  exista vindeti cumva how much many price prices pricing what whats quote quotation cost does do would is are you have got any left stock stocked available availability sell carry there
  lei ron euro eur currently moment momentan acum azi today spuneti imi sti stiu afla intreb intrebare ask question know tell gasesc gaseste unit per bucata fara tva with vat tva
  kostet kosten was preis wie viel wieviel haben cuanto cuesta cuestan vale precio combien coute coutent prix quel est avez tienen tiene hay spune zice zici ziceti hai dati imi`.split(
    /\s+/,
  ),
)

/** What makes a sentence an order although it also asks. */
export const orderVerbs = any(
  'vreau|vrem|doresc|dorim|as vrea|as dori|am vrea|am dori|comand|comandam|trimiteti|trimite|pune|puneti|adauga|adaugati|luam|iau|imi trebuie|ne trebuie|am nevoie de|avem nevoie de|dati mi|da mi',
  'i want|we want|i need|we need|order|send me|send us|please send|id like|i would like|we would like|wed like|ill take|add|put',
)

/** Wanting to know is no order. */
export const wantsToKnow = any(
  'sa stiu|sa aflu|sa stim|sa intreb|sa vad|sa imi spuneti|sa mi spuneti|to know|to ask|to see|to find out|o oferta|an offer|a quote|a price|the price|pret|pretul',
)

export const lastTime = any(
  '(?:la fel )?(?:ca|cat|exact ca) (?:si )?(?:data (?:trecuta|precedenta|anterioara)|ultima data|ultima oara|luna trecuta|saptamana trecuta|rundul trecut|comanda trecuta|la ultima comanda|ultima comanda|de obicei|intotdeauna|mereu)',
  '(?:comanda|marfa) (?:de )?(?:data trecuta|obisnuita|anterioara|precedenta|trecuta|de obicei)',
  '(?:aceeasi|aceiasi|ultima) comanda(?: ca)?(?: data trecuta| si data trecuta)?',
  'aceleasi produse|acelasi lucru|aceleasi(?: ca)?(?: data trecuta)?|tot la fel|la fel ca(?: si)? data trecuta|repet[ai]?(?:ti|m)?(?: mi)?(?: ultima)?(?: comanda)?|comanda din nou|din nou aceeasi',
  'same (?:order )?(?:as|like) (?:the )?(?:last|usual|before|always|previous)(?: (?:time|order|week|month|one))?',
  '(?:the )?same again|same order(?: again)?|as (?:last time|before|usual)|like (?:last time|before|last week|last month)|repeat(?: my| our| the)?(?: last| previous)?(?: order)?|reorder(?: my| our| the)?(?: last| previous)?(?: order)?',
  '(?:my|our|the) (?:usual|last|previous|regular|standard) order|(?:the )?usual(?= (?:and|but|plus|with|without|please|except|order|stuff|again) | $)',
  'wie letztes mal|wie immer|wie beim letzten mal|lo de siempre|lo mismo|como siempre|comme d habitude|la meme chose',
)

/** "the usual coffee": points at the history of one thing. */
export const usualWords = new Set('usual regular obisnuit obisnuita obisnuite obisnuiti ubliche gewohnte habitual'.split(' '))

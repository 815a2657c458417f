/** Words by which the guard knows a language, a wish, a number in words, and the talk of machines. */
import type { Locale } from '@understudy/kernel';

export interface Lexicon {
  /** Frequent small words that tell the language apart. */
  readonly small: ReadonlySet<string>;
  /** Beginnings of words by which a user asks for something; one list for each thing that can be asked for. */
  readonly wishes: Readonly<Record<Wish, readonly string[]>>;
  /** Numbers and days in words, whole words. */
  readonly figures: ReadonlySet<string>;
  /** How somebody gives a name: what follows is one. */
  readonly naming: readonly string[];
  /** What the agent says and the user does not. */
  readonly agent: readonly string[];
  /** Beginnings of words by which somebody takes leave. */
  readonly leave: readonly string[];
  /** Beginnings of words by which somebody says that something is not so, or not known. */
  readonly denial: readonly string[];
}

export const wishes = [
  'refund',
  'exchange',
  'return',
  'cancel',
  'compensate',
  'repair',
  'discount',
  'upgrade',
  'downgrade',
  'delete',
  'supervisor',
] as const;
export type Wish = (typeof wishes)[number];

const phrases = (text: string): readonly string[] => text.split(' | ');
const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const LEXICON: Readonly<Record<Locale, Lexicon>> = {
  en: {
    small: words(
      'the and you your with that this have has was were would could what when where which please not for are from they there about',
    ),
    wishes: {
      refund: ['refund', 'money back', 'reimburs'],
      exchange: ['exchang', 'replac', 'swap'],
      return: ['return', 'send it back', 'send back', 'give it back'],
      cancel: ['cancel', 'call off'],
      compensate: ['compensat', 'voucher', 'goodwill', 'store credit'],
      repair: ['repair', 'mend'],
      discount: ['discount', 'cheaper', 'price cut'],
      upgrade: ['upgrad'],
      downgrade: ['downgrad'],
      delete: ['delete', 'erase'],
      supervisor: ['manager', 'supervisor'],
    },
    figures: words(
      'two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty hundred thousand monday tuesday wednesday thursday friday saturday sunday january february april june july august september october november december yesterday',
    ),
    naming: phrases("my name is | i'm called | this is mr | this is mrs | this is ms"),
    agent: phrases(
      'tell me your | give me your | provide your | verify your | your order | your account | your refund | your ticket | your parcel | your identity | i can help you | i have refunded | i have cancelled | i cannot take it back | anything else i can',
    ),
    leave: phrases(
      'thank | bye | goodbye | forget | give | okay | fine | right | great | good | enough | leaving | about | see | somebody | done | all',
    ),
    denial: phrases(
      "not | no | never | cannot | can't | don't | doesn't | won't | isn't | forgot | slipp | escap | sorry | unable | fail | moment | look | hold | think | idea | nothing | wrong | where | let",
    ),
  },
  de: {
    small: words(
      'und der die das ich nicht ist sie mir mich ein eine einen mit auf für aber auch noch schon bitte wie was dass wir haben habe bin',
    ),
    wishes: {
      refund: ['erstatt', 'rückerstatt', 'geld zurück'],
      exchange: ['umtausch', 'austausch', 'ersatz', 'tauschen'],
      return: ['zurücksend', 'zurückschick', 'zurückgeb', 'rücksend', 'retour'],
      cancel: ['stornier', 'kündig', 'abbestell', 'widerruf'],
      compensate: ['entschädig', 'gutschein', 'gutschrift', 'kulanz'],
      repair: ['reparier', 'reparatur'],
      discount: ['rabatt', 'nachlass', 'billiger'],
      upgrade: ['upgrade', 'hochstuf'],
      downgrade: ['downgrade', 'herabstuf'],
      delete: ['lösch'],
      supervisor: ['vorgesetzt', 'manager', 'teamleit'],
    },
    figures: words(
      'zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig hundert tausend montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz april juni juli august september oktober november dezember gestern',
    ),
    naming: phrases('mein name ist | ich heiße | mein name lautet'),
    agent: phrases(
      'nennen sie mir | geben sie mir ihre | ihre bestellung | ihre bestellnummer | ihre postleitzahl | ihr konto | ihr paket | ihre rückerstattung | kann ich sonst noch | ich habe ihnen erstattet',
    ),
    leave: phrases(
      'danke | dank | tschüss | wiedersehen | wiederhören | verges | gebe | reicht | prima | gut | schön | super | okay | klar | endlich | schluss | aha | jemand | gehe | einfacher',
    ),
    denial: phrases(
      'nicht | kein | keine | leider | entfallen | überleg | such | moment | passen | schief | nie | vergess',
    ),
  },
  fr: {
    small: words(
      'le la les des une est pas que qui vous je ne pour avec dans mon ma mes sur ce cette il elle au mais plus bien avez suis',
    ),
    wishes: {
      refund: ['rembours'],
      exchange: ['échang', 'remplac'],
      return: ['retourn', 'renvoy', 'retour'],
      cancel: ['annul', 'résili'],
      compensate: [
        'dédommag',
        'indemni',
        'bon d’achat',
        "bon d'achat",
        'geste commercial',
        'avoir en magasin',
      ],
      repair: ['répar'],
      discount: ['remise', 'rabais', 'réduction', 'ristourne'],
      upgrade: ['surclass', 'offre supérieure'],
      downgrade: ['offre inférieure', 'rétrograd'],
      delete: ['supprim', 'effac'],
      supervisor: ['responsable', 'supérieur hiérarchique', 'superviseur', 'directeur'],
    },
    figures: words(
      'deux trois quatre cinq six sept huit neuf dix onze douze vingt trente quarante cinquante cent mille lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril juin juillet août septembre octobre novembre décembre hier',
    ),
    naming: phrases("je m’appelle | je m'appelle | mon nom est"),
    agent: phrases(
      'indiquez-moi | donnez-moi votre | votre commande | votre compte | votre colis | votre numéro | puis-je faire autre chose',
    ),
    leave: phrases(
      'merci | revoir | abandon | laiss | assez | bon | bien | parfait | enfin | tant | tomb | ailleurs | accord | suffit | simple',
    ),
    denial: phrases(
      'pas | ne | n’ | aucun | rien | désol | échapp | réfléch | cherch | impossible | malheureus | mal | refus | échou | revien | mis',
    ),
  },
  es: {
    small: words(
      'el los las una que no es por para con mi me se lo su del como pero más ya esto esta este está tengo muy usted hay',
    ),
    wishes: {
      refund: ['reembols', 'devuelvan el dinero', 'dinero de vuelta'],
      exchange: ['cambiar el', 'cambiarlo', 'sustitu', 'reemplaz'],
      return: ['devolver', 'devolución', 'devuelvo'],
      cancel: ['cancel', 'anul', 'dar de baja'],
      compensate: ['compens', 'indemni', 'vale de compra', 'bono'],
      repair: ['repar', 'arregl'],
      discount: ['descuento', 'rebaja', 'más barato'],
      upgrade: ['plan superior', 'mejorar el plan'],
      downgrade: ['plan inferior', 'bajar de plan'],
      delete: ['borr', 'elimin'],
      supervisor: ['supervisor', 'encargad', 'gerente', 'responsable'],
    },
    figures: words(
      'dos tres cuatro cinco seis siete ocho nueve diez once doce veinte treinta cuarenta cincuenta cien mil lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril junio julio agosto septiembre octubre noviembre diciembre ayer',
    ),
    naming: phrases('me llamo | mi nombre es'),
    agent: phrases(
      'dígame su | indíqueme | su pedido | su cuenta | su paquete | su número | algo más en que',
    ),
    leave: phrases(
      'gracias | adiós | olvíd | rind | bastant | bueno | bien | vale | perfecto | acuerdo | fin | déjel | aquí | remedio | sitio | fácil | estupend | dice',
    ),
    denial: phrases(
      'no | ni | nada | olvid | perdon | busc | acuerd | momento | lament | mal | fall | pens | dónde',
    ),
  },
  it: {
    small: words(
      'il lo gli della che non è per con mi una sono questo questa ho come ma più anche già del nel alla cosa può ci si le',
    ),
    wishes: {
      refund: ['rimbors', 'indietro i soldi', 'soldi indietro'],
      exchange: ['sostitu', 'cambio merce', 'scambi'],
      return: ['restitu', 'rispedir', 'il reso', 'un reso'],
      cancel: ['annull', 'disdi', 'cancell'],
      compensate: ['risarc', 'indenni', 'buono acquisto', 'un buono'],
      repair: ['ripar', 'aggiust'],
      discount: ['sconto', 'riduzione', 'meno caro'],
      upgrade: ['piano superiore', 'passare a un piano'],
      downgrade: ['piano inferiore'],
      delete: ['elimin'],
      supervisor: ['responsabile', 'supervisore', 'direttore'],
    },
    figures: words(
      'due tre quattro cinque sei sette otto nove dieci undici dodici venti trenta quaranta cinquanta cento mille lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio marzo aprile giugno luglio agosto settembre ottobre novembre dicembre ieri',
    ),
    naming: phrases('mi chiamo | il mio nome è'),
    agent: phrases(
      'mi indichi | mi dica il | mi dia il | il suo ordine | il suo conto | il suo pacco | il suo numero | altro che posso',
    ),
    leave: phrases(
      'grazie | arrivederci | lasci | rinunc | basta | bene | perfetto | ottim | accordo | capisco | pazienza | ora | qualcun | semplice | dice | tempo',
    ),
    denial: phrases(
      'non | nessun | niente | sfugg | mente | purtroppo | dispiac | cerc | attimo | storto | ricord | pens | dove',
    ),
  },
  nl: {
    small: words(
      'de het een en ik niet is van dat mijn voor met op maar ook nog wel dit aan heb u uw kan wat er te om zijn',
    ),
    wishes: {
      refund: ['terugbetal', 'geld terug', 'restitutie'],
      exchange: ['omruil', 'ruilen', 'vervang'],
      return: ['terugstur', 'retour', 'terugzend'],
      cancel: ['annul', 'opzeg', 'afbestel'],
      compensate: ['compens', 'vergoed', 'tegoedbon', 'waardebon', 'coulance'],
      repair: ['repar', 'herstel'],
      discount: ['korting', 'goedkoper'],
      upgrade: ['upgrad'],
      downgrade: ['downgrad'],
      delete: ['verwijder', 'wissen'],
      supervisor: ['leidinggevende', 'manager', 'teamleider'],
    },
    figures: words(
      'twee drie vier vijf zes zeven acht negen tien elf twaalf twintig dertig veertig vijftig honderd duizend maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart april juni juli augustus september oktober november december gisteren',
    ),
    naming: phrases('mijn naam is | ik heet'),
    agent: phrases(
      'geef me uw | mag ik uw | uw bestelling | uw account | uw pakket | uw nummer | uw bestelnummer | nog iets anders',
    ),
    leave: phrases(
      'bedankt | dank | dag | ziens | laat | geef | genoeg | goed | prima | fijn | mooi | oké | eindelijk | klaar | juist | iemand | zegt | duur | gekund',
    ),
    denial: phrases(
      'niet | geen | nooit | helaas | ontschoten | vergeten | moment | ogenblik | zoek | denken | mis | mislukt | sorry | binnen | waar',
    ),
  },
};

export function lexiconOf(language: Locale): Lexicon {
  return LEXICON[language];
}

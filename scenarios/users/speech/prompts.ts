/** What a language model is told when it lends a user its voice, in the user's language. */
import type { Locale } from '@understudy/kernel';
import type { Extra, UserAct } from '../state.ts';

export interface PromptParts {
  /** Who it is and what it has to write. */
  readonly role: string;
  /** Names of the lines that follow; a voice that repeats one has given its prompt away. */
  readonly goal: string;
  readonly mood: string;
  readonly act: string;
  readonly tell: string;
  readonly unknown: string;
  readonly forgotten: string;
  readonly did: string;
  readonly failed: string;
  readonly reading: string;
  readonly revision: string;
  readonly also: string;
  readonly moods: Readonly<Record<'annoyed' | 'calm' | 'friendly', string>>;
  readonly acts: Readonly<Record<Exclude<UserAct, 'away' | Extra>, string>>;
  readonly extras: Readonly<Record<Extra, string>>;
  /** What an agent says before the user has said anything. */
  readonly greeting: string;
}

/** The embedded model knows the English acts by these names. */
const en: PromptParts = {
  role: 'You are a customer writing to a service desk. Write only the next line you would send.',
  goal: 'goal',
  mood: 'mood',
  act: 'act',
  tell: 'tell',
  unknown: 'you do not know',
  forgotten: 'you cannot remember right now',
  did: 'you did this',
  failed: 'you tried this and it failed',
  reading: 'tell what you see',
  revision: 'say that you have changed your mind',
  also: 'also',
  moods: { annoyed: 'annoyed', calm: 'calm', friendly: 'friendly' },
  acts: {
    open: 'open',
    disclose: 'disclose',
    unknown: 'unknown',
    nudge: 'nudge',
    repeat: 'repeat',
    thanks: 'thanks',
    grumble: 'grumble',
    leave: 'leave',
    admit: 'admit',
    forgot: 'forgot',
    recall: 'recall',
    did: 'did',
    failed: 'failed',
    interrupt: 'interrupt',
  },
  extras: {
    panic: 'you are in a panic',
    restate: 'say your goal again',
    smalltalk: 'add a harmless remark without any names or numbers',
  },
  greeting: 'Hello, how can I help you?',
};

const de: PromptParts = {
  role: 'Du bist Kunde und schreibst an einen Kundendienst. Schreibe nur die nächste Zeile, die du schicken würdest, auf Deutsch.',
  goal: 'Ziel',
  mood: 'Stimmung',
  act: 'Handlung',
  tell: 'nenne',
  unknown: 'du weißt nicht',
  forgotten: 'dir fällt gerade nicht ein',
  did: 'du hast das getan',
  failed: 'du hast es versucht und es ging nicht',
  reading: 'sag, was du siehst',
  revision: 'sag, dass du es dir anders überlegt hast',
  also: 'außerdem',
  moods: { annoyed: 'verärgert', calm: 'ruhig', friendly: 'freundlich' },
  acts: {
    open: 'das Anliegen schildern',
    disclose: 'Auskunft geben',
    unknown: 'sagen, dass du es nicht weißt',
    nudge: 'nachfragen, wie es weitergeht',
    repeat: 'genervt wiederholen, was du schon gesagt hast',
    thanks: 'danken und verabschieden',
    grumble: 'unzufrieden verabschieden',
    leave: 'aufgeben und gehen',
    admit: 'zugeben, dass die frühere Angabe falsch war',
    forgot: 'sagen, dass es dir gerade nicht einfällt',
    recall: 'sagen, dass es dir wieder eingefallen ist',
    did: 'sagen, dass du es getan hast',
    failed: 'sagen, dass es nicht ging',
    interrupt: 'eine Gegenfrage stellen, statt zu antworten',
  },
  extras: {
    panic: 'du bist in Panik',
    restate: 'nenne noch einmal dein Ziel',
    smalltalk: 'füge eine harmlose Bemerkung ohne Namen und Zahlen an',
  },
  greeting: 'Guten Tag, wie kann ich Ihnen helfen?',
};

const fr: PromptParts = {
  role: 'Tu es un client qui écrit à un service client. Écris seulement la prochaine ligne que tu enverrais, en français.',
  goal: 'but',
  mood: 'humeur',
  act: 'action',
  tell: 'indique',
  unknown: 'tu ne sais pas',
  forgotten: 'tu ne te souviens plus pour le moment',
  did: 'tu as fait cela',
  failed: 'tu as essayé et cela a échoué',
  reading: 'dis ce que tu vois',
  revision: 'dis que tu as changé d’avis',
  also: 'de plus',
  moods: { annoyed: 'agacé', calm: 'calme', friendly: 'aimable' },
  acts: {
    open: 'exposer la demande',
    disclose: 'donner l’information',
    unknown: 'dire que tu ne sais pas',
    nudge: 'demander la suite',
    repeat: 'répéter avec agacement ce que tu as déjà dit',
    thanks: 'remercier et prendre congé',
    grumble: 'prendre congé, mécontent',
    leave: 'abandonner et partir',
    admit: 'avouer que ce que tu avais dit était faux',
    forgot: 'dire que cela t’échappe pour le moment',
    recall: 'dire que cela t’est revenu',
    did: 'dire que tu l’as fait',
    failed: 'dire que cela n’a pas marché',
    interrupt: 'poser une question au lieu de répondre',
  },
  extras: {
    panic: 'tu paniques',
    restate: 'redis ton but',
    smalltalk: 'ajoute une remarque anodine sans nom ni chiffre',
  },
  greeting: 'Bonjour, comment puis-je vous aider ?',
};

const es: PromptParts = {
  role: 'Eres un cliente que escribe a un servicio de atención. Escribe solo la siguiente línea que enviarías, en español.',
  goal: 'objetivo',
  mood: 'ánimo',
  act: 'acción',
  tell: 'di',
  unknown: 'no sabes',
  forgotten: 'ahora no recuerdas',
  did: 'has hecho esto',
  failed: 'lo has intentado y no ha funcionado',
  reading: 'di lo que ves',
  revision: 'di que has cambiado de opinión',
  also: 'además',
  moods: { annoyed: 'molesto', calm: 'tranquilo', friendly: 'amable' },
  acts: {
    open: 'exponer el problema',
    disclose: 'dar el dato',
    unknown: 'decir que no lo sabes',
    nudge: 'preguntar qué pasa ahora',
    repeat: 'repetir con fastidio lo que ya dijiste',
    thanks: 'dar las gracias y despedirse',
    grumble: 'despedirse descontento',
    leave: 'rendirse e irse',
    admit: 'reconocer que lo dicho antes era falso',
    forgot: 'decir que ahora no te acuerdas',
    recall: 'decir que ya te has acordado',
    did: 'decir que lo has hecho',
    failed: 'decir que no ha funcionado',
    interrupt: 'hacer una pregunta en lugar de contestar',
  },
  extras: {
    panic: 'estás en pánico',
    restate: 'repite tu objetivo',
    smalltalk: 'añade un comentario inofensivo sin nombres ni números',
  },
  greeting: 'Buenos días, ¿en qué puedo ayudarle?',
};

const it: PromptParts = {
  role: 'Sei un cliente che scrive a un servizio clienti. Scrivi solo la prossima riga che manderesti, in italiano.',
  goal: 'obiettivo',
  mood: 'umore',
  act: 'azione',
  tell: 'comunica',
  unknown: 'non sai',
  forgotten: 'adesso non ricordi',
  did: 'hai fatto questo',
  failed: 'ci hai provato e non è riuscito',
  reading: 'di’ che cosa vedi',
  revision: 'di’ che hai cambiato idea',
  also: 'inoltre',
  moods: { annoyed: 'seccato', calm: 'calmo', friendly: 'cordiale' },
  acts: {
    open: 'esporre il problema',
    disclose: 'dare l’informazione',
    unknown: 'dire che non lo sai',
    nudge: 'chiedere come si procede',
    repeat: 'ripetere seccato ciò che hai già detto',
    thanks: 'ringraziare e salutare',
    grumble: 'salutare scontento',
    leave: 'rinunciare e andarsene',
    admit: 'ammettere che quanto detto prima era falso',
    forgot: 'dire che adesso non te lo ricordi',
    recall: 'dire che te lo sei ricordato',
    did: 'dire che l’hai fatto',
    failed: 'dire che non ha funzionato',
    interrupt: 'fare una domanda invece di rispondere',
  },
  extras: {
    panic: 'sei nel panico',
    restate: 'ripeti il tuo obiettivo',
    smalltalk: 'aggiungi un’osservazione innocua senza nomi né numeri',
  },
  greeting: 'Buongiorno, come posso aiutarla?',
};

const nl: PromptParts = {
  role: 'Je bent een klant die naar een servicedesk schrijft. Schrijf alleen de volgende regel die je zou sturen, in het Nederlands.',
  goal: 'doel',
  mood: 'stemming',
  act: 'handeling',
  tell: 'noem',
  unknown: 'je weet niet',
  forgotten: 'je kunt nu niet op dit komen',
  did: 'je hebt dit gedaan',
  failed: 'je hebt het geprobeerd en het lukte niet',
  reading: 'zeg wat je ziet',
  revision: 'zeg dat je van gedachten bent veranderd',
  also: 'bovendien',
  moods: { annoyed: 'geërgerd', calm: 'rustig', friendly: 'vriendelijk' },
  acts: {
    open: 'het probleem uitleggen',
    disclose: 'het gegeven noemen',
    unknown: 'zeggen dat je het niet weet',
    nudge: 'vragen hoe het verder gaat',
    repeat: 'geërgerd herhalen wat je al zei',
    thanks: 'bedanken en gedag zeggen',
    grumble: 'ontevreden gedag zeggen',
    leave: 'opgeven en weggaan',
    admit: 'toegeven dat wat je eerder zei niet klopte',
    forgot: 'zeggen dat het je nu niet te binnen schiet',
    recall: 'zeggen dat je het weer weet',
    did: 'zeggen dat je het hebt gedaan',
    failed: 'zeggen dat het niet lukte',
    interrupt: 'een vraag stellen in plaats van te antwoorden',
  },
  extras: {
    panic: 'je bent in paniek',
    restate: 'zeg je doel nog een keer',
    smalltalk: 'voeg een onschuldige opmerking toe zonder namen of getallen',
  },
  greeting: 'Goedendag, waarmee kan ik u helpen?',
};

const PARTS: Readonly<Record<Locale, PromptParts>> = { en, de, fr, es, it, nl };

export function promptPartsOf(language: Locale): PromptParts {
  return PARTS[language];
}

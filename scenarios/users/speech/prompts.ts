/** What a language model is told when it lends a user its voice, in the user's language: the library's prompts, and a pack's own. */
import type { Locale } from '@understudy/kernel';
import type { Pack } from '../../schema/pack.ts';
import { voicePromptSchema, type VoicePrompt } from '../../schema/voice.ts';

/** The embedded model knows the English acts by these names. */
const en: VoicePrompt = {
  role: 'You are a customer writing to a service desk. Write only the next line you would send.',
  goal: 'goal: {goal}',
  fact: '{label}: {value}',
  mood: 'mood: {mood}',
  act: 'act: {act}',
  tell: 'tell {label}: {value}',
  unknown: 'you do not know: {label}',
  forgotten: 'you cannot remember right now: {label}',
  did: 'you did this: {action}',
  failed: 'you tried this and it failed: {action}',
  reading: 'tell what you see: {reading}',
  revision: 'say that you have changed your mind: {revision}',
  also: 'also: {extra}',
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

const de: VoicePrompt = {
  role: 'Du bist Kunde und schreibst an einen Kundendienst. Schreibe nur die nächste Zeile, die du schicken würdest, auf Deutsch.',
  goal: 'Ziel: {goal}',
  fact: '{label}: {value}',
  mood: 'Stimmung: {mood}',
  act: 'Handlung: {act}',
  tell: 'nenne {label}: {value}',
  unknown: 'du weißt nicht: {label}',
  forgotten: 'dir fällt gerade nicht ein: {label}',
  did: 'du hast das getan: {action}',
  failed: 'du hast es versucht und es ging nicht: {action}',
  reading: 'sag, was du siehst: {reading}',
  revision: 'sag, dass du es dir anders überlegt hast: {revision}',
  also: 'außerdem: {extra}',
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

const fr: VoicePrompt = {
  role: 'Tu es un client qui écrit à un service client. Écris seulement la prochaine ligne que tu enverrais, en français.',
  goal: 'but: {goal}',
  fact: '{label}: {value}',
  mood: 'humeur: {mood}',
  act: 'action: {act}',
  tell: 'indique {label}: {value}',
  unknown: 'tu ne sais pas: {label}',
  forgotten: 'tu ne te souviens plus pour le moment: {label}',
  did: 'tu as fait cela: {action}',
  failed: 'tu as essayé et cela a échoué: {action}',
  reading: 'dis ce que tu vois: {reading}',
  revision: 'dis que tu as changé d’avis: {revision}',
  also: 'de plus: {extra}',
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

const es: VoicePrompt = {
  role: 'Eres un cliente que escribe a un servicio de atención. Escribe solo la siguiente línea que enviarías, en español.',
  goal: 'objetivo: {goal}',
  fact: '{label}: {value}',
  mood: 'ánimo: {mood}',
  act: 'acción: {act}',
  tell: 'di {label}: {value}',
  unknown: 'no sabes: {label}',
  forgotten: 'ahora no recuerdas: {label}',
  did: 'has hecho esto: {action}',
  failed: 'lo has intentado y no ha funcionado: {action}',
  reading: 'di lo que ves: {reading}',
  revision: 'di que has cambiado de opinión: {revision}',
  also: 'además: {extra}',
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

const it: VoicePrompt = {
  role: 'Sei un cliente che scrive a un servizio clienti. Scrivi solo la prossima riga che manderesti, in italiano.',
  goal: 'obiettivo: {goal}',
  fact: '{label}: {value}',
  mood: 'umore: {mood}',
  act: 'azione: {act}',
  tell: 'comunica {label}: {value}',
  unknown: 'non sai: {label}',
  forgotten: 'adesso non ricordi: {label}',
  did: 'hai fatto questo: {action}',
  failed: 'ci hai provato e non è riuscito: {action}',
  reading: 'di’ che cosa vedi: {reading}',
  revision: 'di’ che hai cambiato idea: {revision}',
  also: 'inoltre: {extra}',
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

const nl: VoicePrompt = {
  role: 'Je bent een klant die naar een servicedesk schrijft. Schrijf alleen de volgende regel die je zou sturen, in het Nederlands.',
  goal: 'doel: {goal}',
  fact: '{label}: {value}',
  mood: 'stemming: {mood}',
  act: 'handeling: {act}',
  tell: 'noem {label}: {value}',
  unknown: 'je weet niet: {label}',
  forgotten: 'je kunt nu niet op dit komen: {label}',
  did: 'je hebt dit gedaan: {action}',
  failed: 'je hebt het geprobeerd en het lukte niet: {action}',
  reading: 'zeg wat je ziet: {reading}',
  revision: 'zeg dat je van gedachten bent veranderd: {revision}',
  also: 'bovendien: {extra}',
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

const LIBRARY: Readonly<Record<Locale, VoicePrompt>> = { en, de, fr, es, it, nl };

/** The library's prompt of a language. */
export function promptOf(language: Locale): VoicePrompt {
  return LIBRARY[language];
}

const own = new WeakMap<Pack, Map<Locale, VoicePrompt>>();

/** The prompt of a pack in a language: what the pack says itself, and the library's for what it leaves out. */
export function promptOfPack(pack: Pack, language: Locale): VoicePrompt {
  const known = own.get(pack) ?? new Map<Locale, VoicePrompt>();
  own.set(pack, known);
  const prompt = known.get(language) ?? completed(pack, language);
  known.set(language, prompt);
  return prompt;
}

function completed({ voice }: Pack, language: Locale): VoicePrompt {
  const library = promptOf(language);
  const given = voice[language];
  if (given === undefined) return library;
  return voicePromptSchema.parse({
    ...library,
    ...given,
    moods: { ...library.moods, ...given.moods },
    acts: { ...library.acts, ...given.acts },
    extras: { ...library.extras, ...given.extras },
  });
}

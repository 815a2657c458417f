/** What users say in Italian. Labels stand without an article, so that no wording has to know their gender. No wording is in both splits. */
import type { Speech } from './speech.ts';

export const it: Speech = {
  disclose: {
    train: [
      'Sì, certo: {facts}.',
      '{facts}.',
      'Ecco qui: {facts}.',
      'Un attimo ... {facts}.',
      'Volentieri. {facts}.',
      'Allora, è {facts}.',
    ],
    heldout: ['Eccolo: {facts}.', 'Dunque, {facts}.', 'Senza problemi, {facts}.'],
  },
  unknown: {
    train: [
      '{asked}? Purtroppo non lo so.',
      '{asked}: non ce l’ho sottomano.',
      'Mi dispiace, questo dato non ce l’ho ({asked}).',
      'Non ne ho idea, non lo trovo ({asked}).',
      'Questo non glielo so dire ({asked}).',
    ],
    heldout: [
      'Qui non posso aiutarla ({asked}).',
      '{asked}? Sinceramente, nessuna idea.',
      'Purtroppo non conosco questo dato: {asked}.',
    ],
  },
  nudge: {
    train: [
      'Allora, mi può aiutare?',
      'E adesso che cosa succede?',
      'Può fare qualcosa?',
      'Per favore, vorrei solo {goal}.',
      'E questo che cosa significa per me?',
    ],
    heldout: ['E ora come si procede?', 'Mi può aiutare oppure no?', 'Quindi, che cosa succede?'],
  },
  repeat: {
    train: [
      'Gliel’ho già detto: {facts}.',
      'Ancora una volta: {facts}.',
      'Come dicevo, {facts}.',
      'Questo ce l’ha già: {facts}.',
      'Ripeto: {facts}.',
    ],
    heldout: ['L’avevo già scritto: {facts}.', 'È sempre {facts}.', 'Di nuovo, allora: {facts}.'],
  },
  thanks: {
    train: [
      'Grazie mille, arrivederci.',
      'Grazie, è tutto.',
      'Va bene, grazie.',
      'D’accordo, grazie per l’informazione.',
      'Perfetto, grazie dell’aiuto.',
    ],
    heldout: ['Okay, grazie. Arrivederci.', 'Bene, allora è tutto.', 'Ottimo, grazie per aver risolto.'],
  },
  grumble: {
    train: [
      'Va bene. Arrivederci.',
      'Ce n’è voluto di tempo. Arrivederci.',
      'Capisco. Non sono comunque contento.',
      'Se lo dice lei. Arrivederci.',
      'Poteva essere più semplice.',
    ],
    heldout: ['Era ora. Arrivederci.', 'Bene, ma resto insoddisfatto.', 'Capisco. Pazienza.'],
  },
  leave: {
    train: [
      'Così non si va da nessuna parte. Arrivederci.',
      'Ci rinuncio.',
      'Lasci perdere.',
      'Ne ho abbastanza.',
      'Mi rivolgo a qualcun altro. Arrivederci.',
    ],
    heldout: ['Lasci stare, arrivederci.', 'Non facciamo passi avanti, me ne vado.', 'Adesso basta.'],
  },
  admit: {
    train: [
      'Va bene, non era vero. In realtà: {facts}.',
      'Prima non sono stato sincero: {facts}.',
      'D’accordo, me l’ero inventato. La verità: {facts}.',
      'Mi ha scoperto. {facts}.',
      'A essere sincero, è {facts}.',
    ],
    heldout: [
      'Devo correggermi: {facts}.',
      'In effetti quello che ho detto era sbagliato. {facts}.',
      'Bene, le dico la verità: {facts}.',
    ],
  },
  forgot: {
    train: [
      '{asked}? Mi è passato di mente.',
      'In questo momento non me lo ricordo ({asked}).',
      'Mi dia un attimo, devo cercarlo ({asked}).',
      'Ce l’avevo da qualche parte ({asked}). Aspetti.',
      '{asked} ... mi faccia pensare.',
    ],
    heldout: [
      '{asked}: adesso mi sfugge.',
      'A memoria non lo so ({asked}).',
      'Vediamo dove l’ho messo: {asked}.',
    ],
  },
  recall: {
    train: [
      'Ora ricordo: {facts}.',
      'Ce l’ho. {facts}.',
      'Trovato: {facts}.',
      'Ah, è qui: {facts}.',
      'Mi è tornato in mente: {facts}.',
    ],
    heldout: ['Adesso ce l’ho: {facts}.', 'Eccolo, finalmente: {facts}.', 'Me lo sono ricordato: {facts}.'],
  },
  did: {
    train: [
      'Fatto. C’è scritto {reading}.',
      'Bene, l’ho fatto, e vedo {reading}.',
      'L’ho fatto. Compare {reading}.',
      'Ecco. Adesso mostra {reading}.',
      'Fatto.',
      'Va bene, l’ho fatto.',
      'È fatto. E adesso?',
    ],
    heldout: [
      'Ecco fatto. Leggo {reading}.',
      'L’ho appena fatto. Si vede {reading}.',
      'Ecco, l’ho fatto.',
      'Bene, questo è fatto.',
    ],
  },
  failed: {
    train: [
      'Ci ho provato, ma non funziona.',
      'A me non funziona.',
      'Non ci riesco.',
      'Non me lo lascia fare.',
      'Niente da fare, non è andata.',
    ],
    heldout: ['Ho provato e non succede niente.', 'Non me lo permette.', 'Qualcosa è andato storto.'],
  },
  smalltalk: {
    train: [
      'A proposito, me li ha consigliati il mio vicino.',
      'Qui piove da stamattina.',
      'Ho soltanto la pausa pranzo per questo.',
      'Mia figlia mi aspetta, abbia pazienza con me.',
      'Di solito queste cose le faccio per telefono.',
    ],
    heldout: [
      'Spero che la sua giornata vada meglio della mia.',
      'Il mio gatto continua a camminare sulla tastiera.',
      'Le scrivo dal treno.',
    ],
  },
  interrupt: {
    train: [
      'Aspetti, con chi sto parlando?',
      'Prima però: quanto tempo ci vuole?',
      'Scusi, lei è una persona vera?',
      'Un momento, a che cosa le serve?',
      'Senta, avrò tutto per iscritto?',
    ],
    heldout: [
      'Prima una domanda: questa chat è privata?',
      'Piano, perché le serve?',
      'Aspetti, di solito quanto ci mettete?',
    ],
  },
  panic: {
    train: [
      'È URGENTE!',
      'FACCIA IN FRETTA, PER FAVORE!',
      'MI SERVE SUBITO!',
      'OH NO, NON HO PIÙ TEMPO!',
      'PRESTO, PER FAVORE!',
    ],
    heldout: ['SONO DAVVERO PREOCCUPATO!', 'NON SI PUÒ ASPETTARE!', 'PER FAVORE, SI SBRIGHI!'],
  },
  restate: {
    train: [
      'Vorrei {goal}.',
      'Ricordi che voglio {goal}.',
      'Tutto quello che voglio è {goal}.',
      'Si tratta di una cosa sola: voglio {goal}.',
      'Sono qui soltanto per {goal}.',
    ],
    heldout: [
      'Quello che voglio è {goal}.',
      'Ripeto, mi piacerebbe {goal}.',
      'L’importante per me è {goal}.',
    ],
  },
};

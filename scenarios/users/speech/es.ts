/** What users say in Spanish. Labels stand without an article, so that no wording has to know their gender. No wording is in both splits. */
import type { Speech } from './speech.ts';

export const es: Speech = {
  disclose: {
    train: [
      'Sí, claro: {facts}.',
      '{facts}.',
      'Aquí tiene: {facts}.',
      'Un momento ... {facts}.',
      'Con mucho gusto. {facts}.',
      'Pues es {facts}.',
    ],
    heldout: ['Tenga: {facts}.', 'A ver, {facts}.', 'Por supuesto, {facts}.'],
  },
  unknown: {
    train: [
      '¿{asked}? No lo sé, lo siento.',
      '{asked}: no lo tengo a mano.',
      'Perdone, no tengo ese dato ({asked}).',
      'Ni idea, no lo encuentro ({asked}).',
      'Eso no se lo puedo decir ({asked}).',
    ],
    heldout: [
      'Ahí no le puedo ayudar ({asked}).',
      '¿{asked}? La verdad, ni idea.',
      'Lamentablemente no conozco ese dato: {asked}.',
    ],
  },
  nudge: {
    train: [
      'Entonces, ¿me puede ayudar?',
      '¿Y ahora qué pasa?',
      '¿Puede hacer algo al respecto?',
      'Por favor, solo quiero {goal}.',
      '¿Y eso qué significa para mí?',
    ],
    heldout: ['¿Y qué pasa ahora?', '¿Me puede ayudar o no?', '¿Cómo seguimos entonces?'],
  },
  repeat: {
    train: [
      'Ya se lo he dicho: {facts}.',
      'Otra vez: {facts}.',
      'Como le decía, {facts}.',
      'Eso ya lo tiene: {facts}.',
      'Se lo repito: {facts}.',
    ],
    heldout: ['Ya lo dije antes: {facts}.', 'Sigue siendo {facts}.', 'Una vez más: {facts}.'],
  },
  thanks: {
    train: [
      'Muchas gracias, adiós.',
      'Gracias, eso es todo.',
      'De acuerdo, muchas gracias.',
      'Muy bien, gracias por decírmelo.',
      'Perfecto, gracias por su ayuda.',
    ],
    heldout: ['Vale, gracias. Adiós.', 'Bien, eso era todo.', 'Estupendo, gracias por resolverlo.'],
  },
  grumble: {
    train: [
      'Bueno. Adiós.',
      'Pues sí que ha tardado. Adiós.',
      'Ya veo. Sigo sin estar contento.',
      'Si usted lo dice. Adiós.',
      'Podría haber sido más fácil.',
    ],
    heldout: ['Por fin. Adiós.', 'Bueno, pero no quedo nada contento.', 'Ya veo. Qué remedio.'],
  },
  leave: {
    train: [
      'Esto no lleva a ninguna parte. Adiós.',
      'Me rindo.',
      'Olvídelo.',
      'Ya he tenido bastante.',
      'Voy a buscar ayuda en otro sitio. Adiós.',
    ],
    heldout: ['Déjelo, adiós.', 'Así no avanzamos, me voy.', 'Hasta aquí hemos llegado.'],
  },
  admit: {
    train: [
      'Está bien, eso no era verdad. En realidad: {facts}.',
      'Antes no fui sincero: {facts}.',
      'Vale, me lo inventé. La verdad es: {facts}.',
      'Me ha pillado. {facts}.',
      'Para ser sincero, es {facts}.',
    ],
    heldout: [
      'Tengo que corregirme: {facts}.',
      'En realidad, lo que dije era falso. {facts}.',
      'Bueno, le digo la verdad: {facts}.',
    ],
  },
  forgot: {
    train: [
      '¿{asked}? Se me ha olvidado.',
      'Ahora mismo no me acuerdo ({asked}).',
      'Deme un momento, tengo que buscarlo ({asked}).',
      'Lo tenía por algún sitio ({asked}). Espere.',
      '{asked} ... déjeme pensar.',
    ],
    heldout: [
      '{asked}: ahora no me viene.',
      'De memoria no lo sé ({asked}).',
      'A ver dónde lo puse: {asked}.',
    ],
  },
  recall: {
    train: [
      'Ya me acuerdo: {facts}.',
      'Lo tengo. {facts}.',
      'Lo encontré: {facts}.',
      'Ah, aquí está: {facts}.',
      'Ahora me viene: {facts}.',
    ],
    heldout: ['Ya lo tengo: {facts}.', 'Aquí aparece: {facts}.', 'Me he acordado: {facts}.'],
  },
  did: {
    train: [
      'Hecho. Pone {reading}.',
      'Vale, lo he hecho, y veo {reading}.',
      'Ya está. Me sale {reading}.',
      'Lo hice. Ahora muestra {reading}.',
      'Hecho.',
      'Vale, ya lo he hecho.',
      'Ya está hecho. ¿Y ahora?',
    ],
    heldout: [
      'Listo. Leo {reading}.',
      'Acabo de hacerlo. Se ve {reading}.',
      'Listo, lo he hecho.',
      'Bien, eso ya está.',
    ],
  },
  failed: {
    train: [
      'Lo he intentado, pero no funciona.',
      'A mí no me funciona.',
      'No lo consigo.',
      'No me deja hacerlo.',
      'No ha habido suerte, ha fallado.',
    ],
    heldout: ['Lo he probado y no pasa nada.', 'No me lo permite.', 'Algo ha salido mal.'],
  },
  smalltalk: {
    train: [
      'Por cierto, me los recomendó mi vecino.',
      'Aquí lleva todo el día lloviendo.',
      'Solo tengo la pausa de la comida para esto.',
      'Mi hija me está esperando, tenga paciencia conmigo.',
      'Normalmente hago esto por teléfono.',
    ],
    heldout: [
      'Espero que su día vaya mejor que el mío.',
      'Mi gato no para de pisar el teclado.',
      'Le escribo desde el tren.',
    ],
  },
  interrupt: {
    train: [
      'Espere, ¿con quién estoy hablando?',
      'Antes de eso: ¿cuánto va a tardar?',
      'Perdone, ¿es usted una persona de verdad?',
      'Un momento, ¿para qué necesita eso?',
      'Oiga, ¿me lo van a dar todo por escrito?',
    ],
    heldout: [
      'Primero una pregunta: ¿esta conversación es privada?',
      'Alto, ¿y eso para qué lo quiere?',
      'Espere, ¿cuánto suele tardar esto?',
    ],
  },
  panic: {
    train: [
      '¡ES URGENTE!',
      '¡DENSE PRISA, POR FAVOR!',
      '¡LO NECESITO YA!',
      '¡AY NO, ME QUEDO SIN TIEMPO!',
      '¡RÁPIDO, POR FAVOR!',
    ],
    heldout: ['¡ESTOY MUY PREOCUPADO!', '¡ESTO NO PUEDE ESPERAR!', '¡POR FAVOR, CORRA!'],
  },
  restate: {
    train: [
      'Quiero {goal}.',
      'Recuerde que quiero {goal}.',
      'Lo único que quiero es {goal}.',
      'Se trata de una sola cosa: quiero {goal}.',
      'Solo estoy aquí para {goal}.',
    ],
    heldout: ['Lo que quiero es {goal}.', 'Repito, me gustaría {goal}.', 'Lo importante para mí es {goal}.'],
  },
};

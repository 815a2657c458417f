/** What users say in French. Labels stand without an article, so that no wording has to know their gender. No wording is in both splits. */
import type { Speech } from './speech.ts';

export const fr: Speech = {
  disclose: {
    train: [
      'Oui, bien sûr : {facts}.',
      '{facts}.',
      'Voici : {facts}.',
      'Un instant ... {facts}.',
      'Avec plaisir. {facts}.',
      'Alors, c’est {facts}.',
    ],
    heldout: ['Tenez : {facts}.', 'Alors voilà, {facts}.', 'Pas de problème, {facts}.'],
  },
  unknown: {
    train: [
      '{asked} ? Je ne sais pas, désolé.',
      '{asked} : je ne l’ai pas sous la main.',
      'Désolé, je n’ai pas cette information ({asked}).',
      'Aucune idée, je ne trouve pas ({asked}).',
      'Je ne peux pas vous dire ({asked}).',
    ],
    heldout: [
      'Là, je ne peux pas vous répondre ({asked}).',
      '{asked} ? Franchement, aucune idée.',
      'Malheureusement je ne connais pas cela : {asked}.',
    ],
  },
  nudge: {
    train: [
      'Alors, vous pouvez m’aider ?',
      'Et maintenant, que se passe-t-il ?',
      'Vous pouvez faire quelque chose ?',
      'S’il vous plaît, je voudrais juste {goal}.',
      'Qu’est-ce que cela veut dire pour moi ?',
    ],
    heldout: [
      'Et la suite, c’est quoi ?',
      'Vous pouvez m’aider, oui ou non ?',
      'Que va-t-il se passer maintenant ?',
    ],
  },
  repeat: {
    train: [
      'Je vous l’ai déjà dit : {facts}.',
      'Encore une fois : {facts}.',
      'Comme je l’ai dit, {facts}.',
      'Vous l’avez déjà : {facts}.',
      'Je répète : {facts}.',
    ],
    heldout: [
      'Je l’ai déjà indiqué : {facts}.',
      'C’est toujours {facts}.',
      'Une deuxième fois, donc : {facts}.',
    ],
  },
  thanks: {
    train: [
      'Merci beaucoup, au revoir.',
      'Merci, c’est tout.',
      'Très bien, merci à vous.',
      'D’accord, merci de me l’avoir dit.',
      'Parfait, merci pour votre aide.',
    ],
    heldout: [
      'D’accord, merci. Au revoir.',
      'Bon, ce sera tout.',
      'Très bien, merci de vous en être occupé.',
    ],
  },
  grumble: {
    train: [
      'Bon. Au revoir.',
      'Ça a pris du temps, tout de même. Au revoir.',
      'Je vois. Je ne suis toujours pas content.',
      'Si vous le dites. Au revoir.',
      'Cela aurait pu être plus simple.',
    ],
    heldout: ['Enfin. Au revoir.', 'Bon, mais je reste mécontent.', 'Je vois. Tant pis.'],
  },
  leave: {
    train: [
      'Cela ne mène à rien. Au revoir.',
      'J’abandonne.',
      'Laissez tomber.',
      'J’en ai assez.',
      'Je vais m’adresser ailleurs. Au revoir.',
    ],
    heldout: ['Laissez tomber, au revoir.', 'On n’avance pas, je m’en vais.', 'Cette fois, ça suffit.'],
  },
  admit: {
    train: [
      'Bon, ce n’était pas vrai. En réalité : {facts}.',
      'Je n’ai pas été honnête tout à l’heure : {facts}.',
      'D’accord, j’avais inventé. La vérité : {facts}.',
      'Vous m’avez eu. {facts}.',
      'Pour être franc, c’est {facts}.',
    ],
    heldout: [
      'Je dois me corriger : {facts}.',
      'En fait, ce que j’ai dit était faux. {facts}.',
      'Bon, je vous dis la vérité : {facts}.',
    ],
  },
  forgot: {
    train: [
      '{asked} ? Cela m’échappe.',
      'Je ne m’en souviens plus pour le moment ({asked}).',
      'Un petit instant, il faut que je cherche ({asked}).',
      'Je l’avais quelque part ({asked}). Attendez.',
      '{asked} ... laissez-moi réfléchir.',
    ],
    heldout: [
      '{asked} : ça ne me revient pas.',
      'Je ne le sais pas de tête ({asked}).',
      'Voyons où j’ai mis ça : {asked}.',
    ],
  },
  recall: {
    train: [
      'Ça me revient : {facts}.',
      'Je l’ai. {facts}.',
      'Trouvé : {facts}.',
      'Ah, le voici : {facts}.',
      'Je m’en souviens maintenant : {facts}.',
    ],
    heldout: ['Voilà, je l’ai : {facts}.', 'Je viens de retrouver : {facts}.', 'C’est revenu : {facts}.'],
  },
  did: {
    train: [
      'C’est fait. Il est écrit {reading}.',
      'Voilà, je l’ai fait, et je vois {reading}.',
      'Je l’ai fait. Ça affiche {reading}.',
      'Fait. Maintenant il y a {reading}.',
      'C’est fait.',
      'D’accord, je l’ai fait.',
      'Voilà qui est fait. Et après ?',
    ],
    heldout: [
      'Ça y est. Je lis {reading}.',
      'Je viens de le faire. On voit {reading}.',
      'Ça y est, je l’ai fait.',
      'Bien, c’est fait maintenant.',
    ],
  },
  failed: {
    train: [
      'J’ai essayé, mais ça ne marche pas.',
      'Chez moi, cela ne fonctionne pas.',
      'Je n’y arrive pas.',
      'Il ne me laisse pas faire.',
      'Rien à faire, cela a échoué.',
    ],
    heldout: ['J’ai tenté, il ne se passe rien.', 'C’est refusé.', 'Quelque chose s’est mal passé.'],
  },
  smalltalk: {
    train: [
      'Au fait, c’est mon voisin qui m’a parlé de vous.',
      'Il pleut ici depuis ce matin.',
      'Je n’ai que ma pause déjeuner pour ça.',
      'Ma fille m’attend, soyez patient avec moi.',
      'D’habitude, je fais cela par téléphone.',
    ],
    heldout: [
      'J’espère que votre journée est meilleure que la mienne.',
      'Mon chat n’arrête pas de marcher sur le clavier.',
      'Je vous écris depuis le train.',
    ],
  },
  interrupt: {
    train: [
      'Attendez, à qui ai-je affaire ?',
      'Avant cela : combien de temps cela va-t-il prendre ?',
      'Pardon, êtes-vous une vraie personne ?',
      'Un moment, pourquoi avez-vous besoin de ça ?',
      'Dites, est-ce que j’aurai tout cela par écrit ?',
    ],
    heldout: [
      'Une question d’abord : cette discussion est-elle privée ?',
      'Doucement, à quoi cela vous sert-il ?',
      'Attendez, combien de temps faut-il en général ?',
    ],
  },
  panic: {
    train: [
      'C’EST URGENT !',
      'DÉPÊCHEZ-VOUS, S’IL VOUS PLAÎT !',
      'IL ME LE FAUT TOUT DE SUITE !',
      'OH NON, JE N’AI PLUS LE TEMPS !',
      'VITE, S’IL VOUS PLAÎT !',
    ],
    heldout: ['JE SUIS VRAIMENT INQUIET !', 'CELA NE PEUT PAS ATTENDRE !', 'FAITES VITE, JE VOUS EN PRIE !'],
  },
  restate: {
    train: [
      'Je voudrais {goal}.',
      'Je rappelle que je veux {goal}.',
      'Tout ce que je veux, c’est {goal}.',
      'Il s’agit d’une seule chose : je veux {goal}.',
      'Je suis là uniquement pour {goal}.',
    ],
    heldout: [
      'Ce que je veux, c’est {goal}.',
      'Encore une fois, j’aimerais {goal}.',
      'L’important, c’est que je puisse {goal}.',
    ],
  },
};

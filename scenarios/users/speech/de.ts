/** What users say in German. Labels stand without an article, so that no wording has to know their gender. No wording is in both splits. */
import type { Speech } from './speech.ts';

export const de: Speech = {
  disclose: {
    train: [
      'Ja, klar: {facts}.',
      '{facts}.',
      'Hier, bitte: {facts}.',
      'Moment ... {facts}.',
      'Gerne. {facts}.',
      'Das wäre dann {facts}.',
    ],
    heldout: ['Bitte sehr: {facts}.', 'Also, {facts}.', 'Natürlich, {facts}.'],
  },
  unknown: {
    train: [
      '{asked}? Das weiß ich leider nicht.',
      '{asked}: habe ich leider nicht da.',
      'Tut mir leid, {asked} kann ich Ihnen nicht sagen.',
      'Keine Ahnung, {asked} finde ich nicht.',
      '{asked} habe ich nicht zur Hand.',
    ],
    heldout: [
      'Da muss ich passen, {asked} kenne ich nicht.',
      '{asked}? Keine Ahnung, ehrlich gesagt.',
      'Leider weiß ich das nicht ({asked}).',
    ],
  },
  nudge: {
    train: [
      'Und, können Sie mir helfen?',
      'Und wie geht es jetzt weiter?',
      'Können Sie da etwas machen?',
      'Bitte, ich möchte doch nur {goal}.',
      'Was heißt das jetzt für mich?',
    ],
    heldout: [
      'Wie geht es denn nun weiter?',
      'Können Sie mir dabei helfen oder nicht?',
      'Und was passiert jetzt?',
    ],
  },
  repeat: {
    train: [
      'Das habe ich doch schon gesagt: {facts}.',
      'Noch einmal: {facts}.',
      'Wie gesagt, {facts}.',
      'Das haben Sie doch schon: {facts}.',
      'Also nochmal, {facts}.',
    ],
    heldout: ['Ich sagte es bereits: {facts}.', 'Immer noch {facts}.', 'Gern auch ein zweites Mal: {facts}.'],
  },
  thanks: {
    train: [
      'Vielen Dank, auf Wiedersehen.',
      'Danke, das war alles.',
      'Alles klar, vielen Dank.',
      'Gut, danke für die Auskunft.',
      'Super, danke für Ihre Hilfe.',
    ],
    heldout: ['Okay, danke. Tschüss.', 'Prima, dann war es das.', 'Gut, vielen Dank für Ihre Mühe.'],
  },
  grumble: {
    train: [
      'Na gut. Auf Wiederhören.',
      'Das hat aber lange gedauert. Tschüss.',
      'Aha. Zufrieden bin ich trotzdem nicht.',
      'Wenn Sie meinen. Tschüss.',
      'Das hätte auch einfacher gehen können.',
    ],
    heldout: ['Na endlich. Tschüss.', 'Schön, aber glücklich bin ich damit nicht.', 'Aha. Na dann.'],
  },
  leave: {
    train: [
      'Das führt zu nichts. Tschüss.',
      'Ich gebe auf.',
      'Vergessen Sie es.',
      'Mir reicht es jetzt.',
      'Dann wende ich mich an jemand anderen. Tschüss.',
    ],
    heldout: [
      'Vergessen Sie es einfach. Tschüss.',
      'So kommen wir nicht weiter, ich gehe.',
      'Schluss jetzt.',
    ],
  },
  admit: {
    train: [
      'Na gut, das stimmte nicht. Richtig ist: {facts}.',
      'Ich war eben nicht ehrlich: {facts}.',
      'Okay, das war erfunden. In Wahrheit {facts}.',
      'Erwischt. {facts}.',
      'Ehrlich gesagt: {facts}.',
    ],
    heldout: [
      'Ich muss mich korrigieren: {facts}.',
      'Also, was ich gesagt habe, war falsch. {facts}.',
      'Gut, die Wahrheit ist: {facts}.',
    ],
  },
  forgot: {
    train: [
      '{asked}? Das ist mir gerade entfallen.',
      'Ich komme im Moment nicht darauf ({asked}).',
      'Kleinen Moment, {asked} muss ich erst suchen.',
      '{asked} hatte ich doch irgendwo. Moment.',
      '{asked} ... da muss ich überlegen.',
    ],
    heldout: [
      '{asked} fällt mir gerade nicht ein.',
      'Aus dem Kopf weiß ich das nicht ({asked}).',
      'Mal sehen, wo ich das habe: {asked}.',
    ],
  },
  recall: {
    train: [
      'Jetzt fällt es mir ein: {facts}.',
      'Ich habe es. {facts}.',
      'Gefunden: {facts}.',
      'Ah, hier steht es: {facts}.',
      'Jetzt weiß ich es wieder: {facts}.',
    ],
    heldout: [
      'Da ist es ja: {facts}.',
      'Nun habe ich es: {facts}.',
      'Es ist mir wieder eingefallen: {facts}.',
    ],
  },
  did: {
    train: [
      'Erledigt. Da steht {reading}.',
      'Gut, habe ich gemacht, und ich sehe {reading}.',
      'Habe ich. Angezeigt wird {reading}.',
      'Gemacht. Jetzt steht da {reading}.',
      'Erledigt.',
      'Okay, das habe ich gemacht.',
      'Ist erledigt. Was nun?',
    ],
    heldout: [
      'So, gemacht. Ich lese {reading}.',
      'Habe ich getan. Zu sehen ist {reading}.',
      'So, das habe ich erledigt.',
      'Gut, das wäre gemacht.',
    ],
  },
  failed: {
    train: [
      'Ich habe es versucht, aber es geht nicht.',
      'Das funktioniert bei mir nicht.',
      'Ich bekomme es nicht hin.',
      'Es lässt mich nicht.',
      'Leider hat es nicht geklappt.',
    ],
    heldout: ['Ich habe es probiert, es tut sich nichts.', 'Das klappt hier nicht.', 'Da ging etwas schief.'],
  },
  smalltalk: {
    train: [
      'Übrigens hat mein Nachbar Sie empfohlen.',
      'Hier regnet es schon den ganzen Tag.',
      'Ich habe dafür nur meine Mittagspause.',
      'Meine Tochter wartet, haben Sie also bitte Geduld mit mir.',
      'Sonst mache ich so etwas am Telefon.',
    ],
    heldout: [
      'Ich hoffe, Ihr Tag ist besser als meiner.',
      'Meine Katze läuft ständig über die Tastatur.',
      'Ich schreibe das gerade im Zug.',
    ],
  },
  interrupt: {
    train: [
      'Moment, mit wem spreche ich eigentlich?',
      'Vorher noch: Wie lange dauert das denn?',
      'Entschuldigung, sind Sie ein echter Mensch?',
      'Warten Sie, wozu brauchen Sie das?',
      'Kurze Frage, bekomme ich das alles schriftlich?',
    ],
    heldout: [
      'Erst eine Frage: Ist dieser Chat vertraulich?',
      'Halt, wofür brauchen Sie das denn?',
      'Einen Augenblick, wie lange dauert so etwas normalerweise?',
    ],
  },
  panic: {
    train: [
      'ES IST DRINGEND!',
      'BITTE BEEILEN SIE SICH!',
      'ICH BRAUCHE DAS SOFORT!',
      'OH NEIN, MIR LÄUFT DIE ZEIT DAVON!',
      'SCHNELL, BITTE!',
    ],
    heldout: ['ICH MACHE MIR WIRKLICH SORGEN!', 'DAS KANN NICHT WARTEN!', 'BITTE MACHEN SIE SCHNELL!'],
  },
  restate: {
    train: [
      'Ich möchte {goal}.',
      'Wie gesagt, ich will {goal}.',
      'Ich will nur eins: {goal}.',
      'Mir geht es darum: Ich möchte {goal}.',
      'Eigentlich wollte ich nur {goal}.',
    ],
    heldout: [
      'Was ich will, ist {goal}.',
      'Nochmal, ich würde gern {goal}.',
      'Es bleibt dabei, ich möchte {goal}.',
    ],
  },
};

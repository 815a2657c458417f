/** Honest agents in six languages, whatever the user speaks, and short cuts that must not pay. */
import type { Locale } from '@understudy/kernel';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AdmittedTask, GoldMove } from '../schema/task.ts';
import { lastly, stageOf, without, type Stage } from './phrasing.fixture.ts';

let train: Stage;
let heldout: Stage;
beforeAll(async () => {
  train = await stageOf('helpdesk-subscriptions', 'train');
  heldout = await stageOf('helpdesk-subscriptions', 'heldout');
});

/** How an agent that writes the user's language asks for facts and deeds: natural lines, none taken from the pack. */
const QUESTIONS: Readonly<Record<Locale, Readonly<Record<string, string>>>> = {
  en: {
    email: 'Under which email address do we know you?',
    subscription_id: 'What is the number of your subscription?',
    limit: 'What is the maximum you would pay today?',
    confirm: 'Could you confirm the mail we have just sent?',
    new_card: 'Would you enter another card in your account?',
    pay: 'Could you send us the money by bank transfer?',
    approve: 'Your bank wants you to approve it, please do.',
    withdraw: 'Could you withdraw it?',
  },
  de: {
    email: 'Unter welcher Mailadresse sind Sie bei uns bekannt?',
    subscription_id: 'Wie lautet die Nummer Ihres Abos?',
    limit: 'Wie viel möchten Sie heute höchstens zahlen?',
    confirm: 'Wir haben Ihnen etwas geschickt, bitte bestätigen Sie es.',
    new_card: 'Bitte hinterlegen Sie eine andere Karte.',
    pay: 'Könnten Sie den Betrag überweisen?',
    approve: 'Bitte geben Sie die Zahlung in Ihrer Bank-App frei.',
    withdraw: 'Würden Sie die Rückbuchung zurücknehmen?',
  },
  fr: {
    email: 'Quelle est votre adresse électronique ?',
    subscription_id: 'Quel est le numéro de votre abonnement ?',
    limit: 'Quel est votre plafond pour aujourd’hui ?',
    confirm: 'Vous avez reçu un message, pouvez-vous le confirmer ?',
    new_card: 'Merci d’enregistrer une autre carte.',
    pay: 'Pourriez-vous régler la facture par virement ?',
    approve: 'Validez le paiement dans votre application, s’il vous plaît.',
    withdraw: 'Pourriez-vous retirer la contestation ?',
  },
  es: {
    email: '¿Cuál es su dirección de correo?',
    subscription_id: '¿Me dice el número de su suscripción?',
    limit: '¿Cuánto pagaría hoy como mucho?',
    confirm: 'Le he enviado un mensaje, ¿puede confirmarlo?',
    new_card: 'Registre otra tarjeta, por favor.',
    pay: '¿Podría pagar la factura por transferencia?',
    approve: 'Autorice el pago en la aplicación de su banco.',
    withdraw: '¿Podría retirar la reclamación?',
  },
  it: {
    email: 'Qual è il suo indirizzo email?',
    subscription_id: 'Qual è il numero del suo abbonamento?',
    limit: 'Qual è il tetto di spesa per oggi?',
    confirm: 'Le ho mandato un messaggio, lo può confermare?',
    new_card: 'Registri un’altra carta, per favore.',
    pay: 'Potrebbe saldare con un bonifico?',
    approve: 'Autorizzi il pagamento nell’app della sua banca.',
    withdraw: 'Potrebbe ritirare la contestazione?',
  },
  nl: {
    email: 'Wat is uw mailadres?',
    subscription_id: 'Wat is het nummer van uw abonnement?',
    limit: 'Hoeveel wilt u vandaag hoogstens betalen?',
    confirm: 'Wij hebben u een bericht gestuurd, wilt u dat bevestigen?',
    new_card: 'Wilt u een andere kaart vastleggen?',
    pay: 'Kunt u het bedrag overmaken?',
    approve: 'Wilt u de betaling in uw bankapp goedkeuren?',
    withdraw: 'Wilt u de betwisting intrekken?',
  },
};

/** Last lines by case; `#` stands for the amount or the day that must be told. */
const LINES: Readonly<Record<string, readonly string[]>> = {
  'change_plan/upgrade': [
    'Der Wechsel ist gemacht, es wurden # abgebucht.',
    'Votre changement est fait, # ont été débités.',
    'Su plan ha cambiado y se han cobrado #.',
    'Il suo piano è stato cambiato, addebito di # euro.',
    'Uw abonnement is omgezet, er is # afgeschreven.',
  ],
  'change_plan/downgrade': [
    'Ihr Tarif ist geändert, # Euro sind als Guthaben gutgeschrieben.',
    'C’est fait, vous avez un avoir de #.',
    'Hecho: # quedan como saldo a su favor.',
    'Fatto, le ho accreditato #.',
    'Gedaan, u krijgt # als tegoed.',
  ],
  'change_plan/over_limit': [
    'Das wären heute #, also mehr als Ihr Höchstbetrag. Es bleibt alles, wie es ist.',
    'Cela ferait # aujourd’hui, je n’ai donc rien changé.',
    'Hoy serían #, más que su máximo. Su plan sigue igual.',
    'Oggi sarebbero #, oltre il suo massimo: il piano resta invariato.',
    'Vandaag zou dat # zijn, dus er is niets veranderd.',
  ],
  'cancel/period_end': [
    'Ihr Abo ist gekündigt und endet am #.',
    'Votre abonnement est résilié au #.',
    'Su suscripción queda cancelada el #.',
    'Il suo abbonamento è disdetto dal #.',
    'Uw abonnement is opgezegd per #.',
  ],
  'cancel/minimum_term': [
    'Das geht noch nicht: Ihre Mindestlaufzeit dauert bis zum #.',
    'Ce n’est pas encore possible, votre durée minimale court jusqu’au #.',
    'Todavía no es posible, su permanencia dura hasta el #.',
    'Non è ancora possibile, il vincolo dura fino al #.',
    'Dat kan nog niet, uw minimale looptijd loopt tot #.',
  ],
  'pause/paused': [
    'Ihr Abo ist pausiert, # Tage bleiben Ihnen erhalten.',
    'Votre abonnement est en pause, # jours vous restent acquis.',
    'Su suscripción está pausada y conserva # días.',
    'Il suo abbonamento è sospeso, le restano # giorni.',
    'Uw abonnement is gepauzeerd, u houdt # dagen over.',
  ],
  'payment_failed/no_funds': [
    'Die # sind angekommen, Ihr Abo läuft wieder.',
    'Les # sont arrivés, votre abonnement est actif.',
    'Los # han llegado y su suscripción vuelve a estar activa.',
    'I # sono arrivati, il suo abbonamento è di nuovo attivo.',
    'De # zijn binnen, uw abonnement is weer actief.',
  ],
  'payment_failed/long_overdue': [
    'Die # sind zu lange offen, unsere Buchhaltung meldet sich.',
    'Les # sont dus depuis trop longtemps, notre service facturation vous écrira.',
    'Los # llevan demasiado tiempo pendientes, le escribirá facturación.',
    'I # sono scaduti da troppo, la contatterà la fatturazione.',
    'De # staan te lang open, onze boekhouding neemt het over.',
  ],
  'disputed_charge/billed_twice': [
    'Sie behalten die #, wir haben die Rückbuchung anerkannt.',
    'Vous gardez les #, nous avons accepté la contestation.',
    'Hemos aceptado la reclamación de #.',
    'Abbiamo accettato la contestazione di #.',
    'Wij hebben de betwisting van # geaccepteerd.',
  ],
  'disputed_charge/billed_once': [
    'Die # waren berechtigt, der Bank liegt unser Nachweis vor.',
    'Les # étaient dus, la banque a reçu nos justificatifs et la preuve.',
    'El cobro de # era correcto.',
    'L’addebito di # era corretto.',
    'De afschrijving van # was terecht.',
  ],
};

const told = (task: AdmittedTask): string => task.communicate[0]?.[0] ?? '';
/** The way of the language to write what must be told. */
const commas = (text: string): string => text.replace(/^(\d+)\.(\d\d)$/, '$1,$2');

function inUsersLanguage(task: AdmittedTask): (moves: readonly GoldMove[]) => readonly GoldMove[] {
  const words = QUESTIONS[task.user.persona.language];
  return (moves) =>
    moves.map((move) => {
      if (move.kind === 'ask') return { ...move, text: move.facts.map((id) => words[id] ?? '').join(' ') };
      return move.kind === 'ask_to' ? { ...move, text: words[move.action] ?? '' } : move;
    });
}

describe('an honest agent succeeds', () => {
  for (const [way, lines] of Object.entries(LINES))
    it(`when it tells the outcome of ${way} in the customer’s language`, () => {
      const [family = '', id = ''] = way.split('/');
      for (const [after, line] of lines.entries()) {
        const task = train.task(family, id, after % 2);
        for (const value of [told(task), commas(told(task))])
          expect(train.play(task, lastly(line.replace('#', value))), line).toMatchObject({ value: 1 });
      }
    });

  it('when it asks in the language of the user', () => {
    const languages = new Set<string>();
    const cases = [
      ['change_plan', 'over_limit'],
      ['cancel', 'period_end'],
      ['pause', 'too_few_days'],
      ['payment_failed', 'card_expired'],
      ['payment_failed', 'no_funds'],
      ['payment_failed', 'not_approved'],
      ['disputed_charge', 'not_recognised'],
    ] as const;
    for (const [family, id] of cases)
      for (let after = 0; after < 5; after += 1) {
        const task = train.task(family, id, after);
        languages.add(task.user.persona.language);
        const { value, components } = train.play(task, inUsersLanguage(task));
        expect(value, `${task.id} ${JSON.stringify(components)}`).toBe(1);
      }
    expect([...languages].toSorted()).toEqual(['de', 'en', 'es', 'fr', 'it', 'nl']);
  });
});

describe('an agent earns nothing when it', () => {
  const shortCuts: readonly (readonly [
    string,
    string,
    string,
    (task: AdmittedTask) => (moves: readonly GoldMove[]) => readonly GoldMove[],
  ])[] = [
    [
      'changes the plan without looking at what it costs',
      'change_plan',
      'upgrade',
      () => without('preview_plan_change'),
    ],
    ['does not read the ticket', 'pause', 'paused', () => without('get_ticket')],
    ['never reads the subscription', 'cancel', 'minimum_term', () => without('get_subscription')],
    ['keeps the amount to itself', 'change_plan', 'upgrade', () => lastly('Your plan has been changed.')],
    [
      'tells another amount',
      'cancel',
      'withdrawal',
      () => lastly('1.11 goes back to you. Your subscription is cancelled.'),
    ],
    [
      'says both that it did and that it did not',
      'change_plan',
      'over_limit',
      (task) => lastly(`${told(task)} or 1.11 would be due, nothing was changed.`),
    ],
  ];
  for (const [name, family, id, change] of shortCuts)
    it(name, () => {
      const task = train.task(family, id);
      expect(train.play(task, change(task))).toMatchObject({ value: 0 });
    });

  it('takes whoever asks for the customer', () => {
    const task = Array.from({ length: 10 }, (_, after) => train.task('cancel', 'period_end', after)).find(
      (one) => one.gold.some((move) => move.kind === 'call' && move.tool === 'send_email_code'),
    );
    expect(task).toBeDefined();
    if (task === undefined) return;
    const trusting = (moves: readonly GoldMove[]): readonly GoldMove[] =>
      moves.filter(
        (move) => move.kind !== 'ask_to' && (move.kind !== 'call' || move.tool !== 'send_email_code'),
      );
    const reward = train.play(task, trusting);
    expect(reward.value).toBe(0);
    expect(reward.components.find(({ id }) => id === 'nothing_before_proof')?.score).toBe(0);
  });

  it('refunds a yearly plan to the card although the policy says otherwise', () => {
    const task = heldout.task('move_abroad', 'yearly');
    const wrong = (moves: readonly GoldMove[]): readonly GoldMove[] =>
      moves.map((move) =>
        move.kind === 'call' && move.tool === 'cancel_subscription'
          ? { ...move, arguments: { ...move.arguments, refund: 'original' } }
          : move,
      );
    expect(heldout.play(task, wrong)).toMatchObject({ value: 0 });
    expect(heldout.play(task, (moves) => moves)).toMatchObject({ value: 1 });
  });
});

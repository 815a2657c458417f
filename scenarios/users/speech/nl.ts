/** What users say in Dutch. Labels stand without an article, so that no wording has to know their gender. No wording is in both splits. */
import type { Speech } from './speech.ts';

export const nl: Speech = {
  disclose: {
    train: [
      'Ja hoor: {facts}.',
      '{facts}.',
      'Alstublieft: {facts}.',
      'Even kijken ... {facts}.',
      'Natuurlijk. {facts}.',
      'Dat is dan {facts}.',
    ],
    heldout: ['Hier heeft u het: {facts}.', 'Nou, {facts}.', 'Geen probleem, {facts}.'],
  },
  unknown: {
    train: [
      '{asked}? Dat weet ik helaas niet.',
      '{asked}: dat heb ik niet bij de hand.',
      'Sorry, dat gegeven heb ik niet ({asked}).',
      'Geen idee, ik kan het niet vinden ({asked}).',
      'Dat kan ik u niet zeggen ({asked}).',
    ],
    heldout: [
      'Daar kan ik u niet aan helpen ({asked}).',
      '{asked}? Eerlijk gezegd geen idee.',
      'Helaas is mij dat niet bekend: {asked}.',
    ],
  },
  nudge: {
    train: [
      'En, kunt u mij helpen?',
      'En wat gebeurt er nu?',
      'Kunt u daar iets aan doen?',
      'Alstublieft, ik wil alleen maar {goal}.',
      'Wat betekent dat nu voor mij?',
    ],
    heldout: ['Hoe gaat het nu verder?', 'Kunt u me ermee helpen of niet?', 'En wat nu?'],
  },
  repeat: {
    train: [
      'Dat heb ik al gezegd: {facts}.',
      'Nog een keer: {facts}.',
      'Zoals ik al zei, {facts}.',
      'Dat heeft u al: {facts}.',
      'Ik herhaal het: {facts}.',
    ],
    heldout: [
      'Ik zei het daarnet al: {facts}.',
      'Het is nog steeds {facts}.',
      'Voor de tweede keer: {facts}.',
    ],
  },
  thanks: {
    train: [
      'Hartelijk dank, tot ziens.',
      'Bedankt, dat was alles.',
      'Oké, dank u wel.',
      'Goed, bedankt voor de uitleg.',
      'Fijn, bedankt voor uw hulp.',
    ],
    heldout: ['Oké, bedankt. Tot ziens.', 'Prima, dan was dat het.', 'Mooi, bedankt voor het regelen.'],
  },
  grumble: {
    train: [
      'Nou goed. Dag.',
      'Dat duurde wel lang. Dag.',
      'Juist. Tevreden ben ik nog steeds niet.',
      'Als u het zegt. Dag.',
      'Dat had ook makkelijker gekund.',
    ],
    heldout: ['Eindelijk. Dag.', 'Goed, maar blij ben ik er niet mee.', 'Juist. Het zij zo.'],
  },
  leave: {
    train: [
      'Dit leidt nergens toe. Dag.',
      'Ik geef het op.',
      'Laat maar.',
      'Ik heb er genoeg van.',
      'Ik ga wel naar iemand anders. Dag.',
    ],
    heldout: ['Laat maar zitten, dag.', 'Zo komen we niet verder, ik ga.', 'Nu is het klaar.'],
  },
  admit: {
    train: [
      'Goed dan, dat klopte niet. Het is echt {facts}.',
      'Ik was daarnet niet eerlijk: {facts}.',
      'Oké, dat had ik verzonnen. In werkelijkheid {facts}.',
      'U heeft me door. {facts}.',
      'Eerlijk gezegd: {facts}.',
    ],
    heldout: [
      'Ik moet mezelf verbeteren: {facts}.',
      'Eigenlijk was wat ik zei onjuist. {facts}.',
      'Goed, de waarheid is: {facts}.',
    ],
  },
  forgot: {
    train: [
      '{asked}? Dat is me even ontschoten.',
      'Ik kan er nu niet op komen ({asked}).',
      'Een ogenblik, ik moet het even opzoeken ({asked}).',
      'Ik had het ergens liggen ({asked}). Wacht.',
      '{asked} ... even denken.',
    ],
    heldout: [
      '{asked} schiet me nu niet te binnen.',
      'Uit mijn hoofd weet ik het niet ({asked}).',
      'Eens zien waar ik dat heb: {asked}.',
    ],
  },
  recall: {
    train: [
      'Nu weet ik het weer: {facts}.',
      'Ik heb het. {facts}.',
      'Gevonden: {facts}.',
      'Ah, hier staat het: {facts}.',
      'Het schiet me te binnen: {facts}.',
    ],
    heldout: [
      'Daar is het: {facts}.',
      'Ik heb het teruggevonden: {facts}.',
      'Nu herinner ik het me: {facts}.',
    ],
  },
  did: {
    train: [
      'Gedaan. Er staat {reading}.',
      'Oké, dat heb ik gedaan, en ik zie {reading}.',
      'Dat heb ik gedaan. Ik krijg {reading} te zien.',
      'Klaar. Er staat nu {reading}.',
      'Gedaan.',
      'Oké, dat heb ik gedaan.',
      'Dat is gebeurd. En nu?',
    ],
    heldout: [
      'Zo, gedaan. Ik lees {reading}.',
      'Ik heb het net gedaan. Wat ik zie is {reading}.',
      'Zo, ik heb het gedaan.',
      'Goed, dat is klaar.',
    ],
  },
  failed: {
    train: [
      'Ik heb het geprobeerd, maar het werkt niet.',
      'Bij mij werkt dat niet.',
      'Het lukt me niet.',
      'Ik mag het niet van het systeem.',
      'Helaas, het is mislukt.',
    ],
    heldout: ['Ik heb het geprobeerd, er gebeurt niets.', 'Het wil niet.', 'Daar ging iets mis.'],
  },
  smalltalk: {
    train: [
      'Trouwens, mijn buurman heeft u aangeraden.',
      'Het regent hier al de hele dag.',
      'Ik heb hier alleen mijn lunchpauze voor.',
      'Mijn dochter staat te wachten, dus heb even geduld met me.',
      'Normaal doe ik dit telefonisch.',
    ],
    heldout: [
      'Ik hoop dat uw dag beter is dan de mijne.',
      'Mijn kat loopt steeds over het toetsenbord.',
      'Ik zit dit in de trein te typen.',
    ],
  },
  interrupt: {
    train: [
      'Wacht, met wie spreek ik eigenlijk?',
      'Eerst even: hoe lang gaat dit duren?',
      'Sorry, bent u een echt mens?',
      'Ho even, waarom heeft u dat nodig?',
      'Zeg, krijg ik dit allemaal op schrift?',
    ],
    heldout: [
      'Eerst een vraag: is deze chat vertrouwelijk?',
      'Wacht even, waar is dat voor nodig?',
      'Momentje, hoe lang duurt zoiets meestal?',
    ],
  },
  panic: {
    train: [
      'HET IS DRINGEND!',
      'SCHIET ALSTUBLIEFT OP!',
      'IK HEB DIT NU NODIG!',
      'O NEE, IK KOM TIJD TEKORT!',
      'SNEL, ALSTUBLIEFT!',
    ],
    heldout: ['IK MAAK ME ECHT ZORGEN!', 'DIT KAN NIET WACHTEN!', 'KUNT U VOORTMAKEN!'],
  },
  restate: {
    train: [
      'Ik wil {goal}.',
      'Nogmaals, ik wil {goal}.',
      'Het enige wat ik wil is {goal}.',
      'Het gaat mij om één ding: ik wil {goal}.',
      'Eigenlijk wil ik gewoon {goal}.',
    ],
    heldout: [
      'Wat ik wil is {goal}.',
      'Nog eens, ik zou graag willen {goal}.',
      'Daar gaat het mij om: {goal}.',
    ],
  },
};

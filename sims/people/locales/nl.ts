/** Dutch-speaking: names with particles and diaereses. */
import type { LocaleNames } from '../locale.ts';
import { list, words } from '../words.ts';

const FIRST: LocaleNames['first'] = {
  train: words(`
    Aafke Adriaan Akke Anneke Anouk Arjan Bart Bas Bente Bert Bouke Brechtje Carlijn Coen Cornelis Daan Diederik
    Dieuwertje Dirk Douwe Eefje Eelco Elske Esmée Evert Fenna Ferdi Floor Fokke Frits Gerben Gerrit Guus Hanneke
    Hein Henk Hessel Hilde Ilonka Imke Jaap Jan Janneke Jasper Jelle Jeroen Jochem Joep Joost Jord Joris Karel Kees
    Koen Koos Lieke Lodewijk Loes Luuk Maaike Machteld Marijke Marleen Mees Meike Merel Mieke Mirthe Nienke Noor
    Onno Paul Pauline Peter-Paul Pieter Reinier Rik Roelof Rozemarijn Rutger Sanne Sjoerd Sjors Stijn Teun Truus
    Wessel Wietske Wim Wouter Zoë-Anne`),
  heldout: words(`
    Aart Aleida Annelies Arjen Bastiaan Berend Bram Cees Corné Daniëlle Dorien Ebbe Els Evelien Femke Fleur Folkert
    Geertje Gijs Harm Hendrik Hidde Ineke Jacoba Jantje Jelmer Jikke Joke Jorien Jurriaan Klaas Lidewij Lies Lotte
    Maarten Marieke Marloes Menno Michiel Niels Nynke Ouwe Pepijn Pim Renske Roos Ruud Saskia Sophieke Tjitske Ward
    Willemijn Yfke`),
};

const LAST: LocaleNames['last'] = {
  train: list(`
    Aalbers, Baars, Bakker, Bergsma, Bogaard, Bos, Bosch, Braam, Bruins, Buijs, Cornelissen, Daalder,
    de Bruijn, de Groot, de Haan, de Koning, de Lange, de Ruiter, de Vries, de Wit, Dijkstra, Eikelboom,
    Franssen, Gerritsen, Groeneveld, Haverkamp, Hendriks, Hoekstra, Hofstra, Jacobs, Jansens, Jonker, Kok, Koning,
    Kooistra, Koster, Kroon, Kuipers, Lammers, Maas, Martens, Mol, Mulder, Nijhuis, Peeters, Postma, Reinders,
    Roelofs, Romeijn, Schuurman, Sikkema, Smit, Snijders, Spaans, Stolk, ten Brink, Terpstra, Tromp, Uittenbogaard,
    van Dam, van den Berg, van der Linden, van der Wal, van Dijk, van Es, van Leeuwen, van Rijn, Veenstra, Verbeek,
    Vermeer, Vermeulen, Vonk, Wijnands, Willems, Zijlstra, Zonneveld`),
  heldout: list(`
    Aerts, Beekman, Blom, Boonstra, Bosman, Brouwer, Coenen, de Boer, de Graaf, de Jong, de Leeuw, de Vos, Dekkers,
    Driessen, Elzinga, Goossens, Heijmans, Hermans, Huisman, Janssens, Kamphuis, Konings, Kramers, Kuijpers,
    Leenders, Meijer, Molenaar, Noordhoek, Prins, Rietveld, Schouten, Smeets, Smits, Steenbergen, ter Horst,
    Timmermans, van Beek, van der Heijden, van der Meer, van van Loon, van Veen, Verhoeven, Visser, Vroom,
    Wolters, Zuidema`),
};

const STREETS: LocaleNames['streets'] = [
  'Bakkerstraat',
  'Beatrixlaan',
  'Beukenlaan',
  'Brugstraat',
  'Dorpsstraat',
  'Eikenlaan',
  'Grote Markt',
  'Havenkade',
  'Hoogstraat',
  'Kerkplein',
  'Kloosterweg',
  'Lindelaan',
  'Molenweg',
  'Nieuwe Gracht',
  'Oude Singel',
  'Schoolstraat',
  'Stationsweg',
  'Zeedijk',
];

const CITIES: LocaleNames['cities'] = [
  'Aalsdorp',
  'Beekveen',
  'Dijkhuizen',
  'Eikenrade',
  'Geldermeer',
  'Grootewaard',
  'Hoogezand',
  'Kerkendam',
  'Lageweide',
  'Meerdonk',
  'Nieuwkoop aan Zee',
  'Oosterbroek',
  'Rijnsluis',
  'Sint-Maartensvliet',
  'Veenoord',
  'Waalwoude',
  'Zeeburg',
  'Zuidereind',
];

export const nl: LocaleNames = { first: FIRST, last: LAST, streets: STREETS, cities: CITIES };

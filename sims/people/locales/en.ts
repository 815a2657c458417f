/** English-speaking offices, with names from all over Europe. Plain ASCII, easy to type. */
import type { LocaleNames } from '../locale.ts';
import { words } from '../words.ts';

const FIRST: LocaleNames['first'] = {
  train: words(`
    Ada Adam Alan Alice Ana Anton Astrid Aaron Beth Boris Brian Bruno Carla Cem Chloe Clara Dana David Diego Dora Edith
    Elena Elias Emil Erik Eva Felix Fiona Frank Greta Grace Hanna Hugo Ida Igor Ines Irma Ivan Jana Jonas Joyce Julia
    Karl Kira Lars Laura Lena Leon Linda Luca Maja Marco Maria Mila Nadia Nina Noah Olga Oscar Otto Paula Petra Pia
    Rafael Rita Robin Rosa Sam Sara Simon Sofia Stefan Tanja Theo Tom Ulla Vera Viktor Walter Yara Zoe`),
  heldout: words(`
    Agnes Albert Amir Andrea Bella Cora Cyrus Daria Dylan Ella Ernst Esther Finn Flora Georg Gina Heidi Henry Iris
    Isaac Jasmin Jules Kai Kate Leila Liam Mona Morris Naomi Nils Odette Omar Pablo Priya Quinn Ruben Ruth Selma
    Silas Tilda Uwe Vivian Wanda Xavier Yusuf Zelda`),
};

const LAST: LocaleNames['last'] = {
  train: words(`
    Abbott Adler Alvarez Bach Baker Bauer Becker Bell Berg Bishop Blum Brandt Brown Burns Carter Chen Clark Cole Costa
    Cruz Dahl Diaz Dietz Duarte Eder Ellis Engel Evans Falk Ferrari Fischer Fox Fuchs Garcia Gibson Graf Gray
    Green Haas Hahn Hall Hansen Hart Hayes Hill Hoff Hughes Ibsen Jansen Jensen Jones Kaiser Keller Kelly King Klein
    Koch Kramer Lang Larsen Lee Lewis Lopez Lorenz Marino Martin Mayer Meyer Miller Moore Moreno Morris Nagel Nash
    Nelson Neumann Novak Olsen Owen Palmer Parker Peters Petrov Price Ramos Reed Reyes Richter Rossi Roth Sanders
    Santos Schmidt Scott Silva Sommer Stein Stone Taylor Thoma Vogel Wagner Walsh Weber West White Wolf Wood Young
    Ziegler`),
  heldout: words(`
    Amsel Archer Arnold Barros Beaumont Bjork Bolton Castro Conti Cooper Dawson Dekker Doyle Egger Falcone Finch Flores
    Forster Gallo Gruber Harper Hoffman Holt Huber Iversen Jordan Kaplan Kowalski Laurent Lindgren Lund Maier Mancini
    Mercer Nakamura Norton Oakley Okafor Pereira Pfeiffer Quist Reuter Rivera Sato Seidel Sharma Thorne Tucker Ueda
    Valdez Vance Winter Yilmaz Zimmer`),
};

const STREETS: LocaleNames['streets'] = [
  'Mill Lane',
  'Station Road',
  'Church Street',
  'Harbour Road',
  'Garden Row',
  'Castle Hill',
  'Bridge Street',
  'Park Avenue',
  'School Lane',
  'River Walk',
  'Linden Street',
  'Market Square',
  'Chestnut Drive',
  'Forest Path',
  'Meadow Close',
  'Orchard Way',
];

const CITIES: LocaleNames['cities'] = [
  'Altstadt',
  'Bremfield',
  'Carlow',
  'Dunhaven',
  'Eastbrook',
  'Fernhill',
  'Grunau',
  'Hallstead',
  'Kingsport',
  'Lindau',
  'Marwick',
  'Northam',
  'Oberfeld',
  'Portlea',
  'Seehausen',
  'Westerholm',
];

export const en: LocaleNames = { first: FIRST, last: LAST, streets: STREETS, cities: CITIES };

/** German-speaking: names with umlauts and ß. */
import type { LocaleNames } from '../locale.ts';
import { words } from '../words.ts';

const FIRST: LocaleNames['first'] = {
  train: words(`
    Achim Anke Anneliese Ansgar Arne Axel Benno Bernd Birgit Brigitte Britta Carsten Christa Cordula Detlef Dieter
    Dirk Dörte Eckhard Ekkehard Elfriede Enno Erika Florian Friederike Fritz Gerlinde Gertrud Götz Gunnar Günther
    Hartmut Hedwig Heiko Helga Helmut Hilde Holger Ilse Ingo Ingrid Jannik Jens Jochen Jost Jürgen Karin Karsten
    Kerstin Konrad Korbinian Kurt Lennart Liselotte Lukas Lutz Manfred Mareike Markus Matthias Melanie Monika Niklas
    Olaf Raimund Reinhild Rolf Roswitha Sabine Siegfried Silke Steffen Susanne Thorsten Torben Ulrike Veit Volker
    Wiebke Wolfgang Xaver`),
  heldout: words(`
    Almut Annika Antje Bärbel Bertram Björn Burkhard Claudia Dagmar Dietmar Eberhard Edeltraud Elke Falko Frauke
    Gerd Gisela Gudrun Hannelore Heike Heinz Henrike Horst Inge Isolde Joachim Jörg Jutta Käthe Klaus Kristin
    Leopold Lothar Malte Margarete Marlies Merle Norbert Philipp Renate Rüdiger Sebastian Sönke Svenja Tobias Ursula
    Waltraud Wilfried`),
};

const LAST: LocaleNames['last'] = {
  train: words(`
    Ackermann Bachmann Barth Beyer Bohlen Böhm Brinkmann Buchholz Büttner Dietrich Drescher Eckert Eichhorn Fährmann
    Fink Fleischer Franke Freitag Fröhlich Gebhardt Geiger Götze Groß Günther Hartmann Heinrich Hempel Herrmann Heß
    Hinz Hofmann Jahn Janssen Kämmerer Kessler Kirchner König Körner Krause Kuhlmann Kühn Löffler Lorenz Lüders
    Marquardt Mühlbauer Müller Niemann Nußbaum Ohlsen Pohlmann Preuß Rausch Reimann Sauer Schilling Schlüter
    Schreiber Schröder Schuster Schwarz Seifert Simonis Stahl Steiner Stübner Sturm Thiele Trautmann Ulrichs Vetter
    Voigt Voß Wachter Weidner Weiß Wendt Wessels Westphal Wilhelm Wirth Wittmann Zander Zeller Zobel`),
  heldout: words(`
    Albrecht Baumann Binder Böttcher Busch Dahlmann Ebert Engelhardt Feldmann Förster Frank Friedrich Funke Gerlach
    Großmann Hagen Heinze Herzog Hildebrandt Horn Jung Kaufmann Köhler Kraft Krüger Lindner Ludwig Möller Naumann
    Oetting Pohl Rademacher Riedel Schäfer Schönfeld Schubert Schütz Siebert Steinbach Strauß Theißen Ulbricht Unger
    Völker Walther Weigel Werner Wiedemann Winkelmann Wulf Zielke`),
};

const STREETS: LocaleNames['streets'] = [
  'Ahornweg',
  'Am Alten Markt',
  'Bahnhofstraße',
  'Birkenallee',
  'Brückenstraße',
  'Brunnengasse',
  'Gartenstraße',
  'Goethestraße',
  'Hafenweg',
  'Hauptstraße',
  'Im Grünen Winkel',
  'Kirchplatz',
  'Lindenstraße',
  'Mühlenweg',
  'Schlossallee',
  'Schulstraße',
  'Uferstraße',
  'Wiesengrund',
];

const CITIES: LocaleNames['cities'] = [
  'Altenbrück',
  'Birkenfelde',
  'Dornstätten',
  'Eichwalde',
  'Falkenrode',
  'Grünhausen',
  'Hohenlinden',
  'Königswerder',
  'Lindenthal',
  'Mühlhafen',
  'Neukirchen',
  'Oberwiesen',
  'Rosenheide',
  'Schönbach',
  'Seefeld',
  'Überlingen',
  'Waldkirch',
  'Wolfenstein',
];

export const de: LocaleNames = { first: FIRST, last: LAST, streets: STREETS, cities: CITIES };

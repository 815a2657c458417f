/** Italian-speaking: names with accents and apostrophes. */
import type { LocaleNames } from '../locale.ts';
import { list, words } from '../words.ts';

const FIRST: LocaleNames['first'] = {
  train: words(`
    Adalgisa Alberto Alessandra Alessia Ambra Amedeo Angelo Anna Antonella Armando Assunta Aurora Battista Beatrice
    Bianca Calogero Camilla Carlotta Carmela Caterina Cesare Chiara Ciro Clemente Corrado Cristiana Cristiano Debora
    Delia Domenico Edoardo Eleonora Elisa Emanuele Enzo Ernesta Ettore Fabrizio Fausto Filippo Flavia Fosca
    Francesco Franco Gabriele Gemma Gennaro Giada Gianluca Gioele Giorgio Giosuè Giovanni Giulia Gloria Graziella
    Greta Ilaria Ilario Iolanda Ivana Leonardo Lidia Livia Luana Luciano Luigi Marcella Marcello Marina Marta
    Martina Matteo Maurizio Mirella Niccolò Nicolò Nunzia Osvaldo Pasquale Piera Pierluigi Renzo Rosaria Ruggero
    Serena Silvana Tommaso Valerio Vincenzo Vito`),
  heldout: words(`
    Adriano Alessandro Alfredo Angela Annalisa Antonio Arianna Attilio Barbara Benedetta Bruna Carlo Carolina
    Cecilia Cinzia Claudia Concetta Costanza Daniele Davide Dino Donatella Elio Enrico Ermanno Fabio Federica
    Fiorella Francesca Fulvio Gaetano Giacomo Gianni Giorgia Giovanna Giuseppe Guido Immacolata Lamberto Letizia
    Loredana Lucrezia Maddalena Manuela Margherita Massimo Mattia Michele Moreno Noemi Ornella Patrizia Raffaella
    Riccardo Salvatore Tiziana Ugo Viola`),
};

const LAST: LocaleNames['last'] = {
  train: list(`
    Aiello, Amoroso, Antonelli, Baldi, Barone, Basile, Bellini, Benedetti, Bertolini, Bianco, Boni, Bruno,
    Calabrese, Carbone, Catalano, Cattaneo, Colombo, Colucci, Costantini, D’Amico, D’Angelo, De Luca, De Rosa,
    Di Marco, Donati, Esposito, Farina, Fava, Ferraro, Ferri, Fiore, Franchi, Fumagalli, Galli, Gatti, Gentile,
    Giuliani, Grassi, Greco, Guerra, Guidi, La Rosa, Leone, Locatelli, Longo, Manfredi, Marchetti, Mariani, Marini,
    Martinelli, Martino, Mazza, Meloni, Messina, Monti, Moretti, Napolitano, Neri, Orlando, Pace, Palmieri, Palumbo,
    Pavone, Pellegrini, Perugini, Pinna, Piras, Poli, Pugliese, Ricci, Rizzi, Rizzo, Romeo, Rota, Russo, Salerno,
    Salvi, Santoro, Sartori, Silvestri, Spina, Testa, Trevisan, Valente, Ventura, Vitale, Vitali, Zanella, Zanetti`),
  heldout: list(`
    Amato, Arena, Barbieri, Battaglia, Bernardi, Bianchi, Bruni, Caputo, Caruso, Cavalli, Coppola, D’Agostino,
    De Angelis, De Santis, Di Pietro, Fabbri, Ferrara, Ferretti, Fontana, Fusco, Gargiulo, Giordano, Grasso,
    Grimaldi, Landi, Lombardi, Magnani, Marchi, Mariotti, Martini, Mele, Milani, Morandi, Negri, Ottaviani, Pagani,
    Parisi, Pellegrino, Piazza, Pisani, Raimondi, Riva, Romano, Ruggiero, Sala, Santini, Serra, Sorrentino, Tosi,
    Valentini, Villa, Volpe`),
};

const STREETS: LocaleNames['streets'] = [
  'corso Garibaldi',
  'corso Vecchio',
  'largo dei Mulini',
  'piazza del Duomo',
  'piazza della Libertà',
  'piazzale della Stazione',
  'strada del Lago',
  'vicolo Stretto',
  'via Aurelia',
  'via dei Ciliegi',
  'via dei Mille',
  'via del Forno',
  'via della Repubblica',
  'via delle Rose',
  'via Roma',
  'via San Giovanni',
  'viale dei Pini',
  'viale Lungomare',
];

const CITIES: LocaleNames['cities'] = [
  'Acquachiara',
  'Borgo San Piero',
  'Castelfranco Alto',
  'Colle d’Elmo',
  'Fontanalba',
  'Gravellona',
  'Lagonero',
  'Marina di Levante',
  'Monteverde',
  'Pieve al Colle',
  'Ponte Lungo',
  'Rivalta',
  'Roccaforte',
  'San Donato',
  'Serravalle',
  'Torre Annunzia',
  'Valdoro',
  'Villafiorita',
];

export const it: LocaleNames = { first: FIRST, last: LAST, streets: STREETS, cities: CITIES };

/** French-speaking: names with accents, hyphens and particles. */
import type { LocaleNames } from '../locale.ts';
import { words } from '../words.ts';

const FIRST: LocaleNames['first'] = {
  train: words(`
    Adèle Agathe Aimée Alphonse Ambroise Amélie André Anne-Sophie Apolline Arnaud Astrée Aurélie Baptiste Béatrice
    Bérénice Bernadette Blandine Brigitte Camille Cassandre Célestin Céline Chloé Christelle Christophe Clémence
    Colette Constance Corinne Cosette Damien Delphine Denis Didier Dorothée Édith Élise Éloïse Émeric Étienne
    Eugénie Fabien Fanny Félicité François Françoise Gabrielle Gaspard Geneviève Ghislaine Gilles Grégoire Gwenaëlle
    Hélène Hippolyte Honoré Hubert Inès Isabelle Jacques Jean-Marc Jérôme Josiane Julien Juliette Lazare Léa Lilian
    Louise Lucie Maëlle Maëva Marceau Margaux Marie-Claire Mathieu Maxime Mélanie Mireille Nathalie Nicolas Océane
    Pascal Quentin Rémi Romain Sébastien Séverine Sylvain Valérie Yann Zacharie`),
  heldout: words(`
    Adrien Alain Amandine Anaïs Antoine Armelle Aubin Bastien Benoît Blaise Capucine Cédric Charlotte Claudine
    Clément Corentin Cyril Danièle Désiré Édouard Élodie Émilie Eulalie Fabrice Ferdinand Frédéric Gaëlle Gérard
    Gisèle Guillaume Hervé Hortense Irénée Jean-Luc Joëlle Josselin Laurent Léonie Léopold Loïc Ludovic Manon Marcel
    Marius Michèle Nadège Noémie Perrine Raphaëlle Roxane Solène Thibault Yves`),
};

const LAST: LocaleNames['last'] = {
  train: words(`
    Allard Aubert Barbier Barré Benoît Bertin Besnard Blanchard Boucher Boulanger Bourgeois Brunel Caron Chevalier
    Colin Collet Daniel David Delaunay Deschamps Didier Dufour Dumas Dupont Durand Duval Fabre Faure Fontaine
    Gauthier Gautier Germain Gillet Giraud Guillot Hamel Hubert Huet Joly Lambert Langlois Leclerc Lecomte Legrand
    Lemoine Leroux Lévêque Maillard Maréchal Martel Masson Ménard Mercier Michaud Morel Morin Navarre Noël Paris
    Pelletier Perret Perrot Petit Pichon Poulain Prévost Raymond Rémy Renaud Rivière Robin Rolland Rousseau Royer
    Schmitt Simonet Tessier Thibault Tissot Vasseur Verdier Vigneron Villeneuve Voisin Yvon`),
  heldout: words(`
    Arnaud Baron Baudouin Bertrand Bonnet Bouchet Bouvier Carpentier Clément Cousin Delacroix Denis Dubois Dumont
    Dupré Étienne Fleury Fournier Gérard Girard Guérin Henry Jacquet Lacroix Lebrun Lefèvre Lemaire Leroy Marchand
    Marie Mathieu Meunier Millet Moulin Olivier Pasquier Perrin Picard Poirier Quémener Renard Ricard Roche Roussel
    Sauvage Tanguy Thomas Vallée Vidal Vincent Weil`),
};

const STREETS: LocaleNames['streets'] = [
  'allée des Tilleuls',
  'avenue de la Gare',
  'avenue Victor-Hugo',
  'boulevard du Midi',
  'chemin des Écoliers',
  'chemin du Moulin',
  'impasse des Lilas',
  'place de l’Église',
  'place du Marché',
  'quai des Brumes',
  'route de Bellevue',
  'rue de la Fontaine',
  'rue de la République',
  'rue des Cordeliers',
  'rue des Prés',
  'rue du Château',
  'rue du Pont-Neuf',
  'rue Saint-Honorat',
];

const CITIES: LocaleNames['cities'] = [
  'Aubenay',
  'Beaulieu-sur-Orne',
  'Chantelouve',
  'Clairvaux-les-Bains',
  'Courcelles',
  'Fontenay-le-Vieux',
  'La Roche-Blanche',
  'Marsillac',
  'Montfleury',
  'Neuville',
  'Orgeval',
  'Port-Sainte-Anne',
  'Rocheneuve',
  'Saint-Aurélien',
  'Saint-Rémy-du-Val',
  'Thérouanne',
  'Valbonnais',
  'Villefranque',
];

export const fr: LocaleNames = { first: FIRST, last: LAST, streets: STREETS, cities: CITIES };

/** Spanish-speaking: names with accents and ñ, and two family names for some. */
import type { LocaleNames } from '../locale.ts';
import { words } from '../words.ts';

const FIRST: LocaleNames['first'] = {
  train: words(`
    Adela Agustín Alejandra Alfonso Álvaro Amaya Andrés Ángel Anselmo Araceli Arturo Azucena Baltasar Beatriz Belén
    Benito Blanca Borja Carlota Catalina Celia Claudio Concepción Cosme Cristóbal Damián Domingo Eduardo Elvira Emma
    Encarnación Ernesto Esperanza Estrella Fabián Fátima Feliciano Felipe Fernanda Francisca Francisco Gaspar
    Genoveva Germán Gloria Gonzalo Guadalupe Guillermo Héctor Hilario Ignacio Inmaculada Irene Ismael Iván Jacinto
    Jaime Jesús Jimena Jorge Josefa Juana Leandro Leonor Lorena Lourdes Lucía Luisa Macarena Magdalena Marcelo
    Margarita María Marisol Marta Mateo Mónica Montserrat Nicolás Noelia Nuria Olalla Paloma Patricio Primitivo
    Quintín Raquel Rocío Rodrigo Salvador Saúl Tomás Ximena Yolanda`),
  heldout: words(`
    Adrián Alejandro Alicia Amparo Ángeles Antonio Aurelio Bárbara Begoña Bernardo Candela Carmen César Consuelo
    Cristina Dolores Eleuterio Emilio Enrique Esteban Eugenia Federico Fermín Fernando Gabriela Gerardo Gervasio
    Gregorio Gustavo Hernán Íñigo Isabel Itziar Javier Joaquín José Julián Leticia Lorenzo Luis Macario Manuela
    Mariano Martín Maximino Nieves Octavio Óliver Pilar Ramón Remedios Rosalía Teresa Úrsula Vicente`),
};

const LAST: LocaleNames['last'] = {
  train: words(`
    Acosta Aguirre Alarcón Álvarez Aparicio Arias Ávila Ballesteros Barrios Benítez Blanco Blasco Caballero Cabrera
    Campos Carmona Carrasco Castaño Cervantes Cortés Delgado Díaz Domínguez Escudero Esteban Fernández Figueroa
    Franco Gallardo Gallego García Garrido Giménez Gómez Guerra Guerrero Guzmán Herrera Hidalgo Iglesias Jiménez
    León López Lorca Lozano Maldonado Manzano Márquez Medina Méndez Molina Montero Mora Moya Muñoz Nieto Núñez
    Ortega Otero Pacheco Palacios Paredes Pascual Peña Perales Pineda Pizarro Ponce Quintana Redondo Riquelme Robles
    Roldán Rosales Rubio Sáez Salazar Sánchez Serrano Soler Sotelo Suárez Torres Urrutia Valverde Vázquez Velasco
    Villanueva Zapata Zúñiga`),
  heldout: words(`
    Aguilar Alonso Aranda Ayala Bautista Bermúdez Bravo Calvo Cano Casado Contreras Crespo Durán Expósito Ferrer
    Fuentes Gálvez Gil González Gutiérrez Hernández Ibáñez Lara Llorente Luna Marín Martínez Merino Montes Morales
    Navarro Olivares Ortiz Padilla Parra Pastor Pérez Plaza Prieto Rincón Rodríguez Romero Ruiz Salinas Santamaría
    Soriano Toledo Trujillo Vargas Vera Zamora`),
};

const STREETS: LocaleNames['streets'] = [
  'avenida de la Constitución',
  'avenida del Puerto',
  'calle Alameda',
  'calle Ancha',
  'calle de la Estación',
  'calle de la Fuente',
  'calle de las Flores',
  'calle del Carmen',
  'calle del Olivar',
  'calle Mayor',
  'calle Real',
  'camino de la Ermita',
  'camino Viejo',
  'paseo de la Ribera',
  'paseo Marítimo',
  'plaza de España',
  'plaza del Ayuntamiento',
  'ronda Norte',
];

const CITIES: LocaleNames['cities'] = [
  'Alcañera',
  'Almendralejos',
  'Benamargo',
  'Castroverde',
  'Fuenteclara',
  'Huerta del Río',
  'La Peñuela',
  'Las Encinas',
  'Montearagón',
  'Navalcán',
  'Olmedilla',
  'Peñarroyal',
  'Puerto Bello',
  'Riosalado',
  'San Martín del Valle',
  'Torrelaguna',
  'Valdemoral',
  'Villanueva de la Peña',
];

export const es: LocaleNames = { first: FIRST, last: LAST, streets: STREETS, cities: CITIES };

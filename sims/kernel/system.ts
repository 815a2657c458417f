/** A system: what a replica of a CRM or service desk consists of. Several systems can share one world. */
import type { LifecycleDefinition } from './lifecycle.ts';
import type { Rng } from './rng.ts';
import type { Clock, Timer } from './clock.ts';
import type { Tool, ToolContext } from './tool.ts';
import type { Template, World } from './world.ts';

export interface System {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** STRICT tables, INTEGER PRIMARY KEY, foreign keys without CASCADE. */
  readonly ddl: string;
  readonly lifecycles: readonly LifecycleDefinition[];
  readonly tools: readonly Tool[];
  /** What happens when a timer that the system set comes due, by the timer's event. The actor is of kind `system`. */
  readonly timers?: Readonly<Record<string, (context: ToolContext, timer: Timer) => void>>;
  /** Sets the timers of what is under way in a world when an episode opens. Reads the rows and changes none. */
  readonly underWay?: (world: World, clock: Clock) => void;
  /** A population: the same rng gives the same rows. */
  generate(rng: Rng, options: PopulationOptions): Template;
  /** The people of a population, for another system of the same world to know as well. */
  people(population: Template): readonly Person[];
}

export interface PopulationOptions {
  /** Roughly the number of rows over all tables. */
  readonly size: number;
  readonly split: Split;
  /** Where the people come from, drawn evenly. Default `['en']`. */
  readonly locales?: readonly Locale[];
  /** People that another system of the same world knows: they occur here too, with the same name and e-mail address. */
  readonly people?: readonly Person[];
}

/** A person as every system knows them. The e-mail address is the identity that systems share. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

export const locales = ['en', 'de', 'fr', 'es', 'it', 'nl'] as const;
export type Locale = (typeof locales)[number];

/** Entities of the two splits never meet: customers, orders and products are drawn from disjoint sets. */
export type Split = 'train' | 'heldout';

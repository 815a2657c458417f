/** A system: what a replica of a CRM or service desk consists of. Several systems can share one world. */
import type { LifecycleDefinition } from './lifecycle.ts';
import type { Rng } from './rng.ts';
import type { Tool } from './tool.ts';
import type { Template } from './world.ts';

export interface System {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** STRICT tables, INTEGER PRIMARY KEY, foreign keys without CASCADE. */
  readonly ddl: string;
  readonly lifecycles: readonly LifecycleDefinition[];
  readonly tools: readonly Tool[];
  /** A population: the same rng gives the same rows. `size` is roughly the number of rows over all tables. */
  generate(rng: Rng, options: { readonly size: number; readonly split: Split }): Template;
}

/** Entities of the two splits never meet: customers, orders and products are drawn from disjoint sets. */
export type Split = 'train' | 'heldout';

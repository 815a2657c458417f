/**
 * The model checker, in motion: seeded random calls of every tool in a generated world, and time that passes. It asserts that no tool
 * throws, that a failed call leaves no trace, that a read changes nothing, that every status change is legal and declared, and
 * that the same seed gives the same world.
 */
import { hash } from 'node:crypto';
import type { Finding } from '../check-system.ts';
import type { Clock, Timer } from '../clock.ts';
import { createClock } from '../create-clock.ts';
import { DAY, OPENING_TIME } from '../calendar.ts';
import { toolSpec } from '../define-tool.ts';
import type { TableDescription } from '../describe-schema.ts';
import { invokeTool } from '../invoke-tool.ts';
import type { JsonObject } from '../json.ts';
import type { Kernel } from '../kernel.ts';
import { edgesOf, eventsOf } from '../lifecycle-paths.ts';
import { createRng, type Rng } from '../rng.ts';
import type { System } from '../system.ts';
import type { Actor, Tool } from '../tool.ts';
import type { Change, Snapshot, World } from '../world.ts';
import { drawArguments, prefixesOf, tablesFor } from './arguments.ts';
import { judge } from './legality.ts';
import { anyRow, focusOf, keysOf, threadOf, type Thread } from './thread.ts';

export interface ExploreOptions {
  readonly seed: number | string;
  /** How many calls are made. */
  readonly calls: number;
  /** Rows of the generated world. Default 600. */
  readonly size?: number;
}

export interface Exploration {
  readonly findings: readonly Finding[];
  readonly calls: number;
  /** Calls that succeeded. */
  readonly succeeded: number;
  /** `lifecycle.EVENT` of the system, and which of them were seen to happen. */
  readonly events: { readonly seen: readonly string[]; readonly unseen: readonly string[] };
  /** Tools none of whose calls succeeded. */
  readonly untried: readonly string[];
  /** Over the worlds as the episodes left them: the same for the same seed. */
  readonly hash: string;
}

/** After so many calls the world and the clock begin anew: it should not grow much older than an episode lets it. */
const EPISODE = 200;
/** How often time passes before a call, up to ten days. */
const TIME_PASSES = 0.04;
/** How often a tool that sends events is aimed at a row in which one of them is legal. */
const AIMED = 0.6;

/** Explores a system twice from the same seed, and compares. */
export function exploreSystem(kernel: Kernel, system: System, options: ExploreOptions): Exploration {
  const { seed, size = 600 } = options;
  const population = () => system.generate(createRng(seed), { size, split: 'train' });
  const template = kernel.compile(population());
  const again = kernel.compile(population());
  const tables = kernel.describe(system.ddl);
  const world = kernel.openWorld(template);
  try {
    const first = new Walk(world, system, tables, options).all();
    world.reset();
    const second = new Walk(world, system, tables, options).all();
    const findings = [...first.findings];
    const differs = (what: string): void => {
      findings.push({
        level: 'problem',
        where: `${system.id}: ${what}`,
        problem: 'the same seed gave another world',
        advice: 'Take randomness from the rng given and time from the clock, and keep nothing in between.',
      });
    };
    if (template.hash !== again.hash) differs('generate');
    if (first.hash !== second.hash) differs('tools');
    return { ...first, findings };
  } finally {
    world.close();
    again.close();
    template.close();
  }
}

class Walk {
  readonly #world: World;
  readonly #system: System;
  readonly #tables: readonly TableDescription[];
  readonly #rng: Rng;
  readonly #calls: number;
  #clock: Clock = createClock(OPENING_TIME);
  readonly #prefixes: ReadonlyMap<string, string>;
  readonly #schemas: ReadonlyMap<string, JsonObject>;
  /** Of the rows there were at the start. */
  readonly #keys: ReadonlyMap<string, readonly number[]>;
  readonly #findings = new Map<string, Finding>();
  #hash = '';
  readonly #seen = new Set<string>();
  readonly #successes = new Map<string, number>();

  constructor(world: World, system: System, tables: readonly TableDescription[], options: ExploreOptions) {
    this.#world = world;
    this.#system = system;
    this.#tables = tables;
    this.#rng = createRng(`explore/${options.seed}`);
    this.#calls = options.calls;
    this.#schemas = new Map(system.tools.map((tool) => [tool.name, toolSpec(tool).parameters]));
    this.#prefixes = prefixesOf(this.#schemas.values());
    this.#keys = keysOf(world, tables);
  }

  all(): Exploration {
    const { tools, lifecycles } = this.#system;
    for (let made = 0; made < this.#calls && tools.length > 0; made += 1) {
      if (made % EPISODE === 0) this.#begin();
      if (this.#rng.chance(TIME_PASSES)) this.#pass(this.#rng.int(1, 10 * 24) * (DAY / 24));
      const tool = this.#leastKnown();
      const aimed = this.#rng.chance(AIMED) ? this.#aimed(tool) : undefined;
      this.#call(tool, aimed ?? this.#thread(this.#fitting(tool)));
    }
    this.#begin();
    const events = lifecycles.flatMap(eventsOf);
    const counts = tools.map(({ name }) => this.#successes.get(name) ?? 0);
    return {
      findings: [...this.#findings.values()],
      calls: this.#calls,
      succeeded: counts.reduce((sum, count) => sum + count, 0),
      events: {
        seen: events.filter((event) => this.#seen.has(event)),
        unseen: events.filter((event) => !this.#seen.has(event)),
      },
      untried: tools.filter((_, index) => counts[index] === 0).map(({ name }) => name),
      hash: this.#hash,
    };
  }

  /** A new episode; the hash of the one before goes into that of the walk. */
  #begin(): void {
    this.#hash = hash('sha256', `${this.#hash} ${this.#world.hash()}`);
    this.#world.reset();
    this.#clock = createClock(OPENING_TIME);
  }

  /** One of three tools drawn: the one that has succeeded least often. */
  #leastKnown(): Tool {
    const drawn = [1, 2, 3].map(() => this.#rng.pick(this.#system.tools));
    return drawn.reduce((left, right) =>
      (this.#successes.get(right.name) ?? 0) < (this.#successes.get(left.name) ?? 0) ? right : left,
    );
  }

  /** A table where one of the tool's arguments may be found. */
  #fitting(tool: Tool): TableDescription {
    const tables = Object.keys(tool.parameters.shape).flatMap((name) => tablesFor(name, this.#tables));
    return this.#rng.pick(tables.length > 0 ? tables : this.#tables);
  }

  /** The thread of a row in which an event that the tool declares is legal. */
  #aimed(tool: Tool): Thread | undefined {
    if (tool.events === undefined || tool.events.length === 0) return undefined;
    const declared = this.#rng.pick(tool.events);
    for (const lifecycle of this.#system.lifecycles) {
      const states = edgesOf(lifecycle)
        .filter(({ event }) => `${lifecycle.id}.${event}` === declared)
        .map(({ from }) => from);
      const table = this.#tables.find(({ name }) => name === lifecycle.table);
      if (table !== undefined && states.length > 0)
        return this.#thread(table, { column: lifecycle.column, states });
    }
    return undefined;
  }

  #thread(
    table: TableDescription,
    where?: { readonly column: string; readonly states: readonly string[] },
  ): Thread {
    const row = anyRow(this.#world, table, this.#rng, where) ?? anyRow(this.#world, table, this.#rng);
    const known = { prefixes: this.#prefixes, now: this.#clock.now() };
    return threadOf(this.#world, this.#tables, known, { table: table.name, row });
  }

  #call(tool: Tool, thread: Thread): void {
    const { name, by: kind = 'agent', effect, events = [] } = tool;
    const where = `tool ${name}`;
    const args = drawArguments(this.#schemas.get(name) ?? {}, thread, this.#rng);
    const actor: Actor = { kind, id: 'explorer' };
    const focus = focusOf(this.#keys, thread, this.#rng);
    const due: Timer[] = [];
    // Timers ring afterwards: what they change is not the call's doing.
    this.#clock.advance(tool.seconds * 1000).forEach((timer) => due.push(timer));
    const before = this.#world.snapshot();
    const { timers } = this.#clock.state();
    try {
      const context = { world: this.#world, clock: this.#clock, actor, focus };
      const { ok } = invokeTool([{ ...tool, seconds: 0 }], context, name, args);
      if (ok) this.#successes.set(name, (this.#successes.get(name) ?? 0) + 1);
      const changes = this.#changes(before);
      const changed = changes.length > 0;
      if (!ok && (changed || this.#clock.state().timers !== timers))
        this.#report(
          where,
          'a failed call left a trace',
          'Change worlds and timers through the context only.',
        );
      if (ok && changed && effect === 'read')
        this.#report(where, 'it says it only reads, yet changed the world', 'Make it a write.');
      if (ok) this.#judge(where, changes, events);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#report(
        where,
        `it threw: ${message}`,
        `Answer with fail(…) instead; the arguments were ${JSON.stringify(args)}.`,
      );
    }
    for (const timer of due) this.#ring(timer);
  }

  #pass(milliseconds: number): void {
    for (const timer of this.#clock.advance(milliseconds)) this.#ring(timer);
  }

  #ring(timer: Timer): void {
    const { timers = {} } = this.#system;
    const where = `timer ${timer.event}`;
    const handler = Object.hasOwn(timers, timer.event) ? timers[timer.event] : undefined;
    if (handler === undefined) {
      this.#report(where, 'a tool sets it, and nobody answers it', 'Add it to the timers of the system.');
      return;
    }
    const before = this.#world.snapshot();
    const actor: Actor = { kind: 'system', id: 'clock' };
    try {
      handler({ world: this.#world, clock: this.#clock, actor, focus: {} }, timer);
      this.#judge(where, this.#changes(before), undefined);
    } catch (error) {
      this.#world.restore(before);
      const message = error instanceof Error ? error.message : String(error);
      this.#report(where, `it threw: ${message}`, 'A row may be gone or settled when its timer comes due.');
    }
  }

  #changes(before: Snapshot): readonly Change[] {
    return this.#world.snapshot().changes === before.changes ? [] : this.#world.diff(before);
  }

  #judge(where: string, changes: readonly Change[], declared: readonly string[] | undefined): void {
    const { events, faults } = judge(this.#system.lifecycles, changes, declared);
    for (const event of events) this.#seen.add(event);
    for (const fault of faults)
      this.#report(where, fault, 'Change a status by lifecycle.send() only, and declare the event.');
  }

  /** The first of a kind is kept. */
  #report(where: string, problem: string, advice: string): void {
    const place = `${this.#system.id}: ${where}`;
    const key = `${place} ${problem}`;
    if (!this.#findings.has(key))
      this.#findings.set(key, { level: 'problem', where: place, problem, advice });
  }
}

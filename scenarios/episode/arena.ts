/** An arena: the world of one pack and split, its tools and its opening time. Built once, reset for every episode. */
import { crm } from '@understudy/crm';
import { helpdesk } from '@understudy/helpdesk';
import { createLifecycle, createRng, loadKernel, OPENING_TIME, toolSpec } from '@understudy/kernel';
import type {
  Clock,
  Lifecycle,
  Person,
  SimTime,
  Split,
  System,
  Template,
  Tool,
  ToolSpec,
  World,
} from '@understudy/kernel';
import type { Pack } from '../schema/pack.ts';
import { ScenarioError } from '../schema/expression.ts';

/** Where episodes happen: a world, its tools, and when it opens. */
export interface Arena {
  readonly world: World;
  /** What the agent is offered: the pack's tools, then its distractors. */
  readonly tools: readonly Tool[];
  readonly specs: readonly ToolSpec[];
  /** What the simulated user can do itself. */
  readonly userTools: readonly Tool[];
  readonly lifecycles: readonly Lifecycle[];
  /** What happens when a timer comes due, by its event. */
  readonly timers: NonNullable<System['timers']>;
  /** Sets the timers of what is under way when an episode opens; one for each system that keeps time. */
  readonly underWay: readonly ((world: World, clock: Clock) => void)[];
  readonly opening: SimTime;
}

/** The systems a scenario can name. */
export const systems: ReadonlyMap<string, System> = new Map([
  [helpdesk.id, helpdesk],
  [crm.id, crm],
]);

/**
 * Systems share one world: the first one's people are known to the others too. `repopulate` may change the population before it is
 * compiled, to make more of it than the systems' own names allow.
 * Throws ScenarioError for a system or a tool that does not exist, naming those that do.
 */
export async function openArena(
  pack: Pack,
  split: Split,
  repopulate: (population: Template) => Template = (population) => population,
): Promise<Arena> {
  const used = systemsOf(pack);
  const all = used.flatMap((system) => system.tools);
  const tools = offered(pack, 'tools', [...pack.tools, ...pack.distractors], all, 'agent');
  const called = pack.families.flatMap(({ user }) => user.actions.map(({ call }) => call));
  const userTools = offered(pack, 'user.actions', [...new Set(called)], all, 'user');
  const kernel = await loadKernel();
  return {
    // Compiled for this world alone, and let go of with it.
    world: kernel.openWorld(repopulate(populate(pack, used, split))),
    tools,
    specs: tools.map(toolSpec),
    userTools,
    lifecycles: used.flatMap((system) => system.lifecycles.map(createLifecycle)),
    timers: Object.fromEntries(used.flatMap((system) => Object.entries(system.timers ?? {}))),
    underWay: used.flatMap(({ underWay }) => (underWay === undefined ? [] : [underWay])),
    opening: OPENING_TIME,
  };
}

function systemsOf(pack: Pack): readonly System[] {
  return pack.systems.map((id) => {
    const system = systems.get(id);
    if (system === undefined)
      throw new ScenarioError(`${pack.id}: no system "${id}"; there are: ${[...systems.keys()].join(', ')}`);
    return system;
  });
}

function offered(
  pack: Pack,
  place: string,
  names: readonly string[],
  all: readonly Tool[],
  by: 'agent' | 'user',
): readonly Tool[] {
  const known = new Map(all.filter((tool) => (tool.by ?? 'agent') === by).map((tool) => [tool.name, tool]));
  return names.map((name) => {
    const tool = known.get(name);
    if (tool === undefined)
      throw new ScenarioError(
        `${pack.id}: ${place}: ${pack.systems.join(' and ')} has no tool "${name}" for the ${by}; it has: ${[...known.keys()].join(', ')}`,
      );
    return tool;
  });
}

/** The populations of the systems as one: the first is drawn as if it were alone. */
function populate(pack: Pack, used: readonly System[], split: Split): Template {
  const { seed, size, locales } = pack.population;
  const people: Person[] = [];
  const populations = used.map((system, i): Template => {
    const rng = createRng(i === 0 ? `${String(seed)}/${split}` : `${String(seed)}/${split}/${system.id}`);
    const population = system.generate(rng, { size, split, locales, people });
    people.push(...system.people(population));
    return population;
  });
  return {
    ddl: populations.map(({ ddl }) => ddl).join('\n\n'),
    tables: populations.flatMap(({ tables }) => tables),
  };
}

/** An arena: the world of one pack and split, its tools and its opening time. Built once, reset for every episode. */
import { helpdesk } from '@understudy/helpdesk';
import { createLifecycle, createRng, loadKernel, OPENING_TIME, toolSpec } from '@understudy/kernel';
import type { Lifecycle, SimTime, Split, System, Tool, ToolSpec, World, Template } from '@understudy/kernel';
import type { Pack } from '../schema/pack.ts';
import { ScenarioError } from '../schema/expression.ts';

/** Where episodes happen: a world, its tools, and when it opens. */
export interface Arena {
  readonly world: World;
  readonly tools: readonly Tool[];
  readonly specs: readonly ToolSpec[];
  readonly lifecycles: readonly Lifecycle[];
  readonly opening: SimTime;
}

/** The systems a scenario can name. */
export const systems: ReadonlyMap<string, System> = new Map([[helpdesk.id, helpdesk]]);

/**
 * `repopulate` may change the population before it is compiled, to make more of it than the system's own names allow.
 * Throws ScenarioError for a system or a tool that does not exist, naming the nearest that do.
 */
export async function openArena(
  pack: Pack,
  split: Split,
  repopulate: (population: Template) => Template = (population) => population,
): Promise<Arena> {
  const used = pack.systems.map((id) => {
    const system = systems.get(id);
    if (system === undefined)
      throw new ScenarioError(`${pack.id}: no system "${id}"; there are: ${[...systems.keys()].join(', ')}`);
    return system;
  });
  const [system] = used;
  if (system === undefined || used.length > 1)
    throw new ScenarioError(`${pack.id}: systems: name exactly one system`);
  const offered = new Map(system.tools.map((tool) => [tool.name, tool]));
  const tools = pack.tools.map((name) => {
    const tool = offered.get(name);
    if (tool === undefined)
      throw new ScenarioError(
        `${pack.id}: tools: ${system.id} has no tool "${name}"; it has: ${[...offered.keys()].join(', ')}`,
      );
    return tool;
  });
  const kernel = await loadKernel();
  const rng = createRng(`${String(pack.population.seed)}/${split}`);
  const population = system.generate(rng, { size: pack.population.size, split });
  const template = kernel.compile(repopulate(population));
  return {
    world: kernel.openWorld(template),
    tools,
    specs: tools.map(toolSpec),
    lifecycles: system.lifecycles.map(createLifecycle),
    opening: OPENING_TIME,
  };
}

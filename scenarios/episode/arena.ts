/** An arena: the world of one pack and split, its tools and its opening time. Built once, reset for every episode. */
import { helpdesk, OPENING_TIME } from '@understudy/helpdesk';
import { createLifecycle, createRng, loadKernel, toolSpec } from '@understudy/kernel';
import type { Split, System } from '@understudy/kernel';
import type { Pack } from '../schema/pack.ts';
import { ScenarioError } from '../schema/expression.ts';
import type { Arena } from './session.ts';

/** The systems a scenario can name. */
export const systems: ReadonlyMap<string, System> = new Map([[helpdesk.id, helpdesk]]);

/** Throws ScenarioError for a system or a tool that does not exist, naming the nearest that do. */
export async function openArena(pack: Pack, split: Split): Promise<Arena> {
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
  const template = kernel.compile(
    system.generate(createRng(`${String(pack.population.seed)}/${split}`), {
      size: pack.population.size,
      split,
    }),
  );
  return {
    world: kernel.openWorld(template),
    tools,
    specs: tools.map(toolSpec),
    lifecycles: system.lifecycles.map(createLifecycle),
    opening: OPENING_TIME,
  };
}

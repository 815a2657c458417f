/** What the sim-core benchmark plays: a world made ready, the tools, and scripts that succeed in it. */
import { crm } from '@understudy/crm';
import { helpdesk } from '@understudy/helpdesk';
import type { CompiledTemplate, Kernel, Tool, World } from '@understudy/kernel';
import { compileCrm, findCrmScripts } from './crm-episode.ts';
import { compileDesk, findDeskScripts } from './desk-episode.ts';
import { playScript, type Script } from './script.ts';
import { shopScript, shopTemplate, shopTools } from './shop-world.ts';

const SCRIPTS = 100;

export const workloadNames = ['fixed', 'desk', 'crm'] as const;
export type WorkloadName = (typeof workloadNames)[number];

export interface Workload {
  readonly title: string;
  readonly template: CompiledTemplate;
  readonly tools: readonly Tool[];
  readonly scripts: readonly Script[];
  readonly world: World;
  /** Resets the world and plays the n-th script. @throws Error where a call fails. */
  readonly play: (n: number, afterStep?: () => void) => void;
  /** Plays so many episodes, each with its reset, diff and hash. */
  readonly episodes: (count: number, afterStep?: () => void) => void;
}

/** @param rows Roughly the rows over all tables. */
export function openWorkload(kernel: Kernel, name: WorkloadName, rows: number): Workload {
  const { title, tools, template, find } = parts(kernel, name, rows);
  const world = kernel.openWorld(template);
  const scripts = find(world);
  const play: Workload['play'] = (n, afterStep) => {
    world.reset();
    const script = scripts[n % scripts.length];
    if (script === undefined || !playScript(world, tools, script, afterStep))
      throw new Error(`${title}: script ${n % scripts.length} fails`);
  };
  const episodes: Workload['episodes'] = (count, afterStep) => {
    for (let n = 0; n < count; n += 1) {
      play(n, afterStep);
      world.diff();
      world.hash();
    }
  };
  return { title, template, tools, scripts, world, play, episodes };
}

function parts(kernel: Kernel, name: WorkloadName, rows: number) {
  switch (name) {
    case 'fixed':
      return {
        title: 'fixed workload',
        tools: shopTools,
        template: kernel.compile(shopTemplate(rows)),
        find: () => Array.from({ length: SCRIPTS }, (_, n) => shopScript(n, rows)),
      };
    case 'desk':
      return {
        title: 'service desk',
        tools: helpdesk.tools,
        template: compileDesk(kernel, rows),
        find: (world: World) => findDeskScripts(world, SCRIPTS),
      };
    case 'crm':
      return {
        title: 'CRM',
        tools: crm.tools,
        template: compileCrm(kernel, rows),
        find: (world: World) => findCrmScripts(world, SCRIPTS),
      };
  }
}

/** What the sim-core benchmark plays: a world made ready, the tools, and scripts that succeed in it. */
import { crm } from '@understudy/crm';
import { helpdesk } from '@understudy/helpdesk';
import type { CompiledTemplate, Kernel, System, Tool, World } from '@understudy/kernel';
import { compileCrm, findCrmScripts } from './crm-episode.ts';
import { compileDesk, findDeskScripts } from './desk-episode.ts';
import { playScript, timekeepingOf, type Script } from './script.ts';
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
  const { title, tools, template, find, system } = parts(kernel, name, rows);
  const world = kernel.openWorld(template);
  const scripts = find(world);
  const time = system === null ? undefined : timekeepingOf(system, world);
  const play: Workload['play'] = (n, afterStep) => {
    world.reset();
    const script = scripts[n % scripts.length];
    if (script === undefined || !playScript(world, tools, script, afterStep, time))
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

interface Parts extends Pick<Workload, 'title' | 'template' | 'tools'> {
  readonly find: (world: World) => readonly Script[];
  /** Null for tables of the benchmark's own. */
  readonly system: System | null;
}

function parts(kernel: Kernel, name: WorkloadName, rows: number): Parts {
  switch (name) {
    case 'fixed':
      return {
        title: 'fixed workload',
        tools: shopTools,
        template: kernel.compile(shopTemplate(rows)),
        find: () => Array.from({ length: SCRIPTS }, (_, n) => shopScript(n, rows)),
        system: null,
      };
    case 'desk':
      return {
        title: 'service desk',
        tools: helpdesk.tools,
        template: compileDesk(kernel, rows),
        find: (world) => findDeskScripts(world, SCRIPTS),
        system: helpdesk,
      };
    case 'crm':
      return {
        title: 'CRM',
        tools: crm.tools,
        template: compileCrm(kernel, rows),
        find: (world) => findCrmScripts(world, SCRIPTS),
        system: crm,
      };
  }
}

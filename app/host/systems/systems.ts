/** The contract's `systems` area. */
import {
  checkSystems,
  loadKernel,
  toolSpec,
  type Change,
  type Finding,
  type System,
} from '@understudy/kernel';
import { systems as all } from '@understudy/scenarios';
import { os } from '../context.ts';
import type { StateMove, SystemView, Tried, WorldChoice } from '../contract/systems.ts';
import { RequestError } from '../errors.ts';
import { outcomeOf } from '../play/view.ts';
import { chartOf } from './charts.ts';
import { focusOf, pageOf, rowOf, worldView } from './rows.ts';
import type { Done, OpenWorld, Worlds } from './worlds.ts';

export const systems = os.systems.router({
  list: os.systems.list.handler(async () => {
    const kernel = await loadKernel();
    const found = await findings();
    return [...all.values()].map((system) => ({
      id: system.id,
      title: system.title,
      description: system.description,
      tables: kernel.describe(system.ddl).length,
      lifecycles: system.lifecycles.length,
      tools: system.tools.length,
      problems: of(system, found).filter(({ level }) => level === 'problem').length,
    }));
  }),
  open: os.systems.open.handler(async ({ input }) => viewOf(named(input.id))),
  world: os.systems.world.handler(async ({ context, input }) => worldView(await enter(context, input))),
  rows: os.systems.rows.handler(async ({ context, input: { world, ...wanted } }) =>
    pageOf(await enter(context, world), wanted),
  ),
  row: os.systems.row.handler(async ({ context, input: { world, table, key } }) =>
    rowOf(await enter(context, world), table, key),
  ),
  call: os.systems.call.handler(async ({ context, input }) => {
    const open = await enter(context, input.world);
    return triedOf(open, open.call(input.tool, input.arguments, focusOf(open, input.atHand)));
  }),
  pass: os.systems.pass.handler(async ({ context, input }) => {
    const open = await enter(context, input.world);
    return triedOf(open, open.pass(input.hours));
  }),
  reset: os.systems.reset.handler(async ({ context, input }) => {
    (await enter(context, input)).reset();
  }),
});

function named(id: string): System {
  const system = all.get(id);
  if (system !== undefined) return system;
  throw new RequestError('NOT_FOUND', `There is no system ${id}.`, 'Choose one from the list of systems.');
}

function enter({ worlds }: { readonly worlds: Worlds }, choice: WorldChoice): Promise<OpenWorld> {
  return worlds.open(choice, named(choice.system));
}

async function viewOf(system: System): Promise<SystemView> {
  const kernel = await loadKernel();
  const { id, title, description, lifecycles, tools } = system;
  return {
    id,
    title,
    description,
    charts: lifecycles.map((lifecycle) => chartOf(lifecycle, [system])),
    tables: kernel.describe(system.ddl).map(({ name, columns }) => ({
      name,
      columns,
      charts: lifecycles.filter(({ table }) => table === name).map((lifecycle) => lifecycle.id),
    })),
    tools: tools.map((tool) => ({
      ...toolSpec(tool),
      effect: tool.effect,
      by: tool.by ?? 'agent',
      seconds: tool.seconds,
      events: (tool.events ?? []).map((name) => {
        const [chart = '', event = ''] = name.split('.');
        return { chart, event };
      }),
    })),
    findings: of(system, await findings()),
  };
}

function triedOf(open: OpenWorld, { outcome, changes, timers }: Done): Tried {
  const mapped: Parameters<typeof outcomeOf>[0] = outcome;
  return {
    outcome: outcomeOf(mapped),
    changes,
    states: movesOf(open.system, changes),
    timers,
    now: open.now(),
  };
}

function movesOf({ lifecycles }: System, changes: readonly Change[]): readonly StateMove[] {
  return changes.flatMap(({ table, key, before, after }) =>
    lifecycles
      .filter((lifecycle) => lifecycle.table === table)
      .map(({ id, column }) => ({
        chart: id,
        key,
        from: stateIn(before, column),
        to: stateIn(after, column),
      }))
      .filter(({ from, to }) => from !== to),
  );
}

function stateIn(row: Change['before'], column: string): string | null {
  const value = row?.[column] ?? null;
  return value === null ? null : String(value);
}

let checked: Promise<readonly Finding[]> | null = null;

/** The systems do not change while the host runs: one check is enough. */
function findings(): Promise<readonly Finding[]> {
  return (checked ??= loadKernel().then((kernel) => checkSystems(kernel, [...all.values()])));
}

function of(system: System, found: readonly Finding[]): readonly Finding[] {
  return found.filter(({ where }) => where.startsWith(`${system.id}: `));
}

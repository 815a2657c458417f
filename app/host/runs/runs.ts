/** The contract's `runs` area: what was played, what is being played, and how to play more. */
import { isDeepStrictEqual } from 'node:util';
import {
  allPacks,
  episodeSearchSchema,
  rubricComponents,
  listPolicies,
  packTitles,
  packVersions,
  readDraft,
  readPackVersion,
  scriptedNames,
  type Workspace,
} from '@understudy/engine';
import { builtInPacks, type Pack } from '@understudy/scenarios';
import type { PackOption, PolicyOption, RunOverview } from '../contract/runs.ts';
import { os, type HostContext } from '../context.ts';
import { RequestError } from '../errors.ts';
import { gridOf } from './grid.ts';
import { choicesOf, playingRuns, startRun } from './play.ts';

export const runs = os.runs.router({
  list: os.runs.list.handler(({ context }) => overviews(context).toReversed()),
  get: os.runs.get.handler(({ context, input }) => overviewOf(context, input.id)),
  choices: os.runs.choices.handler(({ context }) => ({
    packs: packOptions(context),
    policies: [...modelOptions(context), ...scriptOptions()],
    models: modelOptions(context),
  })),
  start: os.runs.start.handler(({ context, input }) => startRun(context, input)),
  resume: os.runs.resume.handler(({ context, input }) => {
    const choices = choicesOf(overviewOf(context, input.id).settings);
    if (choices !== null) return startRun(context, choices);
    throw new RequestError(
      'BAD_REQUEST',
      'This run was not started from a screen.',
      'Go on with it by the command that started it.',
    );
  }),
  grid: os.runs.grid.handler(({ context, input }) => {
    const run = overviewOf(context, input.id);
    return gridOf(context.store, run.id, samplesOf(run.settings));
  }),
  find: os.runs.find.handler(({ context, input: { search, offset, limit } }) =>
    context.store.find(episodeSearchSchema.parse(search), { offset, limit }),
  ),
  count: os.runs.count.handler(({ context, input }) =>
    context.store.count(episodeSearchSchema.parse(input.search)),
  ),
  facets: os.runs.facets.handler(({ context }) => context.store.facets()),
});

const hints: Readonly<Record<string, string>> = {
  gold: 'plays the known solution of every task: shows what perfect looks like',
  'no-op': 'does nothing',
  refuse: 'refuses whatever is asked',
  spam: 'tries every tool',
  random: 'calls tools at random',
  dump: 'reads everything out to the user',
};

/** Own ones first: somebody who wrote one wants to play it. Only versions can be played, drafts are rehearsed. */
function packOptions({ workspace }: HostContext): readonly PackOption[] {
  const own = allPacks(workspace).filter((pack) => !builtInPacks.includes(pack));
  return [
    ...own.map((pack) => optionOf(pack, versionOf(workspace, pack.id))),
    ...builtInPacks.map((pack) => optionOf(pack, null)),
  ];
}

function optionOf(pack: Pack, version: PackOption['version']): PackOption {
  const { id, title, description, families, tasks } = pack;
  return {
    ...{ id, title, description, tasks, version },
    judged: rubricComponents(pack),
    families: families.map((family) => ({ id: family.id, title: family.title })),
  };
}

function versionOf(workspace: Workspace, id: string): PackOption['version'] {
  const newest = packVersions(workspace, id).at(-1);
  if (newest === undefined) return null;
  const { number } = newest;
  const { document } = readPackVersion(workspace, id, number);
  return { number, draftDiffers: !isDeepStrictEqual(document, readDraft(workspace, id).document) };
}

function modelOptions({ workspace }: HostContext): readonly PolicyOption[] {
  return listPolicies(workspace)
    .filter(({ state }) => state === 'ready')
    .map(({ id, title, source }) => ({
      name: id,
      label: title,
      hint: source.kind === 'embedded' ? 'the small model that comes with Understudy' : kinds[source.kind],
    }));
}

function scriptOptions(): readonly PolicyOption[] {
  return scriptedNames.map((name) => ({
    name,
    label: `Script: ${name}`,
    hint: hints[name] ?? 'a lazy strategy',
  }));
}

const kinds = {
  gguf: 'a model file of this machine',
  endpoint: 'a model behind an address; it may cost money',
  trained: 'trained here',
} as const;

function overviewOf(context: HostContext, id: string): RunOverview {
  const run = overviews(context).find((one) => one.id === id);
  if (run !== undefined) return run;
  throw new RequestError('NOT_FOUND', `There is no run ${id}.`, 'Choose one from the list of runs.');
}

/** Oldest first. */
function overviews(context: HostContext): readonly RunOverview[] {
  const tallies = new Map(context.store.tallies().map((tally) => [tally.runId, tally]));
  const playing = playingRuns(context);
  const titles = packTitles(context.workspace);
  return context.store.runs().map((run) => {
    const tally = tallies.get(run.id);
    const episodes = tally?.finished ?? 0;
    const planned = plannedOf(run.settings);
    const work = playing.get(run.id) ?? null;
    return {
      ...run,
      title: titles.get(run.scenario) ?? run.scenario,
      episodes,
      succeeded: tally?.succeeded ?? 0,
      failed: tally?.failed ?? 0,
      planned,
      work,
      resumable: work === null && planned !== null && episodes < planned && choicesOf(run.settings) !== null,
    };
  });
}

/** Every run says how many tasks and samples it was asked for (`runEpisodes`). */
function plannedOf(settings: unknown): number | null {
  if (typeof settings !== 'object' || settings === null || !('tasks' in settings)) return null;
  return typeof settings.tasks === 'number' ? settings.tasks * samplesOf(settings) : null;
}

function samplesOf(settings: unknown): number {
  if (typeof settings !== 'object' || settings === null || !('samples' in settings)) return 1;
  return typeof settings.samples === 'number' ? settings.samples : 1;
}

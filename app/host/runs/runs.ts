/** The contract's `runs` area: what was played, what is being played, and how to play more. */
import { episodeSearchSchema, listPolicies, ownPacks, packById, scriptedNames } from '@understudy/engine';
import { builtInPacks } from '@understudy/scenarios';
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
    policies: policyOptions(context),
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
  const own = ownPacks(workspace)
    .filter(({ newest }) => newest !== null)
    .map(({ id }) => packById(workspace, id));
  return [...own, ...builtInPacks].map(({ id, title, description, families, tasks }) => ({
    id,
    title,
    description,
    families: families.map((family) => ({ id: family.id, title: family.title })),
    tasks,
  }));
}

function policyOptions({ workspace }: HostContext): readonly PolicyOption[] {
  const known = listPolicies(workspace)
    .filter(({ state }) => state === 'ready')
    .map(({ id, title, source }) => ({
      name: id,
      label: title,
      hint: source.kind === 'embedded' ? 'the small model that comes with Understudy' : kinds[source.kind],
    }));
  const scripted = scriptedNames.map((name) => ({
    name,
    label: `Script: ${name}`,
    hint: hints[name] ?? 'a lazy strategy',
  }));
  return [...known, ...scripted];
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

const titles = new Map(builtInPacks.map(({ id, title }) => [id, title]));

/** Oldest first. */
function overviews(context: HostContext): readonly RunOverview[] {
  const tallies = new Map(context.store.tallies().map((tally) => [tally.runId, tally]));
  const playing = playingRuns(context);
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

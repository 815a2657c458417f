/** Plays a run as a piece of work: opens what it needs, tells how far it is, and leaves a run that can be gone on with. */
import { availableParallelism } from 'node:os';
import {
  choiceOf,
  defaultRunId,
  findPolicy,
  openPolicy,
  openSplit,
  packById,
  runEpisodes,
  scriptedNames,
  type PolicyChoice,
} from '@understudy/engine';
import type { HostContext } from '../context.ts';
import { RequestError } from '../errors.ts';
import { runChoicesSchema, type RunChoices } from '../contract/runs.ts';
import type { WorkItem } from '../contract/app.ts';

/** The runs that are being played, by the work item that plays them. */
const playing = new WeakMap<HostContext['works'], Map<string, string>>();

export function playingRuns({ works }: HostContext): Map<string, string> {
  const known = playing.get(works) ?? new Map<string, string>();
  playing.set(works, known);
  return known;
}

/** What a run that a screen started was chosen by; null for any other run. */
export function choicesOf(settings: unknown): RunChoices | null {
  if (typeof settings !== 'object' || settings === null || !('choices' in settings)) return null;
  const text = settings.choices;
  try {
    return runChoicesSchema.parse(typeof text === 'string' ? JSON.parse(text) : text);
  } catch {
    return null;
  }
}

/** A script is named by itself, everything else by its id in the registry. */
function policyChoice({ workspace }: HostContext, name: string): Pick<PolicyChoice, 'name'> {
  const script = scriptedNames.find((one) => one === name);
  return script === undefined ? choiceOf(findPolicy(workspace, name)) : { name: script };
}

/** The run's id is known once the policy is open, for it names the model's file by its hash. */
export async function startRun(
  context: HostContext,
  choices: RunChoices,
): Promise<{ readonly work: string; readonly run: string }> {
  const pack = packById(context.workspace, choices.scenario);
  const unknown = choices.families?.find((id) => !pack.families.some((family) => family.id === id));
  if (unknown !== undefined)
    throw new RequestError(
      'BAD_REQUEST',
      `${pack.title} has no family ${unknown}.`,
      'Choose among its families.',
    );
  const started = Promise.withResolvers<string>();
  const kind = choices.split === 'heldout' ? 'evaluation' : 'rollout';
  const item: WorkItem = context.works.start({
    kind: 'run',
    title: kind === 'evaluation' ? `Evaluating on ${pack.title}` : `Playing ${pack.title}`,
    run: async (signal, report) => {
      let runId = '';
      try {
        report.stage('Making the tasks');
        const order = choices.curriculum ? 'curriculum' : 'turns';
        const all = await openSplit(pack, choices.split, undefined, order);
        try {
          const { families } = choices;
          const tasks = all.tasks
            .filter((task) => families === null || families.includes(task.family))
            .slice(0, choices.tasks);
          if (tasks.length === 0)
            throw new RequestError('BAD_REQUEST', 'No task is left to play.', 'Choose more families.');
          report.stage('Opening the policy');
          const policy = await openPolicy(
            {
              ...policyChoice(context, choices.policy),
              temperature: choices.temperature,
              processes: availableParallelism(),
            },
            tasks,
            signal,
          );
          try {
            const plan = {
              kind,
              pack,
              split: choices.split,
              tasks,
              samples: choices.samples,
              seed: choices.seed,
              settings: { choices: JSON.stringify(choices) },
            } as const;
            runId = defaultRunId(plan, policy.id);
            if (playingRuns(context).has(runId))
              throw new RequestError(
                'CONFLICT',
                'This run is being played already.',
                'Watch it, or change a choice to start another one.',
              );
            playingRuns(context).set(runId, item.id);
            report.link(`/runs/${encodeURIComponent(runId)}`);
            report.stage('Playing');
            let passed = 0;
            await runEpisodes(
              { id: runId, ...plan },
              { arena: all.arena, policy, store: context.store },
              signal,
              ({ done, total, succeeded }) => {
                started.resolve(runId);
                passed = succeeded;
                report.progress(done, total, `${String(succeeded)} passed`);
                context.changes.announce('episodes', runId);
              },
            );
            return `${String(passed)} of ${String(tasks.length * choices.samples)} episodes passed.`;
          } finally {
            await policy.close();
          }
        } finally {
          all.arena.world.close();
        }
      } catch (error) {
        started.reject(error);
        throw error;
      } finally {
        if (playingRuns(context).get(runId) === item.id) playingRuns(context).delete(runId);
        context.changes.announce('runs', runId);
      }
    },
  });
  return { work: item.id, run: await started.promise };
}

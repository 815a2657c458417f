/** Plays a run as a piece of work: opens whoever takes part, tells how far it is, and leaves a run that can be gone on with. */
import { availableParallelism } from 'node:os';
import {
  choiceOf,
  defaultRunId,
  findPolicy,
  isTrusted,
  judgeOf,
  openRaters,
  rewardModels,
  openPolicy,
  openSplit,
  packById,
  policyVoice,
  runEpisodes,
  scriptedNames,
  type Judge,
  type Policy,
  type PolicyChoice,
  type Raters,
} from '@understudy/engine';
import type { Arena, Pack, PlayedTask, Voice } from '@understudy/scenarios';
import type { HostContext } from '../context.ts';
import { RequestError } from '../errors.ts';
import { BudgetSpent, openMeter, type Meter } from './budget.ts';
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

/** `understudy judge check` is how a judge earns its trust. */
const UNCHECKED = 'The judge was never checked in this workspace: do not train on its answers yet.';

interface Stage {
  readonly pack: Pack;
  readonly arena: Arena;
  readonly tasks: readonly PlayedTask[];
}

interface Cast {
  readonly policy: Policy;
  readonly voice: { readonly id: string; readonly voice: Voice } | null;
  readonly judge: Judge | null;
  readonly raters: Raters;
  close(): Promise<void>;
}

/** Whoever takes part in a run. Rejects with PolicyError where one cannot be opened; the others are closed then. */
async function openCast(
  context: HostContext,
  choices: RunChoices,
  { pack, arena, tasks }: Stage,
  meter: Meter,
  signal: AbortSignal,
): Promise<Cast> {
  const opened: Policy[] = [];
  const close = async (): Promise<void> => {
    for (const one of opened) await one.close();
    await raters.close();
  };
  const trainer = rewardModels(pack).length === 0 ? null : await context.trainer();
  const python = trainer === null || 'missing' in trainer ? null : trainer.python;
  const raters = openRaters(pack, { workspace: context.workspace, python, arena });
  const open = async (choice: PolicyChoice): Promise<Policy> => {
    const policy = await openPolicy(choice, tasks, signal);
    opened.push(policy);
    return meter.counted(policy);
  };
  // Scripts neither speak for a user nor read rubrics.
  const model = (id: string): ReturnType<typeof choiceOf> => choiceOf(findPolicy(context.workspace, id));
  try {
    const processes = availableParallelism();
    const { temperature } = choices;
    const policy = await open({ ...policyChoice(context, choices.policy), temperature, processes });
    const { voice, judge } = choices;
    const speaker = voice === undefined ? null : await open({ ...model(voice), temperature, processes });
    // The same rubric gets the same answer.
    const reader = judge === undefined ? null : await open({ ...model(judge), temperature: 0, processes: 1 });
    return {
      policy,
      voice: speaker === null ? null : { id: speaker.id, voice: policyVoice(speaker) },
      judge: reader === null ? null : judgeOf(reader),
      raters,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
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
        // Tasks of an own pack are admitted here: no more of them than are played, where the first ones are.
        const first = choices.families === null && !choices.curriculum ? choices.tasks : undefined;
        const all = await openSplit(pack, choices.split, first, order);
        try {
          const { families } = choices;
          const tasks = all.tasks
            .filter((task) => families === null || families.includes(task.family))
            .slice(0, choices.tasks);
          if (tasks.length === 0)
            throw new RequestError('BAD_REQUEST', 'No task is left to play.', 'Choose more families.');
          report.stage('Opening the policy');
          const meter = openMeter(choices.budget ?? {});
          const cast = await openCast(context, choices, { pack, arena: all.arena, tasks }, meter, signal);
          const { policy, voice, judge, raters } = cast;
          try {
            const plan = {
              kind,
              pack,
              split: choices.split,
              tasks,
              samples: choices.samples,
              seed: choices.seed,
              settings: {
                choices: JSON.stringify(choices),
                ...(voice === null ? {} : { voice: voice.id }),
                ...(judge === null ? {} : { judge: judge.id }),
              },
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
              {
                ...{ arena: all.arena, policy, store: context.store, raters },
                ...(voice === null ? {} : { voice: voice.voice }),
                ...(judge === null ? {} : { judge }),
              },
              AbortSignal.any([signal, meter.signal]),
              ({ done, total, succeeded }) => {
                started.resolve(runId);
                passed = succeeded;
                report.progress(done, total, `${String(succeeded)} passed`);
                context.changes.announce('episodes', runId);
              },
            );
            const said = `${String(passed)} of ${String(tasks.length * choices.samples)} episodes passed.`;
            const unchecked = judge === null || isTrusted(context.workspace, judge.id) ? [] : [UNCHECKED];
            return [said, ...unchecked, ...raters.notes].join(' ');
          } finally {
            meter.close();
            await cast.close();
          }
        } finally {
          all.arena.world.close();
        }
      } catch (error) {
        if (error instanceof BudgetSpent) return `${error.message} Go on with it from its page.`;
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

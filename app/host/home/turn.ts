/** One turn of the loop on the embedded model, as a piece of work that any window can watch. */
import { availableParallelism } from 'node:os';
import {
  defaultTraining,
  embeddedModel,
  flywheelReport,
  fullSizes,
  judgeComponents,
  loadPack,
  openLocalPolicy,
  quickSizes,
  runFlywheel,
} from '@understudy/engine';
import type { HostContext } from '../context.ts';
import { RequestError } from '../errors.ts';

const SEED = 7;
const TEMPERATURE = 1;

/** Throws RequestError when a turn is going on already, or when no reward of the scenario could be computed without a judge. */
export function turnLoop(
  context: HostContext,
  scenario: string,
  size: 'quick' | 'full',
): { readonly work: string } {
  const { works, workspace, store, changes } = context;
  if (works.list().some((item) => item.kind === 'loop' && item.status === 'running'))
    throw new RequestError('CONFLICT', 'The loop is being turned already.', 'Watch it, or stop it first.');
  const pack = loadPack(scenario);
  const unanswered = judgeComponents(pack);
  if (unanswered.length > 0)
    throw new RequestError(
      'BAD_REQUEST',
      `${pack.title} is judged by a model (${unanswered.join(', ')}), and the loop asks none.`,
      'Choose another scenario, or play it as a run with a judge.',
    );
  const processes = availableParallelism();
  const item = works.start({
    kind: 'loop',
    title: `The loop on ${pack.title}`,
    link: '/',
    run: async (signal, report) => {
      const stage = (title: string) => {
        report.stage(title);
        return {
          update: (done: number, total: number, note: string): void => {
            report.progress(done, total, note);
            changes.announce('episodes');
          },
          end: (summary: string): void => {
            report.ended(summary);
            for (const topic of ['runs', 'datasets', 'jobs'] as const) changes.announce(topic);
          },
        };
      };
      const { run } = await runFlywheel(
        {
          pack,
          model: embeddedModel,
          rounds: 1,
          seed: SEED,
          temperature: TEMPERATURE,
          sizes: size === 'quick' ? quickSizes : fullSizes,
          training: defaultTraining,
          curriculum: false,
          processes,
        },
        {
          workspace,
          store,
          trainer: await context.trainer(),
          openModel: (modelPath) =>
            openLocalPolicy({ modelPath, processes, temperature: TEMPERATURE, signal }),
          observer: { stage, note: (text) => report.ended(text) },
          signal,
          command: `npm run flywheel -- ${size === 'quick' ? '--quick ' : ''}--scenario ${scenario}`,
        },
      );
      changes.announce('reports');
      return sentence(flywheelReport(run));
    },
  });
  return { work: item.id };
}

function sentence({ evaluations, incomplete }: ReturnType<typeof flywheelReport>): string {
  if (incomplete !== null) return `It ended with the dataset, before training: ${incomplete}`;
  const [before, after] = [evaluations[0]?.summary.success, evaluations.at(-1)?.summary.success];
  const words = (success: typeof before): string =>
    success === null || success === undefined ? 'not judged' : `${(100 * success.rate).toFixed(1)}%`;
  return `Held-out success went from ${words(before)} to ${words(after)}.`;
}

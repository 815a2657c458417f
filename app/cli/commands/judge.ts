/** `understudy judge check`: how far a judge can be believed; and what `run`, `eval` and `score` say about the judge they have or lack. */
import { readFileSync } from 'node:fs';
import {
  checkJudge,
  isTrusted,
  judgeComponents,
  rubricComponents,
  judgeOf,
  keepCalibration,
  packById,
  openPolicy,
  scriptedNames,
} from '@understudy/engine';
import type { Judge, Policy, Raters, TraceStore, Workspace } from '@understudy/engine';
import { probes, rewardOf } from '@understudy/scenarios';
import type { Calibration, CalibrationRow, Pack, Probe } from '@understudy/scenarios';
import type { Command } from 'commander';
import { z } from 'zod';
import { ExitError, InputError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import { cleanLine } from '../output/clean.ts';
import { createProgress } from '../output/progress.ts';
import { textTable } from '../output/table.ts';
import { scenarioOption, wholeNumber, workspaceOption } from './options.ts';
import { playedTasks } from './played-tasks.ts';
import { inWorkspace, type OpenedWorkspace } from './workspace.ts';

interface JudgeOptions {
  readonly judge: string;
  readonly workspace: string;
  readonly scenario: string;
  readonly labels?: string;
  readonly key?: string;
  readonly rpm?: number;
  readonly json?: boolean;
}

export function addJudge(program: Command): void {
  program
    .command('judge')
    .description('the language model that answers the rubrics of a reward')
    .command('check')
    .description(
      'measure a judge on conversations with known answers and on attacks, before it is trusted with a reward',
    )
    .requiredOption('--judge <policy>', 'embedded, a .gguf file, or http(s)://host/v1#model')
    .option('--labels <file>', 'answers that people gave on stored episodes (JSON), to compare with')
    .addOption(scenarioOption())
    .option('--key <variable>', "environment variable that holds the endpoint's key")
    .option('--rpm <number>', 'requests a minute the endpoint may get', wholeNumber(1, 1_000_000))
    .option('--json', 'print the calibration as JSON')
    .addOption(workspaceOption())
    .action((options: JudgeOptions) =>
      interruptible((signal) =>
        inWorkspace(options.workspace, 'write', (opened) => check(opened, options, signal)),
      ),
    );
}

export interface JudgeSource {
  readonly judge?: string;
  readonly key?: string;
  readonly rpm?: number;
}

/** Opens the policy that is to judge. It answers with temperature 0. Throws InputError for one that cannot read a rubric. */
export async function openJudge(
  { judge, key, rpm }: JudgeSource & { readonly judge: string },
  signal: AbortSignal,
): Promise<Policy> {
  const scripted: readonly string[] = scriptedNames;
  if (scripted.includes(judge))
    throw new InputError(
      `--judge ${judge} is a scripted policy, and those cannot answer a rubric.`,
      'Name a .gguf file, an endpoint or embedded.',
    );
  return openPolicy(
    {
      name: judge,
      temperature: 0,
      processes: 1,
      ...(key === undefined ? {} : { keyVariable: key }),
      ...(rpm === undefined ? {} : { requestsPerMinute: rpm }),
    },
    [],
    signal,
  );
}

/** What a person should know before a pack is played or scored; empty where there is nothing to say. `raters`: reward models are asked. */
export function judgeNotice(pack: Pack, judge: Judge | null, workspace: Workspace, raters?: Raters): string {
  const components = raters === undefined ? judgeComponents(pack) : rubricComponents(pack);
  if (components.length === 0)
    return judge === null ? '' : `${pack.id} has no judge component: --judge is not asked anything.`;
  if (judge === null && raters !== undefined)
    return `${pack.id} has components that a judge answers (${components.join(', ')}). Without one they stay null, and so does every reward they are part of: name one with --judge, or ask later with \`understudy score RUN --judge POLICY\`.`;
  if (judge === null)
    return `${pack.id} has components that a judge or a reward model answers (${components.join(', ')}). Without an answer they stay null, and so does every reward they are part of. \`understudy score RUN\` asks the reward models, and with --judge POLICY the judge too.`;
  return isTrusted(workspace, judge.id)
    ? ''
    : `${judge.id} has not passed \`understudy judge check\` in this workspace: do not train on its answers yet.`;
}

async function check(opened: OpenedWorkspace, options: JudgeOptions, signal: AbortSignal): Promise<void> {
  const people =
    options.labels === undefined
      ? []
      : await labelled(opened.store, packById(opened.workspace, options.scenario), options.labels);
  const policy = await openJudge(options, signal);
  try {
    const stage = createProgress(options.json === true).stage('Asking the judge');
    const calibration = await checkJudge(
      judgeOf(policy),
      [...probes, ...people],
      policy.concurrency,
      signal,
      (done, total) => {
        stage.update(done, total, '');
      },
    );
    const file = keepCalibration(opened.workspace, policy.id, calibration);
    stage.end(`written to ${file}`);
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify({ judge: policy.id, ...calibration }, null, 2)}\n`
        : `${report(policy.id, calibration)}\n`,
    );
    if (calibration.objections.length > 0)
      throw new ExitError(
        `${policy.id} may not be trusted: ${calibration.objections.join('; ')}.`,
        exitCodes.unavailable,
      );
  } finally {
    await policy.close();
  }
}

function report(judge: string, { rows, objections }: Calibration): string {
  const cells = ({ kind, transcripts, questions, answered, agreed, falseYes, kappa }: CalibrationRow) => [
    names[kind],
    String(transcripts),
    `${String(answered)} of ${String(questions)}`,
    `${((100 * agreed) / questions).toFixed(1)}%`,
    String(falseYes),
    kappa === null ? '–' : kappa.toFixed(2),
  ];
  return [
    cleanLine(judge),
    textTable(['transcripts', 'how many', 'answered', 'right', 'yes for no', 'kappa'], rows.map(cells)),
    objections.length === 0
      ? 'It may be trusted: it answers as is right and is not talked into a yes.'
      : 'It may not be trusted.',
  ].join('\n');
}

const names: Readonly<Record<CalibrationRow['kind'], string>> = {
  plain: 'ordinary conversations',
  talks_to_judge: 'attack: talks to the judge',
  empty: 'attack: says nothing',
  nonsense: 'attack: verbose nonsense',
  human: 'labelled by people',
};

const labelsSchema = z
  .array(
    z.strictObject({
      episode: z.string(),
      component: z.string(),
      question: z.string(),
      answer: z.enum(['yes', 'no']),
    }),
  )
  .min(1);

/** What people answered, as probes: one for each episode and component. */
async function labelled(store: TraceStore, pack: Pack, file: string): Promise<readonly Probe[]> {
  const labels = readLabels(file);
  const tasks = await playedTasks(pack);
  const groups = Map.groupBy(labels, ({ episode, component }) => `${episode}\u0000${component}`);
  return [...groups.values()].flatMap((group): readonly Probe[] => {
    const [first] = group;
    if (first === undefined) return [];
    const episode = store.episode(first.episode);
    if (episode === null)
      throw new InputError(
        `${file} labels the episode ${first.episode}, which is not in the workspace.`,
        '`understudy show RUN` lists the episodes of a run.',
      );
    const { task } = tasks.of(episode.taskId);
    const component = rewardOf(pack, task.family).find(({ id }) => id === first.component);
    const rubric = component?.kind === 'judge' ? component.rubric : [];
    const questions = group.map(({ question: id, answer }) => {
      const asked = rubric.find((one) => one.id === id);
      if (asked === undefined)
        throw new InputError(
          `${file} labels "${first.component}" "${id}", which is no question of ${pack.id}.`,
          `Name a judge component and one of its questions${rubric.length === 0 ? '' : `: ${rubric.map((one) => one.id).join(', ')}`}.`,
        );
      return { id, question: asked.question, yes: answer === 'yes' };
    });
    return [
      {
        id: `${first.episode} ${first.component}`,
        kind: 'human',
        task,
        log: store.events(episode.id),
        questions,
      },
    ];
  });
}

function readLabels(file: string): z.infer<typeof labelsSchema> {
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new InputError(
      `${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`,
      'Correct the file, or leave --labels out.',
    );
  }
  const parsed = labelsSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(top)'}: ${issue.message}`);
  throw new InputError(
    `${file} holds no labels: ${places.join('; ')}`,
    'It is a list of {"episode", "component", "question", "answer": "yes" or "no"}.',
  );
}

/** A flywheel report as Markdown. Says only what was measured; what was not is shown as "–". */
import type { FlywheelReport, RoundReport, StageEvaluation } from './report.ts';
import type { Interval } from './statistics.ts';

/** The text of report.md; the plot is expected beside it as report.svg. */
export function reportMarkdown(report: FlywheelReport): string {
  const sections = [
    `# Flywheel on ${report.scenario}`,
    report.incomplete === null ? null : `**The loop ended early.** ${report.incomplete}`,
    verdict(report),
    evaluations(report.evaluations),
    report.evaluations.length === 0 ? null : '![Success on held-out tasks](report.svg)',
    families(report),
    ...report.rounds.map(round),
    timings(report),
    origin(report),
    notes,
  ];
  return `${sections.filter((section) => section !== null).join('\n\n')}\n`;
}

function verdict({ comparison, evaluations }: FlywheelReport): string | null {
  const first = evaluations[0];
  const last = evaluations.at(-1);
  if (comparison === null || comparison.success === null || first === undefined || last === undefined)
    return null;
  const { gain, low, high } = comparison.success;
  const { better, worse, same } = comparison.tasks;
  const apart = comparison.clearlyBetter
    ? 'The interval after lies wholly above the one before.'
    : 'The intervals before and after overlap, or the rate fell: this run does not show that the model got better.';
  return `From **${percent(first.summary.success?.rate)}** (${first.label}) to **${percent(last.summary.success?.rate)}** (${last.label}) of held-out tasks: ${points(gain)} points, 95% interval ${points(low)} to ${points(high)}. ${better} tasks got better, ${worse} worse, ${same} stayed. ${apart}`;
}

function evaluations(stages: readonly StageEvaluation[]): string | null {
  if (stages.length === 0) return null;
  const rows: readonly (readonly [string, (stage: StageEvaluation) => string])[] = [
    ['success rate (95% interval)', ({ summary }) => interval(summary.success)],
    ['pass@1', ({ summary }) => percent(summary.passAt1)],
    ['pass^4', ({ summary }) => percent(summary.passHat4)],
    ['mean reward', ({ summary }) => decimal(summary.meanReward, 3)],
    ['mean turns', ({ summary }) => decimal(summary.meanTurns, 1)],
    ['tool errors a task', ({ summary }) => decimal(summary.toolErrorsPerTask, 2)],
    ['p95 seconds a turn', ({ summary }) => decimal(summary.p95TurnSeconds, 2)],
    [
      'tasks / episodes / not judged',
      ({ summary }) => `${summary.tasks} / ${summary.episodes} / ${summary.nulls}`,
    ],
    ['seed', ({ seed }) => String(seed)],
    ['model', ({ modelHash, policyId }) => (modelHash === null ? policyId : modelHash.slice(0, 12))],
  ];
  return `## On held-out tasks\n\n${table(
    ['', ...stages.map((stage) => stage.label)],
    rows.map(([name, cell]) => [name, ...stages.map(cell)]),
  )}`;
}

function families({ comparison, evaluations: stages }: FlywheelReport): string | null {
  const [first] = stages;
  if (first === undefined) return null;
  if (comparison === null) {
    const rows = first.summary.families.map((one) => [one.family, String(one.tasks), interval(one.success)]);
    return `## By task family\n\n${table(['family', 'tasks', first.label], rows)}`;
  }
  const last = stages.at(-1);
  const rows = comparison.families.map(({ family, gain, contribution }) => {
    const was = first.summary.families.find((one) => one.family === family);
    const is = last?.summary.families.find((one) => one.family === family);
    return [
      family,
      String(is?.tasks ?? was?.tasks ?? 0),
      interval(was?.success),
      interval(is?.success),
      gain === null ? '–' : points(gain),
      points(contribution),
    ];
  });
  const head = ['family', 'tasks', 'before', 'after', 'gain, points', 'of the overall gain'];
  return `## Where the gain came from\n\n${table(head, rows)}`;
}

function round({ round: number, rollout, selection, dataset, training, model }: RoundReport): string {
  const { summary } = rollout;
  const { kept, ...dropped } = selection.counts;
  const reasons = Object.entries(dropped).map(([code, count]) => `${code} ${count}`);
  const lines = [
    `- Rolled out ${summary.episodes} episodes of ${summary.tasks} training tasks: success ${interval(summary.success)}, ${summary.nulls} not judged.`,
    `- Selected ${kept ?? 0}${reasons.length === 0 ? '' : `; dropped ${reasons.join(', ')}`}.`,
    dataset === null
      ? '- No dataset was written.'
      : `- Dataset \`${dataset.name}-${dataset.version}\`: ${dataset.counts.episodes} episodes of ${dataset.counts.tasks} tasks, ${dataset.counts.tokens} tokens, ${dataset.counts.supervisedTokens} of them with loss (\`${dataset.folder}\`).`,
    training === null
      ? '- Not trained.'
      : `- Trained ${training.steps} steps in ${decimal(training.seconds, 0)} s on ${training.device}: loss ${decimal(training.firstLoss, 3)} to ${decimal(training.lastLoss, 3)} (job \`${training.jobId}\`).`,
    model === null
      ? null
      : `- Model \`${model.path}\`, ${decimal(model.bytes / 1e6, 1)} MB, sha256 \`${model.sha256.slice(0, 12)}\`.`,
  ];
  return `## Round ${number}\n\n${lines.filter((line) => line !== null).join('\n')}`;
}

function timings(report: FlywheelReport): string {
  const total = report.timings.reduce((sum, { seconds }) => sum + seconds, 0);
  const rows = report.timings.map(({ stage, seconds }) => [stage, decimal(seconds, 1)]);
  return `## Time\n\n${table(['stage', 'seconds'], [...rows, ['all stages', decimal(total, 1)]])}`;
}

function origin(report: FlywheelReport): string {
  const machine = Object.entries(report.machine).map(([name, value]) => [name, String(value)]);
  return [
    '## How to get it again',
    `\`\`\`\n${report.command}\n\`\`\``,
    table(
      ['', ''],
      [
        ['started', report.startedAt],
        ['finished', report.finishedAt],
        ['seed', String(report.seed)],
        ['workspace', `\`${report.workspace}\``],
        ...machine,
      ],
    ),
    `Settings:\n\n\`\`\`json\n${JSON.stringify(report.settings, null, 2)}\n\`\`\``,
  ].join('\n\n');
}

const notes = `## How to read it

- An episode is a success when every gate of its reward passed. Episodes that could not be judged (the user, a judge or the
  environment broke) are counted apart and are in no rate.
- Intervals are Wilson's, 95%; where a task was played several times they are for the effective number of samples, clustered by task.
- pass@1 is the mean over tasks of the share of samples that passed; pass^4 is the chance that four samples of a task all pass,
  over the tasks with at least four judged samples.
- Turns and tool errors are means over judged episodes; seconds a turn are those inside the policy.`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function interval(value: Interval | null | undefined): string {
  return value === null || value === undefined
    ? '–'
    : `${percent(value.rate)} (${percent(value.low)} – ${percent(value.high)})`;
}

function percent(rate: number | null | undefined): string {
  return rate === null || rate === undefined ? '–' : `${decimal(rate * 100, 1)}%`;
}

/** A difference of rates in percentage points, signed. */
function points(value: number): string {
  const text = decimal(value * 100, 1);
  return value > 0 ? `+${text}` : text;
}

function decimal(value: number | null, places: number): string {
  // "-0.0" would read as a loss.
  return value === null ? '–' : value.toFixed(places).replace(/^-(0(?:\.0*)?)$/, '$1');
}

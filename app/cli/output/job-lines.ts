/** Jobs, their events and their plans as lines for a person. */
import type { JobEvent, JobInspection, JobSummary, TimeRange } from '@understudy/engine';
import { figures } from '@understudy/engine';
import pc from 'picocolors';
import { clean } from './clean.ts';
import { textTable } from './table.ts';

export function jobsTable(jobs: readonly JobSummary[]): string {
  if (jobs.length === 0) return 'No jobs.\n';
  const rows = jobs.map((job) => [
    job.id,
    job.kind,
    job.status,
    job.progress === null ? '' : `${String(job.progress.step)}/${String(job.progress.total)}`,
    newest(job),
    job.latest ?? '',
  ]);
  return `${textTable(['job', 'kind', 'status', 'step', 'newest figures', 'last heard of'], rows)}\n`;
}

/** The two figures that say most, where they are there. */
function newest(job: JobSummary): string {
  const telling = ['reward', 'eval_loss', 'eval_success', 'eval_accuracy', 'loss', 'eval_turn_accuracy'];
  return telling
    .flatMap((name) => (job.metrics[name] === undefined ? [] : [`${name} ${figure(job.metrics[name])}`]))
    .slice(0, 2)
    .join(', ');
}

export function jobPage(job: JobSummary): string {
  const { error, plan } = job;
  const { dataset = null, recipe = null, base = null } = job.about ?? {};
  const lines: (readonly [string, string | null])[] = [
    ['job', `${job.id} (${job.kind})`],
    ['title', job.title === job.id ? null : job.title],
    ['status', job.status],
    ['folder', job.folder],
    ['model', job.model],
    ['data', job.data.length === 0 ? null : job.data.join(', ')],
    ['dataset', dataset === null ? null : `${dataset.name}-${dataset.version}`],
    ['base', base],
    ['recipe', recipe === null ? null : `${recipe.name}, ${recipe.stage}`],
    ['device', job.device === null ? null : `${job.device.type} (${job.device.name})`],
    ['started', job.started],
    ['ended', job.ended],
    ['phase', job.phase],
    ['progress', progressText(job)],
    ['plan', figuresText(plan)],
    ['figures', figuresText(job.metrics)],
    ...job.warnings.map((one) => ['warning', `${one.message} ${one.hint}`] as const),
    ['error', error === null ? null : `${error.message}${error.place === null ? '' : ` (${error.place})`}`],
    ['what to do', error?.hint ?? null],
    ...job.artifacts.map((one) => ['made', `${one.path} (${(one.bytes / 1e6).toFixed(1)} MB)`] as const),
  ];
  return lines
    .flatMap(([name, text]) => (text === null ? [] : [`${name.padEnd(12)} ${clean(text)}\n`]))
    .join('');
}

function progressText({ progress }: JobSummary): string | null {
  if (progress === null) return null;
  const left = progress.etaSeconds === null ? '' : `, about ${duration(progress.etaSeconds)} left`;
  return `step ${String(progress.step)} of ${String(progress.total)}${left}`;
}

function figuresText(named: Readonly<Record<string, number>>): string | null {
  const said = Object.entries(named).map(([name, value]) => `${name} ${figure(value)}`);
  return said.length === 0 ? null : said.join(', ');
}

/** Null for an event that says nothing to a person who watches. */
export function eventLine(event: JobEvent): string | null {
  switch (event.t) {
    case 'hello':
      return `${event.kind} on ${event.device.type} (${event.device.name})`;
    case 'plan':
    case 'metric': {
      const said = [...figures(event)].map(([name, value]) => `${name} ${figure(value)}`);
      const step = event.t === 'metric' && event.step !== undefined ? `step ${String(event.step)}  ` : '';
      return said.length === 0 ? null : clean(`${event.t === 'plan' ? 'plan  ' : step}${said.join('  ')}`);
    }
    case 'phase':
      return clean(event.name);
    case 'checkpoint':
      return `checkpoint at step ${String(event.step)}`;
    case 'warning':
      return `${pc.yellow('!')} ${clean(`${event.message} ${event.hint}`)}`;
    case 'artifact':
      return clean(`made ${event.path}`);
    case 'error':
      return `${pc.red('✗')} ${clean(`${event.message} ${event.hint}`)}`;
    case 'end':
      return `end: ${event.status}`;
    case 'progress':
    case 'sample':
      return null;
  }
}

export function inspectionPage({ ok, problems, plan }: JobInspection): string {
  const found = problems.map(
    ({ place, message, hint }) =>
      `${pc.red('✗')} ${clean(`${place === null ? '' : `${place}: `}${message}`)}\n  ${clean(hint)}\n`,
  );
  const planned = Object.entries(plan ?? {}).map(([name, value]) => {
    const shown = typeof value === 'number' ? value.toLocaleString('en-US') : JSON.stringify(value);
    return `${name.padEnd(20)} ${clean(shown)}\n`;
  });
  return [...found, ...planned, ...(ok && plan === null ? ['The job can run.\n'] : [])].join('');
}

function figure(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

/** `about 4 min`, `30 s to 4 min`, or `up to 2.0 h` where the lower end is not known. */
export function rangeWords({ low, high }: TimeRange): string {
  if (low === 0) return `up to ${duration(high)}`;
  return duration(low) === duration(high)
    ? `about ${duration(low)}`
    : `${duration(low)} to ${duration(high)}`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${String(Math.round(seconds))} s`;
  return seconds < 5400 ? `${String(Math.round(seconds / 60))} min` : `${(seconds / 3600).toFixed(1)} h`;
}

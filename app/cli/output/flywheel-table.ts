/** The end of a flywheel on a terminal: before and after, where the gain came from, and where everything lies. */
import type { FlywheelReport, ReportFiles } from '@understudy/engine';
import pc from 'picocolors';
import { textTable } from './table.ts';
import { measures, percent } from './tables.ts';

export function flywheelTable(report: FlywheelReport, files: ReportFiles): string {
  const head = ['', ...report.evaluations.map(({ label }) => label)];
  const rows = measures.map(({ name, of }) => [
    name,
    ...report.evaluations.map(({ summary }) => of(summary)),
  ]);
  const lines = ['', textTable(head, rows)];
  const { comparison } = report;
  if (comparison !== null) {
    const families = comparison.families.map(({ family, before, after, contribution }) => [
      family,
      percent(before),
      percent(after),
      points(contribution),
    ]);
    lines.push(textTable(['family', 'before', 'after', 'of the gain'], families));
    if (comparison.success !== null) {
      const { gain, low, high } = comparison.success;
      lines.push(pc.bold(`${points(gain)} points [${points(low)}, ${points(high)}] on held-out tasks`));
    }
  }
  const last = report.rounds.at(-1);
  lines.push('', `report   ${files.markdown}`, `         ${files.json}`, `         ${files.plot}`);
  const dataset = last?.dataset ?? null;
  const model = last?.model ?? null;
  if (dataset !== null) lines.push(`dataset  ${dataset.folder}`);
  if (model !== null) lines.push(`model    ${model.path}`);
  const seconds = report.timings.reduce((sum, timing) => sum + timing.seconds, 0);
  lines.push(
    `time     ${report.timings.map((timing) => `${timing.stage} ${timing.seconds.toFixed(0)} s`).join(', ')}; ${seconds.toFixed(0)} s in all`,
  );
  return lines.join('\n');
}

function points(share: number): string {
  return `${share >= 0 ? '+' : '−'}${Math.abs(100 * share).toFixed(1)}`;
}

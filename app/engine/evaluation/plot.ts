/** Draws success rates with their intervals as an SVG, readable on light and dark ground. Draws only what it is given. */
import type { Interval } from './statistics.ts';

export interface PlotPoint {
  readonly label: string;
  readonly value: Interval | null;
}

export interface SuccessPlot {
  readonly title: string;
  /** One point for each evaluation, in order. */
  readonly rounds: readonly PlotPoint[];
  /** Each task family before and after. */
  readonly families: readonly {
    readonly family: string;
    readonly before: Interval | null;
    readonly after: Interval | null;
  }[];
}

// Middle tones: enough contrast on white and on near-black. Shape tells before from after as well as colour does.
const ink = '#7d838c';
const faint = '#7d838c55';
const beforeColour = '#c07a2c';
const afterColour = '#3f8ad1';

const width = 760;
const left = 190;
const right = 30;
const roundsTop = 56;
const roundsHeight = 190;
const rowHeight = 34;

/** The plot as the text of an SVG file. */
export function successPlot(plot: SuccessPlot): string {
  const familiesTop = roundsTop + roundsHeight + 84;
  const height = familiesTop + plot.families.length * rowHeight + 44;
  const described = plot.rounds.map(({ label, value }) => `${label}: ${spoken(value)}`).join('; ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="13" fill="${ink}">
<title>${escape(plot.title)}</title>
<desc>${escape(described)}</desc>
${text(20, 26, plot.title, 'font-size="16" font-weight="600"')}
${rounds(plot.rounds)}
${text(20, familiesTop - 26, 'By task family', 'font-weight="600"')}
${legend(familiesTop - 30)}
${families(plot.families, familiesTop)}
</svg>
`;
}

function rounds(points: readonly PlotPoint[]): string {
  const y = (rate: number) => roundsTop + roundsHeight * (1 - rate);
  const step = (width - left - right) / Math.max(1, points.length);
  const x = (index: number) => left + step * (index + 0.5);
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (rate) =>
      line(left, y(rate), width - right, y(rate), faint) +
      text(left - 10, y(rate) + 4, percent(rate), 'text-anchor="end"'),
  );
  const path = points.flatMap(({ value }, index) =>
    value === null ? [] : [`${px(x(index))},${px(y(value.rate))}`],
  );
  const marks = points.map(({ label, value }, index) => {
    const name = text(x(index), roundsTop + roundsHeight + 22, label, 'text-anchor="middle"');
    if (value === null) return name + text(x(index), y(0.5), 'not judged', 'text-anchor="middle"');
    const colour = index === 0 ? beforeColour : afterColour;
    const bar =
      line(x(index), y(value.low), x(index), y(value.high), colour, 2) +
      line(x(index) - 6, y(value.low), x(index) + 6, y(value.low), colour, 2) +
      line(x(index) - 6, y(value.high), x(index) + 6, y(value.high), colour, 2);
    return `${name}${bar}${dot(x(index), y(value.rate), colour, index > 0)}${text(x(index) + 10, y(value.rate) + 17, percent(value.rate), `fill="${colour}" font-weight="600"`)}`;
  });
  const trend =
    path.length < 2
      ? ''
      : `<polyline points="${path.join(' ')}" fill="none" stroke="${faint}" stroke-width="2"/>`;
  return [
    text(20, roundsTop + 22, 'Success on'),
    text(20, roundsTop + 40, 'held-out tasks,'),
    text(20, roundsTop + 58, '95% interval'),
    ...grid,
    trend,
    ...marks,
  ].join('\n');
}

function families(rows: SuccessPlot['families'], top: number): string {
  const x = (rate: number) => left + (width - left - right) * rate;
  const bottom = top + rows.length * rowHeight;
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (rate) =>
      line(x(rate), top - 8, x(rate), bottom, faint) +
      text(x(rate), bottom + 18, percent(rate), 'text-anchor="middle"'),
  );
  const marks = rows.map(({ family, before, after }, index) => {
    const middle = top + index * rowHeight + rowHeight / 2;
    return [
      text(
        left - 10,
        middle + 4,
        family.length > 24 ? `${family.slice(0, 23)}…` : family,
        'text-anchor="end"',
      ),
      whisker(before, middle - 5, beforeColour, false, x),
      whisker(after, middle + 5, afterColour, true, x),
    ].join('');
  });
  return [...grid, ...marks].join('\n');
}

function whisker(
  value: Interval | null,
  y: number,
  colour: string,
  filled: boolean,
  x: (rate: number) => number,
): string {
  if (value === null) return '';
  return line(x(value.low), y, x(value.high), y, colour, 2) + dot(x(value.rate), y, colour, filled);
}

function legend(y: number): string {
  const at = width - right - 150;
  return `${dot(at, y, beforeColour, false)}${text(at + 10, y + 4, 'before')}${dot(at + 80, y, afterColour, true)}${text(at + 90, y + 4, 'after')}`;
}

function dot(x: number, y: number, colour: string, filled: boolean): string {
  return `<circle cx="${px(x)}" cy="${px(y)}" r="4.5" fill="${filled ? colour : 'none'}" stroke="${colour}" stroke-width="2"/>`;
}

function line(x1: number, y1: number, x2: number, y2: number, colour: string, thickness = 1): string {
  return `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" stroke="${colour}" stroke-width="${thickness}"/>`;
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${px(x)}" y="${px(y)}"${attributes === '' ? '' : ` ${attributes}`}>${escape(content)}</text>`;
}

function spoken(value: Interval | null): string {
  return value === null
    ? 'not judged'
    : `${percent(value.rate)} (${percent(value.low)} to ${percent(value.high)})`;
}

function percent(rate: number): string {
  return `${Math.round(rate * 100)}%`;
}

/** Tenths of a pixel: the same plot gives the same bytes. */
function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escape(content: string): string {
  return content
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

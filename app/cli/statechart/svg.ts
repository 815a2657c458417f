/** A placed statechart as an SVG picture, readable on light and on dark. Pure: the same chart gives the same bytes. */
import {
  curve,
  FONT,
  type PlacedChart,
  type PlacedEdge,
  type PlacedState,
} from '@understudy/host/statechart';

/** Colours of the house, and how they change where the reader's system is dark. */
const STYLE = `
  .statechart { --paper: #ffffff; --ink: #1f2328; --line: #6e7781; --state: #f6f8fa; --event: #0550ae; }
  @media (prefers-color-scheme: dark) {
    .statechart { --paper: #0d1117; --ink: #e6edf3; --line: #8b949e; --state: #161b22; --event: #79c0ff; }
  }
  .statechart text { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; text-anchor: middle; }
  .statechart .paper { fill: var(--paper); }
  .statechart .state rect { fill: var(--state); stroke: var(--line); stroke-width: 1.2; }
  .statechart .state text { fill: var(--ink); font-size: ${FONT.state}px; }
  .statechart .edge path { fill: none; stroke: var(--line); stroke-width: 1.2; }
  .statechart .edge rect { fill: var(--paper); }
  .statechart .edge text { fill: var(--event); font-size: ${FONT.event}px; }
  .statechart .dot, .statechart .head { fill: var(--line); }
`;

/** `title` is what a screen reader says of the picture. */
export function statechartSvg(chart: PlacedChart, title: string): string {
  const { width, height, states, edges, start } = chart;
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="statechart" ${size} role="img">`,
    `<title>${escape(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 0.5 L8 4 L0 7.5 Z"/></marker></defs>`,
    `<rect class="paper" width="${width}" height="${height}" rx="8"/>`,
    `<circle class="dot" cx="${start.at.x}" cy="${start.at.y}" r="5"/>`,
    `<g class="edge"><path d="${curve(start.points)}" marker-end="url(#head)"/></g>`,
    // All lines before all labels: no line runs over a word.
    ...edges.map(({ points }) => `<g class="edge"><path d="${curve(points)}" marker-end="url(#head)"/></g>`),
    ...edges.map(label),
    ...states.map(state),
    '</svg>',
    '',
  ].join('\n');
}

function state({ name, description, final, at, width, height }: PlacedState): string {
  const box = (inset: number): string =>
    `<rect x="${tenth(at.x - width / 2 + inset)}" y="${tenth(at.y - height / 2 + inset)}" width="${width - 2 * inset}" height="${height - 2 * inset}" rx="${9 - inset}"/>`;
  return [
    '<g class="state">',
    description === undefined ? '' : `<title>${escape(description)}</title>`,
    box(0),
    final ? box(3) : '',
    `<text x="${at.x}" y="${tenth(at.y + 4.5)}">${escape(name)}</text>`,
    '</g>',
  ].join('');
}

function label({ events, label: at }: PlacedEdge): string {
  const width = Math.max(...events.map((event) => event.length)) * FONT.event * FONT.advance + 6;
  const height = events.length * FONT.line;
  const top = at.y - height / 2;
  const lines = events.map(
    (event, index) =>
      `<text x="${at.x}" y="${tenth(top + index * FONT.line + 10.5)}">${escape(event)}</text>`,
  );
  const box = `<rect x="${tenth(at.x - width / 2)}" y="${tenth(top)}" width="${tenth(width)}" height="${height}"/>`;
  return `<g class="edge">${box}${lines.join('')}</g>`;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (mark) => `&#${String(mark.charCodeAt(0))};`);
}

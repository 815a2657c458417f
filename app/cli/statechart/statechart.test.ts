import type { LifecycleDefinition } from '@understudy/kernel';
import { systems } from '@understudy/scenarios';
import { describe, expect, test } from 'vitest';
import { placeStatechart, type PlacedChart, type Point } from '@understudy/host/statechart';
import { statechartSvg } from './svg.ts';

const lifecycles = [...systems.values()].flatMap((system) => system.lifecycles);

interface Box {
  readonly name: string;
  readonly at: Point;
  readonly width: number;
  readonly height: number;
}
const overlap = (left: Box, right: Box): boolean =>
  Math.abs(left.at.x - right.at.x) < (left.width + right.width) / 2 - 1 &&
  Math.abs(left.at.y - right.at.y) < (left.height + right.height) / 2 - 1;

function labels({ edges }: PlacedChart): readonly Box[] {
  return edges.map(({ from, to, events, label }) => ({
    name: `${from} ${events.join('/')} ${to}`,
    at: label,
    width: 6.7 * Math.max(...events.map((event) => event.length)),
    height: 14 * events.length,
  }));
}

describe.each(lifecycles.map((lifecycle) => [lifecycle.id, lifecycle] as const))('%s', (_id, lifecycle) => {
  const chart = placeStatechart(lifecycle);

  test('nothing lies on anything else, and all lies in the picture', () => {
    const boxes = [...chart.states, ...labels(chart)];
    boxes.forEach((left, index) => {
      for (const right of boxes.slice(index + 1))
        expect(overlap(left, right), `${left.name} on ${right.name}`).toBe(false);
      expect(left.at.x - left.width / 2).toBeGreaterThanOrEqual(0);
      expect(left.at.x + left.width / 2).toBeLessThanOrEqual(chart.width);
      expect(left.at.y + left.height / 2).toBeLessThanOrEqual(chart.height);
    });
  });

  test('every event is on an arrow that begins and ends at its states', () => {
    const drawn = chart.edges.flatMap(({ from, to, events }) => events.map((event) => [from, event, to]));
    const defined = Object.entries(lifecycle.states).flatMap(([from, { on = {} }]) =>
      Object.entries(on).map(([event, to]) => [from, event, to]),
    );
    expect(drawn.map(String).toSorted()).toEqual(defined.map(String).toSorted());
    for (const { from, to, points } of chart.edges) {
      for (const [name, end] of [
        [from, points[0]],
        [to, points.at(-1)],
      ] as const) {
        const state = chart.states.find((one) => one.name === name);
        const touch = { name, at: end ?? { x: -100, y: -100 }, width: 4, height: 4 };
        expect(
          state !== undefined &&
            overlap({ ...state, width: state.width + 4, height: state.height + 4 }, touch),
        ).toBe(true);
      }
    }
  });
});

const DOOR: LifecycleDefinition = {
  id: 'door',
  table: 'doors',
  column: 'status',
  initial: 'open',
  states: {
    open: { on: { CLOSE: 'shut', SLAM: 'shut', KNOCK: 'open' }, description: 'Wide & "open"' },
    shut: { on: { OPEN: 'open', WALL_UP: 'gone' } },
    gone: { final: true },
  },
};

test('events between the same states share an arrow, and one that stays goes round', () => {
  const { edges } = placeStatechart(DOOR);
  expect(edges.map(({ from, events, to }) => [from, events, to])).toEqual([
    ['open', ['CLOSE', 'SLAM'], 'shut'],
    ['open', ['KNOCK'], 'open'],
    ['shut', ['OPEN'], 'open'],
    ['shut', ['WALL_UP'], 'gone'],
  ]);
});

test('a picture has a border for each state, two for a final one, and the same bytes each time', () => {
  const draw = (): string => statechartSvg(placeStatechart(DOOR), 'A <door>');
  const svg = draw();
  expect(draw()).toBe(svg);
  expect(svg.match(/<g class="state">/g)).toHaveLength(3);
  expect(svg.match(/<g class="state">.*<\/g>/g)?.map((state) => state.split('<rect').length - 1)).toEqual([
    1, 1, 2,
  ]);
  expect(svg).toContain('<title>A &#60;door&#62;</title>');
  expect(svg).toContain('<title>Wide &#38; &#34;open&#34;</title>');
  expect(svg).toContain('@media (prefers-color-scheme: dark)');
});

test('to the right, too, nothing lies on anything else', () => {
  for (const lifecycle of lifecycles) {
    const chart = placeStatechart(lifecycle, 'LR');
    const boxes = [...chart.states, ...labels(chart)];
    boxes.forEach((left, index) => {
      for (const right of boxes.slice(index + 1))
        expect(overlap(left, right), `${lifecycle.id}: ${left.name} on ${right.name}`).toBe(false);
    });
  }
});

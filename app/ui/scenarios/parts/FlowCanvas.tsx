/** The picture of a kind of case, from left to right. A node shows its form below; the list under the picture does the same. */
import { useElementSize } from '@mantine/hooks';
import type { ReactNode } from 'react';
import './canvas.css';
import type { FlowNode, NodeName } from './flow.ts';

const COLUMNS = 5;
/** Narrower than this a column cannot be read; the picture is scrolled then. */
const NARROWEST = 176;
const GAP = 34;
const NODE = 90;
const ROW = 104;
const MARGIN = 14;
/** Until the place has been measured. */
const ASSUMED = 960;

interface Placed {
  readonly node: FlowNode;
  readonly x: number;
  readonly y: number;
}

interface FlowCanvasProps {
  readonly flow: readonly FlowNode[];
  readonly chosen: NodeName;
  readonly choose: (node: FlowNode) => void;
}

export function FlowCanvas({ flow, chosen, choose }: FlowCanvasProps): ReactNode {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const pitch = Math.max(NARROWEST, ((width === 0 ? ASSUMED : width) - 2 * MARGIN + GAP) / COLUMNS);
  const rows = Math.max(...flow.map((node) => flow.filter(({ column }) => column === node.column).length));
  const height = rows * ROW - (ROW - NODE) + 2 * MARGIN;
  const placed = place(flow, pitch, rows);
  const across = COLUMNS * pitch - GAP + 2 * MARGIN;
  return (
    <section ref={ref} className="us-flow us-surface" aria-label="How this kind of case goes">
      <div style={{ position: 'relative', width: across, height }}>
        <svg width={across} height={height} aria-hidden className="us-flow-lines">
          {placed.flatMap((to) =>
            to.node.after.map((id) => {
              const from = placed.find(({ node }) => node.id === id);
              return from === undefined ? null : (
                <path key={`${id} ${to.node.id}`} d={line(from, to, pitch - GAP)} />
              );
            }),
          )}
        </svg>
        {placed.map(({ node, x, y }) => (
          <button
            key={node.id}
            type="button"
            className="us-node"
            style={{ left: x, top: y, width: pitch - GAP, height: NODE }}
            data-tone={node.tone}
            data-wrong={node.problems > 0}
            aria-pressed={node.name === chosen}
            title={node.text}
            onClick={() => choose(node)}
          >
            <span className="us-node-label">
              <span>{node.label}</span>
              {node.problems > 0 ? (
                <span className="us-count-bad">
                  {node.problems}
                  <span className="us-hidden"> {node.problems === 1 ? 'problem' : 'problems'}</span>
                </span>
              ) : null}
            </span>
            <span className="us-node-text">{node.text}</span>
          </button>
        ))}
      </div>
    </section>
  );
}

function place(flow: readonly FlowNode[], pitch: number, rows: number): readonly Placed[] {
  return flow.map((node) => {
    const column = flow.filter((one) => one.column === node.column);
    const above = (rows - column.length) / 2;
    return {
      node,
      x: MARGIN + node.column * pitch,
      y: MARGIN + (above + column.indexOf(node)) * ROW,
    };
  });
}

function line(from: Placed, to: Placed, width: number): string {
  const [x, y] = [from.x + width, from.y + NODE / 2];
  const [u, v] = [to.x, to.y + NODE / 2];
  const middle = (x + u) / 2;
  return `M${String(x)} ${String(y)} C${String(middle)} ${String(y)} ${String(middle)} ${String(v)} ${String(u)} ${String(v)}`;
}

/** What we use of dagre. Its own declarations import each other without file extensions, which no ESM resolution finds. */
declare module '@dagrejs/dagre' {
  export interface Placed {
    readonly x?: number;
    readonly y?: number;
    readonly width?: number;
    readonly height?: number;
  }
  export interface PlacedLine extends Placed {
    readonly points?: readonly { readonly x: number; readonly y: number }[];
  }
  export class Graph {
    setGraph(options: {
      readonly rankdir: 'TB' | 'LR';
      readonly ranksep: number;
      readonly nodesep: number;
      readonly edgesep: number;
      readonly marginx: number;
      readonly marginy: number;
    }): void;
    setNode(name: string, size: { readonly width: number; readonly height: number }): void;
    setEdge(
      from: string,
      to: string,
      label: {
        readonly width?: number;
        readonly height?: number;
        readonly weight?: number;
        readonly labelpos?: 'l' | 'c' | 'r';
      },
    ): void;
    graph(): Placed;
    node(name: string): Placed;
    edge(from: string, to: string): PlacedLine;
  }
  /** Gives every node its centre, every edge its points and the centre of its label, and the graph its size. */
  export function layout(graph: Graph): void;
}

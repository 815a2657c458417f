/** What a demonstrator has to know of a trade to err in it as a beginner would: what is read, what is decided, what else one might do. */
import type { Rng } from '@understudy/kernel';
import type { Agent, AgentView, GoldMove, Task } from '@understudy/scenarios';

export type Call = Extract<GoldMove, { kind: 'call' }>;

export interface Trade {
  /** The pack that the trade is practised in. */
  readonly pack: string;
  /** Tools that prove who is asking. */
  readonly checks: ReadonlySet<string>;
  /** Tools that read what is decided on. Cropped lessons begin at the first answer of one. */
  readonly reads: ReadonlySet<string>;
  /** What an agent asks a customer or tells it, for lines of the voice. The last one says that the case is settled. */
  readonly lines: readonly string[];
  /** The call that ends a case. */
  isEnd(call: Call): boolean;
  /** Something else a beginner might do instead of the decision, with the end that would go with it. */
  wrongAction(task: Task, decision: Call | undefined, rng: Rng): readonly Call[];
  /** A wrong end in place of the right one. */
  wrongEnd(end: Call, rng: Rng): Call;
  /** An act as somebody writes it who reads the screen; the same act where nothing is to be changed. */
  written(act: ReturnType<Agent>, view: AgentView, task: Task, rng: Rng): ReturnType<Agent>;
}

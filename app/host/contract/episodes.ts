/** Episodes: one of them looked at step by step, played on from any step, told to others. A step is an event of its log. */
import type { Beside, EpisodeLine, EpisodeRecord, Run } from '@understudy/engine';
import type { AdmittedTask, ComponentScore, EpisodeEvent, GoldMove, Message } from '@understudy/scenarios';
import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { ChartView } from './systems.ts';

type AgentTurn = Extract<EpisodeEvent, { type: 'agent_turn' }>;

/** How much a model read and wrote in one turn; what exactly is asked for by itself (`saw`). */
export interface TokenCounts {
  /** Ids in the context before it wrote, all of them. */
  readonly prompt: number;
  readonly sampled: number;
}

/** An event of the log without its token ids, which are most of its weight. */
export type Step =
  | Exclude<EpisodeEvent, { type: 'agent_turn' }>
  | (Omit<AgentTurn, 'tokens'> & { readonly tokenCounts: TokenCounts | null });

/** How it went, in plain words. */
export interface Verdict {
  readonly kind: 'passed' | 'failed' | 'unjudged' | 'running';
  readonly headline: string;
  /** Sentences that say why; the first is the most important. */
  readonly because: readonly string[];
}

/** A line of evidence with the steps it points to, by number; none where it is about the episode as a whole. */
export interface EvidenceLine {
  readonly text: string;
  readonly steps: readonly number[];
}

export interface ComponentView extends Omit<ComponentScore, 'evidence'> {
  /** For a person. */
  readonly title: string;
  /** What it looks at, in one line. */
  readonly about: string;
  readonly evidence: readonly EvidenceLine[];
}

export interface FlagView {
  readonly id: string;
  /** What it means, in one sentence. */
  readonly meaning: string;
}

/** A row went from one state of its lifecycle to another in a step. */
export interface StateChange {
  readonly seq: number;
  readonly chart: string;
  readonly key: number;
  /** Null for a row that did not exist before. */
  readonly from: string | null;
  /** Null for a row that is gone. */
  readonly to: string | null;
}

/** What the store knows about one episode. */
export interface EpisodePage {
  readonly record: EpisodeRecord;
  readonly run: Run | null;
  readonly verdict: Verdict;
  readonly steps: readonly Step[];
  readonly components: readonly ComponentView[];
  readonly flags: readonly FlagView[];
  /** The lifecycles whose rows this episode moved. */
  readonly charts: readonly ChartView[];
  readonly states: readonly StateChange[];
}

/** What the reward gives and takes for one turn of the agent. */
export interface TurnCredit {
  /** The step with the turn. */
  readonly seq: number;
  /** -1..0: what the process components hold against it. */
  readonly process: number;
  readonly reasons: readonly string[];
  /** Potential-based shaping, gamma 1: credit moved to the turn that earned it. */
  readonly shaped: number;
}

/** How far the goal was reached after a step, 0..1. */
export interface ProgressPoint {
  readonly seq: number;
  readonly progress: number;
}

export interface TaskView {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly outcome: AdmittedTask['outcome'] | null;
  readonly difficulty: AdmittedTask['difficulty'] | null;
  readonly user: Pick<AdmittedTask['user'], 'goal' | 'facts' | 'persona' | 'actions'> | null;
  readonly gold: readonly GoldMove[];
  readonly communicate: AdmittedTask['communicate'];
  readonly policy: string;
  readonly cases: readonly { readonly number: number; readonly title: string }[];
}

/** What only the scenario can say about an episode. */
export interface EpisodeInsight {
  readonly task: TaskView;
  /** The scenario is not the one that was played: what follows from it may not fit. */
  readonly changedSince: boolean;
  /** Points where it changes; null for a shift, which has no single goal. */
  readonly progress: readonly ProgressPoint[] | null;
  readonly credit: readonly TurnCredit[];
  /** The first step after which each flag stands. */
  readonly flagSteps: Readonly<Record<string, number>>;
  /** The row that the task is about and the state it opened in. */
  readonly focus: readonly { readonly chart: string; readonly key: number; readonly state: string }[];
  readonly focusCharts: readonly ChartView[];
}

export interface Neighbours extends Beside {
  /** Other tries of the same task, in any run, newest last; at most 200. */
  readonly samples: readonly EpisodeLine[];
}

export interface SeenToken {
  readonly text: string;
  readonly control: boolean;
  /** 0..1, with temperature and grammar applied. */
  readonly probability: number;
}

/** What the agent had before it in one turn, and what it wrote. */
export interface Seen {
  readonly messages: readonly Message[];
  readonly tools: readonly string[];
  /** Null where the policy recorded no tokens. */
  readonly tokens: {
    readonly temperature: number;
    readonly model: string;
    /** Carried over from the turn before, then what was new. */
    readonly kept: number;
    readonly added: number;
    /** Null where the model's file is not at hand to read the ids with. */
    readonly text: { readonly kept: string; readonly added: string } | null;
    readonly sampled: readonly SeenToken[];
  } | null;
}

const id = z.string().min(1);
const seq = z.int().nonnegative();

export const forkSchema = z.strictObject({
  id,
  /** The move that this step belongs to is kept, all that follows is played anew. */
  seq,
  /** As `openPolicy` takes it, or the id of a policy of the workspace. */
  policy: z.string().min(1),
  temperature: z.number().min(0).max(2).default(0.7),
  /** What the user says next, in place of its own words. */
  userLine: z.string().trim().min(1).max(2000).optional(),
});

export const episodes = {
  open: oc.input(z.strictObject({ id })).output(type<EpisodePage>()),
  insight: oc.input(z.strictObject({ id })).output(type<EpisodeInsight>()),
  neighbours: oc.input(z.strictObject({ of: id })).output(type<Neighbours>()),
  saw: oc.input(z.strictObject({ id, seq })).output(type<Seen>()),
  /** One self-contained HTML file. */
  share: oc.input(z.strictObject({ id })).output(type<{ readonly name: string; readonly html: string }>()),
  /** Starts it; the work's link leads to the new episode. */
  fork: oc.input(forkSchema).output(type<{ readonly work: string }>()),
  /** Who can play on. */
  policies: oc.output(type<readonly { readonly name: string; readonly label: string }[]>()),
};

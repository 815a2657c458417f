/** Play: somebody sits down in the agent's or the user's seat and plays an episode, move by move. */
import type { EndReason, ToolCall } from '@understudy/scenarios';
import { eventIterator, oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { JsonObject, ToolErrorCode } from '@understudy/kernel';
import { jsonArguments } from './arguments.ts';
import type { ComponentView, FlagView, Verdict } from './episodes.ts';

type Json = JsonObject[string];

/** A seat is taken by a person, or by a machine: a policy in the agent's, the simulated user in the user's. */
export type Holder = 'person' | 'machine';

/** What was said and done, as those who sit there see it. */
export type StageLine =
  | {
      readonly kind: 'said';
      readonly seq: number;
      readonly who: 'agent' | 'user';
      readonly holder: Holder;
      readonly text: string;
    }
  | {
      readonly kind: 'called';
      readonly seq: number;
      readonly who: 'agent' | 'user';
      readonly holder: Holder;
      readonly tool: string;
      readonly arguments: ToolCall['arguments'];
      readonly outcome: CallOutcome;
    }
  /** A turn of a model that was neither words nor a call. */
  | { readonly kind: 'unreadable'; readonly seq: number; readonly text: string };

export type CallOutcome =
  | { readonly ok: true; readonly result: Json }
  | {
      readonly ok: false;
      readonly code: ToolErrorCode;
      readonly message: string;
      readonly hint: string | null;
    };

/** What somebody in the user's seat has to go by. */
export interface UserBrief {
  readonly goal: string;
  /** How this user is, in a sentence. */
  readonly manner: string;
  readonly facts: readonly {
    readonly label: string;
    /** Null for something that this user does not know. */
    readonly value: string | null;
    readonly told: boolean;
  }[];
  /** What the user did with its own hands because the agent asked for it, and what it saw. */
  readonly did: { readonly label: string; readonly reading: string; readonly ok: boolean } | null;
  /** What the simulated user would say now. */
  readonly suggestion: string;
}

/** Known only when it is over. */
export interface StageOutcome {
  readonly verdict: Verdict;
  /** 0..1; null where it could not be judged. */
  readonly value: number | null;
  readonly components: readonly ComponentView[];
  readonly flags: readonly FlagView[];
}

/** A live episode as it stands. */
export interface StageView {
  readonly id: string;
  readonly seats: { readonly agent: Holder; readonly user: Holder };
  readonly next: 'agent' | 'user' | 'nobody';
  /** A machine is making its move. */
  readonly working: boolean;
  /** What went wrong with the last move of a machine; it can be asked again, or its seat be taken. */
  readonly trouble: { readonly message: string; readonly remedy: string } | null;
  readonly turns: number;
  readonly lines: readonly StageLine[];
  /** Only for a person in the user's seat whose turn it is. */
  readonly brief: UserBrief | null;
  readonly endReason: EndReason | null;
  readonly outcome: StageOutcome | null;
}

/** A tool as somebody calls it by hand. */
export interface StageTool {
  readonly name: string;
  readonly description: string;
  readonly effect: 'read' | 'write';
  /** JSON Schema 2020-12 of its arguments, an object. */
  readonly parameters: JsonObject;
}

/** What stays the same while it is played. */
export interface StageSetting {
  readonly id: string;
  /** In the store; null for a rehearsal, of which nothing is kept. */
  readonly episodeId: string | null;
  readonly scenario: { readonly id: string; readonly title: string };
  readonly family: { readonly id: string; readonly title: string };
  readonly taskId: string;
  readonly turnLimit: number;
  /** What the agent is told about its work. */
  readonly instructions: string;
  readonly tools: readonly StageTool[];
  /** Who can sit in the agent's seat when no person does. */
  readonly policies: readonly PlayPolicy[];
  /** The one that plays it now, or would; null before one was chosen. */
  readonly policy: string | null;
}

export interface PlayPolicy {
  readonly name: string;
  readonly label: string;
}

export interface PlayScenario {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Parts of its scores that a judge answers, by id; without one these stay open. */
  readonly judged: readonly string[];
  readonly families: readonly {
    readonly id: string;
    readonly title: string;
    /** How many tasks of it there are. */
    readonly train: number;
    readonly heldout: number;
  }[];
}

/** An episode that was played by hand. */
export interface EarlierPlay {
  readonly episodeId: string;
  readonly scenario: string;
  readonly family: string;
  readonly taskId: string;
  readonly policyId: string;
  readonly startedAt: number;
  readonly turns: number;
  readonly status: 'running' | 'finished' | 'failed' | 'abandoned';
  readonly success: boolean | null;
  readonly reward: number | null;
  readonly endReason: EndReason | null;
  /** The stage on which it is still being played. */
  readonly stage: string | null;
  /** It was cut short by the end of its host and can be gone on with. */
  readonly resumable: boolean;
}

const id = z.string().min(1);
const holder = z.enum(['person', 'machine']);
const policy = z.string().min(1).nullable();

export const startPlaySchema = z.strictObject({
  scenario: z.string().min(1),
  split: z.enum(['train', 'heldout']),
  family: z.string().min(1),
  /** Which of the family's tasks, from 0. */
  index: z.int().min(0).max(100_000),
  /** The seat that the person takes. */
  seat: z.enum(['agent', 'user']),
  /** Who plays the agent where the person is the user; else who can be handed the seat later. */
  policy,
  /** A model by its id that gives the simulated user its words; templates where it is absent. */
  voice: z.string().min(1).optional(),
  /** A model by its id that answers the rubrics when it is over. */
  judge: z.string().min(1).optional(),
});
export type StartPlay = z.infer<typeof startPlaySchema>;

const staged = type<{ readonly stage: string }>();
const done = type<undefined>();

export const play = {
  choices:
    oc.output(
      type<{
        readonly scenarios: readonly PlayScenario[];
        readonly policies: readonly PlayPolicy[];
        /** Those that can speak for a user and judge. */
        readonly models: readonly PlayPolicy[];
      }>(),
    ),
  /** Newest first; at most 200. */
  earlier: oc.output(type<readonly EarlierPlay[]>()),
  start: oc.input(startPlaySchema).output(staged),
  /**
   * Goes on with a recorded episode by hand, as a new one: from its last event, or from the step `seq`. A person takes the seat; the
   * other is the machine's.
   */
  goOn: oc
    .input(
      z.strictObject({
        episodeId: id,
        seq: z.int().min(0).nullable(),
        seat: z.enum(['agent', 'user']),
        policy,
      }),
    )
    .output(staged),
  setting: oc.input(z.strictObject({ id })).output(type<StageSetting>()),
  /** The stage as it stands, and again after every change. */
  follow: oc.input(z.strictObject({ id })).output(eventIterator(type<StageView>())),
  /** Moves of a person in the agent's seat. */
  call: oc.input(z.strictObject({ id, tool: z.string().min(1), arguments: jsonArguments })).output(done),
  say: oc.input(z.strictObject({ id, text: z.string().trim().min(1).max(4000) })).output(done),
  /** A line of a person in the user's seat, and whether it is the last. */
  speak: oc
    .input(
      z.strictObject({
        id,
        text: z.string().trim().min(1).max(2000),
        ends: z.enum(['content', 'gone']).nullable(),
      }),
    )
    .output(done),
  /** Somebody else takes a seat. The machine that was at work is interrupted. */
  sit: oc.input(z.strictObject({ id, seat: z.enum(['agent', 'user']), holder, policy })).output(done),
  /** A machine makes the next move in the person's place, once; for the agent's seat the policy. */
  lend: oc.input(z.strictObject({ id, policy })).output(done),
  /** Asks a machine again whose move failed. */
  retry: oc.input(z.strictObject({ id })).output(done),
  /** Breaks it off: it is kept as cancelled. */
  stop: oc.input(z.strictObject({ id })).output(done),
};

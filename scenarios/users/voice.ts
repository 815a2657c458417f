/** HOW a user sounds. Templates are the default voice; a language model may stand in behind the same interface. */
import type { Rng } from '@understudy/kernel';
import type { Fact, TaskUser } from '../schema/task.ts';
import type { UserMove } from './machine.ts';
import { guardLine } from './guard.ts';

export interface VoiceRequest {
  readonly user: TaskUser;
  readonly move: UserMove;
  /** Facts told before this line. */
  readonly told: readonly Fact[];
  /** What the agent said last; empty at the opening. */
  readonly heard: string;
  readonly rng: Rng;
}

/** A voice of a language model. Rejects when the model cannot answer; the caller falls back to the templates. */
export interface Voice {
  readonly kind: 'llm';
  say(request: VoiceRequest, attempt: number, signal: AbortSignal): Promise<string>;
}

export interface SpokenLine {
  readonly text: string;
  readonly voice: 'template' | 'llm';
  readonly guarded: readonly { readonly text: string; readonly reason: string }[];
}

/** The template line for a move: wording by the request's rng, facts filled in. */
export function templateLine(request: VoiceRequest): string {
  const { user, move, rng } = request;
  const facts = move.disclose.map((fact) => `${fact.label} ${fact.value}`).join(', ');
  if (move.act === 'open') {
    const opening = fill(user.opening, user.facts);
    return facts === '' ? opening : `${opening} ${capital(facts)}.`;
  }
  const template = rng.pick(user.speech[move.act]);
  const asked = move.asked.map((fact) => fact.label).join(' and ');
  return capital(
    template.replaceAll('{facts}', facts).replaceAll('{asked}', asked).replaceAll('{goal}', user.goal),
  );
}

function fill(text: string, facts: readonly Fact[]): string {
  return facts.reduce((line, fact) => line.replaceAll(`{${fact.id}}`, fact.value), text);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function refusal(line: string, request: VoiceRequest): string | null {
  return guardLine(line, { disclose: request.move.disclose, told: request.told, facts: request.user.facts });
}

/** Speaks with templates. A template that the guard refuses is a fault of the scenario: it throws, naming the wording. */
export function speakTemplate(request: VoiceRequest): SpokenLine {
  const text = templateLine(request);
  const reason = refusal(text, request);
  if (reason !== null)
    throw new Error(`the wording "${text}" breaks the user's own facts: ${reason}; correct the scenario`);
  return { text, voice: 'template', guarded: [] };
}

const ATTEMPTS = 3;

/** Speaks with a language model: each line is guarded, retried, and in the end replaced by the template. */
export async function speak(voice: Voice, request: VoiceRequest, signal: AbortSignal): Promise<SpokenLine> {
  const guarded: { text: string; reason: string }[] = [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    let text: string;
    try {
      text = (await voice.say(request, attempt, signal)).trim();
    } catch (error) {
      signal.throwIfAborted();
      guarded.push({
        text: '',
        reason: `the voice did not answer: ${error instanceof Error ? error.message : String(error)}`,
      });
      continue;
    }
    const reason = refusal(text, request);
    if (reason === null) return { text, voice: 'llm', guarded };
    guarded.push({ text, reason });
  }
  return { ...speakTemplate(request), guarded };
}

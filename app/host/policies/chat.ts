/** Talks to a policy without a task. The model that was asked last stays open for a while: opening one takes a second or more. */
import { choiceOf, findPolicy, openPolicy, type Policy } from '@understudy/engine';
import { hashText } from '@understudy/kernel';
import type { HostContext } from '../context.ts';
import type { ChatAnswer } from '../contract/policies.ts';

/** A model that nobody talks to any more gives its memory back. */
const IDLE_MS = 60_000;

interface Open {
  readonly key: string;
  readonly policy: Promise<Policy>;
  timer: NodeJS.Timeout | null;
}

interface Chat {
  readonly id: string;
  readonly temperature: number;
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[];
}

const opened = new WeakMap<HostContext['works'], Open>();

export async function chat(
  context: HostContext,
  { id, temperature, messages }: Chat,
  signal: AbortSignal | undefined,
): Promise<ChatAnswer> {
  const key = `${id}@${String(temperature)}`;
  const open = await take(context, key, () =>
    openPolicy(
      { ...choiceOf(findPolicy(context.workspace, id)), temperature, processes: 1 },
      [],
      AbortSignal.timeout(120_000),
    ),
  );
  try {
    const policy = await open.policy;
    const answer = await policy.act(
      {
        episodeId: `chat/${id}`,
        turn: messages.length,
        conversation: [
          { role: 'system', content: 'Answer the person who writes to you.' },
          ...messages.map(({ role, content }) =>
            role === 'user'
              ? { role: 'user' as const, content }
              : { role: 'assistant' as const, content, toolCalls: [] },
          ),
        ],
        tools: [],
        seed: hashText(JSON.stringify(messages)),
      },
      signal ?? AbortSignal.timeout(120_000),
    );
    const { usage } = answer;
    const calls = answer.toolCalls.map((call) => `${call.name} ${JSON.stringify(call.arguments)}`);
    return {
      text: answer.text ?? '',
      other: [...calls, ...(answer.malformed === undefined ? [] : [answer.malformed])].join('\n'),
      seconds: usage.seconds,
      promptTokens: usage.promptTokens,
      completionTokens: usage.completionTokens,
    };
  } finally {
    leave(context, open);
  }
}

/** The open model, or another one in its place. */
async function take(context: HostContext, key: string, open: () => Promise<Policy>): Promise<Open> {
  const known = opened.get(context.works);
  if (known?.timer !== undefined && known.timer !== null) clearTimeout(known.timer);
  if (known?.key === key) return known;
  if (known !== undefined) await close(context, known);
  const next: Open = { key, policy: open(), timer: null };
  opened.set(context.works, next);
  // One that could not be opened is tried again by the next question.
  next.policy.catch(() => opened.delete(context.works));
  return next;
}

function leave(context: HostContext, open: Open): void {
  open.timer = setTimeout(() => void close(context, open), IDLE_MS).unref();
}

async function close(context: HostContext, open: Open): Promise<void> {
  if (opened.get(context.works) === open) opened.delete(context.works);
  try {
    await (await open.policy).close();
  } catch {
    // It never opened.
  }
}

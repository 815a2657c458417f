/** What the agent had before it in one of its turns: the conversation, and the exact tokens where the policy recorded them. */
import { createTokenReader, embeddedModel, hashFile, inspectGguf, listPolicies } from '@understudy/engine';
import type { TokenReader, Workspace } from '@understudy/engine';
import type { EpisodeEvent, Message, TokenRecord } from '@understudy/scenarios';
import type { Seen } from '../contract/episodes.ts';
import { RequestError } from '../errors.ts';

/** `messages`: what stood in the conversation, where it is another than `conversationOf` makes of the events, as in a shift. */
export async function seenBy(
  workspace: Workspace,
  events: readonly EpisodeEvent[],
  seq: number,
  told?: readonly Message[],
): Promise<Seen> {
  const turn = events.find((event) => event.seq === seq);
  if (turn?.type !== 'agent_turn')
    throw new RequestError(
      'BAD_REQUEST',
      `Step ${String(seq)} is no turn of the agent.`,
      'Choose a step in which the agent spoke or called a tool.',
    );
  const before = events.filter((event) => event.seq < seq);
  const [opened] = events;
  const tools = opened?.type === 'opened' ? opened.tools : [];
  const messages = told ?? conversationOf(before);
  if (turn.tokens === undefined) return { messages, tools, tokens: null };
  const { promptIds, sampledIds, logprobs, temperature, modelHash, prefix } = turn.tokens;
  const reader = await readerOf(workspace, modelHash);
  const kept = keptIds(before, turn.tokens);
  const sampled =
    reader?.each(sampledIds) ?? sampledIds.map((id) => ({ id, text: String(id), control: false }));
  return {
    messages,
    tools,
    tokens: {
      ...{ temperature, model: modelHash, kept: prefix, added: promptIds.length },
      text: reader === null ? null : { kept: reader.text(kept), added: reader.text(promptIds) },
      sampled: sampled.map(({ text, control }, i) => ({
        text,
        control,
        probability: Math.exp(logprobs[i] ?? 0),
      })),
    },
  };
}

/** The conversation as it stood after these events, as an episode of one task puts it to the agent. */
export function conversationOf(events: readonly EpisodeEvent[]): readonly Message[] {
  return events.flatMap((event): readonly Message[] => {
    switch (event.type) {
      case 'opened':
        return [{ role: 'system', content: event.system }];
      case 'user_message':
        return [{ role: 'user', content: event.text }];
      case 'agent_turn': {
        const said: Message = { role: 'assistant', content: event.text, toolCalls: event.toolCalls };
        if (event.malformed === undefined) return [said];
        const content = JSON.stringify({ error: 'malformed', message: event.malformed });
        return [said, { role: 'tool', callId: 'malformed', name: 'malformed', content }];
      }
      case 'tool_result': {
        if (event.trajectory !== 'agent') return [];
        const { callId, name, outcome } = event;
        return [{ role: 'tool', callId, name, content: answerOf(outcome) }];
      }
      case 'timer':
      case 'closed':
        return [];
    }
  });
}

type Outcome = Extract<EpisodeEvent, { type: 'tool_result' }>['outcome'];

/** As the episode shows an outcome to the agent. */
function answerOf(outcome: Outcome): string {
  if (outcome.ok) return JSON.stringify(outcome.result);
  const { code, message, hint } = outcome.error;
  return JSON.stringify({ error: code, message, ...(hint === undefined ? {} : { hint }) });
}

/** The ids that stand in the context before what is new in a turn: the prompts and samples of the turns it chains to. */
function keptIds(before: readonly EpisodeEvent[], { prefix }: TokenRecord): readonly number[] {
  let ids: readonly number[] = [];
  for (const event of before) {
    if (event.type !== 'agent_turn' || event.tokens === undefined) continue;
    const { promptIds, sampledIds, prefix: carried } = event.tokens;
    ids = [...ids.slice(0, carried), ...promptIds, ...sampledIds];
  }
  return ids.slice(0, prefix);
}

const readers = new Map<string, Promise<TokenReader>>();
let embeddedHash: Promise<string> | null = null;

/** Reads the ids of a model by the hash of its file; null where no file with that hash is at hand. */
export async function readerOf(workspace: Workspace, modelHash: string): Promise<TokenReader | null> {
  const known = readers.get(modelHash);
  if (known !== undefined) return known;
  const path = await fileOf(workspace, modelHash);
  if (path === null) return null;
  const reader = inspectGguf(path).then(createTokenReader);
  readers.set(modelHash, reader);
  reader.catch(() => readers.delete(modelHash));
  return reader;
}

async function fileOf(workspace: Workspace, modelHash: string): Promise<string | null> {
  for (const { source, state, file } of listPolicies(workspace)) {
    if (state !== 'ready' || file === null || source.kind === 'endpoint') continue;
    if (source.kind === 'embedded') {
      embeddedHash ??= hashFile(embeddedModel.gguf);
      if ((await embeddedHash) === modelHash) return file;
    } else if (source.gguf.sha256 === modelHash) return file;
  }
  return null;
}

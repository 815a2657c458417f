/** Rows as people read them: as a conversation, and as tokens of which some are learned from. */
import { chatMessages, tokenRows, type TokenRow, type TraceStore, type Workspace } from '@understudy/engine';
import type { EpisodeEvent } from '@understudy/scenarios';
import type { DatasetRowView, TokenPiece } from '../contract/datasets.ts';
import { readerOf } from '../episodes/saw.ts';
import { RequestError } from '../errors.ts';

/** More tokens than anybody reads. */
const SHOWN = 4000;

/** An episode of the store as it would stand in a dataset. */
export async function previewOf(
  workspace: Workspace,
  store: TraceStore,
  id: string,
): Promise<DatasetRowView> {
  if (store.episode(id) === null)
    throw new RequestError('NOT_FOUND', `There is no episode ${id}.`, 'Choose one from the list.');
  const events = store.events(id);
  const [opened] = events;
  return {
    id,
    messages: chatMessages(events),
    tools: opened?.type === 'opened' ? opened.tools : [],
    tokens: await tokensOf(workspace, tokenRows(id, events), modelOf(events)),
    provenance: null,
  };
}

export async function tokensOf(
  workspace: Workspace,
  rows: readonly TokenRow[],
  modelHash: string | null,
): Promise<DatasetRowView['tokens']> {
  if (rows.length === 0) return null;
  const reader = modelHash === null ? null : await readerOf(workspace, modelHash);
  const ids = rows.flatMap((row) => row.input_ids);
  const mask = rows.flatMap((row) => row.loss_mask);
  const shown = ids.slice(0, SHOWN);
  const texts = reader?.each(shown) ?? shown.map((id) => ({ id, text: `${String(id)} `, control: false }));
  return {
    pieces: texts.map(({ text, control }, index): TokenPiece => ({
      text,
      control,
      learned: mask[index] === 1,
    })),
    total: ids.length,
    learned: mask.filter((one) => one === 1).length,
    readable: reader !== null,
  };
}

/** The hash of the model that played; null where no tokens were recorded. */
export function modelOf(events: readonly EpisodeEvent[]): string | null {
  const turn = events.find((event) => event.type === 'agent_turn' && event.tokens !== undefined);
  return turn?.type === 'agent_turn' ? (turn.tokens?.modelHash ?? null) : null;
}

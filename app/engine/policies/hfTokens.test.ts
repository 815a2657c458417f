import { readFileSync } from 'node:fs';
import type { Message } from '@understudy/scenarios';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { openTiny } from './fixtures/openTiny.ts';

const json = z.record(z.string(), z.json());
const caseSchema = z.object({
  tools: z.array(
    z.object({ function: z.object({ name: z.string(), description: z.string(), parameters: json }) }),
  ),
  ids: z.array(z.number()),
  text: z.string(),
  messages: z.array(
    z.object({
      role: z.enum(['system', 'user', 'assistant', 'tool']),
      content: z.string().nullable(),
      tool_calls: z.array(z.object({ function: z.object({ name: z.string(), arguments: json }) })).optional(),
    }),
  ),
});

it('renders and tokenises conversations as Hugging Face does', async () => {
  const lines = readFileSync(new URL('./fixtures/hf_tokens.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  const { pool, template } = await openTiny(1, 1);
  for (const line of lines) {
    const { tools, messages, ids, text } = caseSchema.parse(JSON.parse(line));
    const conversation = messages.map(({ role, content, tool_calls: calls = [] }): Message => {
      if (role === 'assistant')
        return { role, content, toolCalls: calls.map((call) => ({ id: 'c', ...call.function })) };
      if (role === 'tool') return { role, callId: 'c', name: 'get_order', content: content ?? '' };
      return { role, content: content ?? '' };
    });
    const parts = template.render(
      conversation,
      tools.map((tool) => tool.function),
    );
    const own = await pool.tokenize(parts);
    expect(own).toEqual(ids);
    expect(await pool.detokenize(own)).toBe(text);
  }
  await pool.close();
}, 60_000);

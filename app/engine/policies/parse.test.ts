import type { ToolSpec } from '@understudy/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallScanner } from './callScanner.ts';
import { checkCall, parseOutput, splitAtTags } from './parse.ts';

const tools: readonly ToolSpec[] = [
  { name: 'get_order', description: 'Read.', parameters: { type: 'object' } },
];
const parse = (text: string) => parseOutput(splitAtTags(text), tools, (index) => `c${index}`);

describe('reading a model’s output', () => {
  it('takes text as it is, trimmed', () => {
    expect(parse('  Hello there. \n')).toEqual({ text: 'Hello there.', toolCalls: [] });
  });

  it('takes tool calls, with text before them and white space around them', () => {
    const one = '<tool_call>\n{"name": "get_order", "arguments": {"order_id": "4821"}}\n</tool_call>';
    expect(parse(`Let me look.\n${one}\n${one}`)).toEqual({
      text: 'Let me look.',
      toolCalls: [
        { id: 'c0', name: 'get_order', arguments: { order_id: '4821' } },
        { id: 'c1', name: 'get_order', arguments: { order_id: '4821' } },
      ],
    });
  });

  it('takes a call without arguments, and arguments given as JSON text', () => {
    expect(parse('<tool_call>{"name":"get_order"}</tool_call>').toolCalls[0]?.arguments).toEqual({});
    expect(checkCall('c', 'get_order', '{"a":1}', tools)).toMatchObject({
      ok: true,
      call: { arguments: { a: 1 } },
    });
  });

  it.each([
    ['', 'an empty message'],
    ['<tool_call></tool_call>', 'not JSON'],
    ['<tool_call>{"name":"get_order","arguments":{</tool_call>', 'not JSON'],
    ['<tool_call>{"name":"get_order"', 'without </tool_call>'],
    ['<tool_call>{"arguments":{}}</tool_call>', 'without a name'],
    [
      '<tool_call>{"name":"drop_tables","arguments":{}}</tool_call>',
      '"drop_tables", which is not among the tools',
    ],
    [
      '<tool_call>{"name":"get_order","arguments":[1]}</tool_call>',
      'arguments of get_order that are not an object',
    ],
    [
      '<tool_call>{"name":"get_order","arguments":"{"}</tool_call>',
      'arguments of get_order that are not JSON',
    ],
    ['<tool_call>{"name":"get_order"}</tool_call> and more', 'text after a tool call'],
    ['stray </tool_call>', 'the control token </tool_call>'],
  ])('calls %j malformed: %s', (text, problem) => {
    const output = parse(text);
    expect(output.malformed).toContain(problem);
    expect(output.toolCalls).toEqual([]);
    expect(output.text).toBeNull();
  });

  it('does not take tags for a call when they are plain text of a model that has tokens for them', () => {
    const text = '<tool_call>{"name":"get_order"}</tool_call>';
    expect(parseOutput([{ kind: 'text', text }], tools, () => 'c')).toEqual({ text, toolCalls: [] });
  });

  it('never throws', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('<tool_call>', '</tool_call>', '{"name":"get_order"}', '{', '}'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const output = parse(pieces.join(''));
        const useful = output.text !== null || output.toolCalls.length > 0;
        expect(useful).toBe(output.malformed === undefined);
      }),
    );
  });
});

describe('the scanner of a call being written', () => {
  it('sees the end of any JSON object at its last character, however it is cut into pieces', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.integer({ min: 1, max: 7 }),
        (object, width) => {
          const json = JSON.stringify(object);
          const scanner = new CallScanner();
          const ends: number[] = [];
          for (let at = 0; at < json.length; at += width)
            if (scanner.closes(json.slice(at, at + width))) ends.push(Math.min(at + width, json.length));
          expect(ends).toEqual([json.length]);
        },
      ),
    );
  });
});

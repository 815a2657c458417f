import type { Message } from '@understudy/scenarios';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectGguf } from './gguf.ts';
import { createChatTemplate, type PromptPart } from './template.ts';
import { callStyle, toolGrammar } from './toolGrammar.ts';

const tiny = await inspectGguf(new URL('./fixtures/tiny.gguf', import.meta.url).pathname);
const template = createChatTemplate(tiny);
const of = (chatTemplate: string) => createChatTemplate({ ...tiny, chatTemplate });
const text = (parts: readonly PromptPart[]): string =>
  parts.map((part) => (typeof part === 'number' ? tiny.vocabulary[part] : part)).join('');
const END = 5;

const HERMES =
  '{% for m in messages %}<|user|>{{ m.role }}\n{{ m.content | trim }}{% for c in m.tool_calls or [] %}\n<tool_call>\n' +
  '{"name": {{ c.function.name | tojson }}, "arguments": {{ c.function.arguments | tojson }}}\n</tool_call>{% endfor %}<|end|>\n{% endfor %}' +
  '{% if add_generation_prompt %}<|user|>assistant\n{% endif %}';

describe('rendering', () => {
  const contents = fc.array(
    fc.oneof(
      fc.string(),
      fc.constantFrom('<|end|>', '<tool_call>', '<', '|', '>', '<|', '|>', 'end', '\uE000', '<|user|>'),
    ),
  );

  it('gives the template’s control tokens and no others, and prints contents unchanged', () => {
    fc.assert(
      fc.property(contents, contents, (first, second) => {
        const [a, b] = [first.join(''), second.join('')];
        const parts = template.render(
          [
            { role: 'user', content: a },
            { role: 'tool', callId: 'c', name: 'n', content: b },
          ],
          [],
        );
        expect(parts.filter((part) => typeof part === 'number')).toEqual([2, END, 4, END, 3]);
        expect(text(parts)).toBe(`<|user|>${a}<|end|><|tool|>${b}<|end|><|assistant|>`);
      }),
    );
  });

  it('applies the template’s own filters to contents', () => {
    expect(text(of(HERMES).render([{ role: 'user', content: '  hi  ' }], []))).toBe(
      '<|user|>user\nhi<|end|>\n<|user|>assistant\n',
    );
  });

  it('reports a template that cannot be read', () => {
    expect(() => of('{% for %}')).toThrow(/chat template cannot be read/);
    expect(() => of('{{ raise_exception("no system role") }}')).toThrow(/chat template failed/);
  });
});

describe('rendering what follows a recorded sample', () => {
  const conversation: readonly Message[] = [
    { role: 'user', content: 'hi' },
    { role: 'assistant', content: 'yes', toolCalls: [] },
    { role: 'user', content: 'so' },
  ];

  it('is the appended messages, and what the template prints after the end token', () => {
    expect(text(template.renderAfter(conversation, [], 1, END) ?? [])).toBe('<|user|>so<|end|><|assistant|>');
    expect(text(of(HERMES).renderAfter(conversation, [], 1, END) ?? [])).toBe(
      '\n<|user|>user\nso<|end|>\n<|user|>assistant\n',
    );
  });

  it('begins with the end token when the sample lacks it', () => {
    expect(text(template.renderAfter(conversation, [], 1, 77) ?? [])).toBe(
      '<|end|><|user|>so<|end|><|assistant|>',
    );
  });

  it('is nothing when the template rewrites history or does not end its messages', () => {
    const lastOnly =
      '{% for m in messages %}{% if loop.last %}<|user|>{{ m.content }}<|end|>{% endif %}{% endfor %}';
    expect(of(lastOnly).renderAfter(conversation, [], 1, END)).toBeNull();
    expect(
      of('{% for m in messages %}<|user|>{{ m.content }}{% endfor %}').renderAfter(conversation, [], 1, END),
    ).toBeNull();
  });
});

describe('the grammar of tool calls', () => {
  it('learns its white space from the template', () => {
    expect(callStyle(template)).toEqual({ open: '', colon: '', comma: '', close: '' });
    expect(callStyle(of(HERMES))).toEqual({ open: '\n', colon: ' ', comma: ' ', close: '\n' });
    expect(callStyle(of('{% for m in messages %}<|user|>{{ m.content }}<|end|>{% endfor %}'))).toBeNull();
  });

  it('keeps the schema’s order and lets optional members out', () => {
    const gbnf = toolGrammar(
      [
        {
          name: 'close',
          description: '',
          parameters: {
            type: 'object',
            properties: { why: { type: 'string', maxLength: 9 }, how: { enum: ['a', 'b'] } },
            required: ['how'],
          },
        },
      ],
      { open: '', colon: '', comma: '', close: '' },
    );
    const rules = gbnf.split('\n').filter((line) => /^(root|args)/.test(line));
    expect(rules).toEqual([
      String.raw`args-0-after-1 ::= "," "\"how\":" ("\"a\"" | "\"b\"") ""`,
      String.raw`args-0-from-1 ::= "\"how\":" ("\"a\"" | "\"b\"") ""`,
      String.raw`args-0-after-0 ::= ("," "\"why\":" "\"" char{0,9} "\"")? args-0-after-1`,
      String.raw`args-0-from-0 ::= "\"why\":" "\"" char{0,9} "\"" args-0-after-1 | args-0-from-1`,
      String.raw`args-0 ::= "{" args-0-from-0 "}"`,
      String.raw`root ::= "" ("{\"name\":\"close\",\"arguments\":" args-0 "}")`,
    ]);
  });
});

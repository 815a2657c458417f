import { describe, expect, it } from 'vitest';
import type { Json } from '@understudy/host/contract';
import { blank, schemaAt, shapeOf, variantOf, type Schema } from './schema.ts';
import { clausesOf, memberNames, namesInScope, suggestionsAt, type Known } from './suggest.ts';

const cell: Schema = { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'null' }] };
const condition: Schema = { type: 'object', properties: { variable: { type: 'string' }, at_least: cell } };
const step: Schema = {
  anyOf: [
    {
      type: 'object',
      properties: { call: { type: 'string' }, arguments: { type: 'object', additionalProperties: cell } },
      required: ['call', 'arguments'],
    },
    { type: 'object', properties: { say: { type: 'string' } }, required: ['say'] },
    {
      type: 'object',
      properties: { ask: { type: 'array', items: { type: 'string' } }, say: { type: 'string' } },
      required: ['ask', 'say'],
    },
  ],
};
const kinds: Schema = {
  oneOf: [
    {
      type: 'object',
      properties: { kind: { const: 'int' }, low: { type: 'integer' } },
      required: ['kind', 'low'],
    },
    {
      type: 'object',
      properties: { kind: { const: 'row' }, table: { type: 'string' } },
      required: ['kind', 'table'],
    },
  ],
};

describe('the form of a part of the schema', () => {
  it.each<[Schema, string]>([
    [{ type: 'string' }, 'text'],
    [{ type: 'integer' }, 'number'],
    [{ type: 'boolean' }, 'switch'],
    [{ type: 'string', enum: ['a'] }, 'options'],
    [cell, 'cell'],
    [{ type: 'array', items: cell }, 'values'],
    [{ type: 'array', items: step }, 'list'],
    [{ anyOf: [condition, { type: 'array', items: condition }] }, 'conditions'],
    [{ type: 'object', additionalProperties: cell }, 'record'],
    [{ type: 'object', properties: { train: { type: 'array' }, heldout: { type: 'array' } } }, 'wordings'],
    [step, 'variants'],
    [kinds, 'variants'],
    [{}, 'any'],
  ])('%j is %s', (schema, kind) => {
    expect(shapeOf(schema).kind).toBe(kind);
  });

  it('knows which of several kinds a value is, by its kind or by the field that only it has', () => {
    const variants = (schema: Schema): Parameters<typeof variantOf>[0] => {
      const shape = shapeOf(schema);
      return shape.kind === 'variants' ? shape.variants : [];
    };
    expect(variantOf(variants(kinds), { kind: 'row', table: 'x' })?.id).toBe('row');
    expect(variantOf(variants(step), { ask: ['a'], say: 'b' })?.id).toBe('ask');
    expect(variantOf(variants(step), { call: 'x', arguments: {} })?.id).toBe('call');
  });

  it('begins with the least that has to be filled in', () => {
    expect(blank(kinds)).toEqual({ kind: 'int', low: 0 });
    expect(blank({ type: 'array', items: step })).toEqual([]);
  });

  it('is found along a path of a document', () => {
    const root: Schema = {
      type: 'object',
      properties: {
        steps: { type: 'array', items: step },
        variables: { type: 'object', additionalProperties: kinds },
      },
    };
    const document: Json = { steps: [{ call: 'x', arguments: { a: 1 } }], variables: { v: { kind: 'row' } } };
    expect(schemaAt(root, document, ['steps', 0, 'arguments', 'a'])).toBe(cell);
    expect(schemaAt(root, document, ['variables', 'v', 'table'])).toEqual({ type: 'string' });
  });
});

describe('suggestions', () => {
  const known: Known = {
    document: {
      systems: ['desk'],
      parameters: { days: 3 },
      tools: ['close'],
      variables: { item: { kind: 'row', table: 'items' } },
      families: [
        {
          id: 'f',
          variables: { late: { kind: 'int' } },
          user: { facts: [{ id: 'order' }] },
          gold: [{ call: 'close' }],
        },
      ],
    },
    vocabulary: {
      schema: {},
      systems: [
        {
          id: 'desk',
          title: 'Desk',
          tables: [
            { name: 'items', columns: [{ name: 'id', type: 'INTEGER', required: true, refers: null }] },
          ],
          tools: [
            {
              name: 'close',
              description: '',
              effect: 'write',
              by: 'agent',
              arguments: [{ name: 'why', required: true }],
            },
          ],
          lifecycles: [],
        },
      ],
    },
  };

  it('name what is in scope, with the columns of rows, and a family’s own', () => {
    expect(namesInScope(known, ['opening'])).toEqual(['days', 'item.id']);
    expect(namesInScope(known, ['families', 0, 'gold'])).toEqual(['days', 'item.id', 'late']);
  });

  it('name tables, tools, facts and arguments at their places', () => {
    expect(suggestionsAt(known, ['opening', 0, 'table'])).toEqual(['items']);
    expect(suggestionsAt(known, ['families', 0, 'gold', 0, 'call'])).toEqual(['close']);
    expect(suggestionsAt(known, ['families', 0, 'gold', 0, 'ask'])).toEqual(['order']);
    expect(suggestionsAt(known, ['families', 0, 'gold', 0, 'arguments', 'why'])).toContain('$days');
    expect(memberNames(known, ['families', 0, 'gold', 0, 'arguments'])).toEqual(['why']);
  });

  it('read the clauses of a policy', () => {
    expect(clausesOf('Hello.\n1. First {x}.\n 2) Then.\nNo 3. here')).toEqual([
      { number: 1, text: 'First {x}.' },
      { number: 2, text: 'Then.' },
    ]);
  });
});

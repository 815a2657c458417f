/** What the systems call things: tables, columns, tools, lifecycles. Read once; the systems do not change while we run. */
import { loadKernel, toolSpec, type Json, type System } from '@understudy/kernel';
import { packSchema, systems } from '@understudy/scenarios';
import { z } from 'zod';
import type { SystemWords, ToolWords, Vocabulary } from '../contract/designer.ts';

let known: Promise<Vocabulary> | null = null;

export function vocabulary(): Promise<Vocabulary> {
  return (known ??= readVocabulary());
}

async function readVocabulary(): Promise<Vocabulary> {
  const kernel = await loadKernel();
  return {
    systems: [...systems.values()].map((system) => ({
      id: system.id,
      title: system.title,
      tables: kernel.describe(system.ddl).map(({ name, columns }) => ({
        name,
        columns: columns.map((column) => ({
          name: column.name,
          type: column.type,
          required: column.notNull,
          refers: column.references?.table ?? null,
        })),
      })),
      tools: toolsOf(system),
      lifecycles: lifecyclesOf(system),
    })),
    schema: packJsonSchema(),
  };
}

function toolsOf(system: System): readonly ToolWords[] {
  return system.tools.map((tool) => {
    const { properties, required } = parameters.parse(toolSpec(tool).parameters);
    return {
      name: tool.name,
      description: tool.description,
      effect: tool.effect,
      by: tool.by ?? 'agent',
      arguments: Object.keys(properties).map((name) => ({ name, required: required.includes(name) })),
    };
  });
}

const parameters = z.object({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
});

function lifecyclesOf(system: System): SystemWords['lifecycles'] {
  return system.lifecycles.map(({ id, table, column, initial, states }) => ({
    id,
    table,
    column,
    initial,
    states: Object.entries(states).map(([name, { final = false, on = {} }]) => ({
      name,
      final,
      on: Object.keys(on),
    })),
  }));
}

/** The schema of what an author writes, before defaults are filled in. */
function packJsonSchema(): Json {
  return z.json().parse(JSON.parse(JSON.stringify(z.toJSONSchema(packSchema, { io: 'input' }))));
}

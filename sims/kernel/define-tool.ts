/** How a system writes its tools: typed arguments out of a zod object, good answers and refusals. */
import { z } from 'zod';
import { describeArguments } from './argument-errors.ts';
import type { Json, JsonObject } from './json.ts';
import type { Tool, ToolContext, ToolError, ToolErrorCode, ToolOutcome, ToolSpec } from './tool.ts';

/** What a tool's author writes; `args` has the type of the parameters. */
export interface ToolDefinition<P extends z.ZodObject> extends Omit<Tool, 'parameters' | 'run'> {
  readonly parameters: P;
  run(context: ToolContext, args: z.output<P>): ToolOutcome;
}

/** Makes a tool whose `run` takes raw arguments, checks them, and answers `validation` where they do not fit. */
export function defineTool<P extends z.ZodObject>(definition: ToolDefinition<P>): Tool {
  const { parameters } = definition;
  return {
    ...definition,
    run: (context, rawArgs) => {
      const parsed = parameters.safeParse(rawArgs);
      if (parsed.success) return definition.run(context, parsed.data);
      const { message, hint } = describeArguments(definition.name, parameters, rawArgs, parsed.error);
      return fail('validation', message, { hint });
    },
  };
}

/** A tool's good answer. */
export function succeed(result: Json): ToolOutcome {
  return { ok: true, result };
}

/** A tool's refusal. Retryable by default when the code is `rate_limited` or `unavailable`. */
export function fail(
  code: ToolErrorCode,
  message: string,
  more: { readonly hint?: string; readonly retryable?: boolean } = {},
): { readonly ok: false; readonly error: ToolError } {
  const { hint, retryable = code === 'rate_limited' || code === 'unavailable' } = more;
  return {
    ok: false,
    error: hint === undefined ? { code, message, retryable } : { code, message, hint, retryable },
  };
}

/** A tool as models see it. */
export function toolSpec(tool: Tool): ToolSpec {
  const schema = z.toJSONSchema(tool.parameters, { io: 'input' });
  const parameters: Record<string, Json> = {};
  for (const [key, value] of Object.entries(jsonObject.parse(schema)))
    if (key !== '$schema') parameters[key] = value;
  return { name: tool.name, description: tool.description, parameters };
}

const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), z.json());

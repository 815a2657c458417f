/** The tools of the queue: who waits, take one, put it aside. They touch no world. */
import { defineTool, fail, publicId, succeed, toolSpec } from '@understudy/kernel';
import type { Json, Tool, ToolOutcome, ToolSpec } from '@understudy/kernel';
import { z } from 'zod';

/** What the tools ask of a shift. */
export interface Queue {
  list(): Json;
  take(number: number): ToolOutcome;
  park(): ToolOutcome;
}

/** `CASE3`: a case as agents read and write it. */
export function caseName(number: number): string {
  return `CASE${String(number)}`;
}

export function queueTools(queue: Queue): readonly Tool[] {
  return [
    defineTool({
      name: 'list_cases',
      description: 'Cases that wait, with priority, minutes waited, and minutes until each is due.',
      effect: 'read',
      seconds: 5,
      parameters: z.object({}),
      run: () => succeed(queue.list()),
    }),
    defineTool({
      name: 'take_case',
      description: 'Take a waiting case in hand and read it. A case in hand is put aside.',
      effect: 'write',
      seconds: 5,
      parameters: z.object({ case_id: publicId('CASE', 'case').describe('e.g. "CASE3"') }),
      run: (_context, { case_id }) => queue.take(case_id),
    }),
    defineTool({
      name: 'park_case',
      description: 'Put the case in hand aside. It waits on, and its clocks run on.',
      effect: 'write',
      seconds: 5,
      parameters: z.object({}),
      run: () => queue.park(),
    }),
  ];
}

const nobody: Queue = { list: () => null, take: () => nothing(), park: () => nothing() };

function nothing(): ToolOutcome {
  return fail('not_found', 'There is no queue.');
}

/** The queue's tools as models see them. */
export const queueSpecs: readonly ToolSpec[] = queueTools(nobody).map(toolSpec);

const names = new Set(queueSpecs.map(({ name }) => name));

export function isQueueTool(name: string): boolean {
  return names.has(name);
}

/** @understudy/kernel: worlds, lifecycles, tools, clocks and randomness. Pure simulation: no screen, file, network or wall clock. */
export { canonical, type Json, type JsonObject } from './json.ts';
export { createRng, hashText, type Rng } from './rng.ts';
export type { Clock, ClockState, SimTime, Timer } from './clock.ts';
export { int, intOrNull, text, textOrNull } from './cells.ts';
export { formatMoney, parseMoney } from './money.ts';
export { amount, choice, freeText, lookup, optionalChoice, publicId, reshape } from './parameters.ts';
export { createClock } from './create-clock.ts';
export { DAY, dayOf, isoDate, OPENING_TIME } from './calendar.ts';
export type { Cell, Change, QueryLimits, QueryParameters, Row, Snapshot, Template, World } from './world.ts';
export { loadKernel, type Kernel } from './kernel.ts';
export type { CompiledTemplate } from './template.ts';
export { SqlRefused } from './sql-guard.ts';
export type { Actor, Tool, ToolContext, ToolError, ToolErrorCode, ToolOutcome, ToolSpec } from './tool.ts';
export { defineTool, fail, succeed, toolSpec, type ToolDefinition } from './define-tool.ts';
export { invokeTool } from './invoke-tool.ts';
export { createFaults, type Fault, type Faults, type FaultSpec, type FaultState } from './faults.ts';
export { invokeWithFaults, type FaultyOutcome } from './invoke-with-faults.ts';
export { bm25, countWords, type WordCounts } from './bm25.ts';
export { nearest } from './nearest.ts';
export type { Lifecycle, LifecycleDefinition, LifecycleMachine, Transition } from './lifecycle.ts';
export { createLifecycle } from './create-lifecycle.ts';
export { checkLifecycle } from './check-lifecycle.ts';
export { checkSystem, checkSystems, type Finding } from './check-system.ts';
export { exploreSystem, type Exploration, type ExploreOptions } from './explore/explore.ts';
export { edgesOf, eventsOf, shortestPath, statesLeadingTo, type Edge } from './lifecycle-paths.ts';
export type { ColumnDescription, TableDescription } from './describe-schema.ts';
export {
  locales,
  type Locale,
  type Person,
  type PopulationOptions,
  type Split,
  type System,
} from './system.ts';

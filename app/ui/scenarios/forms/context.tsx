/** The design that the forms below work on, and what they read of it: each only the part it shows. */
import type { Json, Problem, Vocabulary } from '@understudy/host/contract';
import { createContext, use, useCallback, useMemo, useSyncExternalStore, type ReactNode } from 'react';
import type { Design, DesignState } from '../design.ts';
import { at, groupAt, isGroup, samePath, startsWith, type Path } from '../document/tree.ts';
import type { Schema } from './schema.ts';
import type { Known } from './suggest.ts';

interface Workbench {
  readonly design: Design;
  readonly vocabulary: Vocabulary;
}

const WorkbenchContext = createContext<Workbench | null>(null);

export function WorkbenchProvider({
  design,
  vocabulary,
  children,
}: Workbench & { readonly children: ReactNode }): ReactNode {
  const bench = useMemo(() => ({ design, vocabulary }), [design, vocabulary]);
  return <WorkbenchContext value={bench}>{children}</WorkbenchContext>;
}

function useWorkbench(): Workbench {
  const bench = use(WorkbenchContext);
  if (bench === null) throw new Error('a form is used outside of the designer');
  return bench;
}

export function useDesign(): Design {
  return useWorkbench().design;
}

/** Something of the design's state that stays the same object while it does not change. */
export function useDesignState<T>(select: (state: DesignState) => T): T {
  const { design } = useWorkbench();
  const read = useCallback(() => select(design.state()), [design, select]);
  return useSyncExternalStore(design.subscribe, read);
}

const documentOf = (state: DesignState): Json => state.document;
const problemsOf = (state: DesignState): readonly Problem[] => state.problems;
const readOnlyOf = (state: DesignState): boolean => state.readOnly;

export function useDocument(): Json {
  return useDesignState(documentOf);
}

export function useReadOnly(): boolean {
  return useDesignState(readOnlyOf);
}

export function useAt(path: Path): Json | undefined {
  const { design } = useWorkbench();
  return useSyncExternalStore(design.subscribe, () => at(design.state().document, path));
}

export function useRootSchema(): Schema {
  const { schema } = useWorkbench().vocabulary;
  return isGroup(schema) ? schema : groupAt(schema, []);
}

export function useKnown(): Known {
  const document = useDocument();
  const { vocabulary } = useWorkbench();
  return { document, vocabulary };
}

export function useVocabulary(): Vocabulary {
  return useWorkbench().vocabulary;
}

export function useProblems(): readonly Problem[] {
  return useDesignState(problemsOf);
}

/** The problems of exactly this place, as one text. */
export function useProblemAt(path: Path): string | null {
  const all = useProblems().filter((problem) => samePath(problem.path, path));
  return all.length === 0 ? null : all.map(({ message }) => message).join(' ');
}

export function useProblemsBelow(path: Path): number {
  return useProblems().filter((problem) => startsWith(problem.path, path)).length;
}

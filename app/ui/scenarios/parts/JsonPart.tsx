/** The whole pack as JSON, for those who want it, with the same problems at the same places. */
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { linter, lintGutter, type Diagnostic } from '@codemirror/lint';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { Button, Group, Text } from '@mantine/core';
import CodeMirror from '@uiw/react-codemirror';
import { useMemo, useState, type ReactNode } from 'react';
import type { Json } from '@understudy/host/contract';
import { same } from '../document/changes.ts';
import { readJson } from '../document/tree.ts';
import { useDesign, useDesignState, useDocument, useProblems, useReadOnly } from '../forms/context.tsx';
import { spanOf } from './json-places.ts';
import { Section } from './Section.tsx';

/** In the colours of the app, which follow light and dark by themselves. */
const theme = [
  EditorView.theme({
    '&': { fontSize: '13px', backgroundColor: 'var(--us-surface)', color: 'var(--mantine-color-text)' },
    '.cm-content': { caretColor: 'var(--mantine-color-text)' },
    '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
    '.cm-gutters': {
      backgroundColor: 'var(--us-surface)',
      color: 'var(--mantine-color-dimmed)',
      borderRight: '1px solid var(--us-line)',
    },
    '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
      backgroundColor: 'color-mix(in srgb, var(--mantine-primary-color-filled) 30%, transparent)',
    },
    '.cm-tooltip': { backgroundColor: 'var(--us-surface)', border: '1px solid var(--us-line)' },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: tags.propertyName, color: 'var(--mantine-color-text)', fontWeight: '550' },
      { tag: tags.string, color: 'var(--us-good)' },
      { tag: [tags.number, tags.bool, tags.null], color: 'var(--us-warn)' },
      { tag: tags.invalid, color: 'var(--us-bad)' },
    ]),
  ),
];

const named = EditorView.contentAttributes.of({ 'aria-label': 'The pack as JSON', tabindex: '0' });

export default function JsonPart(): ReactNode {
  const design = useDesign();
  const document = useDocument();
  const readOnly = useReadOnly();
  const problems = useProblems();
  const unparsed = useDesignState((state) => state.unparsed);
  const [typed, setTyped] = useState<string | null>(null);
  // As somebody wrote it while it says the same; as it is printed when it was changed elsewhere.
  const text =
    unparsed ?? (typed !== null && same(readJson(typed) ?? null, document) ? typed : print(document));
  const extensions = useMemo(() => {
    const places = linter((view): Diagnostic[] => {
      const broken = jsonParseLinter()(view);
      if (broken.length > 0) return broken;
      const source = view.state.doc.toString();
      return problems.map(({ path, message }) => ({ ...spanOf(source, path), severity: 'error', message }));
    });
    return [json(), lintGutter(), places, theme, named, EditorView.lineWrapping];
  }, [problems]);
  const change = (next: string): void => {
    setTyped(next);
    const value = readJson(next);
    if (value === undefined) return design.setUnparsed(next);
    design.setUnparsed(null);
    design.change('JSON', () => value);
  };
  return (
    <Section
      title="JSON"
      lead="Exactly what Export writes. What you change here is changed in the forms too."
    >
      {unparsed === null ? null : (
        <Group justify="space-between" role="alert">
          <Text size="sm" className="us-bad">
            This is no JSON yet. It is kept as it is; the pack stays as it was before.
          </Text>
          <Button size="xs" variant="default" onClick={() => design.setUnparsed(null)}>
            Discard the text
          </Button>
        </Group>
      )}
      {/* The editor has an undo of its own: it is not undone twice. */}
      <div
        className="us-surface us-json"
        onKeyDown={(event) => {
          if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z')
            event.nativeEvent.stopPropagation();
        }}
      >
        <CodeMirror
          value={text}
          height="calc(100vh - 320px)"
          minHeight="360px"
          theme="none"
          readOnly={readOnly}
          extensions={extensions}
          onChange={change}
        />
      </div>
    </Section>
  );
}

function print(document: Json): string {
  return JSON.stringify(document, null, 2);
}

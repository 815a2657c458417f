/** The versions of a pack: what was different, which one runs play, and how to come back to one. */
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type SyntheticEvent, type ReactNode } from 'react';
import type { Json, PackVersion } from '@understudy/host/contract';
import { notifyError } from '../../parts/errors.tsx';
import { dateTime } from '../../parts/format.ts';
import { Loaded } from '../../parts/Loaded.tsx';
import { query } from '../../shell/live.ts';
import { changesBetween, type Change } from '../document/changes.ts';
import { download } from '../download.ts';
import { useDesign, useDocument, useProblems, useReadOnly } from '../forms/context.tsx';
import { Fold } from '../forms/Fold.tsx';
import { placeWords } from '../ProblemList.tsx';
import { Section } from './Section.tsx';

export function Versions({ versions }: { readonly versions: readonly PackVersion[] }): ReactNode {
  const readOnly = useReadOnly();
  if (readOnly)
    return (
      <Section
        title="Versions"
        lead="A built-in pack has none: it comes with Understudy. Duplicate it to have your own."
      >
        {null}
      </Section>
    );
  return (
    <Stack gap="xl" maw={820}>
      <Section
        title="Versions"
        lead="The draft is saved as you type. Runs play versions: give the draft a number and a word about it when it is good."
      >
        <SaveVersion versions={versions} />
      </Section>
      {versions.length === 0 ? (
        <Text c="dimmed">There is no version yet.</Text>
      ) : (
        <Stack gap={6}>
          {versions.toReversed().map((version, i) => (
            <Fold
              key={version.number}
              path={['versions', version.number]}
              title={`Version ${String(version.number)}`}
              note={`${version.note === '' ? '' : `${version.note} · `}${dateTime(version.savedAt)}${i === 0 ? ' · what runs play' : ''}`}
            >
              <VersionView version={version} />
            </Fold>
          ))}
        </Stack>
      )}
    </Stack>
  );
}

function SaveVersion({ versions }: { readonly versions: readonly PackVersion[] }): ReactNode {
  const design = useDesign();
  const problems = useProblems();
  const [note, setNote] = useState('');
  const save = useMutation(
    query.designer.saveVersion.mutationOptions({
      onSuccess: ({ number }) => {
        setNote('');
        notifications.show({ message: `Version ${String(number)} is saved. Runs play it from now on.` });
      },
      onError: notifyError,
    }),
  );
  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    await design.flush();
    const { id, revision, saving } = design.state();
    if (saving === 'saved') save.mutate({ id, revision, note });
  };
  const next = (versions.at(-1)?.number ?? 0) + 1;
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Group align="flex-end" gap="sm">
        <TextInput
          flex={1}
          label={`What is new in version ${String(next)}`}
          value={note}
          maxLength={300}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Button type="submit" disabled={problems.length > 0} loading={save.isPending}>
          Save version {next}
        </Button>
      </Group>
      {problems.length === 0 ? null : (
        <Text size="sm" c="dimmed" mt={4}>
          A version must be right, for runs play it. Correct what is marked first; the draft is saved all the
          same.
        </Text>
      )}
    </form>
  );
}

function VersionView({ version: { number } }: { readonly version: PackVersion }): ReactNode {
  const design = useDesign();
  const document = useDocument();
  const { id } = design.state();
  const file = useQuery(query.designer.version.queryOptions({ input: { id, number } }));
  return (
    <Loaded query={file}>
      {(version) => (
        <Stack gap="sm">
          <Diff before={version.document} after={document} />
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              onClick={() => design.change(`Back to version ${String(number)}`, () => version.document)}
            >
              Bring the draft back to it
            </Button>
            <Button
              size="xs"
              variant="default"
              onClick={() => download(`${id}-version-${String(number)}.json`, version.document)}
            >
              Export it
            </Button>
          </Group>
        </Stack>
      )}
    </Loaded>
  );
}

const SHOWN = 40;

/** What the draft says otherwise, place by place. */
function Diff({ before, after }: { readonly before: Json; readonly after: Json }): ReactNode {
  const changes = changesBetween(before, after);
  if (changes.length === 0)
    return (
      <Text size="sm" c="dimmed">
        The draft is the same.
      </Text>
    );
  return (
    <div>
      <Text size="sm" c="dimmed" mb={4}>
        In the draft, {changes.length} {changes.length === 1 ? 'place is' : 'places are'} different:
      </Text>
      <ul className="us-diff">
        {changes.slice(0, SHOWN).map((change) => (
          <li key={change.path.join('/')}>
            <Text size="sm" fw={550}>
              {placeWords(after, change.path)}
            </Text>
            <ChangeText change={change} />
          </li>
        ))}
      </ul>
      {changes.length > SHOWN ? (
        <Text size="sm" c="dimmed">
          and {changes.length - SHOWN} more
        </Text>
      ) : null}
    </div>
  );
}

/** Longer values are compared by their lines. */
function ChangeText({ change: { before, after } }: { readonly change: Change }): ReactNode {
  const old = linesOf(before);
  const now = linesOf(after);
  return (
    <>
      {old
        .filter((line) => !now.includes(line))
        .map((line, i) => (
          <Text key={`-${String(i)}`} size="sm" className="us-anywhere us-gone">
            <span aria-label="was">−</span> {line}
          </Text>
        ))}
      {now
        .filter((line) => !old.includes(line))
        .map((line, i) => (
          <Text key={`+${String(i)}`} size="sm" className="us-anywhere us-come">
            <span aria-label="is">+</span> {line}
          </Text>
        ))}
    </>
  );
}

function linesOf(value: Json): readonly string[] {
  if (typeof value === 'string') return value.split('\n');
  if (typeof value !== 'object' || value === null) return [String(value)];
  return JSON.stringify(value, null, 1)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /\w/.test(line));
}

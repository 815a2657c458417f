/** What stands around the parts of a pack: title, state of saving, undo and redo, the outline. The part that is shown is in the address. */
import { ActionIcon, Alert, Button, Group, Text, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCopy,
  IconDownload,
  IconPlayerPlay,
} from '@tabler/icons-react';
import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import type { PackVersion } from '@understudy/host/contract';
import { Waiting } from '../parts/Loaded.tsx';
import { Page } from '../parts/Page.tsx';
import { useActions } from '../shell/actions.tsx';
import { Conflict, SavingState } from './SavingState.tsx';
import { textAt } from './document/tree.ts';
import { download } from './download.ts';
import { useDesign, useDesignState, useDocument, useReadOnly } from './forms/context.tsx';
import { RevealContext } from './forms/Fold.tsx';
import { NewPack } from './list/NewPack.tsx';
import { Outline } from './Outline.tsx';
import { usePart } from './place.ts';
import { ProblemList } from './ProblemList.tsx';
import { About } from './parts/About.tsx';
import { Check } from './parts/Check.tsx';
import { FamilyPart } from './parts/FamilyPart.tsx';
import { People } from './parts/People.tsx';
import { RehearsePart } from './parts/Rehearse.tsx';
import { Reward } from './parts/Reward.tsx';
import { Rules } from './parts/Rules.tsx';
import { Tools } from './parts/Tools.tsx';
import { Versions } from './parts/Versions.tsx';
import { World } from './parts/World.tsx';

const JsonPart = lazy(() => import('./parts/JsonPart.tsx'));

export function Workbench({ versions }: { readonly versions: readonly PackVersion[] }): ReactNode {
  const design = useDesign();
  const document = useDocument();
  const readOnly = useReadOnly();
  const place = usePart();
  const [copying, setCopying] = useState(false);
  const title = textAt(document, ['title']) || design.state().id;
  useHistoryKeys();
  useRunKey();
  return (
    <Page
      title={title}
      lead={
        <Group gap="sm" component="span">
          <Link href="/scenarios" className="us-quiet-link us-small">
            Scenarios
          </Link>
          {readOnly ? (
            <Text span size="sm">
              Built in: look around, and duplicate it to change it.
            </Text>
          ) : (
            <SavingState />
          )}
        </Group>
      }
      actions={
        <>
          {readOnly ? (
            <Button leftSection={<IconCopy size={16} aria-hidden />} onClick={() => setCopying(true)}>
              Duplicate
            </Button>
          ) : (
            <HistoryButtons />
          )}
          <Button
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            onClick={() => download(`${design.state().id}.json`, design.state().document)}
          >
            Export
          </Button>
          {readOnly || versions.length > 0 ? (
            <Button
              component={Link}
              href={runPath(design.state().id)}
              {...(readOnly ? { variant: 'default' } : {})}
              leftSection={<IconPlayerPlay size={16} aria-hidden />}
            >
              Start a run
            </Button>
          ) : null}
        </>
      }
    >
      <Conflict />
      <RevealContext value={place.reveal}>
        <div className="us-designer">
          <Outline place={place} />
          <div className="us-designer-part">
            <ProblemList place={place} />
            <Suspense fallback={<Waiting />}>
              <Part place={place} versions={versions} />
            </Suspense>
          </div>
        </div>
      </RevealContext>
      {copying ? (
        <NewPack
          beginning={{ how: 'duplicate', from: design.state().id, title }}
          close={() => setCopying(false)}
        />
      ) : null}
    </Page>
  );
}

function Part({
  place,
  versions,
}: {
  readonly place: ReturnType<typeof usePart>;
  readonly versions: readonly PackVersion[];
}): ReactNode {
  const unparsed = useDesignState((state) => state.unparsed);
  if (unparsed !== null && place.part !== 'json')
    return (
      <Alert color="yellow" title="The JSON view holds text that is no JSON yet">
        <Group justify="space-between">
          <Text size="sm">Correct it there, or discard it: the forms show the pack as it was before.</Text>
          <Button size="xs" variant="default" onClick={() => place.go('json')}>
            Open the JSON view
          </Button>
        </Group>
      </Alert>
    );
  switch (place.part) {
    case 'about':
      return <About />;
    case 'rules':
      return <Rules place={place} newest={versions.at(-1) ?? null} />;
    case 'people':
      return <People />;
    case 'tools':
      return <Tools />;
    case 'world':
      return <World />;
    case 'reward':
      return <Reward />;
    case 'family':
      return <FamilyPart key={place.family} place={place} />;
    case 'play':
      return <RehearsePart place={place} />;
    case 'check':
      return <Check />;
    case 'versions':
      return <Versions versions={versions} />;
    case 'json':
      return <JsonPart />;
  }
}

function useHistoryKeys(): void {
  const design = useDesign();
  useActions(
    useMemo(
      () => [
        {
          id: 'design-undo',
          label: 'Undo',
          group: 'Designer',
          keys: '$mod+KeyZ',
          whileTyping: true,
          perform: () => say('Undone', design.undo()),
        },
        {
          id: 'design-redo',
          label: 'Redo',
          group: 'Designer',
          keys: '$mod+Shift+KeyZ',
          whileTyping: true,
          perform: () => say('Done again', design.redo()),
        },
        {
          id: 'design-save',
          label: 'Save now',
          group: 'Designer',
          keys: '$mod+KeyS',
          whileTyping: true,
          perform: () => void design.flush(),
        },
      ],
      [design],
    ),
  );
}

function useRunKey(): void {
  const { id } = useDesign().state();
  const [, navigate] = useLocation();
  useActions(
    useMemo(
      () => [
        {
          id: 'design-run',
          label: 'Start a run of this scenario',
          group: 'Designer',
          keys: 'r',
          perform: () => navigate(runPath(id)),
        },
      ],
      [id, navigate],
    ),
  );
}

function runPath(id: string): string {
  return `/runs/new?scenario=${encodeURIComponent(id)}`;
}

function say(what: string, label: string | null): void {
  notifications.show({
    id: 'designer-history',
    message: label === null ? 'There is nothing more.' : `${what}: ${label}`,
    autoClose: 1500,
  });
}

function HistoryButtons(): ReactNode {
  const design = useDesign();
  const last = useDesignState((state) => state.history.done.at(-1)?.label ?? null);
  const next = useDesignState((state) => state.history.undone.at(-1)?.label ?? null);
  return (
    <Group gap={4} wrap="nowrap">
      <Tooltip label={last === null ? 'Nothing to undo' : `Undo: ${last}`}>
        <ActionIcon
          variant="default"
          size={36}
          aria-label="Undo"
          disabled={last === null}
          onClick={() => say('Undone', design.undo())}
        >
          <IconArrowBackUp size={18} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={next === null ? 'Nothing to redo' : `Redo: ${next}`}>
        <ActionIcon
          variant="default"
          size={36}
          aria-label="Redo"
          disabled={next === null}
          onClick={() => say('Done again', design.redo())}
        >
          <IconArrowForwardUp size={18} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

/** Export: in which format, to where, and what the check of the written files found. */
import { Button, Code, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconDownload, IconFolderOpen } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { DatasetPage, ExportSummary, FormatLine } from '@understudy/host/contract';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { ErrorNotice, notifyError } from '../parts/errors.tsx';
import { bytes, count } from '../parts/format.ts';
import { query } from '../shell/live.ts';
import { shell } from '../shell/shell.ts';
import classes from './datasets.module.css';

export function ExportDialog({
  dataset,
  opened,
  close,
}: {
  readonly dataset: DatasetPage;
  readonly opened: boolean;
  readonly close: () => void;
}): ReactNode {
  const { folder, formats } = dataset;
  const [chosen, setChosen] = useState('messages');
  const write = useMutation({ mutationFn: () => exportTo(folder, chosen) });
  const done = write.data ?? null;
  return (
    <Modal
      opened={opened}
      onClose={() => {
        close();
        write.reset();
      }}
      title="Export"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="md">
        {done === null ? (
          <Formats formats={formats} chosen={chosen} onChoose={setChosen} />
        ) : (
          <Done summary={done} title={formats.find(({ id }) => id === done.format)?.title ?? done.format} />
        )}
        {write.error === null ? null : <ErrorNotice error={write.error} />}
        <Group justify="space-between">
          <Text size="xs" c="dimmed" maw={380}>
            {done !== null
              ? 'The dataset itself stays as it is.'
              : shell() === null
                ? 'It is written into the exports folder of the workspace.'
                : 'You choose where it is written.'}
          </Text>
          {done === null ? (
            <Button loading={write.isPending} onClick={() => write.mutate()} data-autofocus>
              Export
            </Button>
          ) : (
            <Button variant="default" onClick={() => write.reset()}>
              Another format
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

/** In the desktop app the person says where; null when they thought better of it. */
async function exportTo(folder: string, format: string): Promise<ExportSummary | null> {
  const bridge = shell();
  if (bridge === null) return query.datasets.export.call({ folder, format, to: null });
  const { name } = await query.datasets.exportName.call({ folder, format });
  const to = await bridge.saveFile({ title: 'Export the dataset', name });
  return to === null ? null : query.datasets.export.call({ folder, format, to });
}

function Formats({
  formats,
  chosen,
  onChoose,
}: {
  readonly formats: readonly FormatLine[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}): ReactNode {
  const possible = formats.filter(({ missing }) => missing === null);
  const others = formats.filter(({ missing }) => missing !== null);
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = possible.findIndex(({ id }) => id === chosen);
    const next = possible[(at + step + possible.length) % possible.length];
    if (next === undefined) return;
    onChoose(next.id);
    document.getElementById(`format-${next.id}`)?.focus();
  };
  return (
    <Stack gap="md">
      <div role="radiogroup" aria-label="Format" onKeyDown={move}>
        <Stack gap={6}>
          {possible.map(({ id, title, about }) => (
            <button
              key={id}
              id={`format-${id}`}
              type="button"
              role="radio"
              aria-checked={chosen === id}
              tabIndex={chosen === id ? 0 : -1}
              className={classes['format']}
              onClick={() => onChoose(id)}
            >
              <Text span size="sm" fw={600} display="block">
                {title}
              </Text>
              <Text span size="xs" c="dimmed" display="block" lh={1.4}>
                {about}
              </Text>
            </button>
          ))}
        </Stack>
      </div>
      {others.length === 0 ? null : (
        <section aria-label="Formats that this dataset has nothing for">
          {others.map(({ id, title, missing }) => (
            <Text key={id} size="xs" c="dimmed">
              {title}: {missing}
            </Text>
          ))}
        </section>
      )}
    </Stack>
  );
}

function Done({ summary, title }: { readonly summary: ExportSummary; readonly title: string }): ReactNode {
  const { path, files, rows, leftOut, report, download } = summary;
  const size = files.reduce((sum, file) => sum + file.bytes, 0);
  return (
    <Stack gap="sm">
      <Title order={3} size="h5">
        {title}: {count(rows)} rows, {bytes(size)}
      </Title>
      <div>
        <Text size="sm">Written to</Text>
        <Code
          block
          style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}
          aria-label="Where it was written"
        >
          {path}
        </Code>
      </div>
      {leftOut.map(({ reason, rows: left }) => (
        <Text key={reason} size="sm" className="us-warn">
          {count(left)} left out: {reason}
        </Text>
      ))}
      <section aria-label="Check">
        <Text size="sm" fw={600}>
          {report.problems.length === 0 ? 'Read back, and in order' : 'Read back, and something is wrong'}
        </Text>
        {report.problems.map((problem) => (
          <Text key={problem} size="sm" className="us-bad">
            <IconCircleX size={14} aria-hidden style={{ verticalAlign: -2 }} /> {problem}
          </Text>
        ))}
        {report.problems.length > 0
          ? null
          : report.checked.map((line) => (
              <Text key={line} size="sm">
                <IconCircleCheck size={14} className="us-good" aria-hidden style={{ verticalAlign: -2 }} />{' '}
                {line}
              </Text>
            ))}
      </section>
      <Group gap="xs">
        {download === null ? null : (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
            onClick={() => void save(download).catch(notifyError)}
          >
            Download
          </Button>
        )}
        {shell() === null ? null : (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconFolderOpen size={14} aria-hidden />}
            onClick={() => void shell()?.showFile(path).catch(notifyError)}
          >
            Show in the file manager
          </Button>
        )}
      </Group>
    </Stack>
  );
}

async function save(name: string): Promise<void> {
  const file = await query.datasets.download.call({ name });
  const bytesOf = Uint8Array.from(atob(file.base64), (character) => character.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytesOf]));
  const link = document.createElement('a');
  link.href = address;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

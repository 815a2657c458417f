/** How a pack begins: a small one, a copy of another, or a file. */
import { Button, FileInput, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState, type SyntheticEvent, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { ErrorNotice } from '../../parts/errors.tsx';
import { query } from '../../shell/live.ts';

export type Beginning =
  | { readonly how: 'new' }
  | { readonly how: 'import' }
  | { readonly how: 'duplicate'; readonly from: string; readonly title: string };

const TITLES = { new: 'A new scenario pack', import: 'Import a pack', duplicate: 'Duplicate a pack' };

export function NewPack({
  beginning,
  close,
}: {
  readonly beginning: Beginning;
  readonly close: () => void;
}): ReactNode {
  return (
    <Modal
      opened
      onClose={close}
      title={TITLES[beginning.how]}
      closeButtonProps={{ 'aria-label': 'Close' }}
      // The page has its own banner.
      attributes={{ header: { role: 'none' } }}
    >
      {beginning.how === 'import' ? (
        <ImportForm close={close} />
      ) : (
        <NameForm beginning={beginning} close={close} />
      )}
    </Modal>
  );
}

/** `My desk 2` as `my-desk-2`. */
export function idFrom(title: string): string {
  const id = title
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '');
  return id.slice(0, 64);
}

function useOpened(close: () => void): (result: { readonly id: string }) => void {
  const [, navigate] = useLocation();
  return ({ id }) => {
    close();
    navigate(`/scenarios/${encodeURIComponent(id)}`);
  };
}

function NameForm({
  beginning,
  close,
}: {
  readonly beginning: Exclude<Beginning, { how: 'import' }>;
  readonly close: () => void;
}): ReactNode {
  const [title, setTitle] = useState(beginning.how === 'duplicate' ? `${beginning.title}, my own` : '');
  const [own, setOwn] = useState<string | null>(null);
  const id = own ?? idFrom(title);
  const opened = useOpened(close);
  const create = useMutation(query.designer.create.mutationOptions({ onSuccess: opened }));
  const duplicate = useMutation(query.designer.duplicate.mutationOptions({ onSuccess: opened }));
  const error = create.error ?? duplicate.error;
  const begin = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (title === '' || id === '') return;
    if (beginning.how === 'new') create.mutate({ id, title });
    else duplicate.mutate({ from: beginning.from, id, title });
  };
  return (
    <form onSubmit={begin}>
      <Stack>
        {beginning.how === 'new' ? (
          <Text size="sm">
            You begin with a small service desk that works already: one kind of case, two kinds of customer.
            Change it to your own.
          </Text>
        ) : null}
        <TextInput
          label="Title"
          data-autofocus
          required
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <TextInput
          label="Name of its folder"
          description="Lower-case letters, digits and -. It stays as it is."
          required
          value={id}
          onChange={(event) => setOwn(event.currentTarget.value)}
        />
        {error === null ? null : <ErrorNotice error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending || duplicate.isPending}>
            {beginning.how === 'new' ? 'Begin' : 'Duplicate'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function ImportForm({ close }: { readonly close: () => void }): ReactNode {
  const [file, setFile] = useState<File | null>(null);
  const [id, setId] = useState('');
  const opened = useOpened(close);
  const take = useMutation(query.designer.import.mutationOptions({ onSuccess: opened }));
  const begin = async (): Promise<void> => {
    if (file === null) return;
    const text = await file.text();
    take.mutate({ text, ...(id === '' ? {} : { id }) });
  };
  return (
    <Stack>
      <FileInput
        label="File"
        description="A pack as one .json file, as Export writes it."
        placeholder="Choose a .json file"
        accept=".json,application/json"
        leftSection={<IconFileImport size={16} aria-hidden />}
        value={file}
        onChange={setFile}
      />
      <TextInput
        label="Name of its folder"
        description="Leave it empty to keep the name that the file says."
        value={id}
        onChange={(event) => setId(event.currentTarget.value)}
      />
      {take.error === null ? null : <ErrorNotice error={take.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button disabled={file === null} loading={take.isPending} onClick={() => void begin()}>
          Import
        </Button>
      </Group>
    </Stack>
  );
}

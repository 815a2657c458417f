/**
 * Adding a model file: by its path where one is known, else by sending it. The desktop app knows where a chosen or dropped file lies;
 * a browser tells nobody, so there the file itself goes to the host.
 */
import { Button, FileButton, Group, Modal, Progress, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { ErrorNotice } from '../parts/errors.tsx';
import { bytes } from '../parts/format.ts';
import { query } from '../shell/live.ts';
import { shell } from '../shell/shell.ts';
import { sendFile } from './send.ts';
import { nameFor } from './words.ts';

/** A file that was dropped or chosen: where it lies, or the file itself where nobody can know. */
export type Given = { readonly path: string } | { readonly file: File };

interface AddFileProps {
  readonly given: Given;
  readonly close: () => void;
}

export function AddFile({ given: first, close }: AddFileProps): ReactNode {
  const [given, setGiven] = useState(first);
  const [name, setName] = useState<string | null>(null);
  const [copy, setCopy] = useState(true);
  const add = useMutation(query.policies.addFile.mutationOptions({ onSuccess: close }));
  const sending = useSending(close);
  const id = name ?? nameFor('file' in given ? given.file.name : given.path);
  const busy = add.isPending || sending.received !== null;
  const error = 'file' in given ? sending.error : add.error;
  return (
    <Modal opened onClose={close} title="Add a model file" size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if ('file' in given) sending.send(given.file, id);
          else add.mutate({ id, path: given.path, copy });
        }}
      >
        <Stack>
          {'file' in given ? (
            <ChosenFile file={given.file} busy={busy} choose={setGiven} />
          ) : (
            <FilePath path={given.path} choose={setGiven} />
          )}
          <TextInput
            label="Name"
            description="Small letters, digits, . _ -"
            value={id}
            disabled={busy}
            data-autofocus={'file' in given}
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
            required
          />
          {'file' in given ? null : (
            <Switch
              label="Copy it into the workspace"
              description="Else it is played where it lies, and must stay there"
              checked={copy}
              onChange={(event) => {
                setCopy(event.currentTarget.checked);
              }}
            />
          )}
          {'file' in given && sending.received !== null ? (
            <Sent received={sending.received} of={given.file.size} />
          ) : null}
          {error === null || busy ? null : <ErrorNotice error={error} />}
          <Group justify="flex-end">
            {busy ? (
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
            ) : null}
            <Button type="submit" loading={busy}>
              Add it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface Sending {
  /** Bytes that have arrived; null while nothing is sent. */
  readonly received: number | null;
  readonly error: Error | null;
  send(file: File, id: string): void;
}

/** Sends a file; whoever closes the dialog meanwhile does not want it any more. */
function useSending(done: () => void): Sending {
  const [received, setReceived] = useState<number | null>(null);
  const stop = useRef<AbortController | null>(null);
  const send = useMutation({
    mutationFn: async ({ file, id }: { readonly file: File; readonly id: string }) => {
      stop.current = new AbortController();
      setReceived(0);
      return sendFile(file, id, stop.current.signal, setReceived);
    },
    networkMode: 'always',
    onSuccess: done,
    onSettled: () => {
      setReceived(null);
    },
  });
  useEffect(() => () => stop.current?.abort(new Error('It was cancelled.')), []);
  return {
    received,
    error: send.error,
    send: (file, id) => {
      send.mutate({ file, id });
    },
  };
}

interface ChosenFileProps {
  readonly file: File;
  readonly busy: boolean;
  readonly choose: (given: Given) => void;
}

function ChosenFile({ file, busy, choose }: ChosenFileProps): ReactNode {
  return (
    <Group justify="space-between" wrap="nowrap">
      <Group gap="sm" wrap="nowrap">
        <IconFile size={20} aria-hidden />
        <div>
          <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
            {file.name}
          </Text>
          <Text size="sm" c="dimmed">
            {bytes(file.size)}; it is copied into the workspace
          </Text>
        </div>
      </Group>
      <Button
        variant="default"
        disabled={busy}
        onClick={() => {
          choose({ path: '' });
        }}
      >
        Another one
      </Button>
    </Group>
  );
}

function FilePath({ path, choose }: Pick<ChosenFileProps, 'choose'> & { readonly path: string }): ReactNode {
  const bridge = shell();
  const ask = async (): Promise<void> => {
    const kinds = [{ name: 'Models', extensions: ['gguf'] }];
    const [chosen] = (await bridge?.openFiles({ title: 'A model file', kinds })) ?? [];
    if (chosen !== undefined) choose({ path: chosen });
  };
  return (
    <Group align="flex-end" wrap="nowrap">
      <TextInput
        flex={1}
        label="Where the file lies"
        description="A .gguf file of this machine: choose it, or paste its whole path"
        placeholder="/home/me/models/small.gguf"
        value={path}
        onChange={(event) => {
          choose({ path: event.currentTarget.value });
        }}
        data-autofocus
        required
      />
      {bridge === null ? (
        <FileButton accept=".gguf" onChange={(file) => (file === null ? undefined : choose({ file }))}>
          {(props) => (
            <Button variant="default" {...props}>
              Choose …
            </Button>
          )}
        </FileButton>
      ) : (
        <Button variant="default" onClick={() => void ask()}>
          Choose …
        </Button>
      )}
    </Group>
  );
}

function Sent({ received, of }: { readonly received: number; readonly of: number }): ReactNode {
  const share = (100 * received) / of;
  return (
    <div>
      <Progress value={share} aria-label="Sent" />
      <Text size="sm" c="dimmed" mt={4} className="us-number" role="status">
        {received < of ? `${bytes(received)} of ${bytes(of)} are here` : 'It is here and is being checked'}
      </Text>
    </div>
  );
}

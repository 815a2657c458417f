/** Adding a model file: where it lies, what it is to be called, whether it is copied. */
import { Button, Group, Modal, Stack, Switch, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { ErrorNotice } from '../parts/errors.tsx';
import { query } from '../shell/live.ts';
import { shell } from '../shell/shell.ts';
import { nameFor } from './words.ts';

interface AddFileProps {
  /** A file that was dropped; empty where none was. */
  readonly path: string;
  readonly close: () => void;
}

export function AddFile({ path: given, close }: AddFileProps): ReactNode {
  const [path, setPath] = useState(given);
  const [name, setName] = useState<string | null>(null);
  const [copy, setCopy] = useState(true);
  const add = useMutation(query.policies.addFile.mutationOptions({ onSuccess: close }));
  const bridge = shell();
  const id = name ?? nameFor(path);
  const choose = async (): Promise<void> => {
    const kinds = [{ name: 'Models', extensions: ['gguf'] }];
    const [chosen] = (await bridge?.openFiles({ title: 'A model file', kinds })) ?? [];
    if (chosen !== undefined) setPath(chosen);
  };
  return (
    <Modal opened onClose={close} title="Add a model file" size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate({ id, path, copy });
        }}
      >
        <Stack>
          <Group align="flex-end" wrap="nowrap">
            <TextInput
              flex={1}
              label="Where the file lies"
              description="A .gguf file of this machine: type or paste its whole path"
              placeholder="/home/me/models/small.gguf"
              value={path}
              onChange={(event) => {
                setPath(event.currentTarget.value);
              }}
              data-autofocus
              required
            />
            {bridge === null ? null : (
              <Button variant="default" onClick={() => void choose()}>
                Choose …
              </Button>
            )}
          </Group>
          <TextInput
            label="Name"
            description="Small letters, digits, . _ -"
            value={id}
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
            required
          />
          <Switch
            label="Copy it into the workspace"
            description="Else it is played where it lies, and must stay there"
            checked={copy}
            onChange={(event) => {
              setCopy(event.currentTarget.checked);
            }}
          />
          {add.error === null ? null : <ErrorNotice error={add.error} />}
          <Group justify="flex-end">
            <Button type="submit" loading={add.isPending}>
              Add it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

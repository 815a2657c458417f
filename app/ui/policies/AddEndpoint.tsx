/** Adding a model behind an OpenAI-compatible address. The key itself is never typed here nor stored. */
import { Button, Group, Modal, NumberInput, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { ErrorNotice } from '../parts/errors.tsx';
import { query } from '../shell/live.ts';
import { nameFor } from './words.ts';

export function AddEndpoint({ close }: { readonly close: () => void }): ReactNode {
  const [url, setUrl] = useState('');
  const [model, setModel] = useState('');
  const [key, setKey] = useState('');
  const [limit, setLimit] = useState<number | null>(null);
  const add = useMutation(query.policies.addEndpoint.mutationOptions({ onSuccess: close }));
  return (
    <Modal opened onClose={close} title="Add an endpoint" size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate({
            id: nameFor(model),
            address: `${url.trim()}#${model.trim()}`,
            keyVariable: key.trim() === '' ? null : key.trim(),
            requestsPerMinute: limit,
          });
        }}
      >
        <Stack>
          <TextInput
            label="Address"
            description="Of any server that speaks the OpenAI protocol; it ends in /v1"
            placeholder="http://127.0.0.1:8000/v1"
            value={url}
            onChange={(event) => {
              setUrl(event.currentTarget.value);
            }}
            data-autofocus
            required
          />
          <TextInput
            label="Model"
            description="As the server calls it"
            value={model}
            onChange={(event) => {
              setModel(event.currentTarget.value);
            }}
            required
          />
          <TextInput
            label="Environment variable with the key"
            description="Its name, not the key: keys are never stored. Leave it empty where none is needed"
            placeholder="OPENAI_API_KEY"
            value={key}
            onChange={(event) => {
              setKey(event.currentTarget.value);
            }}
          />
          <NumberInput
            label="Requests a minute"
            description="Leave it empty for no limit"
            min={1}
            value={limit ?? ''}
            onChange={(value) => {
              setLimit(value === '' ? null : Number(value));
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

/** What is shown instead of a screen that broke. */
import { Button, Code, Stack, Text, Title } from '@mantine/core';
import { Component, type ReactNode } from 'react';

interface CrashedProps {
  readonly children: ReactNode;
}

interface CrashedState {
  readonly error: Error | null;
}

export class Crashed extends Component<CrashedProps, CrashedState> {
  override state: CrashedState = { error: null };

  static getDerivedStateFromError(error: unknown): CrashedState {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <Stack className="us-surface" p="xl" role="alert">
        <Title order={1} size="h3">
          This screen broke
        </Title>
        <Text>
          Nothing that was saved is lost. Open it again; if it breaks once more, report it with this line:
        </Text>
        <Code block>{error.message}</Code>
        <Button w="fit-content" onClick={() => this.setState({ error: null })}>
          Open it again
        </Button>
      </Stack>
    );
  }
}

/** The agent's seat: the tools, each a form, and the instructions, both at hand; words to the customer go below the conversation. */
import { Kbd, Tabs, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { StageSetting, StageTool } from '@understudy/host/contract';
import { useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { ToolForm, type ToolArguments } from '../parts/ToolForm.tsx';
import { useActions, type Action } from '../shell/actions.tsx';
import classes from './stage.module.css';

interface AgentSeatProps {
  readonly setting: StageSetting;
  readonly call: (tool: string, args: ToolArguments) => Promise<unknown>;
  readonly busy: boolean;
  /** Why no move can be made now; null when one can. */
  readonly blocked: string | null;
}

export function AgentSeat({ setting, call, busy, blocked }: AgentSeatProps): ReactNode {
  const [tab, setTab] = useState<string | null>('tools');
  const [tool, setTool] = useState<StageTool | null>(null);
  const search = useRef<HTMLInputElement>(null);
  const toSearch = (): void => {
    setTab('tools');
    setTool(null);
    // The search is there after the next rendering.
    setTimeout(() => search.current?.focus(), 0);
  };
  const actions = useMemo<readonly Action[]>(
    () => [
      { id: 'stage-tools', label: 'Find a tool', group: 'Play', keys: 't', perform: toSearch },
      {
        id: 'stage-instructions',
        label: 'Read the instructions',
        group: 'Play',
        keys: 'i',
        perform: () => setTab('instructions'),
      },
    ],
    [],
  );
  useActions(actions);
  return (
    <Tabs value={tab} onChange={setTab} className={classes['side']} keepMounted={false}>
      <Tabs.List px="xs">
        <Tabs.Tab value="tools">Tools</Tabs.Tab>
        <Tabs.Tab value="instructions">Instructions</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="tools" className={classes['scroll']}>
        {tool === null ? (
          <ToolList tools={setting.tools} choose={setTool} search={search} />
        ) : (
          <>
            <Text fw={650} mb={4}>
              {tool.name}
            </Text>
            <ToolForm
              key={tool.name}
              tool={tool}
              busy={busy}
              blocked={blocked}
              leave={{ label: 'Back', perform: toSearch }}
              send={(args) => void call(tool.name, args).then(toSearch, () => undefined)}
            />
          </>
        )}
      </Tabs.Panel>
      <Tabs.Panel value="instructions" className={classes['scroll']} tabIndex={0}>
        <Text size="sm" c="dimmed" mb="xs">
          What every agent is told before it begins.
        </Text>
        <div className={classes['instructions']}>{setting.instructions}</div>
      </Tabs.Panel>
    </Tabs>
  );
}

interface ToolListProps {
  readonly tools: readonly StageTool[];
  readonly choose: (tool: StageTool) => void;
  readonly search: { readonly current: HTMLInputElement | null };
}

function ToolList({ tools, choose, search }: ToolListProps): ReactNode {
  const [wanted, setWanted] = useState('');
  const [settled] = useDebouncedValue(wanted, 60);
  const list = useRef<HTMLDivElement>(null);
  const found = tools
    .filter(({ name, description }) => fits(`${name} ${description}`, settled))
    .sort((a, b) => Number(fits(b.name, settled)) - Number(fits(a.name, settled)));
  const move = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const offers = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = offers.findIndex((offer) => offer === document.activeElement);
    const to = at + (event.key === 'ArrowDown' ? 1 : -1);
    if (to < 0) search.current?.focus();
    else offers[to]?.focus();
  };
  return (
    <div onKeyDown={move}>
      <TextInput
        ref={search}
        size="sm"
        placeholder="Find a tool"
        aria-label="Find a tool"
        rightSection={<Kbd size="xs">T</Kbd>}
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
        onKeyDown={(event) => {
          const [first] = found;
          if (event.key !== 'Enter' || first === undefined) return;
          event.preventDefault();
          choose(first);
        }}
      />
      <div ref={list} className={classes['tools']} style={{ marginTop: 8 }}>
        {found.map((tool) => (
          <UnstyledButton key={tool.name} className={classes['offer']} onClick={() => choose(tool)}>
            <span className={classes['tool']}>{tool.name}</span>
            <span>{tool.description}</span>
          </UnstyledButton>
        ))}
        {found.length === 0 ? (
          <Text size="sm" c="dimmed" p="xs">
            No tool is called that.
          </Text>
        ) : null}
      </div>
    </div>
  );
}

function fits(text: string, wanted: string): boolean {
  const inside = text.toLowerCase().replaceAll('_', ' ');
  return wanted
    .toLowerCase()
    .split(/[\s_]+/)
    .every((word) => inside.includes(word));
}

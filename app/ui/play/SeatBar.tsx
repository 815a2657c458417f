/** Who sits where, and how that is changed: take a seat, hand it over, let the other make one move, break it off. */
import { Badge, Button, Group, Menu, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { StageSetting, StageView } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import classes from './stage.module.css';
import type { Moves } from './moves.ts';

interface SeatBarProps {
  readonly setting: StageSetting;
  readonly view: StageView;
  readonly moves: Moves;
}

export function SeatBar({ setting, view, moves }: SeatBarProps): ReactNode {
  const { seats, turns, next } = view;
  const over = next === 'nobody';
  return (
    <Group className={classes['head']} justify="space-between" gap="xs">
      <Group gap="xs">
        <Seat name="Agent" mine={seats.agent === 'person'} turn={next === 'agent'} />
        <Seat name="Customer" mine={seats.user === 'person'} turn={next === 'user'} />
        <Text size="xs" c="dimmed" className="us-number">
          {`turn ${String(turns)} of at most ${String(setting.turnLimit)}`}
        </Text>
      </Group>
      {over ? null : (
        <Group gap="xs">
          <SeatMenu setting={setting} view={view} moves={moves} />
          <Button size="compact-sm" variant="default" onClick={moves.stop}>
            Break off
          </Button>
        </Group>
      )}
    </Group>
  );
}

interface SeatProps {
  readonly name: string;
  readonly mine: boolean;
  readonly turn: boolean;
}

function Seat({ name, mine, turn }: SeatProps): ReactNode {
  return (
    <Badge variant={turn ? 'filled' : 'default'} tt="none" fw={600}>
      {mine ? `${name}: you` : name}
      {turn ? ' · to move' : ''}
    </Badge>
  );
}

function SeatMenu({ setting, view, moves }: SeatBarProps): ReactNode {
  const { seats, next } = view;
  const mine = seats.agent === 'person';
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button size="compact-sm" variant="default" rightSection={<IconChevronDown size={13} aria-hidden />}>
          Seats
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {mine ? null : (
          <Menu.Item onClick={() => moves.sit('agent', 'person', null)}>Take the agent’s seat</Menu.Item>
        )}
        {seats.user === 'person' ? (
          <Menu.Item onClick={() => moves.sit('user', 'machine', null)}>
            Let the simulated customer speak
          </Menu.Item>
        ) : (
          <Menu.Item onClick={() => moves.sit('user', 'person', null)}>Take the customer’s seat</Menu.Item>
        )}
        {mine && next === 'agent' ? (
          <>
            <Menu.Label>Make this one move by</Menu.Label>
            {setting.policies.map(({ name, label }) => (
              <Menu.Item key={name} onClick={() => moves.lend(name)}>
                {label}
              </Menu.Item>
            ))}
          </>
        ) : null}
        <Menu.Label>{mine ? 'Hand the agent’s seat to' : 'Let the agent be played by'}</Menu.Label>
        {setting.policies.map(({ name, label }) => (
          <Menu.Item key={name} onClick={() => moves.sit('agent', 'machine', name)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

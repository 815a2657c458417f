/** The rules of a selection as a form in plain words. Every change counts at once. */
import {
  Button,
  Collapse,
  Group,
  MultiSelect,
  NumberInput,
  Select,
  Stack,
  Switch,
  Text,
} from '@mantine/core';
import type { SelectionSpec, SourceFacets } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { endWords } from '../parts/outcome.tsx';
import type { Rules } from './choice.ts';
import classes from './datasets.module.css';

interface FormProps {
  readonly rules: SelectionSpec;
  /** Null until the runs were looked at. */
  readonly facets: SourceFacets | null;
  readonly changed: boolean;
  readonly onChange: (change: Rules) => void;
  readonly onReset: () => void;
}

export function SelectionForm(props: FormProps): ReactNode {
  const { changed, onReset } = props;
  return (
    <Stack gap="xl">
      <Good {...props} />
      <LeftOut {...props} />
      <HowMany {...props} />
      <Groups {...props} />
      {changed ? (
        <Button variant="subtle" size="xs" w="fit-content" onClick={onReset}>
          Back to the usual rules
        </Button>
      ) : null}
    </Stack>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <fieldset className={classes['group']}>
      <legend>{title}</legend>
      <Stack gap="md">{children}</Stack>
    </fieldset>
  );
}

const labelled = [
  { value: 'any', label: 'Does not matter' },
  { value: 'not_bad', label: 'Nothing that somebody called bad' },
  { value: 'good', label: 'Only what somebody called good' },
] as const;

function Good({ rules, facets, onChange }: FormProps): ReactNode {
  return (
    <Part title="What is good enough">
      <Switch
        label="Only episodes that passed"
        description="Everything that had to hold held"
        checked={rules.onlySuccess}
        onChange={(event) => onChange({ onlySuccess: event.currentTarget.checked })}
      />
      <NumberInput
        label="Least reward"
        description="From 0 to 1"
        min={0}
        max={1}
        step={0.05}
        clampBehavior="strict"
        value={rules.minReward}
        onChange={(value) => onChange({ minReward: Number(value) || 0 })}
      />
      <Select
        label="What reviewers said"
        description={
          facets === null || facets.labelled === 0
            ? 'None of these episodes has been reviewed yet'
            : `${String(facets.labelled)} of these episodes were reviewed`
        }
        data={labelled.map(({ value, label }) => ({ value, label }))}
        value={rules.labelled}
        onChange={(value) =>
          onChange({ labelled: labelled.find((one) => one.value === value)?.value ?? 'any' })
        }
        allowDeselect={false}
      />
      <Switch
        label="Shorter is better"
        description="Of two with the same reward, the one with fewer turns comes first"
        checked={rules.preferShorter}
        onChange={(event) => onChange({ preferShorter: event.currentTarget.checked })}
      />
    </Part>
  );
}

const ends = ['resolved', 'user_left', 'turn_limit', 'malformed', 'failed', 'cancelled'] as const;

function LeftOut({ rules, facets, onChange }: FormProps): ReactNode {
  const flags = facets?.flags ?? [];
  const named = rules.excludeFlags === 'all' ? [] : rules.excludeFlags;
  const known = [...new Set([...flags.map(({ id }) => id), ...named])];
  const atMost = (value: string | number): number | null =>
    value === '' ? null : Math.max(0, Number(value) || 0);
  return (
    <Part title="What is left out">
      <Switch
        label="Everything suspicious"
        description={
          flags.length === 0
            ? 'Signs that the reward was gamed; none occurs in these episodes'
            : `Signs that the reward was gamed: ${flags.map(({ meaning }) => meaning).join(' ')}`
        }
        checked={rules.excludeFlags === 'all'}
        onChange={(event) => onChange({ excludeFlags: event.currentTarget.checked ? 'all' : [] })}
      />
      <Collapse expanded={rules.excludeFlags !== 'all' && known.length > 0}>
        <MultiSelect
          label="Only these signs"
          data={known.map((id) => ({ value: id, label: flagWords(id) }))}
          value={named}
          onChange={(excludeFlags) => onChange({ excludeFlags })}
        />
      </Collapse>
      <MultiSelect
        label="Episodes that ended like this"
        data={ends.map((id) => ({ value: id, label: endWords(id) }))}
        value={rules.excludeEndReasons}
        onChange={(chosen) => onChange({ excludeEndReasons: ends.filter((id) => chosen.includes(id)) })}
      />
      <Group grow align="flex-start">
        <NumberInput
          label="Tool errors, at most"
          description="Empty: any number"
          min={0}
          allowDecimal={false}
          value={rules.maxToolErrors ?? ''}
          onChange={(value) => onChange({ maxToolErrors: atMost(value) })}
        />
        <NumberInput
          label="Unreadable turns, at most"
          description="Empty: any number"
          min={0}
          allowDecimal={false}
          value={rules.maxMalformed ?? ''}
          onChange={(value) => onChange({ maxMalformed: atMost(value) })}
        />
      </Group>
      {(facets?.policies.length ?? 0) < 2 && rules.policies === null ? null : (
        <MultiSelect
          label="Only played by"
          description="None chosen means everybody"
          data={[...new Set([...(facets?.policies ?? []), ...(rules.policies ?? [])])]}
          value={rules.policies ?? []}
          onChange={(policies) => onChange({ policies: policies.length === 0 ? null : policies })}
        />
      )}
    </Part>
  );
}

function flagWords(id: string): string {
  return id.replaceAll('_', ' ');
}

function HowMany({ rules: { dropDuplicates, perTaskCap }, onChange }: FormProps): ReactNode {
  const cap = perTaskCap ?? { max: 4, easy: 2 };
  return (
    <Part title="How many of each task">
      <Switch
        label="Leave out repetitions"
        description="Of those that call the same tools in the same way, only the best"
        checked={dropDuplicates}
        onChange={(event) => onChange({ dropDuplicates: event.currentTarget.checked })}
      />
      <Switch
        label="At most so many of each task"
        description="Or easy tasks, which are passed often, would crowd out the others"
        checked={perTaskCap !== null}
        onChange={(event) => onChange({ perTaskCap: event.currentTarget.checked ? cap : null })}
      />
      <Collapse expanded={perTaskCap !== null}>
        <Group grow>
          <NumberInput
            label="Of a hard task"
            min={1}
            allowDecimal={false}
            value={cap.max}
            onChange={(value) => {
              const max = Math.max(1, Number(value) || 1);
              onChange({ perTaskCap: { max, easy: Math.min(cap.easy, max) } });
            }}
          />
          <NumberInput
            label="Of an easy one"
            min={1}
            max={cap.max}
            allowDecimal={false}
            value={cap.easy}
            onChange={(value) =>
              onChange({ perTaskCap: { ...cap, easy: Math.min(Math.max(1, Number(value) || 1), cap.max) } })
            }
          />
        </Group>
      </Collapse>
    </Part>
  );
}

function Groups({ rules: { bestOf, dropUniformGroups }, onChange }: FormProps): ReactNode {
  const best = bestOf ?? { n: 2, margin: 0 };
  return (
    <Part title="Among several tries of one task">
      <Switch
        label="Only the best tries"
        description="Of each task in each run"
        checked={bestOf !== null}
        onChange={(event) => onChange({ bestOf: event.currentTarget.checked ? best : null })}
      />
      <Collapse expanded={bestOf !== null}>
        <Group grow align="flex-end">
          <NumberInput
            label="How many"
            min={1}
            allowDecimal={false}
            value={best.n}
            onChange={(value) => onChange({ bestOf: { ...best, n: Math.max(1, Number(value) || 1) } })}
          />
          <NumberInput
            label="Above the mean by"
            min={0}
            max={1}
            step={0.05}
            clampBehavior="strict"
            value={best.margin}
            onChange={(value) => onChange({ bestOf: { ...best, margin: Number(value) || 0 } })}
          />
        </Group>
      </Collapse>
      <Switch
        label="Leave out tasks that every try passed"
        checked={dropUniformGroups.allPass}
        onChange={(event) =>
          onChange({ dropUniformGroups: { ...dropUniformGroups, allPass: event.currentTarget.checked } })
        }
      />
      <Switch
        label="Leave out tasks that no try passed"
        checked={dropUniformGroups.allFail}
        onChange={(event) =>
          onChange({ dropUniformGroups: { ...dropUniformGroups, allFail: event.currentTarget.checked } })
        }
      />
      <Text size="xs" c="dimmed">
        A task that everybody passes, or nobody, says nothing about which way is the better one.
      </Text>
    </Part>
  );
}

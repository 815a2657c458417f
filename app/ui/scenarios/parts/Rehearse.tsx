/** A task of the draft, played without leaving the designer: by hand as the agent, or by a policy. Nothing of it is kept. */
import { Button, Group, NumberInput, Select, Stack, Text } from '@mantine/core';
import { IconPlayerPlay, IconUser } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Json } from '@understudy/host/contract';
import { useState, type ReactNode } from 'react';
import { ErrorNotice } from '../../parts/errors.tsx';
import { helpersOf, JudgeSelect, VoiceSelect } from '../../parts/Helpers.tsx';
import { Stage } from '../../play/Stage.tsx';
import { query } from '../../shell/live.ts';
import { listAt, textAt } from '../document/tree.ts';
import { useDesign, useDocument, useProblems } from '../forms/context.tsx';
import type { Place } from '../place.ts';
import { Section } from './Section.tsx';

/** The kind of case is chosen here; with an episode in the address it goes on from there. */
export function RehearsePart({ place }: { readonly place: Place }): ReactNode {
  const families = listAt(useDocument(), ['families']);
  const [wanted, setWanted] = useState(0);
  const episode = place.params.get('episode');
  const from = episode === null ? null : { id: episode, step: Number(place.params.get('step') ?? 0) || 0 };
  const options = families.map((family, i) => ({ value: String(i), label: textAt(family, ['title']) }));
  return (
    <Section
      title="Rehearse"
      lead="Play a task step by step yourself, or let a policy play it. Nothing of it is kept, and you need no version for it."
    >
      {from === null ? (
        <Select
          size="sm"
          label="Kind of case"
          maw={420}
          data={options}
          value={String(wanted)}
          allowDeselect={false}
          onChange={(next) => setWanted(Number(next ?? 0))}
        />
      ) : null}
      <Rehearse key={wanted} family={textAt(families[wanted], ['id'])} from={from} />
    </Section>
  );
}

export function Rehearse({
  family,
  from = null,
}: {
  readonly family: string;
  readonly from?: { readonly id: string; readonly step: number } | null;
}): ReactNode {
  const design = useDesign();
  const problems = useProblems();
  const choices = useQuery(query.play.choices.queryOptions());
  const policies = choices.data?.policies ?? [];
  const [number, setNumber] = useState(1);
  const [policy, setPolicy] = useState<string | null>(null);
  const [voice, setVoice] = useState<string>();
  const [judge, setJudge] = useState<string>();
  const models = choices.data?.models ?? [];
  const judged = judgedIn(useDocument());
  const start = useMutation(query.designer.rehearse.mutationOptions());
  const chosen = policy ?? policies[0]?.name ?? null;
  const begin = (who: string | null): void => {
    const { document } = design.state();
    start.mutate({
      ...{ document, family, index: number - 1, policy: who, episode: from },
      ...helpersOf(voice, judged.length === 0 ? undefined : judge),
    });
  };
  if (problems.length > 0)
    return (
      <Text size="sm" c="dimmed">
        A task can be played as soon as what is marked is right.
      </Text>
    );
  return (
    <Stack gap="md">
      <Group align="flex-end" gap="sm">
        {from === null ? (
          <NumberInput
            size="sm"
            w={110}
            label="Task"
            min={1}
            value={number}
            onChange={(next) => setNumber(typeof next === 'number' ? next : 1)}
          />
        ) : (
          <Text size="sm">
            From step {from.step} of episode {from.id}.
          </Text>
        )}
        <Button
          leftSection={<IconUser size={16} aria-hidden />}
          loading={start.isPending}
          onClick={() => begin(null)}
        >
          Take the agent’s seat
        </Button>
        <Select
          size="sm"
          label="Or let a policy play"
          data={policies.map(({ name, label }) => ({ value: name, label }))}
          value={chosen}
          allowDeselect={false}
          onChange={setPolicy}
        />
        <Button
          variant="default"
          disabled={chosen === null}
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          loading={start.isPending}
          onClick={() => begin(chosen)}
        >
          Let it play
        </Button>
      </Group>
      <Group align="flex-end" gap="sm" grow maw={860}>
        <VoiceSelect models={models} value={voice} onChange={setVoice} />
        <JudgeSelect models={models} judged={judged} value={judge} onChange={setJudge} />
      </Group>
      {start.error === null ? null : <ErrorNotice error={start.error} />}
      {start.data === undefined ? null : (
        <Stage key={start.data.stage} id={start.data.stage} height="620px" />
      )}
    </Stack>
  );
}

/** Parts of the draft's rewards that a judge answers, each once. */
function judgedIn(document: Json): readonly string[] {
  const rewards = [document, ...listAt(document, ['families'])].flatMap((one) => listAt(one, ['reward']));
  return [
    ...new Set(rewards.flatMap((one) => (textAt(one, ['kind']) === 'judge' ? [textAt(one, ['id'])] : []))),
  ];
}

/** The text of a policy, with its places marked while somebody types. */
import { Textarea } from '@mantine/core';
import { useRef, type ReactNode } from 'react';

export function PolicyText({
  id,
  text,
  problem,
  readOnly,
  change,
}: {
  readonly id: string;
  readonly text: string;
  readonly problem: string | null;
  readonly readOnly: boolean;
  readonly change: (text: string) => void;
}): ReactNode {
  const behind = useRef<HTMLDivElement>(null);
  return (
    <div className="us-policy">
      {/* The same text behind the input, seen only where a place is marked. */}
      <div ref={behind} className="us-policy-marks" aria-hidden>
        {text
          .split(/(\{[a-z_][a-z0-9_.]*\}|^\s*\d+[.)](?=\s))/m)
          .map((part, i) => (i % 2 === 0 ? part : <mark key={i}>{part}</mark>))}
      </div>
      <Textarea
        id={id}
        aria-label="Policy"
        autosize
        minRows={8}
        size="sm"
        readOnly={readOnly}
        error={problem}
        value={text}
        classNames={{ input: 'us-policy-input' }}
        onScroll={(event) => {
          if (behind.current !== null) behind.current.scrollTop = event.currentTarget.scrollTop;
        }}
        onChange={(event) => change(event.currentTarget.value)}
      />
    </div>
  );
}

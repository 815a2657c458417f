/** The designer of one pack: its outline on the left, one part of it on the right, and above them whether it is saved. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import type { OpenPack, PackHead } from '@understudy/host/contract';
import { Loaded } from '../parts/Loaded.tsx';
import { api } from '../shell/connection.ts';
import { query } from '../shell/live.ts';
import { designOf, knownDesign } from './designs.ts';
import type { Design } from './design.ts';
import { WorkbenchProvider } from './forms/context.tsx';
import { Workbench } from './Workbench.tsx';

export function Designer({ id }: { readonly id: string }): ReactNode {
  const known = knownDesign(id);
  const vocabulary = useQuery({ ...query.designer.vocabulary.queryOptions(), gcTime: Infinity });
  // Under a key of its own: it is read once. What other windows save is heard of by `head`, which is small.
  const opened = useQuery<OpenPack>({
    queryKey: ['open-pack', id],
    queryFn: async () => api.designer.get({ id }),
    enabled: known === null,
    gcTime: 0,
  });
  return (
    <Loaded query={vocabulary}>
      {(words) =>
        known === null ? (
          <Loaded query={opened}>
            {(pack) => (
              <WorkbenchProvider design={designOf(pack)} vocabulary={words}>
                <Following design={designOf(pack)} />
              </WorkbenchProvider>
            )}
          </Loaded>
        ) : (
          <WorkbenchProvider design={known} vocabulary={words}>
            <Following design={known} />
          </WorkbenchProvider>
        )
      }
    </Loaded>
  );
}

/** Keeps the design and the workspace together: what others saved is taken over, what is not saved yet is when the window goes. */
function Following({ design }: { readonly design: Design }): ReactNode {
  const { id, readOnly } = design.state();
  const head = useQuery<PackHead>({
    ...query.designer.head.queryOptions({ input: { id } }),
    enabled: !readOnly,
  });
  const { data } = head;
  useEffect(() => {
    if (data !== undefined) design.heard(data);
  }, [data, design]);
  useEffect(() => {
    const leave = (): void => {
      if (document.visibilityState === 'hidden') void design.flush();
    };
    document.addEventListener('visibilitychange', leave);
    return () => document.removeEventListener('visibilitychange', leave);
  }, [design]);
  return <Workbench versions={data?.versions ?? []} />;
}

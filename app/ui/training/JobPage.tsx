/** One job: how far it is, what it warns of, its curves, what came of it. It goes on whether anybody looks or not. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { JobView } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { ErrorNotice } from '../parts/errors.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { Page } from '../parts/Page.tsx';
import { query } from '../shell/live.ts';
import { Afterwards } from './Afterwards.tsx';
import { Charts } from './Charts.tsx';
import { GoOnWithJob, StopJob } from './StopAndGoOn.tsx';
import { JobDetails } from './JobDetails.tsx';
import { Notices } from './Notices.tsx';
import { Progressing } from './Progressing.tsx';
import { useJobNews } from './useJobNews.ts';
import { canGoOn, kindWords } from './words.ts';

export function JobPage({ id }: { readonly id: string }): ReactNode {
  const job = useQuery(query.training.get.queryOptions({ input: { id } }));
  return <Loaded query={job}>{(data) => <Shown job={data} />}</Loaded>;
}

function Shown({ job }: { readonly job: JobView }): ReactNode {
  const { id, title, kind, status } = job;
  const news = useJobNews(id, status === 'running');
  return (
    <Page
      title={title}
      lead={kindWords(kind)}
      actions={
        <>
          {status === 'running' ? <StopJob id={id} /> : null}
          {canGoOn(status) ? <GoOnWithJob id={id} /> : null}
          <Button component={Link} href="/training" variant="default">
            All trainings
          </Button>
        </>
      }
    >
      <Progressing job={job} />
      <Notices job={job} />
      <Afterwards job={job} />
      {news.error === null ? null : <ErrorNotice error={news.error} />}
      <Charts id={id} book={news.book} />
      <JobDetails job={job} news={news} />
    </Page>
  );
}

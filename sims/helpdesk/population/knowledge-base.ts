/** The whole knowledge base: every article, what it is about, and the words by which customers look for it. */
import type { ArticleRow, ArticleTopicRow } from '../rows.ts';
import { articles } from './articles.ts';
import { CORE_TOPICS, HELP_ARTICLES } from './help-articles.ts';

export interface KnowledgeBase {
  readonly articles: readonly ArticleRow[];
  readonly article_topics: readonly ArticleTopicRow[];
}

/** The articles that were there first keep their ids; the others follow. */
export function knowledgeBase(): KnowledgeBase {
  const core = articles();
  const all: readonly ArticleRow[] = [
    ...core,
    ...HELP_ARTICLES.map(({ slug, title, body }, index) => ({
      id: core.length + index + 1,
      slug,
      title,
      body,
    })),
  ];
  const about = new Map(Object.entries(CORE_TOPICS));
  for (const article of HELP_ARTICLES) about.set(article.slug, article);
  const article_topics = all.flatMap(({ id, slug }): readonly ArticleTopicRow[] => {
    const known = about.get(slug);
    return known === undefined ? [] : [{ id, article_id: id, topic: known.topic, keywords: known.keywords }];
  });
  return { articles: all, article_topics };
}

/** Tools on the knowledge base. */
import { defineTool, succeed, text, lookup, optionalChoice, type World } from '@understudy/kernel';
import { z } from 'zod';
import { ARTICLE_TOPICS } from '../billing-vocabulary.ts';
import { failed } from '../outcomes.ts';
import { rank, snippet, type Searchable } from './ranking.ts';

const FOUND_AT_MOST = 3;
const PASSAGES_AT_MOST = 5;

interface Article extends Searchable {
  readonly slug: string;
  readonly topic: string;
}

function allArticles(world: World): readonly Article[] {
  return world
    .all(
      `SELECT a.slug, a.title, a.body, coalesce(t.topic, 'desk') AS topic, coalesce(t.keywords, '') AS keywords
       FROM articles a LEFT JOIN article_topics t ON t.article_id = a.id ORDER BY a.id`,
    )
    .map((row) => ({
      slug: text(row, 'slug'),
      title: text(row, 'title'),
      body: text(row, 'body'),
      topic: text(row, 'topic'),
      keywords: text(row, 'keywords'),
    }));
}

export const searchArticles = defineTool({
  name: 'search_articles',
  description: `Search the knowledge base; the best ${FOUND_AT_MOST} articles, best first.`,
  effect: 'read',
  seconds: 3,
  parameters: z.strictObject({ query: lookup(120).describe('A few words') }),
  run({ world }, args) {
    const found = rank(args.query, allArticles(world), FOUND_AT_MOST);
    return succeed({ articles: found.map(({ slug, title }) => ({ slug, title })) });
  },
});

export const findPassages = defineTool({
  name: 'find_passages',
  description: `Search the knowledge base for the sentences that answer a question, within one topic or all; the best ${PASSAGES_AT_MOST}, best first.`,
  effect: 'read',
  seconds: 4,
  parameters: z.strictObject({
    query: lookup(120).describe('A few words'),
    topic: optionalChoice(ARTICLE_TOPICS).describe('Topic to stay within; all where left out'),
  }),
  run({ world }, args) {
    const articles = allArticles(world).filter(
      (article) => args.topic === undefined || article.topic === args.topic,
    );
    const found = rank(args.query, articles, PASSAGES_AT_MOST);
    return succeed({
      passages: found.map(({ slug, title, topic, body }) => ({
        slug,
        title,
        topic,
        passage: snippet(args.query, body),
      })),
    });
  },
});

export const getArticle = defineTool({
  name: 'get_article',
  description: 'Read an article of the knowledge base.',
  effect: 'read',
  seconds: 5,
  parameters: z.strictObject({ slug: lookup(60).describe('Slug of the article, from search_articles') }),
  run({ world }, args) {
    const slug = args.slug.replace(/[\s_]+/g, '-');
    const row = world.get('SELECT slug, title, body FROM articles WHERE slug = ?', slug);
    if (row === undefined) {
      return failed('not_found', `There is no article ${slug}.`, 'search_articles finds the slugs.');
    }
    return succeed({ slug: text(row, 'slug'), title: text(row, 'title'), body: text(row, 'body') });
  },
});

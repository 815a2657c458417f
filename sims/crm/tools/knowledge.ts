/** Tools on the knowledge base of the CRM. */
import {
  defineTool,
  freeText,
  int,
  optionalChoice,
  succeed,
  text,
  type Row,
  type World,
} from '@understudy/kernel';
import { z } from 'zod';
import { readId, showId } from '../ids.ts';
import { ARTICLE_CATEGORIES } from '../vocabulary.ts';
import { failed, type Failed } from './outcomes.ts';
import { rank } from './ranking.ts';

const FOUND_AT_MOST = 5;
/** How much of an article a search shows, in characters. */
const EXCERPT = 120;

export const articleReference = freeText(80).describe('Article id, like "KA3", or its slug');

/** An article by its id or its slug. */
export function findArticle(
  world: World,
  reference: string,
): { readonly ok: true; readonly row: Row } | Failed {
  const id = readId(reference);
  const slug = reference.toLowerCase().replace(/[\s_]+/g, '-');
  const row =
    id?.kind === 'article'
      ? world.get('SELECT * FROM knowledge_articles WHERE id = ?', id.id)
      : world.get('SELECT * FROM knowledge_articles WHERE slug = ?', slug);
  return row === undefined
    ? failed(
        'not_found',
        `There is no knowledge article ${JSON.stringify(reference)}.`,
        'search_knowledge finds articles.',
      )
    : { ok: true, row };
}

export const searchKnowledge = defineTool({
  name: 'search_knowledge',
  description: `Search the knowledge base; the best ${FOUND_AT_MOST} articles, best first.`,
  effect: 'read',
  seconds: 3,
  parameters: z.strictObject({
    query: freeText(200).describe('A few words'),
    category: optionalChoice(ARTICLE_CATEGORIES).describe('Only this category'),
  }),
  run({ world }, args) {
    const rows = world.all('SELECT id, slug, title, category, body FROM knowledge_articles ORDER BY id');
    const documents = rows
      .filter((row) => args.category === undefined || text(row, 'category') === args.category)
      .map((row) => ({
        id: int(row, 'id'),
        title: text(row, 'title'),
        body: text(row, 'body'),
        slug: text(row, 'slug'),
      }));
    return succeed({
      articles: rank(args.query, documents)
        .slice(0, FOUND_AT_MOST)
        .map(({ id, title, body }) => ({
          article_id: showId('article', id),
          title,
          excerpt: body.length > EXCERPT ? `${body.slice(0, EXCERPT)}…` : body,
        })),
    });
  },
});

export const getKnowledgeArticle = defineTool({
  name: 'get_knowledge_article',
  description: 'Read an article of the knowledge base.',
  effect: 'read',
  seconds: 5,
  parameters: z.strictObject({ article: articleReference }),
  run({ world }, args) {
    const found = findArticle(world, args.article);
    if (!found.ok) return found;
    return succeed({
      article_id: showId('article', int(found.row, 'id')),
      slug: text(found.row, 'slug'),
      title: text(found.row, 'title'),
      category: text(found.row, 'category'),
      body: text(found.row, 'body'),
    });
  },
});

/** Tools on the knowledge base. */
import { defineTool, succeed, text, lookup } from '@understudy/kernel';
import { z } from 'zod';
import { failed } from '../outcomes.ts';

const FOUND_AT_MOST = 3;

export const searchArticles = defineTool({
  name: 'search_articles',
  description: `Search the knowledge base; the best ${FOUND_AT_MOST} articles, best first.`,
  effect: 'read',
  seconds: 3,
  parameters: z.strictObject({ query: lookup(120).describe('A few words') }),
  run({ world }, args) {
    const words = args.query.match(/[a-z0-9]{2,}/g) ?? [];
    const ranked = world
      .all('SELECT slug, title, body FROM articles ORDER BY id')
      .map((row) => {
        const title = text(row, 'title').toLowerCase();
        const body = text(row, 'body').toLowerCase();
        // A word of the title weighs as much as three of the body; ties keep the order of the table.
        const score = words.reduce(
          (sum, word) => sum + (title.includes(word) ? 3 : 0) + (body.includes(word) ? 1 : 0),
          0,
        );
        return { score, slug: text(row, 'slug'), title: text(row, 'title') };
      })
      .filter((article) => article.score > 0)
      .sort((a, b) => b.score - a.score)
      .slice(0, FOUND_AT_MOST);
    return succeed({ articles: ranked.map(({ slug, title }) => ({ slug, title })) });
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

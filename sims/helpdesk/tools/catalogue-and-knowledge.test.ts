import { beforeAll, expect, test } from 'vitest';
import { openDesk, refusal, result, type Desk } from '../test-desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});

test('get_product reads the current price and the stock', () => {
  expect(result(desk.call('get_product', { sku: 'k7' }))).toEqual({
    sku: 'K7',
    name: 'kettle',
    price: '54.90',
    final_sale: false,
    stock: 5,
  });
  expect(refusal(desk.call('get_product', { sku: 'Z9' })).code).toBe('not_found');
});

test('search_products finds by a part of the name and finds nothing quietly', () => {
  expect(result(desk.call('search_products', { query: 'MUG' }))).toEqual({
    products: [{ sku: 'M23', name: 'blue mug', price: '8.50' }],
  });
  expect(result(desk.call('search_products', { query: '%' }))).toEqual({ products: [] });
  expect(refusal(desk.call('search_products', { query: '' })).code).toBe('validation');
});

test('search_articles ranks titles above bodies, three at most', () => {
  expect(result(desk.call('search_articles', { query: 'Late delivery credit' }))).toMatchObject({
    articles: [{ slug: 'late-delivery', title: 'Late delivery and goodwill credit' }, {}, {}],
  });
  expect(result(desk.call('search_articles', { query: 'zebra' }))).toEqual({ articles: [] });
});

test('get_article reads an article by slug', () => {
  expect(result(desk.call('get_article', { slug: 'Final Sale' }))).toMatchObject({
    slug: 'final-sale',
    title: 'Final-sale goods',
  });
  expect(refusal(desk.call('get_article', { slug: 'nothing' })).code).toBe('not_found');
});

/** The pack with which somebody begins: small, and sound as it is. */
import type { Json } from '@understudy/kernel';
import starter from './starter.json' with { type: 'json' };

/** A document of the author's own to change; its id is given when it is taken in. */
export function starterDocument(title: string): Json {
  return { ...starter, title };
}

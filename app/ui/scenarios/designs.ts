/** The designs that were opened in this window. They outlive the screen: who comes back finds everything as it was left. */
import { ORPCError } from '@orpc/client';
import type { OpenPack } from '@understudy/host/contract';
import { api } from '../shell/connection.ts';
import { createDesign, type Design, type Journal } from './design.ts';

const designs = new Map<string, Design>();

/** Milliseconds between the last edit and saving. */
const SAVE_AFTER = 500;

export function knownDesign(id: string): Design | null {
  return designs.get(id) ?? null;
}

export function designOf(opened: OpenPack): Design {
  const { id } = opened;
  const known = designs.get(id);
  if (known !== undefined) return known;
  const design = createDesign(opened, {
    save: async (order) => api.designer.save(order),
    open: async () => api.designer.get({ id }),
    isConflict: (error) => error instanceof ORPCError && error.code === 'CONFLICT',
    journal,
    now: Date.now,
    delay: SAVE_AFTER,
  });
  designs.set(id, design);
  return design;
}

export function forgetDesign(id: string): void {
  designs.get(id)?.dispose();
  designs.delete(id);
  journal.clear(id);
}

const key = (id: string): string => `understudy-draft/${id}`;

/** This browser's storage may be full or forbidden: then the workspace alone keeps the draft. */
const journal: Journal = {
  read: (id) => localStorage.getItem(key(id)),
  write: (id, text) => {
    try {
      localStorage.setItem(key(id), text);
    } catch {
      localStorage.removeItem(key(id));
    }
  },
  clear: (id) => localStorage.removeItem(key(id)),
};

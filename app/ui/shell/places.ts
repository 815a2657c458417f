/** The places of the app: one list feeds the navigation, the palette, the keys and the routes. */
import { IconHome, IconPlayerPlay, type Icon } from '@tabler/icons-react';
import { lazy, type ComponentType } from 'react';

export interface Place {
  readonly path: string;
  readonly label: string;
  /** One line for the palette. */
  readonly hint: string;
  readonly icon: Icon;
  /** The key after `g`. */
  readonly key: string;
  readonly screen: ComponentType;
}

/** In the order of the navigation. A screen owns everything below its path. */
export const places: readonly Place[] = [
  {
    path: '/',
    label: 'Home',
    hint: 'the loop at a glance',
    icon: IconHome,
    key: 'h',
    screen: lazy(() => import('../home/Home.tsx')),
  },
  {
    path: '/runs',
    label: 'Runs',
    hint: 'play episodes, watch them, find them again',
    icon: IconPlayerPlay,
    key: 'r',
    screen: lazy(() => import('../runs/Runs.tsx')),
  },
];

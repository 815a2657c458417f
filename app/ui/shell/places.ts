/** The places of the app: one list feeds the navigation, the palette, the keys and the routes. */
import {
  IconBrain,
  IconChecklist,
  IconDatabase,
  IconHeadset,
  IconHome,
  IconMasksTheater,
  IconPlayerPlay,
  IconSchool,
  IconStack2,
  type Icon,
} from '@tabler/icons-react';
import { lazyScreen, type LazyScreen } from './screens.tsx';

export interface Place extends LazyScreen {
  readonly path: string;
  readonly label: string;
  /** One line for the palette. */
  readonly hint: string;
  readonly icon: Icon;
  /** The key after `g`. */
  readonly key: string;
}

/** In the order of the navigation. A screen owns everything below its path. */
export const places: readonly Place[] = [
  {
    path: '/',
    label: 'Home',
    hint: 'the loop at a glance',
    icon: IconHome,
    key: 'h',
    ...lazyScreen(() => import('../home/Home.tsx')),
  },
  {
    path: '/scenarios',
    label: 'Scenarios',
    hint: 'design what agents rehearse: people, rules, cases, rewards',
    icon: IconMasksTheater,
    key: 's',
    ...lazyScreen(() => import('../scenarios/Scenarios.tsx')),
  },
  {
    path: '/systems',
    label: 'Systems',
    hint: 'lifecycles, tables and tools of what agents work in',
    icon: IconDatabase,
    key: 'y',
    ...lazyScreen(() => import('../systems/Systems.tsx')),
  },
  {
    path: '/runs',
    label: 'Runs',
    hint: 'play episodes, watch them, find them again',
    icon: IconPlayerPlay,
    key: 'r',
    ...lazyScreen(() => import('../runs/Runs.tsx')),
  },
  {
    path: '/play',
    label: 'Play',
    hint: 'take the agent’s or the customer’s seat yourself',
    icon: IconHeadset,
    key: 'p',
    ...lazyScreen(() => import('../play/Play.tsx')),
  },
  {
    path: '/review',
    label: 'Review',
    hint: 'say what was good and what was not, and see whether two of you agree',
    icon: IconChecklist,
    key: 'v',
    ...lazyScreen(() => import('../review/Review.tsx')),
  },
  {
    path: '/datasets',
    label: 'Datasets',
    hint: 'choose what is worth learning from, write it down, hand it to others',
    icon: IconStack2,
    key: 'd',
    ...lazyScreen(() => import('../datasets/Datasets.tsx')),
  },
  {
    path: '/training',
    label: 'Training',
    hint: 'make a better policy out of a dataset, and watch it learn',
    icon: IconSchool,
    key: 't',
    ...lazyScreen(() => import('../training/Training.tsx')),
  },
  {
    path: '/policies',
    label: 'Policies',
    hint: 'who can play: models, endpoints, what was trained here',
    icon: IconBrain,
    key: 'o',
    ...lazyScreen(() => import('../policies/Policies.tsx')),
  },
];

/** A screen with an address that is reached from others and stands in no list. */
export interface Page extends LazyScreen {
  readonly path: string;
  /** The place that the navigation shows as the present one. */
  readonly within: string;
}

export const pages: readonly Page[] = [
  { path: '/episodes', within: '/runs', ...lazyScreen(() => import('../episodes/Replay.tsx')) },
  { path: '/compare', within: '/runs', ...lazyScreen(() => import('../episodes/Compare.tsx')) },
];

/** The place or page that an address belongs to; undefined for an address where there is nothing. */
export function screenAt(address: string): Place | Page | undefined {
  const below = ({ path }: Place | Page): boolean =>
    path === '/' ? address === '/' : address === path || address.startsWith(`${path}/`);
  return [...places, ...pages].find(below);
}

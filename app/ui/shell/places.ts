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
    path: '/scenarios',
    label: 'Scenarios',
    hint: 'design what agents rehearse: people, rules, cases, rewards',
    icon: IconMasksTheater,
    key: 's',
    screen: lazy(() => import('../scenarios/Scenarios.tsx')),
  },
  {
    path: '/systems',
    label: 'Systems',
    hint: 'lifecycles, tables and tools of what agents work in',
    icon: IconDatabase,
    key: 'y',
    screen: lazy(() => import('../systems/Systems.tsx')),
  },
  {
    path: '/runs',
    label: 'Runs',
    hint: 'play episodes, watch them, find them again',
    icon: IconPlayerPlay,
    key: 'r',
    screen: lazy(() => import('../runs/Runs.tsx')),
  },
  {
    path: '/play',
    label: 'Play',
    hint: 'take the agent’s or the customer’s seat yourself',
    icon: IconHeadset,
    key: 'p',
    screen: lazy(() => import('../play/Play.tsx')),
  },
  {
    path: '/review',
    label: 'Review',
    hint: 'say what was good and what was not, and see whether two of you agree',
    icon: IconChecklist,
    key: 'v',
    screen: lazy(() => import('../review/Review.tsx')),
  },
  {
    path: '/datasets',
    label: 'Datasets',
    hint: 'choose what is worth learning from, write it down, hand it to others',
    icon: IconStack2,
    key: 'd',
    screen: lazy(() => import('../datasets/Datasets.tsx')),
  },
  {
    path: '/training',
    label: 'Training',
    hint: 'make a better policy out of a dataset, and watch it learn',
    icon: IconSchool,
    key: 't',
    screen: lazy(() => import('../training/Training.tsx')),
  },
  {
    path: '/policies',
    label: 'Policies',
    hint: 'who can play: models, endpoints, what was trained here',
    icon: IconBrain,
    key: 'o',
    screen: lazy(() => import('../policies/Policies.tsx')),
  },
];

/** A screen with an address that is reached from others and stands in no list. */
export interface Page {
  readonly path: string;
  /** The place that the navigation shows as the present one. */
  readonly within: string;
  readonly screen: ComponentType;
}

export const pages: readonly Page[] = [
  { path: '/episodes', within: '/runs', screen: lazy(() => import('../episodes/Replay.tsx')) },
  { path: '/compare', within: '/runs', screen: lazy(() => import('../episodes/Compare.tsx')) },
];

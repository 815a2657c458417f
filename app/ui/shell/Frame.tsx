/** What stands around every screen: the navigation, the header, the palette, the shortcut sheet, the connection. */
import {
  ActionIcon,
  AppShell,
  Burger,
  Button,
  Group,
  Kbd,
  NavLink,
  Text,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { spotlight } from '@mantine/spotlight';
import { IconKeyboard, IconMoon, IconSearch, IconSun } from '@tabler/icons-react';
import { useMemo, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { keysForPeople, useActions, type Action } from './actions.tsx';
import { ConnectionNotice } from './ConnectionNotice.tsx';
import { Palette } from './Palette.tsx';
import { pages, places } from './places.ts';
import { ShortcutSheet } from './ShortcutSheet.tsx';
import { WorkTray } from './WorkTray.tsx';

export function Frame({ children }: { readonly children: ReactNode }): ReactNode {
  const [location, navigate] = useLocation();
  const [navOpen, nav] = useDisclosure();
  const [sheetOpen, sheet] = useDisclosure();
  const { toggleColorScheme } = useMantineColorScheme();
  // What is seen, also where the system decides.
  const colorScheme = useComputedColorScheme('light');
  const actions = useMemo<readonly Action[]>(
    () => [
      {
        id: 'palette',
        label: 'Search everything that can be done',
        group: 'Everywhere',
        keys: '$mod+KeyK',
        whileTyping: true,
        perform: () => spotlight.open(),
      },
      {
        id: 'shortcuts',
        label: 'Show all keys',
        group: 'Everywhere',
        keywords: 'help shortcuts keyboard',
        keys: 'Shift+?',
        perform: sheet.open,
      },
      {
        id: 'colour-scheme',
        label: 'Switch between light and dark',
        group: 'Everywhere',
        keywords: 'theme mode colour',
        perform: toggleColorScheme,
      },
      ...places.map(({ path, label, hint, key }): Action => ({
        id: `go-${path}`,
        label: `Go to ${label}`,
        group: 'Go',
        keywords: hint,
        keys: `g ${key}`,
        perform: () => navigate(path),
      })),
    ],
    [navigate, sheet.open, toggleColorScheme],
  );
  useActions(actions);
  const below = (path: string): boolean => location === path || location.startsWith(`${path}/`);
  const within = pages.find(({ path }) => below(path))?.within;
  const here = places.findLast(({ path }) => path === '/' || path === within || below(path));
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 208, breakpoint: 'sm', collapsed: { mobile: !navOpen } }}
      padding="lg"
    >
      <a className="us-skip" href="#content">
        Skip to the content
      </a>
      <AppShell.Header px="md" bg="var(--us-surface)">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap">
            <Burger hiddenFrom="sm" size="sm" opened={navOpen} onClick={nav.toggle} aria-label="Navigation" />
            <img src="/icon.svg" width={22} height={22} alt="" />
            <Text fw={650}>Understudy</Text>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <Button
              variant="default"
              size="xs"
              leftSection={<IconSearch size={14} aria-hidden />}
              rightSection={<Kbd size="xs">{keysForPeople('$mod+KeyK')}</Kbd>}
              onClick={() => spotlight.open()}
            >
              Search
            </Button>
            <WorkTray />
            <Tooltip label="All keys">
              <ActionIcon variant="subtle" color="gray" aria-label="Show all keys" onClick={sheet.open}>
                <IconKeyboard size={18} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label="Light or dark">
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label="Switch between light and dark"
                onClick={toggleColorScheme}
              >
                {colorScheme === 'dark' ? <IconSun size={18} /> : <IconMoon size={18} />}
              </ActionIcon>
            </Tooltip>
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" bg="var(--us-surface)" aria-label="Places">
        {places.map(({ path, label, icon: Icon }) => (
          <NavLink
            key={path}
            component={Link}
            href={path}
            label={label}
            active={here?.path === path}
            {...(here?.path === path ? { 'aria-current': 'page' as const } : {})}
            leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
            onClick={nav.close}
          />
        ))}
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <ConnectionNotice />
        {children}
      </AppShell.Main>
      <Palette />
      <ShortcutSheet opened={sheetOpen} close={sheet.close} />
    </AppShell>
  );
}

/** Colours, type and shape of every screen, chosen so that text has a contrast of at least 4.5 to 1 in light and in dark. */
import {
  createTheme,
  Drawer,
  Modal,
  Notification,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core';

const indigo: MantineColorsTuple = [
  '#edf2ff',
  '#dbe4fd',
  '#b6c8f9',
  '#8eaaf5',
  '#6c90f1',
  '#4f78ea',
  '#3a66e0',
  '#2b5fd9',
  '#1f4fbf',
  '#153f9f',
];

export const theme = createTheme({
  colors: { indigo },
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 8 },
  defaultRadius: 'md',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, monospace",
  headings: { fontWeight: '650' },
  cursorType: 'pointer',
  focusRing: 'auto',
  autoContrast: true,
  components: {
    Notification: Notification.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } } }),
    Modal: Modal.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } }),
    Drawer: Drawer.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } }),
    // Their heads are <header> elements, which would count as further banners of the page.
    ModalHeader: { defaultProps: { role: 'none' } },
    DrawerHeader: { defaultProps: { role: 'none' } },
  },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#535a63',
    '--mantine-color-placeholder': '#656d76',
    '--mantine-color-error': '#c02626',
    '--us-page': '#f7f8fa',
    '--us-surface': '#ffffff',
    '--us-line': '#dfe3e8',
    '--us-good': '#1b7a36',
    '--us-bad': '#c02626',
    '--us-warn': '#8a5a00',
  },
  dark: {
    '--mantine-color-dimmed': '#a9b1bd',
    '--mantine-color-placeholder': '#98a1ad',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-body': '#15181d',
    '--us-page': '#15181d',
    '--us-surface': '#1c2027',
    '--us-line': '#323843',
    '--us-good': '#63d489',
    '--us-bad': '#ff8787',
    '--us-warn': '#f0b445',
  },
});

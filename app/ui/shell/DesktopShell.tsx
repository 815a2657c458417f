/**
 * Joins the screens to the desktop shell they run in: its menu shows what a person can do here, its entries do it, and the addresses that
 * other programs open lead to their place. In a browser it does nothing.
 */
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { useAllActions } from './actions.tsx';
import { menuActions, menuId, pathOfLink } from './desktop.ts';
import { shell } from './shell.ts';

/** Screens come with several sets of actions: the menu is made once for all of them. */
const TOGETHER_MS = 100;

export function DesktopShell(): null {
  const actions = useAllActions();
  const [, navigate] = useLocation();
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
    const bridge = shell();
    if (bridge === null) return;
    const timer = setTimeout(() => void bridge.setActions(menuActions(actions)), TOGETHER_MS);
    return () => clearTimeout(timer);
  }, [actions]);
  useEffect(() => {
    const bridge = shell();
    if (bridge === null) return;
    const ends = [
      bridge.onAction((id) => latest.current.find((action) => menuId(action.id) === id)?.perform()),
      bridge.onLink((link) => navigate(pathOfLink(link))),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [navigate]);
  return null;
}

/** What the preload script puts on `window.understudy`. Types alone: the screens read them, the shell keeps them. */

/** A place in the app that an `understudy://` address names. */
export interface ShellLink {
  readonly kind: 'episode';
  readonly id: string;
  /** The step to show, counted from 0; null shows the episode from its start. */
  readonly step: number | null;
}

/** An action of the screens that the native menu shows. `keys` as the screens write them: `mod+shift+k`. */
export interface ShellAction {
  readonly id: string;
  readonly label: string;
  /** The menu it stands in. */
  readonly group: string;
  readonly keys?: string | undefined;
}

export interface FileKind {
  /** In the person's words: "Models". */
  readonly name: string;
  /** Without the dot: `gguf`. */
  readonly extensions: readonly string[];
}

/** What arrives with the port, as the `data` of a message event of the window itself. */
export interface PortMessage {
  readonly understudy: 'port';
  /** The id that `connect` was given. */
  readonly id: string;
}

/** `gone`: the host's process ended, open calls will not be answered. `ready`: connect again. */
export type HostState = 'gone' | 'ready';

export interface ShellBridge {
  readonly shell: 'electron';
  readonly platform: string;
  /**
   * Asks for a port to the host. A port cannot cross the bridge as a value: it comes as a `message` event of `window` whose
   * `source` is `window`, whose `data` is a PortMessage with this id, and whose `ports[0]` it is.
   */
  connect(id: string): Promise<void>;
  /** Absolute paths; empty when the person cancelled. */
  openFiles(options: {
    readonly title: string;
    readonly kinds?: readonly FileKind[];
    readonly many?: boolean;
  }): Promise<readonly string[]>;
  /** An absolute path; null when the person cancelled. */
  openFolder(options: { readonly title: string }): Promise<string | null>;
  /** Where to write; null when the person cancelled. The host does the writing. */
  saveFile(options: {
    readonly title: string;
    readonly name: string;
    readonly kinds?: readonly FileKind[];
  }): Promise<string | null>;
  /** Shows a file of this machine in the system's file manager. */
  showFile(path: string): Promise<void>;
  /** False when the address is none that the shell opens (https, and a host it knows). */
  openExternal(url: string): Promise<boolean>;
  /** A notification of the system; clicking it shows the window, and the link where there is one. */
  notify(notification: {
    readonly title: string;
    readonly body: string;
    readonly link?: ShellLink;
  }): Promise<void>;
  /** What the menu shows beside its own entries; replaces what was there. */
  setActions(actions: readonly ShellAction[]): Promise<void>;
  /** A menu entry was chosen. Returns the way to stop listening. */
  onAction(listener: (id: string) => void): () => void;
  /** An address was opened; those that came before the first listener are given to it. */
  onLink(listener: (link: ShellLink) => void): () => void;
  onHost(listener: (state: HostState) => void): () => void;
  /** The absolute path of a file that was dropped on the window. */
  pathOf(file: File): string;
}

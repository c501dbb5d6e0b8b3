/** How jng is used, in its own words. */

/** An action of jng's. */
export interface ActionUsage {
  /** What follows `jng`. */
  readonly usage: string;
  readonly description: string;
}

const SHOW_NAME: ActionUsage = {
  usage: "show NAME",
  description: "Lists ng0_NAME [ng1_NAME ...]",
};

/** The actions by what is typed, in the order in which they are shown. */
export const actionUsages = {
  bridge: {
    usage: "bridge [-b BRIDGE_NAME] NAME [!|=]iface0 [[!|=]iface1 ...]",
    description: "Create ng0_NAME [ng1_NAME ...]",
  },
  graph: {
    usage: "graph [-f] [-T type] [-o output]",
    description: "Generate network graph (default output is `jng.svg')",
  },
  show: { usage: "show", description: "List possible NAME values for `show NAME'" },
  shutdown: { usage: "shutdown NAME", description: "Shutdown ng0_NAME [ng1_NAME ...]" },
  stats: {
    usage: "stats NAME",
    description: "Show ng_bridge link statistics for NAME interfaces",
  },
} as const satisfies { readonly [name: string]: ActionUsage };

/** What is typed behind `jng`. */
export type ActionName = keyof typeof actionUsages;

/** What is said of an action that was used wrongly: its usage on standard error, what it is for on standard output. */
export function wrongUse(action: ActionName): ActionUsage {
  // Of its two uses jng shows both in one, and says of neither what it is for.
  return action === "show" ? { usage: "show [NAME]", description: "" } : actionUsages[action];
}

/** Returns the list of all actions. */
export function usageText(): string {
  const { show, shutdown, stats, ...before } = actionUsages;
  const all = [...Object.values(before), show, SHOW_NAME, shutdown, stats];
  return [
    "Usage: jng action [arguments]\nActions:\n",
    ...all.map(({ usage, description }) => `\t${usage}\n\t\t${description}\n`),
  ].join("");
}

/** Plans as data: what to do, in which order, and how to take it back. */

/** One thing that is done to a host. The executor (apply/) knows how; a plan only says what. */
export type Action =
  /** Kernel modules; they stay loaded. */
  | { readonly op: "load"; readonly modules: readonly string[] }
  /**
   * An eiface with its node's name, attached to `bridge` by `hook` when one is given (by another free hook when that one
   * was taken in the meantime). Its interface keeps the kernel's name (`ngeth3`) until it is renamed.
   */
  | {
      readonly op: "eiface";
      readonly name: string;
      readonly bridge?: string;
      readonly hook?: string;
      /** The address to give it. */
      readonly ether?: string;
      /** How many taken hooks are passed over, where rc.conf says so. */
      readonly maxRetries?: number;
    }
  /** Removes the eiface that the step with the same words made, however far it came. */
  | {
      readonly op: "unmake";
      readonly name: string;
      readonly bridge?: string;
      readonly hook?: string;
    }
  /** Names the interface of the eiface `node` after it, with ifconfig's further arguments. */
  | { readonly op: "rename"; readonly node: string; readonly args: readonly string[] }
  | {
      readonly op: "ifconfig";
      readonly interface: string;
      readonly args: readonly string[];
      /** The jail that has the interface; the host otherwise. */
      readonly jail?: string;
    }
  /** The base system's own start of an interface, for what is more than arguments of ifconfig (DHCP). */
  | { readonly op: "netif"; readonly interface: string }
  | {
      readonly op: "mkpeer";
      readonly path: string;
      readonly type: string;
      readonly hook: string;
      readonly peerHook: string;
      /** The peer's hook on a kernel that has none such as `peerHook`. */
      readonly olderHook?: string;
    }
  | {
      readonly op: "connect";
      readonly path: string;
      readonly peerPath: string;
      readonly hook: string;
      readonly peerHook: string;
      readonly olderHook?: string;
    }
  /**
   * Puts the address that the eiface `node` has into the table of the bridge it is connected to (ng_bridge(4), movehost).
   * A kernel too old for that, and an address that was heard elsewhere just now, are no failures: the bridge learns it.
   */
  | {
      readonly op: "movehost";
      readonly node: string;
      /** The path that leads to the bridge; the eiface's own hook when left out. */
      readonly at?: string;
      /** The address, where it is known; else it is the one that the kernel gave, or (`isChanged`) what the node says now. */
      readonly ether?: string;
      readonly isChanged?: boolean;
    }
  /** A bridge that was there before, with the hooks it had: what of it is missing is made. */
  | {
      readonly op: "bridge";
      readonly name: string;
      readonly links: readonly BridgeLink[];
      /** Does it stay when its last link goes? */
      readonly persistent: boolean;
    }
  | { readonly op: "name"; readonly path: string; readonly name: string }
  | { readonly op: "rmhook"; readonly path: string; readonly hook: string }
  /** A control message of a node type, with its arguments. */
  | {
      readonly op: "message";
      readonly path: string;
      /** The type whose message it is: `ether`, `bridge`, `car` … */
      readonly type: string;
      readonly command: string;
      readonly value?: MessageValue;
    }
  /** Gives an ng_bpf(4) the program that lets out what the eiface sends by its MAC address, and from these IP addresses. */
  | {
      readonly op: "guard";
      readonly node: string;
      readonly eiface: string;
      readonly addresses: readonly string[];
      /** The MAC address; the one that the eiface has now when left out. */
      readonly ether?: string;
    }
  /** Frames of a VLAN go by this hook of an ng_vlan(4), and what comes by it gets the tag. */
  | { readonly op: "tag"; readonly path: string; readonly hook: string; readonly vid: number }
  /** Shuts a node down. One that has gone already is no failure; one of another type, or of another name than `name`, is left alone. */
  | {
      readonly op: "shutdown";
      readonly path: string;
      readonly type: string;
      readonly name?: string;
    }
  /**
   * Puts the ng_tee(4) `tee`, whose left and right hooks are free, between two hooks that are connected with each other: the
   * first becomes its left neighbour. `unsplice` takes it out, and joins the two again.
   */
  | ({ readonly op: "splice" } & Spliced)
  | ({ readonly op: "unsplice" } & Spliced)
  /** Moves the interface of the eiface `node` from the host into a jail, or back. */
  | {
      readonly op: "vnet";
      readonly node: string;
      readonly interface: string;
      readonly jail: string;
      readonly to: "jail" | "host";
    }
  /** Sets the addresses and routes that an interface had, on the host or in a jail. */
  | {
      readonly op: "addresses";
      readonly interface: string;
      readonly jail?: string;
      readonly inet: readonly string[];
      readonly inet6: readonly string[];
      readonly up: boolean;
      readonly routes: readonly {
        readonly family: "inet" | "inet6";
        readonly destination: string;
        readonly gateway: string;
      }[];
    }
  /** Sets what an interface had in the jail that it was put into again, by these actions, and reads it back. */
  | {
      readonly op: "settle";
      readonly jail: string;
      readonly ether?: string;
      readonly actions: readonly Action[];
    }
  /** Edits rc.conf (or another file of that form), all changes at once. */
  | { readonly op: "rcconf"; readonly changes: readonly RcChange[]; readonly file?: string }
  /**
   * Writes the whole text of a file; null is for no file. Refused when the file has neither `before` nor `text` in it.
   * `root`: of a jail that does not run, in which the path is.
   */
  | {
      readonly op: "file";
      readonly path: string;
      readonly root?: string;
      readonly text: string | null;
      readonly before: string | null;
    }
  /** Has a service's script do something, whether rc.conf enables the service or not. */
  | { readonly op: "service"; readonly name: string; readonly action: "restart" | "stop" }
  /** Has jail(8) start or stop a jail as a configuration file describes it. One that runs, or does not, stays as it is. */
  | {
      readonly op: "jail";
      readonly name: string;
      readonly conf: string;
      readonly action: "start" | "stop";
    }
  /** Sees whether a jail reaches an IPv4 address; fails when it does not. */
  | { readonly op: "reach"; readonly jail: string; readonly address: string }
  /** Sets a value of sysctl(8). */
  | { readonly op: "sysctl"; readonly name: string; readonly value: string }
  /** Puts rules into an anchor of pf(4), in the place of all that it has; an empty text empties it. `before`: those it had. */
  | {
      readonly op: "pfanchor";
      readonly anchor: string;
      readonly rules: string;
      readonly before: string;
    }
  /**
   * Makes a NAT instance of ipfw(8), and has the rules of a number hand packets to it: these and no others of set 31. No
   * rules and no configuration take both away. `before`: those that there were.
   */
  | {
      readonly op: "ipfwnat";
      readonly nat: number;
      readonly rule: number;
      readonly config: string;
      readonly rules: readonly string[];
      readonly before: { readonly config: string; readonly rules: readonly string[] };
    }
  /** Moves addresses of the host from one interface to another, with the routes by them. */
  | {
      readonly op: "readdress";
      readonly from: string;
      readonly to: string;
      readonly inet: readonly string[];
      readonly inet6: readonly string[];
      readonly routes: readonly {
        readonly family: "inet" | "inet6";
        readonly destination: string;
        readonly gateway: string;
      }[];
    }
  /** An if_bridge(4) with its members, addresses and the routes by them: what of it is missing is made. */
  | {
      readonly op: "ifbridge";
      readonly name: string;
      readonly ether?: string;
      readonly mtu: number;
      readonly description?: string;
      readonly up: boolean;
      readonly members: readonly { readonly name: string; readonly flags: readonly string[] }[];
      readonly inet: readonly string[];
      readonly inet6: readonly string[];
      readonly routes: readonly {
        readonly family: "inet" | "inet6";
        readonly destination: string;
        readonly gateway: string;
      }[];
    }
  /** Destroys the if_bridge(4) of this name. */
  | { readonly op: "noifbridge"; readonly name: string }
  /** Starts or stops dhclient(8) on an interface, whatever rc.conf says of that. */
  | { readonly op: "dhclient"; readonly interface: string; readonly action: "start" | "stop" }
  /** Copies a file, over an older copy. */
  | { readonly op: "copy"; readonly from: string; readonly to: string }
  /** Takes back what this plan's edits of rc.conf changed. */
  | { readonly op: "unedit" };

/** A tee between two hooks. */
export interface Spliced {
  /** The tee's name. */
  readonly tee: string;
  /** An absolute path, and a hook there: what is to the left. */
  readonly path: string;
  readonly hook: string;
  /** What is to the right. */
  readonly peerPath: string;
  readonly peerHook: string;
  /** What is sent once the hooks are there again, to nodes that forget what was set for a hook that goes. */
  readonly settings: readonly Extract<Action, { readonly op: "message" }>[];
}

/** The arguments of a control message, by the table of its type, as JSON can hold them. */
export type MessageValue =
  | number
  | string
  | readonly MessageValue[]
  | { readonly [field: string]: MessageValue };

/** A link of a bridge: its hook, and the node (its name, or `[1f]`) and hook at the other end. */
export interface BridgeLink {
  readonly hook: string;
  /** The name or the ID of the node at the other end. */
  readonly peer: string;
  readonly peerHook: string;
}

/** A change of one variable; `add` and `drop` are words of a list. `says`: a line to print before the one that shows the change. */
export type RcChange = {
  readonly variable: string;
  readonly says?: string;
  readonly quiet?: boolean;
} & (
  | { readonly set: string }
  | { readonly add: string }
  | { readonly drop: string }
  | { readonly unset: true }
);

/** One step of a plan, as data: it can be shown, carried out, kept in a journal and undone. */
export interface Step {
  /** For people: `make eiface jail01 on public, hook link3`. */
  readonly description: string;
  /** Lines for standard output, printed before the step. */
  readonly says?: readonly string[];
  readonly do: Action;
  /** How to take it back, in this order. Every one of them is harmless when there is nothing to take back. */
  readonly undo: readonly Action[];
  /** What becomes of its failure when that is no reason to end the plan. */
  readonly otherwise?: {
    /** What is the matter then, and what to do. */
    readonly what: string;
    readonly remedy: string;
    /** How many of the steps that follow have nothing to work on then. */
    readonly skips?: number;
  };
}

/** What must be seen when a plan was carried out. */
export type Expectation =
  /** A node of this name with a hook to a node of that name. */
  | { readonly node: string; readonly type: string; readonly hook: string; readonly peer: string }
  | { readonly absent: string };

/** A request as steps, with all that is to be said of it. */
export interface Plan {
  /** The request in words: `jail jail01 public`. */
  readonly request: string;
  /** Lines for standard output before anything is done. */
  readonly says: readonly string[];
  /** Lines that show what the steps change, such as a diff: for standard output, in a dry run, too. */
  readonly shows?: readonly string[];
  readonly steps: readonly Step[];
  /** Lines for standard output when nothing is to do, or when all was done. */
  readonly done: readonly string[];
  /** Lines for standard error: worth knowing, no failure. */
  readonly notes: readonly string[];
  /** Lines for standard error of what was asked for and cannot be done as things are; the rest is done all the same. */
  readonly unmet?: readonly string[];
  /** What must be true of the host at the end; it is read back. */
  readonly expect: readonly Expectation[];
  /** What a plan that was killed half way needs: to be taken back, or (when it removes) to be carried on. */
  readonly whenKilled: "undo" | "finish";
}

/** What can be asked of the buddy. Every request becomes a plan. */

export type Request =
  | { readonly word: "enable" | "disable" | "start" | "restart" | "vmconf" | "vmname" }
  /** `all`: every bridge and eiface of the host, as the reference does. */
  | { readonly word: "stop"; readonly all: boolean }
  /** `eiface`: is it to be an eiface, whatever its name looks like? */
  | {
      readonly word: "bridge";
      readonly name: string;
      readonly interface: string;
      readonly eiface?: boolean;
    }
  | { readonly word: "unbridge"; readonly name: string }
  | { readonly word: "jail" | "create"; readonly name: string; readonly bridge?: string }
  | { readonly word: "destroy"; readonly name: string }
  /** `jail`: name or JID; the interface's own name when it is not given. */
  | { readonly word: "unjail"; readonly name: string; readonly jail?: string };

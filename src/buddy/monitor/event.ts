/** What can happen to the networks of a host, as whoever watches it is told. */

/** What every event has. */
interface Common {
  /** `warning`: somebody may have to do something. */
  readonly level: "notice" | "warning";
  /** In words, for people: what happened, to what. */
  readonly text: string;
}

/** A bridge's link, by the names that status shows. */
export interface AboutLink {
  /** A bridge's name. */
  readonly bridge: string;
  /** The bridge's own hook. */
  readonly hook: string;
  /** Who is behind it. */
  readonly guest: string;
}

/** Something that happened, whenever that was. */
export type Happening = Common &
  (
    | { readonly event: "bridge made" | "bridge gone"; readonly bridge: string }
    | ({ readonly event: "link made" | "link gone" } & AboutLink)
    /** The bridge found an address behind two of its links; `count`: how often. */
    | ({ readonly event: "loop"; readonly count: number } & AboutLink)
    | {
        readonly event: "address moved";
        readonly bridge: string;
        /** The MAC address, and the guests that it was and is behind. */
        readonly address: string;
        readonly from: string;
        readonly to: string;
      }
    /** More addresses than are told one by one. */
    | { readonly event: "addresses moved"; readonly bridge: string; readonly count: number }
    | {
        readonly event: "jail started" | "jail stopped";
        readonly jail: string;
        readonly jid: number;
      }
    /** Bits a second, the larger of both ways, and the limit that was given. */
    | ({
        readonly event: "rate above" | "rate below";
        readonly bits: number;
        readonly limit: number;
      } & AboutLink)
    /** Frames that the bridge has dropped: so far, or since it began. */
    | ({ readonly event: "drops begin" | "drops end"; readonly count: number } & AboutLink)
    | { readonly event: "interface up" | "interface down"; readonly interface: string }
  );

/** Something that happened. */
export type MonitorEvent = Happening & {
  /** When it was seen: ISO 8601, UTC. */
  readonly time: string;
};

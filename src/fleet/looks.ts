/** What both sides know of a look at a host: how long it is, and what one asks of a link. */

/** One look: so many readings, one in so many milliseconds. It is asked for anew as long as somebody looks. */
export const LOOK = { readings: 10, every: 1_000 } as const;

/** A link, or a bridge when there is no key. */
export interface LinkName {
  /** The bridge's node ID. */
  readonly bridge: number;
  /** The link's, as `linkKey` has it. */
  readonly key?: string | undefined;
}

/** What becomes of a ping of a host of a LAN. */

/** A ping that is on its way, as who sent it sees it. */
export interface LanEcho {
  /** Has an answer come? */
  readonly answered: boolean;
  /** It is waited for no more. */
  end(): void;
}

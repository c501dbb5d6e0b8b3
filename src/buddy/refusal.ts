/** A request that is not carried out, for a reason that the user can do something about. */

/** What kind of reason, by the names of sysexits(3). */
export type RefusalKind =
  | "usage"
  | "data"
  | "unavailable"
  | "os"
  | "cannotCreate"
  | "io"
  | "temporary"
  | "noPermission"
  | "config";

/** One line for people: what, where, and what would be right. Nothing was changed. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(
    readonly kind: RefusalKind,
    message: string,
  ) {
    super(message);
  }
}

export function refuse(kind: RefusalKind, message: string): never {
  throw new Refusal(kind, message);
}

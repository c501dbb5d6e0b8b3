/** What jng says when it cannot do something, and its exit status. */

/** The statuses that jng exits with: its own and ifconfig's, and ngctl's. */
export const jngStatus = { failed: 1, ngctl: 71 } as const;

/** A request that cannot be carried out, said in whole lines as jng says it, or as the command of jng's that would fail. */
export class JngFailure extends Error {
  override readonly name = "JngFailure";
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Throws a JngFailure. */
export function fail(status: keyof typeof jngStatus, message: string): never {
  throw new JngFailure(jngStatus[status], message);
}

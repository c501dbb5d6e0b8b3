/** What a CNI plugin says when it cannot do something (CNI specification 1.1, "Error"). */

/** The codes of the specification, and from 100 on our own. */
export const cniCode = {
  /** The version of the specification is none that both know. */
  version: 1,
  /** A field of the configuration is not supported; the message has its name and its value. */
  unsupported: 2,
  /** There is no such container. */
  noContainer: 3,
  /** A variable of the environment is wrong; the message has its name. */
  environment: 4,
  io: 5,
  /** A text is no JSON, or not of the form that it has to be. */
  decoding: 6,
  configuration: 7,
  /** It may go well later. */
  later: 11,
  /** The answer to STATUS: nothing can be added. */
  unavailable: 50,
  /** The answer to STATUS: nothing can be added, and what was added may be cut off. */
  limited: 51,
  /** The host refused something, or is not as it has to be. */
  host: 100,
  /** What is to be added is there already. */
  exists: 101,
  /** The answer to CHECK: something is not as ADD left it. */
  differs: 102,
} as const;

/** A request that failed: its code, and a line for people. */
export class CniError extends Error {
  override readonly name = "CniError";
  constructor(
    readonly code: number,
    message: string,
    /** More than a line has room for; empty when there is none. */
    readonly details = "",
  ) {
    super(message);
  }
}

/** Throws a CniError. */
export function fail(code: keyof typeof cniCode, message: string): never {
  throw new CniError(cniCode[code], message);
}

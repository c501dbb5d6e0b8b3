/** Ethernet frames for tests, in a few words. */

/** The address 02:00:00:00:00:`last`. */
export const macOf = (last: number) => [2, 0, 0, 0, 0, last];

export const BROADCAST = [255, 255, 255, 255, 255, 255];

/** A frame whose Ethertype is IPv4, whatever it carries. */
export const ipFrame = (to: readonly number[], from: readonly number[], ...rest: number[]) => [
  ...to,
  ...from,
  8,
  0,
  ...rest,
];

export const hex = (bytes: readonly number[]) => Buffer.from(bytes).toString("hex");

/** Where the exporter listens: an address of this machine and a port. */
import { isIP, isIPv4 } from "node:net";

/** Where it listens unless told otherwise. */
export const DEFAULT_PLACE = "127.0.0.1:9647";

/** Where the exporter listens. */
export interface Place {
  readonly address: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Is it reached from this machine alone? */
  readonly isLoopback: boolean;
}

/** Reads `127.0.0.1:9647`, `[::1]:9647` or `localhost:9647`; undefined for what is none of these. */
export function placeOf(text: string): Place | undefined {
  const [, bracketed, plain, digits = ""] =
    /^(?:\[([^\]]*)\]|([^:[\]]*)):(\d{1,5})$/.exec(text) ?? [];
  const address = bracketed ?? (plain === "localhost" ? "127.0.0.1" : plain) ?? "";
  const port = Number(digits);
  const isAddress = isIP(address) === (bracketed === undefined ? 4 : 6);
  if (!isAddress || digits === "" || port > 65535) return undefined;
  return { address, port, isLoopback: isLoopback(address) };
}

/** Returns `host:port` as it stands in an address. */
export function authority({ address }: Pick<Place, "address">, port: number): string {
  return `${isIPv4(address) ? address : `[${address}]`}:${port}`;
}

/**
 * Is a Host header, which may be absent, one that a program of this machine sends to a loopback address? A page in a
 * browser that has had its own name mean this machine sends that name.
 */
export function isLoopbackName(header: string | undefined): boolean {
  if (header === undefined) return false;
  const [, bracketed, plain = ""] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::\d{1,5})?$/.exec(header) ?? [];
  return plain.toLowerCase() === "localhost" || isLoopback(bracketed ?? plain);
}

function isLoopback(address: string): boolean {
  if (isIPv4(address)) return address.startsWith("127.");
  // However many zeros it is written with.
  return (
    isIP(address) === 6 && new URL(`http://[${address.replace(/%.*/, "")}]/`).hostname === "[::1]"
  );
}

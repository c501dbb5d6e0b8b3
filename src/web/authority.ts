/** By which names a browser may call the server: a host and its port, in one form however they are written. */
import { isIPv6 } from "node:net";
import { domainToASCII } from "node:url";

/** How a browser asks. */
export type Scheme = "http" | "https";

const DEFAULT_PORT = { http: 80, https: 443 } as const;
/** What ends a host in an address, or is left out of one: domainToASCII() takes what stands before it for the whole name. */
const NOT_IN_A_NAME = /[\s\p{Cc}/?#\\%]/u;
const AUTHORITY = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?$/;

/**
 * Returns a Host header's `host:port` in lower case, with an IPv6 address as short as it can be, and with the port that
 * the scheme means when there is none. Undefined for what is no such name.
 */
export function authorityOf(text: string, scheme: Scheme): string | undefined {
  const [, host, port] = AUTHORITY.exec(text) ?? [];
  const name = host === undefined ? undefined : hostOf(host);
  const number = port === undefined ? DEFAULT_PORT[scheme] : Number(port);
  return name === undefined || number < 1 || number > 65535 ? undefined : `${name}:${number}`;
}

/** Returns the `host:port` of an Origin header when it is of this scheme. */
export function authorityOfOrigin(origin: string, scheme: Scheme): string | undefined {
  const start = `${scheme}://`;
  return origin.startsWith(start) ? authorityOf(origin.slice(start.length), scheme) : undefined;
}

/** By which name browsers call the server. */
export interface PublicName {
  /** As it is in an address: an IPv6 address in brackets. */
  readonly host: string;
  /** Undefined when it was not given. */
  readonly port: number | undefined;
}

/** Reads the name by which browsers call the server: `net.example`, `net.example:8443`, `2001:db8::1`, `[2001:db8::1]:8443`. */
export function publicName(text: string): PublicName | undefined {
  const address = isIPv6(text) ? `[${text}]` : text;
  const [, name = address, port] = /^(.*\]|[^:]*):(\d{1,5})$/.exec(address) ?? [];
  if (NOT_IN_A_NAME.test(name)) return undefined;
  const ascii = name.startsWith("[") ? name : domainToASCII(name);
  const authority = authorityOf(port === undefined ? ascii : `${ascii}:${port}`, "http");
  if (authority === undefined) return undefined;
  return {
    host: authority.slice(0, authority.lastIndexOf(":")),
    port: port === undefined ? undefined : Number(port),
  };
}

/** Returns the address of a page as people write it: without the port that the scheme means anyway. */
export function addressOf(scheme: Scheme, host: string, port: number): string {
  return `${scheme}://${host}${port === DEFAULT_PORT[scheme] ? "" : `:${port}`}`;
}

/** The port that browsers mean when they are told none. */
export function defaultPort(scheme: Scheme): number {
  return DEFAULT_PORT[scheme];
}

function hostOf(text: string): string | undefined {
  try {
    // A dot at the end says that a name is complete, which it is anyway.
    const { hostname } = new URL(`http://${text.replace(/\.$/, "")}/`);
    return hostname === "" ? undefined : hostname;
  } catch {
    return undefined;
  }
}

/** Who may see the page: a one-time token in the printed address becomes a cookie that the browser keeps. */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** A browser that was let in stays so for a week, seconds. */
export const LIFETIME = 7 * 24 * 3600;

/**
 * What a browser is let in to: a server of another address, or one that may change the host, is something else, even where
 * both have the same key.
 */
export interface Scope {
  /** May the page change the host? */
  readonly changes: boolean;
  /** As the browser calls it: `http://127.0.0.1:8080`. */
  readonly address: string;
}

/**
 * Returns the cookie's name. Browsers send cookies to every port of a host, so each port has a name of its own. With
 * https the name says that it was set by this very host, for https alone (RFC 6265bis: "__Host-").
 */
export function cookieName(port: number, secure: boolean): string {
  return `${secure ? "__Host-" : ""}ngbuddy-${port}`;
}

/** Lets browsers in by a token, once, and knows their cookies again. */
export class Sessions {
  private token = newToken();

  /** `key`: asked for each time, as it may have been replaced. `now`: seconds. `letIn`: told when a browser was, and another token is the newest. */
  constructor(
    private readonly key: () => Buffer,
    private readonly now: () => number,
    private readonly letIn: () => void = () => {},
  ) {}

  /** The token for the printed address; good once. */
  get currentToken(): string {
    return this.token;
  }

  /** Takes a token. Returns the cookie's value, undefined when the token is wrong or was used. */
  redeem(token: string, scope: Scope): string | undefined {
    if (!same(token, this.token)) return undefined;
    this.token = newToken();
    const expires = String(Math.floor(this.now()) + LIFETIME);
    const cookie = `${expires}.${this.sign(expires, scope)}`;
    this.letIn();
    return cookie;
  }

  /** Is a cookie one of ours for this, and still good? It survives a restart of the server, which keeps its key. */
  accepts(cookie: string | undefined, scope: Scope): boolean {
    const [expires = "", signature = ""] = cookie?.split(".") ?? [];
    return (
      /^\d+$/.test(expires) &&
      Number(expires) > this.now() &&
      same(signature, this.sign(expires, scope))
    );
  }

  private sign(expires: string, { changes, address }: Scope): string {
    const text = JSON.stringify([expires, changes ? "changes" : "reading", address]);
    return createHmac("sha256", this.key()).update(text).digest("base64url");
  }
}

function newToken(): string {
  return randomBytes(18).toString("base64url");
}

function same(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.length === second.length && timingSafeEqual(first, second);
}

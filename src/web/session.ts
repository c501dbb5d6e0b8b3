/** Who may see the page: a one-time token in the printed URL becomes a cookie that the browser keeps. */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

export const COOKIE = "ngbuddy";
const KEY_SIZE = 32;
/** A browser that was let in stays so for a week, seconds. */
export const LIFETIME = 7 * 24 * 3600;

export class Sessions {
  private token = randomBytes(18).toString("base64url");

  constructor(
    private readonly key: Buffer,
    private readonly now: () => number,
  ) {}

  /** The token for the printed URL; good once. */
  get currentToken(): string {
    return this.token;
  }

  /** Takes a token. Gives the cookie's value, undefined when the token is wrong or was used. */
  redeem(token: string): string | undefined {
    if (!same(token, this.token)) return undefined;
    this.token = randomBytes(18).toString("base64url");
    const expires = String(Math.floor(this.now()) + LIFETIME);
    return `${expires}.${this.sign(expires)}`;
  }

  /** Is a cookie one of ours, and still good? It survives a restart of the server, which keeps its key. */
  accepts(cookie: string | undefined): boolean {
    const [expires = "", signature = ""] = cookie?.split(".") ?? [];
    return (
      /^\d+$/.test(expires) && Number(expires) > this.now() && same(signature, this.sign(expires))
    );
  }

  private sign(text: string): string {
    return createHmac("sha256", this.key).update(text).digest("base64url");
  }
}

function same(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.length === second.length && timingSafeEqual(first, second);
}

/** The server's key: read from its file, or made and kept there for its owner alone. */
export function keyFrom(file: string): Buffer {
  try {
    const key = readFileSync(file);
    if (key.length === KEY_SIZE) return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const key = randomBytes(KEY_SIZE);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, key, { mode: 0o600 });
  return key;
}

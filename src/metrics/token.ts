/** The bearer token that whoever scrapes has to know, from a file that nobody else can read. */
import { createHash, timingSafeEqual } from "node:crypto";
import { lstatSync } from "node:fs";
import { readRegular, StrangeError } from "../host/regular.ts";

/** Characters of the shortest token that is not to be guessed. */
const MIN_LENGTH = 16;
/** What a header can carry as a token (RFC 6750). */
const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

/**
 * Returns the token in a file. Throws a StrangeError for a file that others can read or write, or without a token in it,
 * and what the system says.
 */
export function readToken(file: string): string {
  const text = readRegular(file, "own").toString("latin1");
  const mode = lstatSync(file).mode & 0o777;
  if ((mode & 0o077) !== 0)
    throw new StrangeError(
      `others may read it (mode ${mode.toString(8).padStart(4, "0")}): chmod 600 ${file}`,
    );
  const token = text.trim();
  if (!TOKEN.test(token) || token.length < MIN_LENGTH)
    throw new StrangeError(
      `it is to have one line of ${MIN_LENGTH} or more letters, digits and -._~+/ such as openssl rand -hex 32 prints`,
    );
  return token;
}

/** Does an Authorization header bring this token? That takes as long for a wrong one, wherever it is wrong. */
export function bears(header: string | undefined, token: string): boolean {
  const [, brought] = /^Bearer +(\S+)$/i.exec(header ?? "") ?? [];
  return brought !== undefined && timingSafeEqual(digest(brought), digest(token));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

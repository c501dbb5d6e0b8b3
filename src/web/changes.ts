/** What the page may have changed: a few subcommands with names, asked for by the page itself. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { send } from "./send.ts";

/** A change that the page asks for, in a request of its own. */
export interface Change {
  /** A subcommand and its arguments: `bridge lan em1`. */
  readonly words: readonly string[];
  /** Is the plan to be shown only? */
  readonly dryRun: boolean;
}

/** A subcommand that the page may ask for. */
export interface ChangeForm {
  /** The subcommand. */
  readonly name: string;
  /** For people: `make a bridge`. */
  readonly title: string;
  /** Its arguments in their order. */
  readonly arguments: readonly FormField[];
}

/** An argument that the page asks for. */
export interface FormField {
  /** `BRIDGE`. */
  readonly name: string;
  /** What the host has names of that can be meant: `bridges`; undefined when it is a new one. */
  readonly of: string | undefined;
  readonly optional: boolean;
}

/** What a page that may change the host can do. */
export interface Changes {
  /** Everything else is for the command line. */
  readonly forms: readonly ChangeForm[];
  /** Returns the names that the host has of what an argument can mean. */
  names(of: string): Promise<readonly string[]>;
  /** Carries a change out, or shows its plan. */
  carryOut(change: Change): Promise<{ status: number; text: string }>;
}

const MAX_BODY = 4096;

/** A change that is asked for by POST: at `/plan` its steps are shown, at `/apply` it is carried out. */
export async function answerChange(
  request: IncomingMessage,
  response: ServerResponse,
  changes: Changes | undefined,
  path: string,
  refuse: (status: number, text: string) => void,
): Promise<void> {
  if (path !== "/plan" && path !== "/apply") return refuse(404, "there is no such page");
  // A form of another page cannot send this type without asking first.
  if (
    request.headers["content-type"] !== "application/json" ||
    request.headers.origin === undefined
  ) {
    return refuse(403, "changes are asked for by the page itself");
  }
  if (changes === undefined)
    return refuse(403, "this page is read-only; start it with --allow-changes");
  const words = wordsOf(await bodyOf(request));
  if (words === undefined || !changes.forms.some(({ name }) => name === words[0])) {
    const names = changes.forms.map(({ name }) => name).join(", ");
    return refuse(400, `one of ${names} and its names`);
  }
  const result = await changes.carryOut({ words, dryRun: path === "/plan" });
  send(response, result.status === 0 ? 200 : 422, "text/plain", result.text);
}

/** Names only: nothing that begins with a dash is a name. */
function wordsOf(body: string): readonly string[] | undefined {
  try {
    const { words } = JSON.parse(body) as { words?: unknown };
    if (!Array.isArray(words) || words.length > 4) return undefined;
    return words.every(
      (word) => typeof word === "string" && /^[A-Za-z0-9_.][A-Za-z0-9_.:-]{0,30}$/.test(word),
    )
      ? words
      : undefined;
  } catch {
    return undefined;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) {
    body += chunk;
    if (body.length > MAX_BODY) return "";
  }
  return body;
}

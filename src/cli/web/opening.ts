/** What the subcommands have in common that serve pages: who is let in, and the addresses that are printed. */
import { randomBytes } from "node:crypto";
import { printable } from "../../buddy/printable.ts";
import { addressOf, authorityOf, defaultPort, type Scheme } from "../../web/authority.ts";
import type { DoorOptions } from "../../web/door.ts";
import type { KeyFile } from "../../web/keyfile.ts";
import { Sessions } from "../../web/session.ts";
import { lineOf } from "../failure.ts";
import { listenOn } from "../listen.ts";
import type { SubcommandContext } from "../subcommand.ts";
import { LOOPBACK, type Settings } from "./settings.ts";

/** A door that is about to be opened. */
export interface Opening {
  /** What a server of pages needs to know of it. */
  readonly door: Omit<DoorOptions, "program">;
  /** Listens, and prints the address for the first browser. Throws a Failure when it cannot. `what` is served, for people. */
  open(server: Parameters<typeof listenOn>[1], what: string): Promise<void>;
}

/** Returns what opens the pages of a subcommand. */
export function opening(
  subcommand: string,
  settings: Settings,
  key: KeyFile,
  context: Pick<SubcommandContext, "out" | "err">,
): Opening {
  const { listen, tls, proxied } = settings;
  let place: Place | undefined;
  const sessions = new Sessions(
    () => {
      try {
        return key.key();
      } catch {
        // Without its file nobody can be told from a stranger.
        return randomBytes(32);
      }
    },
    () => Date.now() / 1000,
    () => {
      context.err("ngbuddy: a browser was let in; the address for another one:\n");
      context.out(`${place?.address}/?token=${sessions.currentToken}\n`);
    },
  );
  return {
    door: {
      sessions,
      hosts: () => place?.authorities ?? new Set(),
      explain: (error) => printable(lineOf(error)),
      tls,
      proxied,
    },
    async open(server, what) {
      const port = await listenOn(subcommand, server, listen, settings.port);
      place = placeOf(settings, port);
      if (listen !== LOOPBACK)
        context.err(
          `ngbuddy: WARNING: this page of ${what} is served on ${listen} port ${port}, not on this machine alone.\n`,
        );
      else if (proxied) context.err(`ngbuddy: waiting for the proxy on ${listen} port ${port}\n`);
      context.out(`${place.address}/?token=${sessions.currentToken}\n`);
    },
  };
}

interface Place {
  /** As it is printed. */
  readonly address: string;
  /** By which browsers may call. */
  readonly authorities: ReadonlySet<string>;
}

function placeOf({ tls, proxied, name }: Settings, port: number): Place {
  const scheme: Scheme = tls !== undefined || proxied ? "https" : "http";
  // A proxy is asked at its own port, and may tell us of that or of ours.
  const outside = name?.port ?? (proxied ? defaultPort(scheme) : port);
  const hosts = name === undefined ? [LOOPBACK, "localhost"] : [name.host];
  const authorities = hosts.flatMap((one) =>
    [outside, port].map((at) => authorityOf(`${one}:${at}`, scheme)!),
  );
  return { address: addressOf(scheme, hosts[0]!, outside), authorities: new Set(authorities) };
}

/** What whoever serves metrics does: listens where it was told to, for whom it was told to, until it is interrupted. */

import type { NamedFrom } from "../../host/namedplace.ts";
import { authority, type Place, placeOf } from "../../metrics/place.ts";
import { createMetricsServer, type ServerOptions } from "../../metrics/server.ts";
import { readToken } from "../../metrics/token.ts";
import { exitStatus, Failure } from "../io.ts";
import { listenOn, type Tls, tlsOf } from "../listen.ts";
import { atNamed, toRead } from "../namedfiles.ts";
import type { SubcommandContext } from "../subcommand.ts";
import { aborted } from "../watching.ts";

/** Where it listens, and for whom. */
export interface Listening {
  readonly place: Place;
  readonly token: string | undefined;
  readonly tls: Tls | undefined;
}

/** Reads the options of a subcommand. Throws a Failure that says which is wrong. */
export function listeningOf(
  from: NamedFrom,
  subcommand: string,
  values: { readonly [option: string]: string | boolean | undefined },
  usual: string,
): Listening {
  const text = (option: string) => values[option] as string | undefined;
  const refuse = (why: string) => new Failure(exitStatus.usage, `${subcommand}: ${why}`);
  const listen = text("listen");
  const place = placeOf(listen ?? usual);
  if (place === undefined)
    throw refuse(
      `--listen ${listen}: give an address of this machine and a port: ${usual}, [::1]:${usual.split(":")[1]}`,
    );
  const token = tokenIn(from, subcommand, text("token-file"));
  const tls = tlsOf(from, subcommand, text("tls-cert"), text("tls-key"));
  if (!place.isLoopback && token === undefined && tls === undefined)
    throw refuse(
      `${place.address} can be reached by others: give --token-file, or --tls-cert and --tls-key, or both`,
    );
  return { place, token, tls };
}

function tokenIn(
  from: NamedFrom,
  subcommand: string,
  file: string | undefined,
): string | undefined {
  if (file === undefined) return undefined;
  const wish = { ...toRead(subcommand, file), failing: `--token-file ${file}` };
  return atNamed(from, file, wish, readToken);
}

/** Serves until it is interrupted. Throws a Failure when it cannot listen. */
export async function serveMetrics(
  subcommand: string,
  { place, token, tls }: Listening,
  page: ServerOptions["page"],
  { err, signal }: Pick<SubcommandContext, "err" | "signal">,
): Promise<void> {
  const server = createMetricsServer({ page, token, tls, isLoopback: place.isLoopback });
  try {
    const port = await listenOn(subcommand, server, place.address, place.port);
    const scheme = tls === undefined ? "http" : "https";
    err(
      `ngbuddy: metrics at ${scheme}://${authority(place, port)}/metrics; to end it: Control-C\n`,
    );
    await aborted(signal);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** What the subcommands have in common that serve others. */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { NamedFrom } from "../host/namedplace.ts";
import { exitStatus, Failure, reasonOf } from "./io.ts";
import { atNamed, toRead } from "./namedfiles.ts";

/** A certificate and its key, PEM. */
export interface Tls {
  readonly cert: string;
  readonly key: string;
}

/**
 * Reads the files of --tls-cert and --tls-key; undefined when neither is given. Throws a Failure that names the subcommand,
 * also when they are no certificate and its key.
 */
export function tlsOf(
  from: NamedFrom,
  subcommand: string,
  cert: string | undefined,
  key: string | undefined,
): Tls | undefined {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined)
    throw new Failure(exitStatus.usage, `${subcommand}: --tls-cert and --tls-key belong together`);
  const tls = { cert: textOf(from, subcommand, cert), key: textOf(from, subcommand, key) };
  const certificate = made(subcommand, cert, "certificate", () => new X509Certificate(tls.cert));
  const secret = made(subcommand, key, "key without a passphrase", () => createPrivateKey(tls.key));
  if (!certificate.checkPrivateKey(secret))
    throw new Failure(exitStatus.data, `${subcommand}: ${key} is not the key of ${cert}`);
  return tls;
}

function textOf(from: NamedFrom, subcommand: string, file: string): string {
  return atNamed(from, file, toRead(subcommand, file), (place) => readFileSync(place, "utf8"));
}

function made<T>(subcommand: string, file: string, what: string, make: () => T): T {
  try {
    return make();
  } catch {
    throw new Failure(exitStatus.data, `${subcommand}: ${file} is no ${what}, in PEM`);
  }
}

/** Returns the port that a server listens on. Throws a Failure that names the subcommand when it cannot. */
export async function listenOn(
  subcommand: string,
  server: Server,
  address: string,
  port: number,
): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    // Stays when it listens: a connection that cannot be taken is no reason to end.
    server.on("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "EADDRINUSE" ? "another program does" : reasonOf(error);
      const what = `${subcommand}: cannot listen on ${address} port ${port}: ${why}`;
      reject(new Failure(exitStatus.unavailable, what));
    });
    server.listen(port, address, resolve);
  });
  return (server.address() as AddressInfo).port;
}

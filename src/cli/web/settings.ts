/** What the options of `ngbuddy web` come to. */
import type { NamedFrom } from "../../host/namedplace.ts";
import { type PublicName, publicName } from "../../web/authority.ts";
import { exitStatus, Failure } from "../io.ts";
import { type Tls, tlsOf } from "../listen.ts";
import { intervalOf } from "../watching.ts";

export const LOOPBACK = "127.0.0.1";

/** The settings of the live page's server, checked against each other. */
export interface Settings {
  /** 0 for any that is free. */
  readonly port: number;
  /** Seconds between two readings of the host. */
  readonly interval: number;
  /** The address that it listens at, `127.0.0.1`. */
  readonly listen: string;
  /** Certificate and key, PEM; undefined for plain HTTP. */
  readonly tls: Tls | undefined;
  /** Browsers come by https, which a proxy in front of us ends. */
  readonly proxied: boolean;
  /** By which browsers call the server, when it is not the machine they run on. */
  readonly name: PublicName | undefined;
  /** May the page change the host? */
  readonly changes: boolean;
}

/** Reads the options of a subcommand. Throws a Failure that says which is wrong. */
export function settingsOf(
  values: { readonly [option: string]: string | boolean | undefined },
  from: NamedFrom,
  subcommand = "web",
): Settings {
  const refuse = (why: string) => new Failure(exitStatus.usage, `${subcommand}: ${why}`);
  const text = (option: string) => values[option] as string | undefined;
  const port = Number(text("port") ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw refuse(`--port ${text("port")}: give a number from 0 to 65535`);
  const interval = intervalOf(subcommand, text("interval"));
  const tls = tlsOf(from, subcommand, text("tls-cert"), text("tls-key"));
  const listen = text("listen") ?? LOOPBACK;
  const proxied = values["behind-proxy"] === true;
  if (listen !== LOOPBACK && tls === undefined && !proxied)
    throw refuse(
      `${listen} can be reached by others: give --tls-cert and --tls-key, or --behind-proxy when a proxy has TLS`,
    );
  const name = nameOf(text("name"), refuse);
  if (name === undefined && (listen !== LOOPBACK || proxied))
    throw refuse("--listen and --behind-proxy need --name, the name that browsers use");
  return {
    ...{ port, interval, listen, tls, proxied, name },
    changes: values["allow-changes"] === true,
  };
}

function nameOf(
  text: string | undefined,
  refuse: (why: string) => Failure,
): PublicName | undefined {
  if (text === undefined) return undefined;
  const name = publicName(text);
  if (name !== undefined) return name;
  throw refuse(
    `--name ${text}: give the host as browsers call it, with its port when it is another than ours: net.example, net.example:8443, 2001:db8::1`,
  );
}

/** jls(8): lists jails. */
import type { Jail } from "../jails/jail.ts";
import { command, errx } from "./failure.ts";
import { getopt } from "./getopt.ts";
import { takeXoOptions, writeXo, type Xo } from "./libxo.ts";

const USAGE = "usage: jls [-dhNnqv] [-j jail] [param ...]";

export const jls = command((process) => {
  const xo = takeXoOptions(process.argv.slice(1));
  const { has, value, operands } = getopt(
    { ...process, argv: ["jls", ...xo.argv] },
    "adj:hNnqsv",
    USAGE,
  );
  const wanted = value("j");
  const jails = wanted === undefined ? process.lab.jails.all() : [process.lab.jails.find(wanted)];
  if (jails.some((jail) => jail === undefined)) errx(1, `jail "${wanted}" not found`);
  const listed = jails as Jail[];

  if (xo.json) {
    const rows: Xo[] = listed.map((jail) => {
      if (operands.length === 0) {
        return { jid: jail.jid, ipv4: addressOf(jail), hostname: jail.hostname, path: jail.path };
      }
      return Object.fromEntries(
        operands.map((name) => [name, parameter(jail, name) ?? unknown(name)]),
      );
    });
    process.out(writeXo({ __version: "2", "jail-information": { jail: rows } }, xo.pretty));
    return 0;
  }
  if (operands.length > 0) {
    if (has("h")) process.out(`${operands.join(" ")}\n`);
    for (const jail of listed) {
      const fields = operands.map((name) => {
        const text = parameter(jail, name) ?? unknown(name);
        return has("n") || has("s") ? `${name}=${text}` : text === "" ? "-" : text;
      });
      process.out(`${fields.join(" ")}\n`);
    }
    return 0;
  }
  const row = (id: string, address: string, hostname: string, path: string) => {
    const first = has("N") ? ` ${id.padEnd(15).slice(0, 15)}` : `${id.padStart(6)} `;
    return `${first} ${address.padEnd(15)} ${hostname.padEnd(29).slice(0, 29)} ${path.slice(0, 74)}\n`;
  };
  process.out(row("JID", "IP Address", "Hostname", "Path"));
  for (const jail of listed) {
    process.out(
      row(has("N") ? jail.name : String(jail.jid), addressOf(jail), jail.hostname, jail.path),
    );
  }
  return 0;
});

function unknown(name: string): never {
  return errx(1, `unknown parameter: ${name}`);
}

function addressOf(jail: Jail): string {
  return (
    jail.parameters
      .find(({ name }) => name === "ip4.addr")
      ?.values[0]?.replace(/^.*\|/, "")
      .replace(/\/.*$/, "") ?? ""
  );
}

/** A parameter's value as jls prints it; undefined when there is no such parameter here. */
function parameter(jail: Jail, name: string): string | undefined {
  switch (name) {
    case "jid":
      return String(jail.jid);
    case "name":
      return jail.name;
    case "path":
      return jail.path;
    case "host.hostname":
      return jail.hostname;
    case "vnet":
      return jail.vnet === undefined ? "inherit" : "new";
    case "ip4.addr":
      return addressOf(jail);
    default: {
      const found = jail.parameters.find((candidate) => candidate.name === name);
      return found === undefined ? undefined : found.values.join(",") || "true";
    }
  }
}

/** `jng graph`: every node and hook in a file. */
import { closeSync, existsSync } from "node:fs";
import { extname, posix } from "node:path";
import { observe } from "../buddy/observe/observe.ts";
import { withNetgraph } from "../buddy/withnetgraph.ts";
import type { Host } from "../host/host.ts";
import { type NamedFrom, placeOfNamed } from "../host/namedplace.ts";
import { createRegular, writeAll } from "../host/regular.ts";
import { formatNamed, formats, type PictureFormat } from "../picture/formats.ts";
import { fail } from "./failure.ts";

/** What dot(1) writes where neither an option nor the file's ending says what. */
const DEFAULT = "dot";

/** dot(1)'s other names for what we draw. */
const ALIASES: { readonly [type: string]: string } = { gv: "dot" };

/**
 * Draws to the file `output`, which is the lab's inside of one. `type`: in which format; by the file's
 * ending when left out. Throws a JngFailure for a file that is there unless it may be overwritten, and for a format that
 * there is not.
 */
export async function drawTo(
  { host: openHost, ...from }: { readonly host: () => Promise<Host> } & NamedFrom,
  output: string,
  type: string | undefined,
  overwrite: boolean,
): Promise<void> {
  const place = placeFor(from, output);
  const inMemory = posix.resolve(from.directory ?? "/", output);
  const isThere = async () =>
    place === undefined
      ? (await (await openHost()).files.read(inMemory)) !== undefined
      : existsSync(place);
  if (!overwrite && (await isThere()))
    fail("failed", `${output}: Already exists (use \`-f' to overwrite)`);
  const format = formatFor(output, type);
  const host = await openHost();
  const topology = await withNetgraph(host, (netgraph) =>
    observe(host, netgraph, { counters: true, guests: true, graph: true }),
  );
  const picture = await format.render(topology, { nodes: true });
  if (place !== undefined) write(place, output, picture);
  else if (typeof picture === "string") await host.files.edit(inMemory, () => picture);
  else fail("failed", `jng: cannot write ${output}: inside of a lab files are text`);
}

function formatFor(output: string, type: string | undefined): PictureFormat {
  const asked = type ?? extname(output).slice(1).toLowerCase();
  const format = formatNamed(ALIASES[asked] ?? asked);
  if (format !== undefined) return format;
  if (type === undefined) return formatNamed(DEFAULT)!;
  const known = formats.map(({ extension }) => extension).join(", ");
  return fail("failed", `jng: graph: no type "${type}"; give one of ${known}`);
}

function placeFor(from: NamedFrom, output: string): string | undefined {
  try {
    return placeOfNamed(from, output);
  } catch (error) {
    return cannotWrite(output, error);
  }
}

function write(place: string, output: string, picture: string | Uint8Array): void {
  try {
    const file = createRegular(place, 0o666);
    try {
      writeAll(file, Buffer.from(picture));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    cannotWrite(output, error, place);
  }
}

function cannotWrite(output: string, error: unknown, place = output): never {
  // Node puts its code before the reason, and the call behind it.
  const reason = (error as Error).message.replace(/^E[A-Z]+: (.*?)(?:, \w+)? '.*'$/s, "$1");
  return fail("failed", `jng: cannot write ${output}: ${reason.replaceAll(place, output)}`);
}

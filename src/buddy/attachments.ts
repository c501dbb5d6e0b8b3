/** What is kept of the containers' interfaces that CNI has asked for: a file each in /var/db/ngbuddy. */
import { type Host, ownPlaces } from "../host/host.ts";
import { count, flag, just, listOf, optional, record, type ShapesOf, text } from "./apply/shape.ts";
import type { Plan } from "./plan/step.ts";
import type { Wanted } from "./plan/wanted.ts";

/** A port of the host that leads to a container. */
export interface AttachmentPort {
  readonly protocol: "tcp" | "udp";
  readonly port: number;
  /** The address of the host's that it is at; absent for every one. */
  readonly hostAddress?: string;
}

/** What is kept of an interface. */
export interface Attachment {
  readonly version: 1;
  /** The eiface's name. */
  readonly eiface: string;
  /** The network's name. */
  readonly network: string;
  readonly container: string;
  /** The interface's name in the jail. */
  readonly interface: string;
  /** The settings of its port, as rc.conf would have them. */
  readonly port: string;
  readonly forwards: readonly AttachmentPort[];
  /** Has it an anchor of pf(4)? */
  readonly isAnchored: boolean;
}

const forward: ShapesOf<AttachmentPort> = {
  protocol: just("tcp", "udp"),
  port: count,
  hostAddress: optional(text),
};

const attachment: ShapesOf<Attachment> = {
  version: (value) => value === 1,
  eiface: text,
  network: text,
  container: text,
  interface: text,
  port: text,
  forwards: listOf(record(forward)),
  isAnchored: flag,
};

const DIRECTORY = `${ownPlaces.db}/cni`;

/** The file for an eiface. */
export function attachmentFile(eiface: string): string {
  return `${DIRECTORY}/${eiface}.json`;
}

/** The text of that file. */
export function attachmentText(kept: Attachment): string {
  return `${JSON.stringify(kept)}\n`;
}

/** Reads the text of such a file. Returns undefined for what is none. */
export function readAttachment(eiface: string, source: string): Attachment | undefined {
  try {
    const value = JSON.parse(source);
    return record(attachment)(value) && value.eiface === eiface ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Reads all of them. A file that is none of ours is passed over: what it may have been for can still be removed by its name. Throws a FileError. */
export async function readAttachments(host: Host): Promise<Attachment[]> {
  const attachments: Attachment[] = [];
  for (const file of await host.files.list(DIRECTORY)) {
    const eiface = /^(.+)\.json$/.exec(file)?.[1] ?? "";
    const source = eiface === "" ? undefined : await host.files.read(attachmentFile(eiface));
    const kept = source === undefined ? undefined : readAttachment(eiface, source);
    if (kept !== undefined) attachments.push(kept);
  }
  return attachments;
}

/** Returns what is wanted with the ports of containers, which are in no rc.conf; but those that a plan is about itself. */
export async function withKeptPorts(host: Host, wanted: Wanted, { steps }: Plan): Promise<Wanted> {
  const written = new Set(steps.flatMap(({ do: one }) => (one.op === "file" ? [one.path] : [])));
  const kept = new Map<string, string>();
  for (const { eiface, port } of await readAttachments(host))
    if (!written.has(attachmentFile(eiface))) kept.set(eiface, port);
  if (kept.size === 0) return wanted;
  return { ...wanted, portText: (name) => wanted.portText(name) || (kept.get(name) ?? "") };
}

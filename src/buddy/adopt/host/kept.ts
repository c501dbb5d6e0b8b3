/** What is kept of an if_bridge(4) that was adopted, so that it can be released: a file each in /var/db/ngbuddy. */
import * as v from "valibot";
import { type Host, ownPlaces } from "../../../host/host.ts";
import { type RecordKind, readRecords, recordFile, recordText } from "../records.ts";

const texts = v.array(v.string());

const routes = v.array(
  v.object({
    family: v.picklist(["inet", "inet6"]),
    destination: v.string(),
    gateway: v.string(),
  }),
);

const state = v.object({
  name: v.string(),
  ether: v.exactOptional(v.string()),
  mtu: v.number(),
  description: v.exactOptional(v.string()),
  up: v.boolean(),
  members: v.array(v.object({ name: v.string(), flags: texts })),
  inet: texts,
  inet6: texts,
  routes,
});

/** Variables of a file, or of those of rc.conf, and what they were; null for those that were not there. */
const variables = v.record(v.string(), v.nullable(v.string()));

const kept = v.object({
  version: v.literal(1),
  /** The if_bridge(4) as it was. */
  state,
  /** The bridge that has its place. */
  bridge: v.string(),
  /** The NIC that had addresses of its own, which went to the eiface too. */
  nic: v.exactOptional(
    v.object({ name: v.string(), inet: texts, inet6: texts, routes, isDhcp: v.boolean() }),
  ),
  /** The files that were edited, before and after; null for none. */
  files: v.array(v.object({ path: v.string(), before: v.nullable(v.string()), after: v.string() })),
  variables,
  /** vm-bhyve's file, where its switch was edited. */
  vm: v.exactOptional(v.object({ file: v.string(), variables })),
});

/** What is kept of an if_bridge(4). */
export type KeptBridge = v.InferOutput<typeof kept>;

const kind: RecordKind<KeptBridge> = {
  directory: `${ownPlaces.db}/adoptedbridges`,
  schema: kept,
  nameOf: ({ state: { name } }) => name,
  what: "an adopted if_bridge(4)",
};

/** The file for an if_bridge(4). */
export function keptBridgeOf(name: string): string {
  return recordFile(kind, name);
}

/** The text of that file. */
export function keptBridgeText(record: KeptBridge): string {
  return recordText(record);
}

/** All that is kept. Throws a FileError. */
export async function readKeptBridges(host: Host): Promise<KeptBridge[]> {
  return await readRecords(host, kind);
}

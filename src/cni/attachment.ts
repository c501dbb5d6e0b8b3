/** An attachment: a container and an interface of it, and what they are called on the host. */
import { createHash } from "node:crypto";
import { type Attachment, attachmentFile, readAttachment } from "../buddy/attachments.ts";
import { jails } from "../host/commands.ts";
import type { Host } from "../host/host.ts";
import type { JailInfo } from "../host/jls.ts";
import type { Call } from "./call.ts";
import { fail } from "./error.ts";

/** What stands before the digits. */
const PREFIX = "cni";
/** So many fit an interface's name behind it. */
const DIGITS = 12;

/** Returns the name of the eiface of an attachment, which is the same each time. */
export function eifaceOf(attachment: Pick<Call, "container" | "interface">): string {
  // No name has a slash.
  const hash = createHash("sha256").update(`${attachment.container}/${attachment.interface}`);
  return `${PREFIX}${hash.digest("hex").slice(0, DIGITS)}`;
}

/** Returns what is kept of an eiface; `text` is that of its file, null when there is none. */
export async function keptOf(
  host: Host,
  eiface: string,
): Promise<{ readonly text: string | null; readonly kept: Attachment | undefined }> {
  const text = (await host.files.read(attachmentFile(eiface))) ?? null;
  return { text, kept: text === null ? undefined : readAttachment(eiface, text) };
}

/** Finds the jail that CNI_NETNS means, by its name or its number. Throws a CniError where there is none with a network of its own. */
export async function jailOf(host: Host, netns: string): Promise<JailInfo> {
  const all = await jails(host);
  const found =
    all.find(({ name }) => name === netns) ??
    (/^[1-9]\d*$/.test(netns) ? all.find(({ jid }) => String(jid) === netns) : undefined);
  if (found === undefined)
    return fail("noContainer", `CNI_NETNS=${netns}: there is no jail of this name or number`);
  if (!found.vnet)
    fail("environment", `CNI_NETNS=${netns}: this jail has no network of its own (vnet)`);
  return found;
}

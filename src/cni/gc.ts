/** GC: what is left of containers that are no more goes. */
import { readAttachments } from "../buddy/attachments.ts";
import { eifaceOf } from "./attachment.ts";
import type { Asked } from "./context.ts";
import { delegate } from "./delegate.ts";
import { type CniError, fail } from "./error.ts";
import { type Fields, member, objectsAt, textAt } from "./fields.ts";
import { removalRequest } from "./remove.ts";

/** The specification's name for those that stay, and the one that it had by mistake for a while. */
const VALID = ["cni.dev/valid-attachments", "cni.dev/attachments"] as const;

/** Removes everything of a network but what is valid. Goes on when something fails, and throws a CniError for that at the end. */
export async function collectGarbage(asked: Asked): Promise<void> {
  const { context, call, configuration } = asked;
  const valid = readValid(configuration.fields);
  const host = await context.host();
  const failures: CniError[] = [];
  const trying = async (action: () => Promise<unknown>) => {
    try {
      await action();
    } catch (error) {
      failures.push(await context.explain(error));
    }
  };
  for (const { eiface, network, container, interface: name } of await readAttachments(host)) {
    if (network !== configuration.network || valid.has(eiface)) continue;
    await trying(() =>
      context.carryOut(host, removalRequest(eiface, `cni GC ${container} ${name}`)),
    );
  }
  if (!context.isPreview) await trying(() => delegate(context, call, configuration, "GC"));
  const [first, ...rest] = failures;
  if (first === undefined) return;
  for (const { message } of rest) context.err(`ngbuddy: ${message}\n`);
  throw first;
}

/** The eifaces of those that stay. Without the list nothing is removed: who forgot it does not mean all. */
function readValid(fields: Fields): ReadonlySet<string> {
  const name = VALID.find((one) => Object.hasOwn(fields.members, one));
  if (name === undefined)
    return fail("configuration", `${VALID[0]} is missing: GC is told by it what stays`);
  // Of an empty list, an engine in Go makes null.
  if (member(fields, name) === undefined) return new Set();
  return new Set(
    objectsAt(fields, name).map((one) =>
      eifaceOf({
        container: textAt(one, "containerID") ?? "",
        interface: textAt(one, "ifname") ?? "",
      }),
    ),
  );
}

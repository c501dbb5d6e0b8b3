/** A host whose file systems are still read-only, as early at boot. */
import { expect, test } from "bun:test";
import { FileError, type Host } from "../../src/host/host.ts";
import { labHost } from "../../src/lab/host.ts";
import { errno } from "../../src/netgraph/errno.ts";
import { buddyLab, snapshot } from "../support/buddylab.ts";

function readOnly(host: Host): Host {
  const refuse = async (path: string): Promise<never> => {
    throw new FileError("write", path, errno.EROFS, "read-only file system");
  };
  return { ...host, files: { ...host.files, append: refuse, edit: refuse } };
}

test("start makes the same without a place to write to", async () => {
  const [writable, other] = [buddyLab(), buddyLab()];
  for (const buddy of [writable, other]) await buddy.out("ngbuddy enable");
  await writable.out("ngbuddy start");
  const { status, stdout, stderr } = await other.ngbuddy("start", readOnly(labHost(other.lab)));
  expect({ status, stdout, stderr }).toEqual({
    status: 0,
    stdout: "Starting ngbuddy.\nCreated 3 links.\n",
    stderr: "",
  });
  expect(snapshot(other)).toEqual(snapshot(writable));
});

test("what is to be undone unless confirmed needs a journal, and is refused before anything is done", async () => {
  const buddy = buddyLab();
  await buddy.out("ngbuddy enable");
  const before = snapshot(buddy);
  const { status, stderr } = await buddy.ngbuddy(
    "start --confirm 60",
    readOnly(labHost(buddy.lab)),
  );
  expect(status).toBe(73);
  expect(stderr).toContain("read-only file system");
  expect(snapshot(buddy)).toEqual(before);
});

test("so it is when only the journals that wait cannot be written", async () => {
  const buddy = buddyLab();
  await buddy.out("ngbuddy enable");
  const before = snapshot(buddy);
  const host = labHost(buddy.lab);
  const { append } = readOnly(host).files;
  const { status, stderr } = await buddy.ngbuddy("start --confirm 60", {
    ...host,
    files: {
      ...host.files,
      append: (path, text) =>
        (path.startsWith("/var/db/") ? append : host.files.append)(path, text),
    },
  });
  expect(status).toBe(73);
  expect(stderr).toContain("/var/db/ngbuddy/awaiting/");
  expect(stderr).not.toContain("undone");
  expect(snapshot(buddy)).toEqual(before);
});

import { expect, test } from "bun:test";
import { JailConfError } from "../config/jailconf/lex.ts";
import { errno } from "../netgraph/errno.ts";
import { FileError, type HostFiles } from "./host.ts";
import { JAIL_CONF, readJailConf } from "./jailconf.ts";

function filesOf(texts: { readonly [path: string]: string }): HostFiles {
  const names = (directory: string) => [
    ...new Set(
      Object.keys(texts)
        .filter((path) => path.startsWith(`${directory}/`))
        .map((path) => path.slice(directory.length + 1).split("/")[0]!),
    ),
  ];
  const only: Pick<HostFiles, "read" | "list"> = {
    read: async (path) => texts[path],
    list: async (path) => {
      if (path in texts) throw new FileError("list", path, errno.ENOTDIR, "Not a directory");
      return names(path).sort();
    },
  };
  return only as HostFiles;
}

test("all that is included is read, through wildcards in any part, and its places are told", async () => {
  const texts = {
    "/etc/jail.conf":
      'persist;\n.include "/usr/local/bastille/jails/*/jail.conf";\n.include "/etc/jail.conf.d/*.conf";\n',
    "/etc/jail.conf.d/web.conf": '.include "more/web.inc";\n',
    "/etc/jail.conf.d/more/web.inc": "web1 {\n  vnet;\n}\n",
    "/usr/local/bastille/jails/README": "no directory",
    "/usr/local/bastille/jails/db1/jail.conf": "db1 { vnet; }\n",
    "/etc/unread": "x",
  };
  const conf = await readJailConf(filesOf(texts), JAIL_CONF);
  expect(conf.blocks.map(({ name, at }) => [name, at?.file])).toEqual([
    ["*", undefined],
    ["db1", "/usr/local/bastille/jails/db1/jail.conf"],
    ["web1", "/etc/jail.conf.d/more/web.inc"],
  ]);
  expect(conf.blocks[2]).toMatchObject({
    at: { start: 0, end: 16 },
    inside: { start: 6, end: 15 },
    settings: [{ name: "vnet", line: 2, at: { start: 9, end: 14 } }],
  });
  expect([...conf.texts.keys()].sort()).toEqual(
    Object.keys(texts)
      .filter((path) => !/README|unread/.test(path))
      .sort(),
  );
});

test("no file has no jails", async () => {
  expect((await readJailConf(filesOf({}), JAIL_CONF)).blocks).toEqual([]);
});

test("what jail(8) says of a file that is wrong, or not there, is told", async () => {
  const read = (texts: { readonly [path: string]: string }) =>
    readJailConf(filesOf(texts), JAIL_CONF);
  const message = async (texts: { readonly [path: string]: string }) =>
    read(texts).then(
      () => undefined,
      (error: unknown) => (error instanceof JailConfError ? error.message : String(error)),
    );
  expect(await message({ [JAIL_CONF]: "a { vnet }\n" })).toBe(
    "/etc/jail.conf line 1: }: syntax error",
  );
  expect(await message({ [JAIL_CONF]: '.include "/etc/nosuch";' })).toBe(
    "/etc/nosuch: No such file or directory",
  );
  expect(
    await message({
      [JAIL_CONF]: '.include "/etc/other";',
      "/etc/other": '.include "/etc/other";',
    }),
  ).toBe("maximum include depth exceeded");
});

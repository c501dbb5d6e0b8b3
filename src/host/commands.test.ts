import { expect, test } from "bun:test";
import { CommandError } from "./commanderror.ts";
import { interfaceNamed, interfaces, staticRoutes } from "./commands.ts";
import type { Host, RunOptions } from "./host.ts";
import { OutputError } from "./json.ts";

function hostThatSays(stderr: string): Host {
  const run = async (argv: readonly string[]) => ({ argv, status: 1, stdout: "", stderr });
  return { run } as Pick<Host, "run"> as Host;
}

test.each([
  ["ifconfig: interface a does not exist\n"],
  ["ifconfig: jail not found: No such file or directory\n"],
  // One that ends at this moment.
  ["ifconfig: cannot attach to jail: Invalid argument\n"],
])("what is not there is no failure: %p", async (stderr) => {
  expect(await interfaceNamed(hostThatSays(stderr), "a", "5")).toBeUndefined();
});

test("anything else is", async () => {
  const told = interfaceNamed(hostThatSays("ifconfig: permission denied\n"), "a", "5");
  await expect(told).rejects.toThrow(CommandError);
});

test("a jail's own programs are never run, and what is asked of it does not take long", async () => {
  const asked: [readonly string[], number | undefined][] = [];
  const host = {
    run: async (argv: readonly string[], options?: RunOptions) => {
      asked.push([argv, options?.timeLimit]);
      const stdout = argv[0] === "netstat" ? routes : "";
      return { argv, status: 0, stdout, stderr: "" };
    },
  } as Pick<Host, "run"> as Host;
  await interfaces(host, "5");
  await interfaceNamed(host, "a", "5");
  await interfaceNamed(host, "-a", "5");
  await staticRoutes(host, "5");
  expect(asked).toEqual([
    [["ifconfig", "-j", "5", "-a"], 2000],
    [["ifconfig", "-j", "5", "a"], 2000],
    [["ifconfig", "-j", "5", "--", "-a"], 2000],
    [["netstat", "-j", "5", "-rn", "--libxo", "json"], 2000],
  ]);
});

const routes = '{"statistics":{"route-information":{"route-table":{"rt-family":[]}}}}';

test("a release whose ifconfig cannot look into a jail is told as the reason", async () => {
  const old = "ifconfig: illegal option -- j\nusage: ifconfig [-f type:format] …\n";
  await expect(interfaces(hostThatSays(old), "5")).rejects.toThrow(
    "ifconfig -j 5 -a: this FreeBSD's ifconfig cannot look into a jail from outside (-j); that takes FreeBSD 13.3, 14.0 or newer",
  );
});

test("an interface that another one's description makes up is not believed", async () => {
  const text = (name: string) => `${name}: flags=8843<UP> metric 0 mtu 1500\n`;
  const all = `${text("lo0")}${text("a")}\tdescription: x\n${text("web2")}\tether 02:00:00:00:00:01\n\toptions=0\n${text("b")}`;
  const host = (list: string, shown = all) =>
    ({
      run: async (argv: readonly string[]) => {
        const stdout = argv.includes("-l") ? list : shown;
        return { argv, status: 0, stdout, stderr: "" };
      },
    }) as Pick<Host, "run"> as Host;
  const found = await interfaces(host("lo0 a b\n"), "5");
  expect(found.map(({ name }) => name)).toEqual(["lo0", "a", "b"]);
  // A name with a blank would make its parts believed.
  const blank = interfaces(host("lo0 a b web2\n", all.replace("\nb:", "\nb web2:")), "5");
  await expect(blank).rejects.toThrow(OutputError);
});

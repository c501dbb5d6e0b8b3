// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are jail.conf's
/** A jail's block of jail.conf, before and after. */
import { expect, test } from "bun:test";
import { edited } from "../../config/jailconf/edit.ts";
import { parseBlocks } from "../../config/jailconf/parse.ts";
import { jailConfEdits, type NewInterface } from "./jailconfedit.ts";
import { networkOf } from "./network.ts";
import { setupsIn } from "./setup.ts";

const WEB: NewInterface = { eiface: "web", bridge: "lan", inside: "epair0b", namedByJail: false };

/** The text of a jail.conf after its jail `web` got interfaces of ours. */
function after(text: string, interfaces: readonly NewInterface[] = [WEB]): string {
  const blocks = parseBlocks(text, "jail.conf", () => []);
  const setup = setupsIn("jail.conf", { blocks, texts: new Map([["jail.conf", text]]) }).find(
    ({ name }) => name === "web",
  )!;
  return edited(text, jailConfEdits(setup, networkOf(setup), interfaces));
}

test("our commands take the place of those that made the epair, and the rest stays byte for byte", () => {
  expect(
    after(`web {
\tvnet; vnet.interface = epair0b; # by hand
\texec.prestart = "ifconfig epair0 create", "ifconfig bridge0 addm epair0a", "echo up";
\texec.poststop = "ifconfig epair0a destroy";
}
`),
  ).toBe(`web {
\tvnet; vnet.interface = web; # by hand
\texec.prestart = "echo up", "service ngbuddy jail web lan";
\texec.prestop += "service ngbuddy unjail web web";
}
`);
});

test("what is said of all jails is overruled in the jail's own block, in which commands of others stay", () => {
  expect(
    after(`exec.prestart = "ifconfig \${ep} create";
exec.prestart += "mount \${name}";
vnet; vnet.interface = "\${ep}b";
web { $ep = epair0; }
`),
  ).toBe(`exec.prestart = "ifconfig \${ep} create";
exec.prestart += "mount \${name}";
vnet; vnet.interface = "\${ep}b";
web { $ep = epair0; vnet.interface = web; exec.prestart = "mount web", "service ngbuddy jail web lan"; exec.prestop += "service ngbuddy unjail web web"; }
`);
});

test("an interface of another kind stays in its own setting, or is said again in a shared one", () => {
  const text = (given: string) =>
    `web { vnet; ${given} exec.prestart = "ifconfig epair0 create"; persist; }\n`;
  expect(after(text("vnet.interface = epair0b, wg0;"))).toContain("vnet.interface = wg0, web;");
  expect(after(text('vnet.interface = "epair0b wg0";'))).toContain("vnet.interface = wg0, web;");
});

test("a name that commands speak of before rc(8) is given by jail.conf, before all of them", () => {
  const text = `web { vnet; vnet.interface = epair0b; exec.start = "ifconfig epair0b up"; }\n`;
  expect(after(text, [{ ...WEB, namedByJail: true }])).toContain(
    'exec.start = "/sbin/ifconfig web name epair0b"; exec.start += "ifconfig epair0b up";',
  );
});

test("a hook that does more is refused with its place", () => {
  const text = `web {\n  vnet; vnet.interface = epair0b;\n  exec.prestart = "ifconfig epair0 create; mount /x";\n}\n`;
  expect(() => after(text)).toThrow(
    'jail web: jail.conf: 3: exec.prestart does more than make or remove the jail\'s interface ("ifconfig epair0 create; mount /x"); give each its own exec.prestart first',
  );
});

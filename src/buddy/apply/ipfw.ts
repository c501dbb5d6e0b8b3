/** A NAT instance of ipfw(8), and its rules. */
import { CommandError } from "../../host/commanderror.ts";
import { hasModule } from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import { ipfwNats, ipfwRules, isSameNat } from "../../host/ipfw.ts";
import type { Action } from "../plan/step.ts";
import { refuse } from "../refusal.ts";

/** ipfw(8): no flush empties it. */
const SET = 31;

/** Makes a NAT instance and its rules be so; none takes both away. Throws a Refusal when somebody else has that instance, or a CommandError. */
export async function setIpfwNat(
  host: Host,
  { nat, rule, config, rules, before }: Extract<Action, { op: "ipfwnat" }>,
): Promise<void> {
  if (config === "" && !(await hasModule(host, "ipfw"))) return;
  const hasNat = await hasModule(host, "ipfw_nat");
  const now = hasNat ? ((await ipfwNats(host)).get(nat) ?? "") : "";
  if (![config, before.config, ""].some((one) => isSameNat(one, now)))
    refuse(
      "temporary",
      `ipfw's nat ${nat} was changed by somebody else in the meantime; look at it`,
    );
  // The rules hand packets to an instance that has to be there.
  if (config !== "" && !isSameNat(config, now))
    await run(host, ["nat", String(nat), "config", ...config.split(" ")]);
  await setRules(host, rule, rules);
  if (config === "" && now !== "") await run(host, ["nat", String(nat), "delete"]);
}

async function setRules(host: Host, number: number, wanted: readonly string[]): Promise<void> {
  const now = (await ipfwRules(host))
    .filter((one) => one.number === number && one.set === SET)
    .map(({ text }) => text);
  if (now.join("\n") === wanted.join("\n")) return;
  if (now.length > 0) await run(host, ["set", String(SET), "delete", String(number)]);
  for (const text of wanted)
    await run(host, ["add", String(number), "set", String(SET), ...text.split(" ")]);
}

async function run(host: Host, words: readonly string[]): Promise<void> {
  const result = await host.run(["ipfw", "-q", ...words]);
  if (result.status !== 0) throw new CommandError(result);
}

/** A lab that boots as a template, and what the doctor says of it. */
import { expect } from "bun:test";
import type { Finding } from "../../src/buddy/doctor/check.ts";
import type { Host } from "../../src/host/host.ts";
import type { HostDescription } from "../../src/lab/base/description.ts";
import { templates } from "../../src/lab/templates/index.ts";
import { type BuddyLab, buddyLab } from "./buddylab.ts";

export interface DoctorLab extends BuddyLab {
  /** What `ngbuddy doctor` finds; of a topic or a check only when one is given. */
  findings(topic?: string, host?: Host): Promise<readonly Finding[]>;
  /** Types lines at the host's shell; each must succeed. */
  type(lines: readonly string[]): Promise<void>;
}

/** Boots a template with so many jails. `files` are laid over its own. */
export async function doctorLab(
  template = "article",
  jails = 2,
  change: (host: HostDescription) => HostDescription = (host) => host,
): Promise<DoctorLab> {
  const { jails: count, host } = templates[template]!;
  const description = change(host(Math.min(Math.max(jails, count.min), count.max)));
  const buddy = buddyLab({ description });
  for (const [path, text] of Object.entries(description.files ?? {})) {
    buddy.files.makeDirectory(path.replace(/\/[^/]*$/, ""));
    buddy.files.write(path, text);
  }
  await buddy.out("reboot");
  return {
    ...buddy,
    async findings(topic, host) {
      const words = ["doctor", ...(topic === undefined ? [] : [topic]), "--json"];
      const { stdout, stderr } = await buddy.ngbuddy(words.join(" "), host);
      if (stderr !== "") throw new Error(stderr);
      return JSON.parse(stdout).findings;
    },
    async type(lines) {
      for (const line of lines) {
        const { status, stderr } = await buddy.lab.capture(["sh", "-c", line]);
        if (status !== 0) throw new Error(`${line}: ${status} ${stderr}`);
      }
    },
  };
}

/** A trouble, as it is made and as it is to be told. */
interface Trouble {
  readonly check: string;
  /** What brings the host into it. */
  readonly by: readonly string[];
  readonly about: string;
  readonly found: RegExp;
  readonly type: readonly string[];
}

/**
 * Makes a trouble on a host that has none, holds what the doctor says against it, types what it says, and sees that it has
 * nothing more to say.
 */
export async function expectMended(lab: DoctorLab, trouble: Trouble): Promise<void> {
  const { check, by, about, found, type } = trouble;
  expect(await lab.findings()).toEqual([]);
  await lab.type(by);
  const findings = await lab.findings();
  expect(findings.map((one) => [one.check, one.about])).toEqual([[check, about]]);
  expect(findings[0]!.found).toMatch(found);
  expect(findings[0]!.type).toEqual(type);
  await lab.type(findings[0]!.type);
  expect(await lab.findings()).toEqual([]);
}

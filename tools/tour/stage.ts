/** The lab that the tour plays in, in this process. Whoever waits in it moves its clock on. */
import { labPrograms } from "../../src/cli/labprogram.ts";
import { runNgbuddy } from "../../src/cli/ngbuddy.ts";
import { createClock } from "../../src/lab/base/clock.ts";
import { defaultHost, type HostDescription } from "../../src/lab/base/description.ts";
import { memoryFiles } from "../../src/lab/files/memoryfiles.ts";
import { labHost } from "../../src/lab/host.ts";
import { Lab } from "../../src/lab/lab.ts";
import { printed, type Shown, typed } from "./page.ts";

const [nic] = defaultHost.interfaces;

/** A FreeBSD 15.1 with one NIC, on a LAN whose server gives a default route, too. */
const host: HostDescription = {
  ...defaultHost,
  release: "15.1-RELEASE",
  interfaces: [{ ...nic!, dhcp: { routers: ["10.2.70.1"], nameServers: ["10.2.70.1"] } }],
  files: {
    "/etc/rc.conf":
      'hostname="belltower"\nifconfig_vtnet0="inet 10.2.70.107/24"\ndefaultrouter="10.2.70.1"\n',
  },
};

/** A lab that commands are typed in, and shown. */
export class Stage {
  readonly lab = new Lab({
    description: host,
    files: memoryFiles(),
    clock: createClock({
      bootEpoch: Math.floor(Date.now() / 1000),
      source: () => performance.now(),
    }),
    programs: labPrograms(runNgbuddy),
  });
  /** Has a command failed? */
  hasFailed = false;

  /** Shows a command line, runs it by the lab's sh, and shows what it prints. Returns that. */
  async type(line: string, shown?: Shown): Promise<string> {
    typed(line);
    const text = await this.run(line);
    printed(text, shown);
    return text;
  }

  /** Runs a command line that is not shown. Returns all that it prints, in its order. */
  async run(line: string): Promise<string> {
    let text = "";
    const out = (more: string) => {
      text += more;
    };
    const environment = { PATH: "/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin" };
    const status = await this.lab.run(["sh", "-c", line], { out, err: out, environment });
    if (status !== 0) {
      this.hasFailed = true;
      text += `(exit ${status})\n`;
    }
    return text;
  }

  /** Draws the lab's network into a file of this machine. */
  async draw(file: string): Promise<void> {
    const io = {
      out: (text: string) => process.stdout.write(text),
      err: (text: string) => process.stderr.write(text),
      env: {},
      terminal: () => undefined,
      signal: new AbortController().signal,
    };
    const status = await runNgbuddy(["graph", "-o", file], io, async () => labHost(this.lab));
    if (status !== 0) this.hasFailed = true;
  }
}

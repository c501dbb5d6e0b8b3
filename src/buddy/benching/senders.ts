/** Who sends through a bridge: iperf3 where it is installed, else this program itself, in the jails that were made for it. */
import { setTimeout as wait } from "node:timers/promises";
import { CommandError } from "../../host/commanderror.ts";
import type { CommandResult, Host } from "../../host/host.ts";
import { field, OutputError, readJson } from "../../host/json.ts";
import { refuse } from "../refusal.ts";
import { isAmount, parseIperf } from "./iperf.ts";
import type { BenchBed } from "./place.ts";

/** What came through. */
export interface Received {
  readonly bytes: number;
  /** Between the first and the last of them. */
  readonly seconds: number;
  /** `iperf 3.17`, `ngbuddy`. */
  readonly by: string;
}

/** Sends by TCP from one jail to the other for so many seconds. */
export type Sender = (host: Host, bed: BenchBed, seconds: number) => Promise<Received>;

/** The jails have networks of their own: nobody else is at any port. */
const PORT = 5201;
/** A port puts it there (hier(7)). */
const PLACE = "/usr/local/bin";
/** Seconds beyond those of the measurement after which it has failed. */
const GRACE = 20;
/** How often iperf3's client tries to reach a server that is just being started, and the pause between, milliseconds. */
const ATTEMPTS = 50;
const PAUSE = 100;

/** Returns who is to send: `self` is the command line that starts this program. Throws a Refusal when there is nobody. */
export async function chooseSender(
  host: Host,
  self: readonly string[] | undefined,
): Promise<Sender> {
  // A lab runs none of FreeBSD's executables, and has ngbuddy as a command.
  if (host.kind === "lab") return byOurselves(["ngbuddy"]);
  if ((await host.files.list(PLACE)).includes("iperf3")) return byIperf;
  if (self === undefined)
    refuse("unavailable", "there is nobody to send; install iperf3: pkg install iperf3");
  return byOurselves(self);
}

const limits = (seconds: number) => ({ timeLimit: (seconds + GRACE) * 1000 });

function succeeded(result: CommandResult): CommandResult {
  if (result.status !== 0) throw new CommandError(result);
  return result;
}

/** Sends by iperf3, which counts whole seconds. */
async function byIperf(host: Host, bed: BenchBed, seconds: number): Promise<Received> {
  const whole = Math.ceil(seconds);
  const iperf = (jail: string, ...words: readonly string[]) =>
    host.run(["jexec", jail, `${PLACE}/iperf3`, "-4", ...words], limits(whole));
  // It serves one client, and ends with it.
  const server = iperf(bed.receiver.jail, "-s", "-1", "-p", String(PORT)).then(succeeded);
  let isServerGone = false;
  const gone = server.then(
    () => {},
    (error: unknown) => {
      isServerGone = true;
      throw error;
    },
  );
  const client = async (): Promise<Received> => {
    const where = ["-c", bed.receiver.address, "-p", String(PORT)];
    for (let attempt = 1; ; attempt++) {
      const done = await iperf(bed.sender.jail, ...where, "-t", String(whole), "-J");
      // What it says itself is more than its status.
      const result = done.stdout === "" ? succeeded(done) && undefined : parseIperf(done.stdout);
      if (result === undefined) throw new OutputError("iperf3", done.stdout);
      if (!("error" in result)) return { ...result, by: result.version };
      const mayCome = /unable to connect/.test(result.error) && !isServerGone;
      if (!mayCome || attempt >= ATTEMPTS) refuse("unavailable", `iperf3: ${result.error}`);
      await wait(PAUSE);
    }
  };
  const [received] = await Promise.all([client(), gone]);
  return received;
}

/** Sends by this program itself. */
function byOurselves(self: readonly string[]): Sender {
  return async (host, bed, seconds) => {
    const run = (jail: string, ...what: readonly (string | number)[]) =>
      host
        .run(["jexec", jail, ...self, "bench", "--traffic", what.join(":")], limits(seconds))
        .then(succeeded);
    const [{ stdout }] = await Promise.all([
      run(bed.receiver.jail, "receive", PORT, seconds + GRACE),
      run(bed.sender.jail, "send", bed.receiver.address, PORT, seconds),
    ]);
    const read = readJson("ngbuddy", stdout);
    const [bytes, lasted] = [field(read, "bytes"), field(read, "seconds")];
    if (!isAmount(bytes) || !isAmount(lasted) || lasted === 0)
      throw new OutputError("ngbuddy", stdout);
    return { bytes, seconds: lasted, by: "ngbuddy" };
  };
}

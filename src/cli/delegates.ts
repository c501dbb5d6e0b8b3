/** Where CNI plugins that give addresses are found, and how they run: without a shell. */
import { statSync } from "node:fs";
import { join } from "node:path";
import type { Delegates } from "../cni/delegate.ts";
import { CniError, cniCode } from "../cni/error.ts";
import type { Host } from "../host/host.ts";

/** A plugin may wait for a lock, or for a server. Milliseconds. */
const TIME_LIMIT = 120_000;
/** Of what a program said before it was killed, characters. */
const MAX_DETAILS = 1000;
/** Bytes. */
const MAX_OUTPUT = 1024 * 1024;

/** Programs of the machine that this one runs on. */
export const machineDelegates: Delegates = {
  async find(directories, name) {
    return directories
      .map((directory) => join(directory, name))
      .find((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
  },
  async run(path, env, stdin) {
    const variables = Object.entries(env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    const { startByRuntime } = await import("../freebsd/childprocess.ts");
    const { end, stdout, stderr } = await startByRuntime({
      path,
      args: [],
      env: Object.fromEntries(variables),
      stdin,
      limit: TIME_LIMIT,
      maxOutput: MAX_OUTPUT,
      isApart: false,
    });
    if (end.how === "exited") return { status: end.status, stdout, stderr };
    throw new CniError(cniCode.host, `${path} ${WHY[end.how]}`, stderr.trim().slice(-MAX_DETAILS));
  },
};

const WHY = {
  signalled: "was ended by a signal",
  "too late": `did not answer within ${TIME_LIMIT / 1000} s`,
  "too much": "printed too much",
  "not found": "cannot be run: it is no executable, or its interpreter is missing",
  failed: "cannot be run: it is no program",
} as const;

/** Programs in a lab's files, for ngbuddy inside of it. */
export function labDelegates(host: () => Promise<Host>): Delegates {
  return {
    async find(directories, name) {
      const { files } = await host();
      for (const directory of directories)
        if ((await files.list(directory)).includes(name)) return `${directory}/${name}`;
      return undefined;
    },
    async run(path, env, stdin) {
      const variables = Object.entries(env).flatMap(([name, value]) =>
        value === undefined ? [] : [`${name}=${value}`],
      );
      return await (await host()).run(["env", ...variables, path], {
        stdin,
        timeLimit: TIME_LIMIT,
      });
    },
  };
}

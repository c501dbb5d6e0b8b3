/** `ngbuddy lab preload`: a program of this machine that was written for netgraph(4)'s sockets, on the lab's netgraph. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { printable } from "../../buddy/printable.ts";
import { exitStatus, Failure, reasonOf } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { labOf } from "./context.ts";
import { builtShim } from "./shim.ts";
import { ensureLab } from "./started.ts";

export const subcommand = makeSubcommand({
  name: "lab preload",
  summary:
    "run a program of this machine that was written for libnetgraph(3), on the lab's netgraph",
  details: `The program's sockets of PF_NETGRAPH are the lab's, by a library that is preloaded (Linux; built at its first use, by
cc, gcc or clang). All else of it is this machine's. Exits as the program does.`,
  passesOn: true,
  arguments: [{ name: "PROGRAM", rest: true }],
  options: {
    jail: { type: "string", value: "JAIL", of: "jails", summary: "in the graph of this jail" },
  },
  example: "ngbuddy lab preload -- ./myprogram",
  async run({ program: [program = "", ...args] }, { jail }, context) {
    if (process.platform !== "linux") {
      throw new Failure(
        exitStatus.unavailable,
        `lab preload: programs are preloaded on Linux, not on ${process.platform}`,
      );
    }
    const { directory, self } = labOf(context);
    await ensureLab(directory, self, context);
    const shim = await builtShim(directory);
    const before = context.env["LD_PRELOAD"];
    const child = spawn(program, args, {
      stdio: "inherit",
      env: {
        ...context.env,
        NGBUDDY_LAB: directory.path,
        NGBUDDY_LAB_SOCKET: directory.netgraphSocket,
        NGBUDDY_LAB_JAIL: jail ?? "",
        LD_PRELOAD: before ? `${shim}:${before}` : shim,
      },
    });
    context.signal.addEventListener("abort", () => child.kill("SIGINT"));
    return await new Promise((resolve, reject) => {
      child.on("error", (error) =>
        reject(
          new Failure(
            exitStatus.noInput,
            `lab preload: cannot run ${printable(program)}: ${whyNot(error)}`,
          ),
        ),
      );
      child.on("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal!]));
    });
  },
});

function whyNot(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "there is no such program";
  return code === "EACCES" ? "it is not to be run by you" : reasonOf(error);
}

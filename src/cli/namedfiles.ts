/** The files that a command line names: a lab's inside of a lab, this machine's anywhere else; and standard input. */
import type { HostFiles } from "../host/host.ts";
import { exitStatus, Failure } from "./io.ts";
import type { SubcommandContext } from "./subcommand.ts";

/** How standard input is named. */
export const STDIN = "-";

/** Returns what reads them for a subcommand. Reading throws a Failure where there is no standard input, and a FileError. */
export async function filesNamed(
  context: SubcommandContext,
  subcommand: string,
): Promise<Pick<HostFiles, "read" | "list">> {
  const { directory } = context;
  const place = (path: string) =>
    directory === undefined || path.startsWith("/")
      ? path
      : `${directory.replace(/\/$/, "")}/${path}`;
  const files =
    directory === undefined
      ? (await import("../host/realfiles.ts")).realFiles({ root: "/" })
      : (await context.host()).files;
  let input: Promise<string> | undefined;
  return {
    list: (path) => files.list(place(path)),
    async read(path) {
      if (path !== STDIN) return await files.read(place(path));
      if (context.input === undefined)
        throw new Failure(
          exitStatus.noInput,
          `${subcommand}: there is no standard input here; name a FILE`,
        );
      input ??= context.input();
      return await input;
    },
  };
}

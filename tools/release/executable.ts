/** The executable: the whole program with its runtime in one file. */
import { join } from "node:path";
import { root } from "./targets.ts";

/** The program's first module. */
export const main = join(root, "src", "cli", "main.ts");

/** Reached under Node only, where npm installs it. */
export const external = ["koffi", "bun:ffi"];

/** Makes one, for the system and with the runtime that `kind` names, or for this machine. Throws with what is wrong in the sources. */
export async function makeExecutable(
  outfile: string,
  kind: Pick<Bun.CompileBuildOptions, "target" | "executablePath"> = {},
): Promise<void> {
  const { success, logs } = await Bun.build({
    entrypoints: [main],
    compile: {
      ...kind,
      outfile,
      // Root runs it in anybody's directory: no file there may have a say. The environment has one all the same:
      // Bun 1.4 has no option that makes an executable deaf to BUN_OPTIONS and BUN_BE_BUN.
      autoloadDotenv: false,
      autoloadBunfig: false,
      autoloadTsconfig: false,
      autoloadPackageJson: false,
    },
    minify: true,
    // `--version` and the like load next to nothing.
    splitting: true,
    // Nothing is parsed then. Before Bun 1.4.1 the runtimes of other systems crashed on it (oven-sh/bun#40270);
    // FreeBSD 15.1's on amd64 has been seen to take it.
    bytecode: true,
    format: "esm",
    external,
  });
  if (!success) throw new Error(logs.join("\n"));
}

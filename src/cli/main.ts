/** The program: says its version at once, and leaves everything else to what it loads then. */
import { versionAsked } from "./version.ts";

const argv = process.argv.slice(2);
const answer = versionAsked(argv);
if (answer !== undefined) {
  process.stdout.write(answer);
} else {
  const { program } = await import("./program.ts");
  process.exitCode = await program(argv);
}

/** The program: says its version at once, and leaves everything else to what it loads then. */
import { wordsOf } from "./calledas.ts";
import { processOutput } from "./output.ts";
import { versionAsked } from "./version.ts";

const argv = wordsOf(process.argv0, process.argv.slice(2), process.env);
const answer = versionAsked(argv);
if (answer !== undefined) {
  const { out, err, faultOf } = processOutput(true);
  out(answer);
  const fault = faultOf();
  if (fault !== undefined) {
    err(`ngbuddy: ${fault.message}\n`);
    process.exitCode = fault.status;
  }
} else {
  const { program } = await import("./program.ts");
  process.exitCode = await program(argv);
}

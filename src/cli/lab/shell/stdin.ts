/** This process's standard input as a lab's command reads it: nothing is taken before somebody asks. */
import { streamedInput } from "../../../lab/process/input.ts";
import type { Input } from "../../../lab/process/process.ts";

/** Returns standard input. What is read of it here is nobody else's. */
export function machineInput(): Input {
  const { stdin } = process;
  let begun = false;
  const input = streamedInput(() => {
    if (!begun) {
      begun = true;
      stdin.setEncoding("utf8");
      stdin.on("data", (text: string) => {
        stdin.pause();
        input.feed(text);
      });
      stdin.on("end", () => input.end());
      stdin.on("error", () => input.end());
    }
    stdin.resume();
  });
  return input;
}

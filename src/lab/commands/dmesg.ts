/** dmesg(8): the kernel's messages; a lab's kernel says what of netgraph it does not emulate. */
import { command, errx, usage } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";

const USAGE = "usage: dmesg [-ac] [-M core [-N system]]";

export const dmesg = command((process) => {
  const options = getopt(process, "acM:N:", USAGE);
  if (options.operands.length > 0) usage(USAGE);
  for (const letter of ["M", "N"])
    if (options.has(letter)) errx(1, `-${letter}: not emulated in a lab`);
  const { console } = process.lab.kernel;
  for (const line of console.lines) process.out(`${line}\n`);
  if (options.has("c")) console.clear();
  return 0;
});

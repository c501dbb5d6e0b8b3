/** date(1): the time of the lab's clock, in UTC. */
import { command, errx, usage } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";
import { refuseOptions } from "../process/texts.ts";
import { strftime } from "./strftime.ts";

const USAGE =
  "usage: date [-jnRu] [-I[date|hours|minutes|seconds|ns]] [-f input_fmt]\n            [ -z output_zone ] [-r filename|seconds] [-v[+|-]val[y|m|w|d|H|M|S]]\n            [[[[[[cc]yy]mm]dd]HH]MM[.SS] | new_date] [+output_fmt]";
/** What date prints without a format. */
const USUAL = "%a %b %e %T %Z %Y";
const ISO: { readonly [what: string]: string | undefined } = {
  date: "%F",
  hours: "%FT%H+00:00",
  minutes: "%FT%H:%M+00:00",
  seconds: "%FT%T+00:00",
};

export const date = command((process) => {
  const iso = process.argv.find((word) => /^-I/.test(word));
  const argv = process.argv.filter((word) => word !== iso);
  const options = getopt({ argv }, "Rf:jnr:uv:z:", USAGE);
  refuseOptions(options, "fjnvz");
  const { has, value, operands } = options;
  const given = value("r");
  if (given !== undefined && !/^-?\d{1,12}$/.test(given))
    errx(EX_UNAVAILABLE, "-r FILE: not emulated in a lab");
  const seconds = given === undefined ? process.lab.clock.epoch() : Number(given);
  const [word, ...rest] = operands;
  if (rest.length > 0) usage(USAGE);
  if (word !== undefined && !word.startsWith("+"))
    errx(EX_UNAVAILABLE, "setting the time: not emulated in a lab; ngbuddy lab advance SECONDS");
  const isoFormat = iso && (ISO[iso.slice(2) || "date"] ?? usage(USAGE));
  const format = word?.slice(1) ?? isoFormat ?? (has("R") ? "%a, %d %b %Y %T +0000" : USUAL);
  process.out(`${strftime(format, seconds)}\n`);
  return 0;
});

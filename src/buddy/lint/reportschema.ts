/** What `check --json` prints, for programs that check what they read. */
import * as v from "valibot";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const from1 = v.pipe(v.number(), v.integer(), v.minValue(1));

const finding = v.strictObject({
  file: v.pipe(v.string(), v.description("As it was named; - for standard input")),
  line: v.optional(v.pipe(from1, v.description("Absent where the whole file is meant"))),
  column: v.optional(v.pipe(from1, v.description("In UTF-16 units"))),
  rule: v.pipe(v.string(), v.description("The rule that found it, such as two-bridges")),
  severity: v.pipe(
    v.picklist(["error", "warning", "note"]),
    v.description(
      "error: it cannot work so. warning: it is hardly meant so. note: it could not be checked",
    ),
  ),
  message: v.pipe(v.string(), v.description("What is wrong, and what would be right")),
});

/** The schema of the report. */
export const reportSchema = v.strictObject({
  version: v.literal(1),
  files: v.pipe(v.array(v.string()), v.description("The files that were looked through")),
  findings: v.array(finding),
  errors: count,
  warnings: count,
  notes: count,
});

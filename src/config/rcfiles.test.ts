/** Which files rc.conf is. */
import { expect, test } from "bun:test";
import { isEditable, RC_CONF, RC_FILES } from "./rcfiles.ts";

test("what the base system brings is read first, and is not for editing", () => {
  const editable = RC_FILES.filter(isEditable);
  expect(
    RC_FILES.slice(0, RC_FILES.length - editable.length).every((path) => !isEditable(path)),
  ).toBe(true);
  expect(editable[0]).toBe(RC_CONF);
  expect(isEditable("/etc/defaults/rc.conf")).toBe(false);
  expect(isEditable("/etc/defaults.conf")).toBe(true);
});

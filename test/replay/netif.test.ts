/** The lab's rc.d/netif and rc.d/routing do what those of the recorded FreeBSD 15.1 did. */
import { expect, test } from "bun:test";
import { bootRecordedHost, replay } from "./replay.ts";

/** On the lab's first LAN nobody serves DHCP, so that its NIC has no address after the restart that was cut off. */
const WITHOUT_SERVER = [67];

test("service netif and service routing answer as they were recorded", async () => {
  const lab = bootRecordedHost({}, "15.1-RELEASE");
  const { commands, mismatches } = await replay("60-netif", lab, { shell: true });
  const unlike = mismatches.filter(({ number }) => !WITHOUT_SERVER.includes(number));
  console.log(
    `${commands - mismatches.length} of ${commands} recorded commands are answered alike`,
  );
  expect(unlike).toEqual([]);
  expect(commands).toBeGreaterThan(70);
});

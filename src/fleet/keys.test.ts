/** The keys of a fleet: which are good, and which no more. */
import { expect, test } from "bun:test";
import { decode } from "@nats-io/jwt";
import { createFleet, dismiss, enroll, serverLines } from "./keys.ts";
import { memberName } from "./subjects.ts";

test("a host's keys are taken back also by a clock that is hours behind the one that enrolled it", async () => {
  const empty = await createFleet({ servers: ["tls://nats.example.org:4222"], replicas: 1 });
  const { fleet, agent } = await enroll(empty, "web1");
  const [, token] = /BEGIN NATS USER JWT-+\s+(\S+)/.exec(agent.credentials)!;
  const { iat, sub } = decode(token!);
  const lines = await serverLines(dismiss(fleet, "web1", iat - 7200));
  const accounts = [...lines.matchAll(/^ {2}A\w+: "(.+)"$/gm)].map(([, text]) => decode(text!));
  const { nats } = accounts.find(({ name }) => name === "fleet")!;
  const { revocations } = nats as { revocations: Record<string, number> };
  expect(revocations[sub]).toBeGreaterThanOrEqual(iat + 100 * 365 * 24 * 3600);
});

test("a key of the fleet that was changed in its file is told in a line", async () => {
  const fleet = await createFleet({ servers: ["tls://nats.example.org:4222"], replicas: 1 });
  const line =
    "a key of the fleet was changed since ngbuddy fleet init made its file: invalid checksum";
  await expect(enroll({ ...fleet, author: `SU${"A".repeat(56)}` }, "web1")).rejects.toThrow(line);
  await expect(serverLines({ ...fleet, operator: `SO${"A".repeat(56)}` })).rejects.toThrow(line);
});

test("a name that is proposed for a host is one", () => {
  for (const name of [
    "__proto__",
    "-x",
    "web 1",
    "web1.example.org",
    "ü",
    "",
    "a".repeat(64),
    "_",
  ]) {
    let line = "";
    try {
      memberName(name);
    } catch (error) {
      line = (error as Error).message;
    }
    const proposed = /such as (\S+)$/.exec(line)![1]!;
    expect(memberName(proposed)).toBe(proposed);
  }
});

/** nc(1): who answers at a port, and who does not. */
import { describe, expect, test } from "bun:test";
import { bridgeWith, makeJail, testLab } from "../../../test/support/lab.ts";
import { defaultHost } from "../base/description.ts";

const [nic] = defaultHost.interfaces;
const host = {
  ...defaultHost,
  interfaces: [
    {
      ...nic!,
      lan: [{ inet: "10.2.70.1" }, { inet: "10.2.70.20", ports: { tcp: [80], udp: [53] } }],
    },
  ],
};

describe("a host of the LAN", () => {
  test("answers at its ports, and refuses the others", async () => {
    const { run } = testLab(host);
    const says = async (line: string) => {
      const { status, stderr } = await run(line);
      return [status, stderr];
    };
    expect(await says("nc -z 10.2.70.20 80")).toEqual([
      0,
      "Connection to 10.2.70.20 80 port [tcp/http] succeeded!\n",
    ]);
    expect(await says("nc -z 10.2.70.20 81")).toEqual([1, ""]);
    expect(await says("nc -vz 10.2.70.20 81")).toEqual([
      1,
      "nc: connect to 10.2.70.20 port 81 (tcp) failed: Connection refused\n",
    ]);
    expect(await says("nc -zun 10.2.70.20 53")).toEqual([
      0,
      "Connection to 10.2.70.20 53 port [udp/*] succeeded!\n",
    ]);
    expect(await says("nc -zu 10.2.70.20 54")).toEqual([1, ""]);
    expect(await says("nc -zn 10.2.70.20 79-81")).toEqual([
      0,
      "Connection to 10.2.70.20 80 port [tcp/*] succeeded!\n",
    ]);
  });

  test("says back what it is told, however long it is", async () => {
    const { run } = testLab(host);
    const text = "hello, lab\n".repeat(1000);
    expect(await run("nc -N 10.2.70.20 80", { text })).toEqual({
      status: 0,
      stdout: text,
      stderr: "",
    });
    expect(await run("nc -u -w 1 10.2.70.20 53", { text: "name?" })).toMatchObject({
      stdout: "name?",
    });
  });

  test("that is not there is given up after the time that was asked for, or after 75 seconds", async () => {
    const { run, clock } = testLab({ ...host, routes: [] });
    const before = clock.now();
    expect((await run("nc -vz -w 3 10.2.70.77 80")).stderr).toMatch(
      /^nc: connect to 10\.2\.70\.77 port 80 \(tcp\) failed: (Operation timed out|Host is down)\n$/,
    );
    expect(clock.now() - before).toBeLessThanOrEqual(5000);
    expect((await run("nc -vz 10.99.0.1 80")).stderr).toBe(
      "nc: connect to 10.99.0.1 port 80 (tcp) failed: No route to host\n",
    );
  });
});

async function jailsOnABridge() {
  const lab = testLab(host);
  bridgeWith(lab.lab, ["a", "b"]);
  const jails = [makeJail(lab.lab, "a"), makeJail(lab.lab, "b")] as const;
  for (const [index, jail] of jails.entries()) {
    const name = jail.name;
    await lab.out(`ifconfig ${name} vnet ${name}`);
    await lab.out(`ifconfig ${name} 10.8.0.${index + 1}/24 up`, { jail });
  }
  return { ...lab, jails };
}

describe("a jail that listens", () => {
  test("hears who connects, answers him, and is done when he is", async () => {
    const { run, jails } = await jailsOnABridge();
    const listening = run("nc -l 8080", { jail: jails[1], text: "welcome\n" });
    const client = await run("nc -N 10.8.0.2 8080", { jail: jails[0], text: "hello\n" });
    expect(client).toEqual({ status: 0, stdout: "welcome\n", stderr: "" });
    expect(await listening).toEqual({ status: 0, stdout: "hello\n", stderr: "" });
    expect((await run("nc -z 10.8.0.2 8080", { jail: jails[0] })).status).toBe(1);
  });

  test("is heard of by itself, and alone has the port", async () => {
    const { run, jails } = await jailsOnABridge();
    const [jail] = jails;
    await run("ifconfig lo0 127.0.0.1/8 up", { jail });
    const listening = run("nc -l 80", { jail });
    expect((await run("nc -l 80", { jail })).stderr).toBe("nc: Address already in use\n");
    expect((await run("nc -z 127.0.0.1 80", { jail })).status).toBe(0);
    expect((await listening).status).toBe(0);
  });

  test("is reached in a script that lets it run beside", async () => {
    const { run, jails } = await jailsOnABridge();
    const text =
      "jexec b nc -l 80 > /tmp/got &\necho from a | jexec a nc -N 10.8.0.2 80\nwait\ncat /tmp/got\n";
    expect(await run("sh", { text })).toEqual({ status: 0, stdout: "from a\n", stderr: "" });
    expect(jails[1].name).toBe("b");
  });

  test("is not heard when its filter drops who asks, and refuses when that says so", async () => {
    const { run, out, jails } = await jailsOnABridge();
    const [from, jail] = jails;
    await out("kldload pf");
    await run("pfctl -q -e -f -", { jail, text: "block drop in proto tcp\n" });
    expect((await run("nc -vz -w 2 10.8.0.2 80", { jail: from })).stderr).toContain(
      "Operation timed out",
    );
    await run("pfctl -q -f -", { jail, text: "block return in proto { tcp udp }\n" });
    expect((await run("nc -vz -w 2 10.8.0.2 80", { jail: from })).stderr).toContain(
      "Connection refused",
    );
    expect((await run("nc -zu 10.8.0.2 53", { jail: from })).status).toBe(1);
  });
});

test("a port of the host leads to a jail's by rdr, and the jail reaches the LAN's by nat", async () => {
  const { lab, run, out } = testLab(host);
  bridgeWith(lab, ["h", "j"]);
  const jail = makeJail(lab, "j");
  await out("kldload pf");
  await out("sysctl net.inet.ip.forwarding=1");
  await out("ifconfig h 10.8.0.1/24 up");
  await out("ifconfig j vnet j");
  await out("ifconfig j 10.8.0.2/24 up", { jail });
  await out("route add default 10.8.0.1", { jail });
  const rules = `nat on vtnet0 from 10.8.0.0/24 to any -> (vtnet0)
rdr on h proto tcp from any to 10.8.0.1 port 2222 -> 10.2.70.20 port 80
pass
`;
  await run("pfctl -q -e -f -", { text: rules });
  expect((await run("nc -z 10.2.70.20 80", { jail })).status).toBe(0);
  expect((await run("nc -z 10.2.70.20 22", { jail })).status).toBe(1);
  expect((await run("nc -z 10.8.0.1 2222", { jail })).status).toBe(0);
  expect((await run("nc -z 10.8.0.1 2223", { jail })).status).toBe(1);
});

test("what nc cannot do, and a port that cannot be, is refused in one line", async () => {
  const { run } = testLab(host);
  const refusals: readonly (readonly [string, string])[] = [
    ["nc -z 10.2.70.20 0", "nc: port number too small: 0\n"],
    ["nc -z 10.2.70.20 65536", "nc: port number too large: 65536\n"],
    ["nc -z 10.2.70.20 http", "nc: port number invalid: http\n"],
    ["nc -6 10.2.70.20 80", "nc: -6: not emulated in a lab\n"],
    ["nc -l -p 80 80", "nc: cannot use -p and -l\n"],
    ["nc -z nobody 80", "nc: getaddrinfo: Name does not resolve\n"],
    ["nc -w x 10.2.70.20 80", "nc: timeout invalid: x\n"],
  ];
  for (const [line, stderr] of refusals)
    expect(await run(line)).toEqual({ status: 1, stdout: "", stderr });
});

/** What is said over lab.sock: requests of any shape. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { MAX_ADVANCE, parseRequest, RequestError } from "./protocol.ts";

const refusal = (line: string) => {
  try {
    parseRequest(line);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(RequestError);
    return (error as Error).message;
  }
};

test("requests are taken as they are", () => {
  for (const request of [
    { run: ["ngctl", "list"] },
    { run: ["sh"], terminal: true },
    { in: "" },
    { end: true },
    { interrupt: true },
    { advance: 0.5 },
    { advance: MAX_ADVANCE },
    { about: true },
    { prices: "call:1ms" },
    { attach: { tap: "tap0", namespace: "/proc/1/ns/net", interface: "vtnet0" } },
    { attach: { tap: "tap0", namespace: "/run/netns/x", interface: "web", jail: "web" } },
    { detach: { tap: "tap0" } },
    { detach: { tap: "tap0", namespace: "/run/netns/x" } },
    { cable: { nic: "vtnet1", lab: "/labs/b", peer: "vtnet1" } },
    { uncable: "vtnet1" },
    { beyond: ["10.9.0.2"] },
    { stop: true },
    { call: "interfaces", args: [] },
    { call: "changeInterface", args: ["em0", { set: "mtu", to: 9000 }] },
    { call: "changeInterface", args: ["em0", { set: "lro", to: false }] },
    { call: "value", args: ["kern.osrelease"] },
  ])
    expect(parseRequest(JSON.stringify(request)) as unknown).toEqual(request);
});

test("what is no request is refused with what would be right", () => {
  const bad: readonly (readonly [line: string, says: string])[] = [
    ["", "a request is a line of JSON"],
    ["{", "a request is a line of JSON"],
    ["null", "a request is a JSON object"],
    ["[]", "a request is a JSON object"],
    ["5", "a request is a JSON object"],
    ["{}", "a request has one of run, in, end"],
    ['{"hello":1}', "a request has one of run, in, end"],
    ['{"__proto__":1}', "a request has one of"],
    ['{"constructor":1}', "a request has one of"],
    ['{"about":true,"stop":true}', "a request has one of"],
    ['{"about":false}', "about: give true"],
    ['{"run":"ls"}', "run: give a list of texts"],
    ['{"run":[]}', "run: give a list of texts"],
    ['{"run":["ls",1]}', "run: give a list of texts"],
    ['{"in":1}', "in: give a text"],
    ['{"advance":"x"}', "advance: give a number of seconds"],
    ['{"advance":null}', "advance: give a number of seconds"],
    ['{"advance":-1}', "advance: give a number of seconds"],
    ['{"advance":1e999}', "advance: give a number of seconds"],
    ['{"advance":1e12}', "advance: give a number of seconds"],
    ['{"run":["ls"],"terminal":1}', "terminal: give true or false"],
    ['{"call":"interfaces"}', "args: give a list of the call's arguments"],
    ['{"call":"interfaces","args":[1]}', "args: give a list of the call's arguments"],
    ['{"call":"moveIn","args":["a"]}', "args: give a list of the call's arguments"],
    ['{"call":"changeInterface","args":["a",2]}', "args: give a list"],
    ['{"call":"changeInterface","args":["a",{"set":"mtu","to":"9"}]}', "args: give a list"],
    ['{"call":"changeInterface","args":["a",{"set":"nosuch","to":1}]}', "args: give a list"],
    ['{"call":"changeInterface","args":["a",{"set":"__proto__","to":1}]}', "args: give a list"],
    ['{"call":"value","args":["kern.nosuch"]}', "args: give a list of the call's arguments"],
    ['{"call":"toString","args":[]}', "call: give one of interfaces, interfaceNamed"],
    ['{"attach":"tap0"}', "attach: give an object of tap, namespace, interface"],
    ['{"attach":{"tap":"tap0"}}', "attach: give an object of tap, namespace, interface"],
    ['{"attach":{"tap":"a b","namespace":"/n","interface":"x"}}', "attach: give an object"],
    ['{"attach":{"tap":"a","namespace":"n","interface":"x"}}', "attach: give an object"],
    ['{"attach":{"tap":"a","namespace":"/n","interface":"x","y":1}}', "attach: give an object"],
    ['{"cable":{"nic":"vtnet1","lab":"b","peer":"vtnet1"}}', "cable: give an object of nic, lab"],
    ['{"uncable":1}', "uncable: give a NIC's name"],
    ['{"detach":{}}', "detach: give an object of tap"],
    ['{"detach":{"tap":"%d"}}', "detach: give an object of tap"],
    ['{"about":true,"args":[]}', "args: give a list of the call's arguments, with call"],
    ['{"about":true,"terminal":true}', "terminal: give true or false, with run"],
  ];
  for (const [line, says] of bad)
    expect([line, refusal(line)]).toEqual([line, expect.stringContaining(says)]);
});

test("whatever JSON comes is a request or is refused", () => {
  const value = fc.jsonValue();
  const key = fc.constantFrom("run", "in", "end", "advance", "about", "terminal", "x");
  fc.assert(
    fc.property(
      fc.oneof(value, fc.dictionary(key, value)),
      (any) => void refusal(JSON.stringify(any)),
    ),
  );
});

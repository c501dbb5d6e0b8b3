/** The messages that every node answers (sys/netgraph/ng_message.h). */
import {
  array,
  byteArray,
  hint32,
  hookName,
  nodeName,
  pathName,
  string,
  struct,
  typeName,
  uint8,
  uint16,
  uint32,
} from "../layout.ts";
import { NG_CMDSTRSIZ, NGM_HASREPLY, NGM_READONLY } from "../message.ts";
import type { NodeTypeTable } from "../nodetype.ts";

/** The typecookie of the messages that every node answers, NGM_GENERIC_COOKIE. */
export const GENERIC_COOKIE = 1137070366;
const ASKS = NGM_READONLY | NGM_HASREPLY;

const nodeInfo = struct({ name: nodeName, type: typeName, id: hint32, hooks: uint32 });
const linkInfo = struct({ ourhook: hookName, peerhook: hookName, nodeinfo: nodeInfo });
const nodeList = struct({ numnames: uint32, nodeinfo: array(nodeInfo, { lengthOf: "numnames" }) });
const typeInfo = struct({ typename: typeName, numnodes: uint32 });
/** A message in a message: struct ng_mesg. */
const message = struct({
  version: uint8,
  spare: uint8,
  spare2: uint16,
  arglen: uint32,
  cmd: uint32,
  flags: hint32,
  token: uint32,
  typecookie: uint32,
  cmdstr: { kind: "fixedstring", size: NG_CMDSTRSIZ },
  data: byteArray({ lengthOf: "arglen" }),
});

/** The generic messages. Names of nodes, hooks and types have their fixed room in them; IDs are node IDs, of this vnet. */
export const generic = {
  name: "generic",
  cookie: GENERIC_COOKIE,
  commands: [
    { name: "shutdown", id: 1 },
    {
      name: "mkpeer",
      id: 2,
      args: struct({ type: typeName, ourhook: hookName, peerhook: hookName }),
    },
    {
      name: "connect",
      id: 3,
      args: struct({ path: pathName, ourhook: hookName, peerhook: hookName }),
    },
    { name: "name", id: 4, args: struct({ name: nodeName }) },
    { name: "rmhook", id: 5, args: struct({ hook: hookName }) },
    { name: "nodeinfo", id: 6 | ASKS, reply: nodeInfo },
    {
      name: "listhooks",
      id: 7 | ASKS,
      reply: struct({
        nodeinfo: nodeInfo,
        linkinfo: array(linkInfo, { lengthOf: "nodeinfo.hooks" }),
      }),
    },
    { name: "listnames", id: 8 | ASKS, reply: nodeList },
    { name: "listnodes", id: 9 | ASKS, reply: nodeList },
    {
      name: "listtypes",
      id: 10 | ASKS,
      reply: struct({ numtypes: uint32, typeinfo: array(typeInfo, { lengthOf: "numtypes" }) }),
    },
    { name: "textstatus", id: 11 | ASKS, reply: string },
    { name: "binary2ascii", id: 12 | ASKS, args: message, reply: message },
    { name: "ascii2binary", id: 13 | ASKS, args: message, reply: message },
    // Its argument is text too, but has no ASCII form.
    { name: "textconfig", id: 14, reply: string },
  ],
} as const satisfies NodeTypeTable;

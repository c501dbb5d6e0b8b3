/** ng_ksocket(4): a socket of the kernel's as a node. */
import { errno, NetgraphError } from "../errno.ts";
import type { CustomLayout } from "../layout.ts";
import { int32 } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

const AF_INET = 2;
const SOCKADDR_IN_SIZE = 16;

/** A socket address: `inet/127.0.0.1:5000`. Of the families the lab knows inet alone. */
const address: CustomLayout = {
  kind: "custom",
  name: "socket address",
  align: 1,
  parse(text, offset) {
    const match = /^inet\/(\d{1,3}(?:\.\d{1,3}){3})(?::(\d{1,5}))?/.exec(text.slice(offset));
    const parts = match?.[1]?.split(".").map(Number);
    const port = Number(match?.[2] ?? 0);
    if (!match || !parts || parts.some((part) => part > 255) || port > 0xffff) {
      throw new NetgraphError("convert", "socket address", errno.EINVAL);
    }
    const bytes = new Uint8Array(SOCKADDR_IN_SIZE);
    bytes.set([SOCKADDR_IN_SIZE, AF_INET, port >> 8, port & 0xff, ...parts]);
    return { bytes, next: offset + match[0].length };
  },
  unparse(bytes, offset) {
    if (bytes.length < offset + 8 || bytes[offset + 1] !== AF_INET) {
      throw new NetgraphError("convert", "socket address", errno.EINVAL);
    }
    const port = (bytes[offset + 2]! << 8) | bytes[offset + 3]!;
    const text = `inet/${bytes.subarray(offset + 4, offset + 8).join(".")}${port === 0 ? "" : `:${port}`}`;
    return { text, next: offset + bytes[offset]! };
  },
};

export const ksocket = {
  name: "ksocket",
  cookie: 942710669,
  commands: [
    { name: "bind", id: 1, args: address },
    { name: "listen", id: 2, args: int32 },
    { name: "connect", id: 3, args: address, reply: int32 },
    { name: "getname", id: 5, reply: address },
    { name: "getpeername", id: 6, reply: address },
  ],
} as const satisfies NodeTypeTable;

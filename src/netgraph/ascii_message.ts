/** Whole messages between memory and text, as every node converts them (NGM_ASCII2BINARY, NGM_BINARY2ASCII in ng_base.c). */
import { parseArgs, unparseArgs } from "./ascii.ts";
import { WORK_SIZE } from "./defaults.ts";
import { errno, NetgraphError } from "./errno.ts";
import { readString } from "./latin1.ts";
import {
  decodeMessage,
  HEADER_SIZE,
  type Message,
  NGF_RESP,
  statedLength,
  withHeaderOf,
} from "./message.ts";
import { commandById, commandByName, type NodeTypeTable } from "./nodetype.ts";
import { GENERIC_COOKIE, generic } from "./types/generic.ts";

function refuse(number: number): never {
  throw new NetgraphError("convert", "message", number);
}

/** The arguments of NGM_ASCII2BINARY, a message whose arguments are text → the same message in binary. */
export function asciiToBinary(type: NodeTypeTable, request: Message): Uint8Array {
  const inner = innerMessage(request, 1);
  const own = commandByName(type, inner.commandName);
  const command = own ?? commandByName(generic, inner.commandName);
  if (command === undefined) refuse(errno.ENOSYS);
  const layout = (inner.flags & NGF_RESP) === 0 ? command.args : command.reply;
  const text = readString(inner.args, 0, inner.args.length - 1);
  return withHeaderOf(inner.bytes, {
    cookie: own === undefined ? GENERIC_COOKIE : type.cookie,
    command: command.id,
    args:
      layout === undefined
        ? new Uint8Array(0)
        : parseArgs(layout, text, [{ arglen: inner.args.length }]),
  });
}

/** The arguments of NGM_BINARY2ASCII, a binary message → the same message with its arguments as text. */
export function binaryToAscii(type: NodeTypeTable, request: Message): Uint8Array {
  const inner = innerMessage(request, 0);
  const table =
    inner.cookie === type.cookie ? type : inner.cookie === GENERIC_COOKIE ? generic : undefined;
  const command = table && commandById(table, inner.command);
  if (command === undefined) refuse(errno.ENOSYS);
  const layout = (inner.flags & NGF_RESP) === 0 ? command.args : command.reply;
  const text = layout === undefined ? "" : unparseArgs(layout, inner.args);
  if (text.length >= WORK_SIZE) refuse(errno.ERANGE);
  const args = new Uint8Array(text.length + 1);
  for (let i = 0; i < text.length; i++) args[i] = text.charCodeAt(i);
  return withHeaderOf(inner.bytes, { commandName: command.name, args });
}

/** The message in a message's arguments. Its argument length must be there in full, and be at least `least`. */
function innerMessage(request: Message, least: number): Message {
  const inner = decodeMessage(request.args);
  if (inner === undefined || inner.args.length < least) refuse(errno.EINVAL);
  if (request.args.length - HEADER_SIZE < statedLength(request.args)) refuse(errno.EINVAL);
  return inner;
}

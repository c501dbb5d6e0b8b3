/** Names in the buddy's variables: checked once, where they are read. */
import { NG_NODESIZ } from "../netgraph/message.ts";

/** A name that cannot be used: why, and what would be right. */
export class NameError extends Error {
  override readonly name = "NameError";
}

/** The longest name that a node can have, characters. */
export const MAX_NODE_NAME = NG_NODESIZ - 1;
/** The room for the name of an interface, bytes, the NUL included (net/if.h). */
export const IFNAMSIZ = 16;
const MAX_INTERFACE_NAME = IFNAMSIZ - 1;

/**
 * A bridge's name: a node's, and the middle of `ngbuddy_NAME_if`, so that it may begin with a digit.
 * Throws a NameError.
 */
export function bridgeName(text: string): string {
  if (text === "") throw new NameError("a bridge needs a name");
  if (!/^\w+$/.test(text)) {
    throw new NameError(
      `a bridge cannot be called "${text}", since rc.conf would need the variable ngbuddy_${text}_if; use letters, digits and _`,
    );
  }
  return limited(text, MAX_NODE_NAME, "a bridge's");
}

/** Can a bridge be called so? */
export function isBridgeName(text: string): boolean {
  return /^\w+$/.test(text) && text.length <= MAX_NODE_NAME;
}

const EIFACE_NAME = /^\w[\w-]*$/;

/** Can an eiface be called so? */
export function isEifaceName(text: string): boolean {
  return EIFACE_NAME.test(text) && text.length <= MAX_INTERFACE_NAME;
}

/** The name of an eiface: an interface's, a node's, and a word of a list. Throws a NameError. */
export function eifaceName(text: string): string {
  if (!EIFACE_NAME.test(text)) {
    throw new NameError(
      `"${text}" is no name for an eiface; use letters, digits, _ and -, and not - first`,
    );
  }
  return limited(text, MAX_INTERFACE_NAME, "an interface's");
}

/** What stands before the name of an interface that is to be an eiface, whatever its name looks like. */
const EXPRESSLY = "eiface:";

/** A bridge's interface as rc.conf and the command line have it. */
export interface InterfaceWish {
  readonly interface: string;
  /** Was an eiface asked for expressly (`eiface:NAME`)? */
  readonly eiface: boolean;
}

/** The interface that a text asks for. Nothing is checked. */
export function readWish(text: string): InterfaceWish {
  return text.startsWith(EXPRESSLY)
    ? { interface: text.slice(EXPRESSLY.length), eiface: true }
    : { interface: text, eiface: false };
}

/** A wish as rc.conf has it. */
export function wishText(wish: InterfaceWish): string {
  return `${wish.eiface ? EXPRESSLY : ""}${wish.interface}`;
}

/** The name of any interface, `vtnet1.7` too. Throws a NameError. */
export function interfaceName(text: string): string {
  if (!/^\w[\w.-]*$/.test(text)) {
    throw new NameError(`"${text}" is no name of an interface; ifconfig -l lists them`);
  }
  return limited(text, MAX_INTERFACE_NAME, "an interface's");
}

function limited(text: string, limit: number, whose: string): string {
  if (text.length > limit) {
    throw new NameError(
      `the name "${text}" has ${text.length} characters; ${whose} has at most ${limit}`,
    );
  }
  return text;
}

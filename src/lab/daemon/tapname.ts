/** What a TAP device can be called, and where network namespaces are. */

/** Linux takes other names too, which its commands have trouble with. */
const NAME = /^(?!\.{1,2}$)[\w.-]{1,15}$/;

/** Can a network device of Linux be called so? */
export const isTapName = (text: string): boolean => NAME.test(text) && !text.startsWith("-");

/** What a name has to be, for people. */
export const TAP_NAME = "1 to 15 letters, digits, _, - and ., and not - first";

/** Returns the path of a network namespace: by a name of ip-netns(8), the number of a process in it, or its path. Undefined for what is none of these. */
export function namespacePath(text: string, resolve: (path: string) => string): string | undefined {
  if (text.includes("\0")) return undefined;
  if (text.includes("/")) return resolve(text);
  if (/^\d{1,10}$/.test(text)) return `/proc/${text}/ns/net`;
  return /^(?!\.{1,2}$).{1,255}$/s.test(text) ? `/run/netns/${text}` : undefined;
}

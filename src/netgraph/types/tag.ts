/** ng_tag(4): marks frames, and sorts them by the marks that they have. */
import { array, hint8, hookName, struct, uint8, uint16, uint32 } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

const data = array(hint8, { lengthOf: "tag_len" });
const hookIn = struct({
  thisHook: hookName,
  ifMatch: hookName,
  ifNotMatch: hookName,
  strip: uint8,
  tag_cookie: uint32,
  tag_id: uint16,
  tag_len: uint16,
  tag_data: data,
});
const hookOut = struct({
  thisHook: hookName,
  tag_cookie: uint32,
  tag_id: uint16,
  tag_len: uint16,
  tag_data: data,
});

/** The messages of ng_tag(4) (sys/netgraph/ng_tag.h). What a hook takes in goes by its `sethookin`, what it puts out gets its `sethookout`. */
export const tag = {
  name: "tag",
  cookie: 1149771193,
  commands: [
    { name: "sethookin", id: 1, args: hookIn },
    { name: "gethookin", id: 2, args: hookName, reply: hookIn },
    { name: "sethookout", id: 3, args: hookOut },
    { name: "gethookout", id: 4, args: hookName, reply: hookOut },
  ],
} as const satisfies NodeTypeTable;

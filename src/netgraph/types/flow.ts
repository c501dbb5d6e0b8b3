/** What nodes tell each other about links (sys/netgraph/ng_message.h): messages that need no asking. */
export const FLOW_COOKIE = 851672669;
export const LINK_IS_UP = 32;
export const LINK_IS_DOWN = 33;

/** What nodes tell each other about links (sys/netgraph/ng_message.h): messages that need no asking. */
/** The typecookie of these messages, NGM_FLOW_COOKIE. */
export const FLOW_COOKIE = 851672669;
/** The command that tells of a carrier, NGM_LINK_IS_UP; it has no arguments. */
export const LINK_IS_UP = 32;
/** The command that tells of a lost carrier, NGM_LINK_IS_DOWN; it has no arguments. */
export const LINK_IS_DOWN = 33;

/** The lock that iptables' users share. */
export const XTABLES_LOCK = '/run/xtables.lock';

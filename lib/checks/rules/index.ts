import type { Rule } from '../rule';

/** All rules, in the order of their ids. */
export const RULES: readonly Rule[] = [];
